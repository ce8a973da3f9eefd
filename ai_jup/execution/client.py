"""nbclient, for which a prompt is a cell like others."""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import signal
import tempfile
from collections.abc import Coroutine, Mapping
from typing import IO, Any

from jupyter_core.utils import ensure_async, run_sync
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError

from ..notebook import is_answer, is_prompt
from .one_kernel import OneKernel
from .progress import Progress, PromptDone
from .prompting import Prompter

GRACE_SECONDS = 5.0
"""For a cell that was interrupted, before its kernel is killed."""
LAST_LINES = 10
"""Of what a kernel that died has said."""


class CellFailed(Exception):
    """Which cell, by its place from 1, and why."""

    def __init__(self, cell: int, why: str) -> None:
        super().__init__(f"Cell {cell}: {why}")


class PromptFailed(CellFailed):
    """A prompt was not answered."""

    def __init__(self, done: PromptDone) -> None:
        error = done.error or {}
        super().__init__(done.cell, f"{error.get('message', '')} {error.get('hint', '')}".strip())


class KernelLost(CellFailed):
    """The kernel died in this cell; nothing can run any more."""


class KernelNotReady(Exception):
    """The kernel did not come up, so nothing was run."""


class Stopped(Exception):
    """The user stopped it; what had come is in the notebook."""


class AnswersPrompts:
    """For a `NotebookClient`: prompts are answered in their place among the code cells."""

    prompter: Prompter | None = None
    one_kernel: OneKernel | None = None
    progress: Progress = Progress()
    done: list[PromptDone]
    failures: list[CellFailed]
    """In order; more than one where errors are allowed."""

    def begin(self, prompter: Prompter, one_kernel: OneKernel, progress: Progress | None = None) -> None:
        """Who answers; called before the first cell."""
        self.prompter, self.one_kernel, self.progress = prompter, one_kernel, progress or Progress()
        self.done, self.failures = [], []

    async def async_execute_cell(self, cell: Any, cell_index: int, *args: Any, **named: Any) -> Any:
        """As nbclient does; a prompt is answered."""
        client: Any = self
        kind = "prompt" if is_prompt(cell) else cell["cell_type"]
        if kind in ("code", "prompt") and cell["source"].strip():
            self.progress.begun(cell_index + 1, kind, len(client.nb.cells))
        if kind != "prompt" or self.prompter is None:
            base: Any = super()
            return await base.async_execute_cell(cell, cell_index, *args, **named)
        if self.one_kernel is not None:
            self.one_kernel.manager = client.km
        done = await self.prompter.answer(client.nb, cell)
        if done is not None:
            self.done.append(done)
            if done.state != "finished":
                self.failed(PromptFailed(done))
        return cell

    def failed(self, failure: CellFailed) -> None:
        """Raises it, unless errors are allowed and more can run."""
        self.failures.append(failure)
        client: Any = self
        if isinstance(failure, KernelLost) or not client.allow_errors:
            raise failure

    # what nbconvert and papermill call
    execute_cell = run_sync(async_execute_cell)


