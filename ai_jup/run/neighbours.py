"""Other servers of the same user, on the same folder: what they answer is not asked, nor paid, a second time.

They are found by what they keep on disk (`journal`), and so only where they share Jupyter's data folder.
"""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Set
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import anyio.to_thread

from ..journal.file_identity import NotebookFile, notebook_file
from ..journal.journal import Journal
from ..journal.recovery import Kept, age_of, has_lost_its_server, live_elsewhere, take
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

    def file(self, notebook: str) -> NotebookFile:
        """The notebook's file; asks the disk, so call it in a thread."""
        return notebook_file(self.root / notebook)

    def runs(self, known: Set[str] = frozenset()) -> list[Kept]:
        """Those that are live, but for those known; reads, so call it in a thread."""
        known = self._over.union(known, self.journal.own)
        found, over = live_elsewhere(self.journal.folder, self.journal.server, known)
        self._over |= over
        return [kept for kept in found if kept.file.path and self._notebook(kept) is not None]

    def rivals(self, run: Run) -> list[Kept]:
        """The runs of other servers for the same prompt; reads, so call it in a thread."""
        return [kept for kept in self.runs() if kept.prompt == run.prompt and kept.file.is_also(run.file)]

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
            before = kept.file
            take(kept, lines)
            if kept.file != before:
                run.rename(self._notebook(kept) or "", kept.file)
            run.catch_up(kept)
            if run.ended:
                since += LOOKS
            elif await anyio.to_thread.run_sync(has_lost_its_server, path, self.journal.server):
                is_there = await anyio.to_thread.run_sync(os.path.exists, path)
                # how long it ran is told by its last line, not by the first look at it
                kept.written = await anyio.to_thread.run_sync(_written, path)
                run.interrupt(kept, self.journal if is_there else None)
                if not is_there:
                    run.acknowledge()  # as the other server has
                break
        if not run.acknowledged:
            run.writers.release()

    @cached_property
    def _real_root(self) -> str:
        """Asked of the disk once, in the thread that looks for runs."""
        return os.path.realpath(self.root)

    def _notebook(self, kept: Kept) -> str | None:
        """The notebook's path on this server; null for one that is not below its folder."""
        try:
            path = Path(kept.file.path).relative_to(self._real_root)
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


def _written(path: Path) -> float:
    """When a file was written or touched last; seconds since 1970."""
    return time.time() - age_of(path)


def _new_lines(path: Path, at: int) -> tuple[int, list[bytes]]:
    """The whole lines behind a place of a file, and the place behind them."""
    try:
        with path.open("rb") as file:
            file.seek(at)
            *lines, rest = file.read().split(b"\n")
            return file.tell() - len(rest), lines
    except OSError:
        return at, []
