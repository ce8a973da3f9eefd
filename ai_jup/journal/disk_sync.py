"""Has what was written on the disk itself (`fsync`), for machines that lose power; in a thread, for it takes long."""

import os
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

SOON = 0.5
"""Seconds that what nobody waits for may take: a file that grows has the disk at most so often."""

Told = Callable[[OSError | None], None]


class _Asked(NamedTuple):
    path: Path
    told: Told
    at: float
    """When it is due; 0 for at once."""


@dataclass
class DiskSync:
    """The thread, and the files it has to do; asked by one other thread."""

    _queue: "queue.SimpleQueue[_Asked | None]" = field(default_factory=queue.SimpleQueue)
    _waiting: set[Path] = field(default_factory=set)
    """That are asked for, and not begun."""
    _folder: tuple[int, int] | None = None
    """The folder when the names in it were on the disk."""
    _thread: threading.Thread | None = None

    def now(self, path: Path, told: Told) -> None:
        """Before all others; `told` is called in the thread."""
        self._put(_Asked(path, told, 0.0))

    def soon(self, path: Path, failed: Told) -> None:
        """Within `SOON`, where the disk is not busy; `failed` is called in the thread, only with an error."""
        if path not in self._waiting:
            self._waiting.add(path)
            self._put(_Asked(path, lambda error: failed(error) if error else None, time.monotonic() + SOON))

    def close(self, seconds: float) -> None:
        """Do all that is asked for, and end the thread; not for ever."""
        if self._thread is not None:
            self._queue.put(None)
            self._thread.join(timeout=seconds)
            self._thread = None

    def _put(self, asked: _Asked) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="ai-jup journal on disk", daemon=True)
            self._thread.start()
        self._queue.put(asked)

    def _run(self) -> None:
        # in the order in which they are due
        later: dict[Path, _Asked] = {}
        while True:
            first = next(iter(later.values()), None)
            try:
                asked = self._queue.get(timeout=max(0.0, first.at - time.monotonic()) if first else None)
            except queue.Empty:
                asked = first
            else:
                if asked and asked.at:
                    later[asked.path] = asked
                    continue
            if asked is None:
                break
            later.pop(asked.path, None)
            self._sync(asked)
        for asked in later.values():
            self._sync(asked)

    def _sync(self, asked: _Asked) -> None:
        # what is written from here on asks again
        self._waiting.discard(asked.path)
        asked.told(failure_of(self._have_on_disk, asked.path))

    def _have_on_disk(self, path: Path) -> None:
        folder = os.stat(path.parent)
        _sync(path, os.O_WRONLY)
        seen = folder.st_ino, folder.st_mtime_ns
        # a file's name is its folder's, which Windows has on its own
        if seen != self._folder and os.name == "posix":
            _sync(path.parent, os.O_RDONLY)
            self._folder = seen


def failure_of(action: Callable[..., None], *arguments: object) -> OSError | None:
    """What goes wrong with it; null if nothing does."""
    try:
        action(*arguments)
    except OSError as error:
        return error
    return None


def _sync(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
