"""nbclient, for which a prompt is a cell like others."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from typing import Any

from jupyter_core.utils import run_sync
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError

from ..notebook import is_answer, is_prompt
from .one_kernel import OneKernel
from .progress import Progress, PromptDone
from .prompting import Prompter


class PromptFailed(Exception):
    """A prompt was not answered."""

    def __init__(self, done: PromptDone) -> None:
        error = done.error or {}
        self.done = done
        super().__init__(f"Cell {done.cell}: {error.get('message', '')} {error.get('hint', '')}".strip())


class Stopped(Exception):
    """The user stopped it; what had come is in the notebook."""


class AnswersPrompts:
    """For a `NotebookClient`: prompts are answered in their place among the code cells."""

    prompter: Prompter | None = None
    one_kernel: OneKernel | None = None
    progress: Progress = Progress()
    done: list[PromptDone]

    def begin(self, prompter: Prompter, one_kernel: OneKernel, progress: Progress | None = None) -> None:
        """Who answers; called before the first cell."""
        self.prompter, self.one_kernel, self.progress = prompter, one_kernel, progress or Progress()
        self.done = []

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
            if done.state != "finished" and not client.allow_errors:
                raise PromptFailed(done)
        return cell

    # what nbconvert and papermill call
    execute_cell = run_sync(async_execute_cell)


class PromptNotebookClient(AnswersPrompts, NotebookClient):
    """Runs a notebook as the page does, from top to bottom; a stop keeps what has come."""

    def __init__(self, nb: Any, prompter: Prompter, one_kernel: OneKernel, progress: Progress, **named: Any) -> None:
        # as JupyterLab writes notebooks
        super().__init__(nb, **{"record_timing": False, "coalesce_streams": True, **named})
        self.begin(prompter, one_kernel, progress)
        self._is_stopped = False

    async def async_start_new_kernel_client(self) -> Any:
        """And from now on an interrupt stops what runs; nbclient would take the kernel away, and go on."""
        try:
            client = await super().async_start_new_kernel_client()
        except RuntimeError:
            # another program has taken one of the ports that were free when the kernel was to start
            self.create_kernel_manager()
            await self.async_start_new_kernel()
            client = await super().async_start_new_kernel_client()
        self._task = asyncio.current_task()
        with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):  # Windows, or another thread
            for number in (signal.SIGINT, signal.SIGTERM):
                asyncio.get_running_loop().add_signal_handler(number, self._stop)
        return client

    def _stop(self) -> None:
        self._is_stopped = True
        if self._task is not None:
            self._task.cancel()

    async def async_execute(self, reset_kc: bool = False, **named: Any) -> Any:
        """Raises `CellExecutionError`, `PromptFailed`, `DeadKernelError`; `Stopped` after an interrupt."""
        try:
            return await super().async_execute(reset_kc, **named)
        except (asyncio.CancelledError, DeadKernelError) as error:
            if self._is_stopped:
                raise Stopped from None
            raise error

    async def async_execute_cell(self, cell: Any, cell_index: int, *args: Any, **named: Any) -> Any:
        if self._is_stopped:
            raise Stopped
        if is_answer(cell):
            return cell
        return await super().async_execute_cell(cell, cell_index, *args, **named)
