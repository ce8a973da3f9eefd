"""The runs of this server: at most one live run for each prompt."""

import asyncio
import math
import random
import time
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import anyio
import anyio.to_thread

from ..journal.file_identity import NO_FILE, NotebookFile, names
from ..journal.journal import Journal
from ..journal.recovery import Kept, abandoned
from ..journal.retention import Bounds, prune
from ..refusal import Refusal
from ..translation import say
from ..wire import ErrorDetail
from .neighbours import Neighbours
from .run import Run

READ_SECONDS = 2.0
"""How long the runs on disk are waited for."""
KEPT = 200
"""Ended runs that are kept for pages that attach again; the oldest go first, acknowledged ones before others."""
KEPT_CHARACTERS = 50_000_000
"""The same, of their events as JSON; pictures that functions gave are the most of it."""

PRUNING = 3600.0
"""Seconds between two looks for runs on disk that are too old or too many."""
TRIES = 20
"""How often a run begins anew that another server has begun at the same time."""

Work = Callable[[Run], Awaitable[None]]


@dataclass
class Registry:
    """Starts, finds and stops runs."""

    journal: Journal | None = None
    """Where runs are kept on disk; null where they are not."""
    bounds: Bounds = field(default_factory=Bounds)
    neighbours: Neighbours | None = None
    """Other servers; null where they cannot be seen."""
    _runs: dict[str, Run] = field(default_factory=dict)
    _watching: list[tuple[str, Callable[[Run], None]]] = field(default_factory=list)
    _background: set[asyncio.Task[None]] = field(default_factory=set)
    """What follows the runs of other servers, or looks for old ones on disk."""
    _rounds: asyncio.Task[None] | None = None
    """Looks for such runs."""
    _pruned: float = -math.inf
    """When that was looked for."""
    _passed: frozenset[str] = frozenset()
    """Runs on disk whose answers are kept."""

    async def restore(self) -> None:
        """Take up the runs on disk that no server answers any more, and those that another one answers."""
        if self.journal is None:
            return
        # a disk that hangs must not keep the list of runs from the page
        with anyio.move_on_after(READ_SECONDS):
            known = self._passed.union(self._runs, self.journal.own)
            found = await anyio.to_thread.run_sync(self._abandoned, known, abandon_on_cancel=True)
            self._passed |= {kept.header.run for kept in found if kept.acknowledged}
            restored = {kept.header.run: Run.restored(kept, self.journal) for kept in found if not kept.acknowledged}
            # they are older than those of this server
            self._runs = {**restored, **self._runs}
            await self._follow_neighbours()

    async def _follow_neighbours(self) -> None:
        if self.neighbours is None:
            return
        found = await anyio.to_thread.run_sync(self.neighbours.runs, frozenset(self._runs), abandon_on_cancel=True)
        for kept in found:
            # one without an event may yet give up
            if kept.events and kept.header.run not in self._runs:
                run, following = self.neighbours.follow(kept)
                self._runs[run.id] = run
                self._background.add(following)
                following.add_done_callback(self._background.discard)
                self._tell_of(run)

    def _abandoned(self, known: frozenset[str]) -> list[Kept]:
        assert self.journal is not None
        self._prune()
        return abandoned(self.journal.folder, self.journal.server, known)

    def _prune(self) -> None:
        """Reads, so call it in a thread."""
        if self.journal and self._is_to_be_pruned:
            self._pruned = time.monotonic()
            prune(self.journal, self.bounds)

    async def _prune_in_a_thread(self) -> None:
        await anyio.to_thread.run_sync(self._prune, abandon_on_cancel=True)

    @property
    def _is_to_be_pruned(self) -> bool:
        return time.monotonic() - self._pruned > PRUNING

    async def _file(self, notebook: str) -> NotebookFile:
        """The notebook's file, where others could see it; not one that a disk does not tell in time."""
        if self.neighbours:
            with anyio.move_on_after(READ_SECONDS):
                return await anyio.to_thread.run_sync(self.neighbours.file, notebook, abandon_on_cancel=True)
        return NO_FILE

    def begin(self, notebook: str, prompt: str, file: NotebookFile = NO_FILE) -> Run:
        """A run that is yet to work; raises `Refusal` (409) while the same prompt has one that is live."""
        live = (run for run in self._runs.values() if not run.ended)
        if any(run.prompt == prompt and run.notebook == notebook for run in live):
            raise _answered()
        self._forget()
        run = Run(uuid.uuid4().hex, notebook, prompt, self.journal, file)
        self._runs[run.id] = run
        return run

    async def begin_alone(self, notebook: str, prompt: str) -> Run:
        """The same, where no other server answers the prompt either; raises `Refusal` (409)."""
        file = await self._file(notebook)
        for run in self._runs.values():
            if run.prompt == prompt and run.file.is_renamed(file):
                run.rename(notebook, file)
        for _ in range(TRIES):
            run = self.begin(notebook, prompt, file)
            if self.neighbours is None:
                return run
            try:
                await run.has_file()
                rivals = await anyio.to_thread.run_sync(self.neighbours.rivals, run)
            except BaseException:
                # whatever it was, the prompt can be run again
                del self._runs[run.id]
                self.neighbours.journal.remove(run.id)
                raise
            if not rivals:
                return run
            # of two that begin at the same time at least one sees the other's file: whoever does gives up
            del self._runs[run.id]
            self.neighbours.journal.remove(run.id)
            if any(kept.events for kept in rivals):
                break
            await asyncio.sleep(random.uniform(0.01, 0.1))
        await self.restore()
        raise _answered()

    def work(self, run: Run, work: Work) -> None:
        """Have a run do its work."""
        run.task = asyncio.create_task(_finish(work, run), name=f"ai-jup run {run.id}")
        self._tell_of(run)
        if self.journal and self._is_to_be_pruned:
            pruning = asyncio.create_task(self._prune_in_a_thread(), name="ai-jup pruning")
            self._background.add(pruning)
            pruning.add_done_callback(self._background.discard)

    def start(self, notebook: str, prompt: str, work: Work) -> Run:
        """Begin a run, and have it do its work; raises `Refusal` (409)."""
        run = self.begin(notebook, prompt)
        self.work(run, work)
        return run

    def watch(self, notebook: str, tell: Callable[[Run], None]) -> Callable[[], None]:
        """Be told of the runs of a notebook that begin from now on; returns what ends it."""
        watching = (notebook, tell)
        self._watching.append(watching)
        if self.neighbours and self._rounds is None:
            self._rounds = asyncio.create_task(self.neighbours.rounds(self.restore), name="ai-jup neighbours")

        def leave() -> None:
            self._watching.remove(watching)
            if self._rounds and not self._watching:
                self._rounds.cancel()
                self._rounds = None

        return leave

    def _tell_of(self, run: Run) -> None:
        for notebook, tell in self._watching:
            if notebook == run.notebook:
                tell(run)

    def has(self, run_id: str) -> bool:
        return run_id in self._runs

    def get(self, run_id: str) -> Run:
        """The run of this id; raises `Refusal` (404) when there is none."""
        if run_id not in self._runs:
            raise Refusal(
                404,
                "run-unknown",
                say("The server no longer knows this answer."),
                say("It has been restarted since, or the answer is too old. Run the prompt again."),
            )
        return self._runs[run_id]

    def acknowledge(self, run: Run) -> None:
        """The answer of an ended run is saved, or not wanted, and none that it replaced is.

        Without that, an earlier answer of the prompt would come back with the next page, over the newer one.
        """
        for earlier in self._runs.values():
            if (earlier.notebook, earlier.prompt) == (run.notebook, run.prompt):
                earlier.acknowledge()
            if earlier is run:
                return

    def unacknowledged(self, notebook: str | None) -> list[Run]:
        """The runs that are live, or ended and not yet acknowledged, oldest first; of one notebook, or of all."""
        waiting = (run for run in self._runs.values() if not run.acknowledged)
        return [run for run in waiting if notebook in (None, run.notebook)]

    async def rename(self, old: str, new: str) -> None:
        """A notebook, or a folder of notebooks, has another path now."""
        renamed = [run for run in self._runs.values() if run.notebook == old or run.notebook.startswith(f"{old}/")]
        for run in renamed:
            # at once: the next rename may come before the disk has told anything
            run.notebook = new + run.notebook[len(old) :]
        for run in renamed:
            notebook = run.notebook
            file = await self._file(notebook)
            if run.notebook == notebook:
                run.rename(notebook, file)

    async def find_renamed(self, notebook: str) -> None:
        """Take the runs that began under another name of a notebook for its own, whoever has renamed it."""
        file = await self._file(notebook)
        for run in self.unacknowledged(None):
            # another file may have been given the number of one that is gone
            if run.file.is_renamed(file) and await anyio.to_thread.run_sync(names, file, run.prompt):
                run.rename(notebook, file)

    async def stop_all(self, why: ErrorDetail | None = None) -> None:
        """Stop every live run of this server; see `Run.stop`."""
        for task in [*self._background, *filter(None, [self._rounds])]:
            task.cancel()
        await asyncio.gather(*(run.stop(why) for run in self._runs.values() if not run.is_elsewhere))

    def _forget(self) -> None:
        ended = sorted((run for run in self._runs.values() if run.ended), key=lambda run: not run.acknowledged)
        number, size = len(ended), sum(run.size for run in ended)
        for run in ended[:-1]:  # the newest stays, whatever its size
            if number <= KEPT and size <= KEPT_CHARACTERS:
                return
            del self._runs[run.id]
            number, size = number - 1, size - run.size


def _answered() -> Refusal:
    return Refusal(
        409,
        "run-exists",
        say("This prompt is being answered in another window."),
        say("Wait for its answer there, or stop it first."),
    )


async def _finish(work: Work, run: Run) -> None:
    """The task's boundary: whatever happens, the run has an end."""
    try:
        await work(run)
    finally:
        if not run.ended:
            raise RuntimeError(f"run {run.id} finished without an end event")
