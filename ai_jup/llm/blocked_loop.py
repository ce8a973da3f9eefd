"""Warns in the server's log when an event loop is held up: whatever blocks it, blocks every answer.

A library that fetches something without saying so has done that, for as long as its address did not answer.
"""

import asyncio
import logging
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

SECONDS = 1.0
"""How long the loop may take to come round."""
_PAUSE = 0.5
"""Seconds from one look to the next."""


class Watchdog:
    """Watches the loop of a thread from another thread, while the loop is in use; when it is not, it sleeps."""

    def __init__(self, loop: asyncio.AbstractEventLoop, thread: threading.Thread) -> None:
        self._loop, self._thread = loop, thread
        self._lock = threading.Lock()
        self._users = 0
        self._in_use = threading.Event()
        self._ended = threading.Event()
        threading.Thread(target=self._watch, name=f"{thread.name}-watchdog", daemon=True).start()

    @contextmanager
    def watching(self) -> Iterator[None]:
        """While the loop has something to do."""
        with self._lock:
            self._users += 1
            self._in_use.set()
        try:
            yield
        finally:
            with self._lock:
                self._users -= 1
                if self._users == 0:
                    self._in_use.clear()

    def end(self) -> None:
        """Before the loop ends."""
        self._ended.set()
        self._in_use.set()

    def _watch(self) -> None:
        while self._in_use.wait() and not self._ended.is_set():
            came_round, begun = threading.Event(), time.monotonic()
            try:
                self._loop.call_soon_threadsafe(came_round.set)
            except RuntimeError:  # it is closed
                return
            if not came_round.wait(SECONDS) and not self._ended.is_set():
                self._warn(came_round, begun)
            self._ended.wait(_PAUSE)

    def _warn(self, came_round: threading.Event, begun: float) -> None:
        """Say where it stands, once, and later how long it stood there."""
        log = logging.getLogger(__name__)
        frame = sys._current_frames().get(self._thread.ident or 0)
        stack = "".join(traceback.format_stack(frame)) if frame else "(it has ended)\n"
        log.warning(
            "ai-jup: no answer goes on: the thread %r has been held up for %g s, here:\n%s",
            self._thread.name,
            SECONDS,
            stack,
        )
        while not came_round.wait(_PAUSE):
            if self._ended.is_set():
                return
        log.warning("ai-jup: the thread %r goes on, after %.1f s.", self._thread.name, time.monotonic() - begun)
