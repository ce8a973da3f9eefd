"""Other servers of the same user, on the same folder: what they answer is not asked, nor paid, a second time.

They are found by what they keep on disk (`journal`), and so only where they share Jupyter's data folder.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable, Set
from dataclasses import dataclass, field
from pathlib import Path

import anyio.to_thread

from .journal import Journal
from .recovery import Kept, has_lost_its_server, live_elsewhere, take
from .run import Run

LOOKS = 0.25
"""Seconds between two looks into the file of a run that another server answers."""
ROUNDS = 1.0
"""Seconds between two looks for such runs, while a page watches a notebook."""
PATIENCE = 15.0
"""Seconds that the pages of another server have to save an answer that has ended, before one of this server's does."""


@dataclass
class Neighbours:
    """The runs of other servers in notebooks below this server's folder."""

    journal: Journal
    root: Path
    _over: set[str] = field(default_factory=set, init=False)
    """Runs that need not be looked at again: a folder may keep thousands, and each prompt waits for the look."""

    def file(self, notebook: str) -> str:
        """The notebook's file, as it is called on every server."""
        return os.path.realpath(self.root / notebook)

    def runs(self, known: Set[str] = frozenset()) -> list[Kept]:
        """Those that are live, but for those known; reads, so call it in a thread."""
        known = self._over.union(known, self.journal.own)
        found, over = live_elsewhere(self.journal.folder, self.journal.server, known)
        self._over |= over
        return [kept for kept in found if kept.header.file and self._notebook(kept) is not None]

    def rivals(self, run: Run) -> list[Kept]:
        """The runs of other servers for the same prompt; reads, so call it in a thread."""
        file = self.file(run.notebook)
        return [kept for kept in self.runs() if kept.prompt == run.prompt and kept.header.file == file]

    def follow(self, kept: Kept) -> tuple[Run, asyncio.Task[None]]:
        """The run of another server, and the task that has it go on as its file does."""
        run = Run.elsewhere(kept, self._notebook(kept) or "")
        return run, asyncio.create_task(self._follow(run, kept), name=f"ai-jup neighbour's run {run.id}")

    async def _follow(self, run: Run, kept: Kept) -> None:
        path = self.journal.path(run.id)
        at, since = 0, 0.0
        while not run.acknowledged and since < PATIENCE:
            await asyncio.sleep(LOOKS)
            at, lines = await anyio.to_thread.run_sync(_new_lines, path, at)
            take(kept, lines)
            run.catch_up(kept)
            if run.ended:
                since += LOOKS
            elif await anyio.to_thread.run_sync(has_lost_its_server, path, self.journal.server):
                is_there = await anyio.to_thread.run_sync(os.path.exists, path)
                run.interrupt(kept, self.journal if is_there else None)
                if not is_there:
                    run.acknowledge()  # as the other server has
                break
        if not run.acknowledged:
            run.writers.release()

    def _notebook(self, kept: Kept) -> str | None:
        """The notebook's path on this server; null for one that is not below its folder."""
        try:
            path = Path(kept.header.file).relative_to(os.path.realpath(self.root))
        except ValueError:
            return None
        return path.as_posix()

    async def rounds(self, look: Callable[[], Awaitable[None]]) -> None:
        """Await `look` whenever there are other files than before, until this is cancelled."""
        seen = 0
        while True:
            changed = await anyio.to_thread.run_sync(_changed, self.journal.folder)
            if changed != seen:
                seen = changed
                await look()
            await asyncio.sleep(ROUNDS)


def _changed(folder: Path) -> int:
    """When a file was made in it or taken from it; nanoseconds, 0 where that cannot be told."""
    try:
        return folder.stat().st_mtime_ns
    except OSError:
        return 0


def _new_lines(path: Path, at: int) -> tuple[int, list[bytes]]:
    """The whole lines behind a place of a file, and the place behind them."""
    try:
        with path.open("rb") as file:
            file.seek(at)
            *lines, rest = file.read().split(b"\n")
            return file.tell() - len(rest), lines
    except OSError:
        return at, []
