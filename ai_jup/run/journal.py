"""Runs on disk: each event is written before a browser sees it, so that a run outlives the server that answers it.

A file a run, not a database: home folders on NFS are common on hubs, and locks hang there (docs/decisions/0011).
Its first line is a `Header`, the others are events as they go over the socket, or notes: `{"notebook": ...}`,
`{"acknowledged": true}`. Written by one thread, because a disk can hang.
"""

import asyncio
import contextlib
import json
import logging
import os
import queue
import socket
import threading
import time
import uuid
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path

HEARTBEAT = 10.0
"""Seconds between two touches of the files of live runs, which tell other servers that theirs is alive."""
STALE = 3 * HEARTBEAT
"""Seconds without a touch after which a run has lost its server."""
ENDING = ".jsonl"

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Header:
    """Whose run it is."""

    run: str
    notebook: str
    prompt: str
    started: str
    """ISO 8601, UTC."""
    server: str
    """Changes with each start of a server."""
    pid: int
    host: str
    file: str = ""
    """The notebook's file, where there is one: another server on the same folder finds it by that."""


@dataclass
class _Item:
    path: Path
    line: str
    written: Callable[[OSError | None], None]
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.get_running_loop)
    """That asks."""
    to_disk: bool = False
    """Whether it must be on the disk itself, not only with the operating system."""
    begins: bool = False
    """Whether it makes the file: lines without those before them would tell of no run."""


@dataclass
class Journal:
    """The folder of runs, and the thread that writes them."""

    folder: Path
    server: str = field(default_factory=lambda: uuid.uuid4().hex)
    own: set[str] = field(default_factory=set, init=False)
    """The runs of this server, whose files nobody here need look into."""
    _queue: "queue.SimpleQueue[_Item | None]" = field(default_factory=queue.SimpleQueue, init=False)
    _live: set[Path] = field(default_factory=set, init=False)
    _thread: threading.Thread | None = field(default=None, init=False)

    def path(self, run: str) -> Path:
        return self.folder / f"{run}{ENDING}"

    def header(self, run: str, notebook: str, prompt: str, started: str, file: str) -> Header:
        """The first line of a run of this server."""
        return Header(run, notebook, prompt, started, self.server, os.getpid(), socket.gethostname(), file)

    def begin(self, header: Header, written: Callable[[OSError | None], None]) -> None:
        """Make the run's file."""
        self.own.add(header.run)
        path = self.path(header.run)
        self._live.add(path)
        self._put(_Item(path, json.dumps(asdict(header)), written, begins=True))

    def write(self, run: str, line: str, written: Callable[[OSError | None], None], to_disk: bool = False) -> None:
        """Add a line; `written` is called in the loop that asks, when it is there or cannot be."""
        self._put(_Item(self.path(run), line, written, to_disk=to_disk))

    def _put(self, item: _Item) -> None:
        self._start()
        self._queue.put(item)

    def end(self, run: str) -> None:
        """The run has ended: its file needs no more touches."""
        self._live.discard(self.path(run))

    def remove(self, run: str) -> None:
        """The run is none: it has not begun."""
        self._live.discard(self.path(run))
        self.path(run).unlink(missing_ok=True)

    def close(self) -> None:
        """Write what waits, and end the thread."""
        if self._thread is not None:
            self._queue.put(None)
            self._thread.join(timeout=5)
            self._thread = None

    def _start(self) -> None:
        if self._thread is None:
            # a daemon: a disk that hangs does not keep the server from ending
            self._thread = threading.Thread(target=self._run, name="ai-jup journal", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        touched = time.monotonic()
        while True:
            items, is_over = self._next()
            self._write(items)
            if time.monotonic() - touched > HEARTBEAT:
                touched = time.monotonic()
                self._touch(tuple(self._live))
            if is_over:
                return

    def _next(self) -> tuple[list[_Item], bool]:
        """What has come, all of it: a burst is written at once."""
        items: list[_Item] = []
        try:
            found = self._queue.get(timeout=HEARTBEAT)
            while found is not None:
                items.append(found)
                found = self._queue.get_nowait()
        except queue.Empty:
            return items, False
        return items, True

    def _write(self, items: Iterable[_Item]) -> None:
        by_path: dict[Path, list[_Item]] = {}
        for item in items:
            by_path.setdefault(item.path, []).append(item)
        done: list[tuple[_Item, OSError | None]] = []
        to_sync: list[Path] = []
        for path, those in by_path.items():
            error = _failure_of(_append, path, those)
            if error is None and any(item.to_disk for item in those):
                to_sync.append(path)
            else:
                done += [(item, error) for item in those]
        _tell(done)
        # the disk itself takes long: the other runs do not wait for it
        for path in to_sync:
            error = _failure_of(_sync, path)
            _tell([(item, error) for item in by_path[path]])

    def _touch(self, paths: Iterable[Path]) -> None:
        for path in paths:
            with contextlib.suppress(OSError):
                os.utime(path)


def _tell(done: Iterable[tuple[_Item, OSError | None]]) -> None:
    """Each loop at once of all that is there: waking it takes time."""
    by_loop: dict[asyncio.AbstractEventLoop, list[tuple[_Item, OSError | None]]] = {}
    for item, error in done:
        by_loop.setdefault(item.loop, []).append((item, error))
    for loop, those in by_loop.items():
        with contextlib.suppress(RuntimeError):  # the loop is closed, and nobody waits
            loop.call_soon_threadsafe(_tell_here, those)


def _tell_here(done: Iterable[tuple[_Item, OSError | None]]) -> None:
    for item, error in done:
        item.written(error)


def _failure_of(action: Callable[..., None], *arguments: object) -> OSError | None:
    try:
        action(*arguments)
    except OSError as error:
        return error
    return None


def _append(path: Path, items: Iterable[_Item]) -> None:
    data = "".join(f"{item.line}\n" for item in items).encode()
    flags = os.O_WRONLY | os.O_APPEND | getattr(os, "O_BINARY", 0)
    if any(item.begins for item in items):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        flags |= os.O_CREAT
    # for its owner alone, before anything is in it
    descriptor = os.open(path, flags, 0o600)
    try:
        while data:
            data = data[os.write(descriptor, data) :]
    finally:
        os.close(descriptor)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_WRONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
