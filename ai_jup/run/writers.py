"""Who writes a run's answer into the notebook: of all pages that show it one at a time, in whichever browser."""

import asyncio
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from ..wire import Turn, Writes

GRACE = 3.0
"""Seconds that the page that started the run, or wrote last, has to come (back) before another one writes."""


@dataclass(eq=False)
class _Page:
    tell: Callable[[Turn], None]
    started: bool
    """Whether it has sent the prompt."""
    name: str | None


@dataclass
class Writers:
    """The pages that could write the answer of one run, and the one that does."""

    free_since: float = field(default_factory=time.monotonic)
    """When it had no writer for the first time, or lost its last one."""
    _pages: list[_Page] = field(default_factory=list)
    _writer: _Page | None = None
    _saved: bool = False
    _waiting: asyncio.TimerHandle | None = None

    def join(self, writes: Writes, tell: Callable[[Turn], None], name: str | None = None) -> Callable[[], None]:
        """A page could write. It is told when its turn has come, or that nothing is left to write.

        A page of the same name is its former self: of a connection that is gone the server may not know for a while.
        Should it be there all the same, as when a tab is duplicated, it writes no more.

        Returns what is to be called when the page goes.
        """
        page = _Page(tell, writes == "first", name)
        former = next((each for each in self._pages if name is not None and each.name == name), None)
        if former:
            self._pages.remove(former)
        self._pages.append(page)
        if self._saved:
            tell("saved")
        elif former and former is self._writer:
            self._writer = page
            former.tell("wait")
            tell("write")
        else:
            self._choose()
        return lambda: self._leave(page)

    def saved(self) -> None:
        """The answer is in the notebook's file, or nobody wants it."""
        self._saved = True
        for page in self._pages:
            page.tell("saved")

    def release(self) -> None:
        """The pages that could have written are gone."""
        self.free_since = -math.inf
        self._choose()

    def _leave(self, page: _Page) -> None:
        if page in self._pages:
            self._pages.remove(page)
        if page is self._writer:
            self._writer, self.free_since = None, time.monotonic()
            self._choose()

    def _choose(self) -> None:
        if self._waiting:
            self._waiting.cancel()
            self._waiting = None
        if self._writer or self._saved or not self._pages:
            return
        if self.free_since == math.inf:
            return  # pages of another server write
        starter = next((page for page in self._pages if page.started), None)
        left = self.free_since + GRACE - time.monotonic()
        if starter is None and left > 0:
            self._waiting = asyncio.get_running_loop().call_later(left, self._choose)
        else:
            self._writer = starter or self._pages[0]
            self._writer.tell("write")