class PromptNotebookClient(AnswersPrompts, NotebookClient):
    """Runs a notebook as the page does, from top to bottom; a stop keeps what has come."""

    _said: IO[bytes]
    """What the kernel's process writes: of interest where it dies, and not where it is ended."""

    def __init__(
        self,
        nb: Any,
        prompter: Prompter,
        one_kernel: OneKernel,
        progress: Progress,
        cell_seconds: float | None = None,
        **named: Any,
    ) -> None:
        """`cell_seconds` is what each code cell may take."""
        # as JupyterLab writes notebooks
        super().__init__(nb, **{"record_timing": False, "coalesce_streams": True, **named})
        self.begin(prompter, one_kernel, progress)
        self.cell_seconds = cell_seconds
        self._is_stopped = self._is_lost = False
        self._task: asyncio.Task[Any] | None = None
        self.on_cell_error = _raise

    async def async_start_new_kernel(self, **named: Any) -> None:
        """And from now on an interrupt stops what runs; nbclient would take the kernel away, and go on."""
        self._task = asyncio.current_task()
        with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):  # Windows, or another thread
            for number in (signal.SIGINT, signal.SIGTERM):
                asyncio.get_running_loop().add_signal_handler(number, self._stop)
        self._said.seek(0)
        self._said.truncate()
        await super().async_start_new_kernel(**{"stdout": self._said, "stderr": self._said, **named})

    async def async_start_new_kernel_client(self) -> Any:
        """Raises `KernelNotReady`; `Refusal` where the prompts could not be answered."""
        if self.prompter is not None:
            # what it reads for that takes a while, and so does the kernel's process, which comes up meanwhile
            await self.prompter.check(self.nb)
        try:
            return await super().async_start_new_kernel_client()
        except RuntimeError as error:
            if not _is_of_a_dead_kernel(error):
                raise KernelNotReady(
                    f"The kernel {self.kernel_name!r} did not answer within {self.startup_timeout} s, so nothing was "
                    "run. Kernels are reached over loopback (127.0.0.1), which must be up."
                ) from None
        # another program has taken one of the ports that were free when the kernel was to start
        self.create_kernel_manager()
        await self.async_start_new_kernel()
        try:
            return await super().async_start_new_kernel_client()
        except RuntimeError:
            message = f"The kernel {self.kernel_name!r} ended before it was ready, so nothing was run."
            raise KernelNotReady(message + self._last_words()) from None

    def _last_words(self) -> str:
        self._said.seek(0)
        lines = self._said.read().decode(errors="replace").strip().splitlines()[-LAST_LINES:]
        return "\n".join([" Its last words:", *lines]) if lines else ""

    def _stop(self) -> None:
        self._is_stopped = True
        if self._task is not None:
            self._task.cancel()

    async def async_execute(self, reset_kc: bool = False, **named: Any) -> Any:
        """Raises `CellFailed`, `KernelNotReady`, `Refusal`; `Stopped` after an interrupt."""
        with tempfile.TemporaryFile() as self._said:
            try:
                return await super().async_execute(reset_kc, **named)
            except asyncio.CancelledError:
                if self._is_stopped:
                    raise Stopped from None
                raise
            finally:
                # of a kernel that did not get ready nbclient leaves that to the end of the process, where it fails
                if self.km is not None and self.km.has_kernel:
                    await self._async_cleanup_kernel()
                atexit.unregister(self._cleanup_kernel)

    async def async_execute_cell(self, cell: Any, cell_index: int, *args: Any, **named: Any) -> Any:
        if self._is_stopped:
            raise Stopped
        if is_answer(cell):
            return cell
        executing = super().async_execute_cell(cell, cell_index, *args, **named)
        if is_prompt(cell):
            return await executing
        try:
            await self._within_its_time(executing, cell_index + 1)
        except CellFailed as failure:
            self.failed(failure)
        except DeadKernelError:
            self._is_lost = True
            why = f"The kernel died; what had come until then is in the notebook.{self._last_words()}"
            self.failed(KernelLost(cell_index + 1, why))
        finally:
            if self._is_lost:
                _join_streams(cell)
        return cell

    async def _within_its_time(self, executing: Coroutine[Any, Any, Any], number: int) -> None:
        """What takes too long, or is stopped, is interrupted rather than left: its output is whole then, and its kernel
        free, to go on or to be shut down in peace."""
        running = asyncio.ensure_future(executing)
        try:
            await asyncio.wait([running], timeout=self.cell_seconds)
        except asyncio.CancelledError:
            await self._interrupt(running)
            raise
        if not running.done():
            is_free = await self._interrupt(running)
            why = f"It took longer than --timeout allows ({self.cell_seconds:g} s)."
            raise CellFailed(number, why) if is_free else KernelLost(number, f"{why} It could not be interrupted.")
        await running

    async def _interrupt(self, running: asyncio.Future[Any]) -> bool:
        """Whether the cell has ended then; its kernel is killed at the end where it has not."""
        assert self.km is not None
        # that of a kernel that just died; and the user's, who does not want to wait
        with contextlib.suppress(RuntimeError, asyncio.CancelledError):
            await ensure_async(self.km.interrupt_kernel())
            await asyncio.wait([running], timeout=GRACE_SECONDS)
        if not running.done():
            self.shutdown_kernel = "immediate"
            running.cancel()
        # to nbclient a cell that is cancelled is one whose kernel died
        await asyncio.wait([running])
        self._is_lost = running.cancelled() or isinstance(running.exception(), DeadKernelError)
        return not self._is_lost


def _is_of_a_dead_kernel(error: RuntimeError) -> bool:
    """jupyter_client has one exception for a kernel that died and for one that does not answer."""
    return "died" in str(error)


def _join_streams(cell: Any) -> None:
    """As nbclient does for a cell that comes to its end."""
    # takes a while to import
    from nbconvert.preprocessors.coalescestreams import CoalesceStreamsPreprocessor

    join: Any = CoalesceStreamsPreprocessor
    join().preprocess_cell(cell, {}, 0)


def _raise(cell: Any, cell_index: int, execute_reply: Mapping[str, Any]) -> None:
    """Of an error in a cell, before nbclient does, which says nothing where errors are allowed."""
    if "raises-exception" not in cell["metadata"].get("tags", []):
        content = execute_reply["content"]
        lines = f"{content.get('ename')}: {content.get('evalue')}".splitlines()
        raise CellFailed(cell_index + 1, lines[0].removesuffix(": "))
