"""Runs on disk: each event is written before a browser sees it, so that a run outlives the server that answers it.

A file a run, not a database: home folders on NFS are common on hubs, and locks hang there (docs/decisions/0011).
Its first line is a `Header`, the others are events as they go over the socket, or notes: `{"acknowledged": true}`, and
`{"notebook": ..., "file": ...}` of one that has been renamed. Written by one thread, because a disk can hang; another
syncs it (`DiskSync`).

What costs is not the disk, which takes a line in microseconds, but the threads: each call of the system gives up the
interpreter's lock, and waits for it again while other threads are busy. So the lines of one turn of the loop are handed
over at once, whosever they are; files stay open; and the loop is told once of all that is there.
"""

import asyncio
import contextlib
import errno
import json
import logging
import os
import queue
import socket
import threading
import time
import uuid
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import NamedTuple

from . import processes
from .disk_sync import DiskSync, failure_of
from .file_identity import NotebookFile

HEARTBEAT = 10.0
"""Seconds between two touches of the files of live runs, which tell other servers that theirs is alive."""
STALE = 3 * HEARTBEAT
"""Seconds without a touch after which a run has lost its server."""
ENDING = ".jsonl"
OPEN = 200
"""Files that are open at once, at most."""
_BINARY = getattr(os, "O_BINARY", 0)
CLOSING = 5.0
"""Seconds that the end of the server waits for a disk."""

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
    inode: int = 0
    """The number of that file."""
    place: str = ""
    """Where the process's number means that process; empty where the system does not tell."""
    born: str = ""
    """When the process began; its number may be another one's later."""


class _Line(NamedTuple):
    path: Path
    text: str
    told: "Told | None"
    place: int
    loop: asyncio.AbstractEventLoop
    """That asks."""
    to_disk: bool = False
    """Whether it is there only when it is on the disk itself."""
    begins: bool = False
    """Whether it makes the file: lines without those before them would tell of no run."""
    removes: bool = False
    """Whether the file is to go."""


Told = Callable[[int, OSError | None], None]
"""Is called in the loop that asks: all lines up to this place are there, or cannot be. Once more, with an error, where
what was written is not to be had on the disk itself."""


@dataclass
class Journal:
    """The folder of runs, and the threads that write them."""

    folder: Path
    server: str = field(default_factory=lambda: uuid.uuid4().hex)
    own: set[str] = field(default_factory=set, init=False)
    """The runs of this server, whose files nobody here need look into."""
    _host: str = field(default_factory=socket.gethostname, init=False)
    _place: str = field(default_factory=processes.here, init=False)
    _born: str = field(init=False)
    _lines: deque[_Line] = field(default_factory=deque, init=False)
    _wake: "queue.SimpleQueue[bool]" = field(default_factory=queue.SimpleQueue, init=False)
    """Tells the thread that there are lines; true: that it is over."""
    _woken_by: asyncio.AbstractEventLoop | None = field(default=None, init=False)
    """Which is about to wake the thread, at the end of its turn."""
    _live: set[Path] = field(default_factory=set, init=False)
    _thread: threading.Thread | None = field(default=None, init=False)
    _disk: DiskSync = field(default_factory=DiskSync, init=False)
    _open: "_OpenFiles" = field(init=False)
    _sizes: dict[Path, int] = field(default_factory=dict, init=False)
    """Bytes that this server has written to the files of its own runs."""

    def __post_init__(self) -> None:
        self._open = _OpenFiles(self.folder)
        self._born = processes.born(os.getpid()) if self._place else ""

    def path(self, run: str) -> Path:
        return self.folder / f"{run}{ENDING}"

    def header(self, run: str, notebook: str, prompt: str, started: str, file: NotebookFile) -> Header:
        """The first line of a run of this server."""
        return Header(
            run,
            notebook,
            prompt,
            started,
            server=self.server,
            pid=os.getpid(),
            host=self._host,
            file=file.path,
            inode=file.inode,
            place=self._place,
            born=self._born,
        )

    def begin(self, header: Header, told: Told) -> None:
        """Make the run's file."""
        self.own.add(header.run)
        path = self.path(header.run)
        self._live.add(path)
        self._put(_Line(path, json.dumps(asdict(header)), told, 0, asyncio.get_running_loop(), begins=True))

    def write(self, run: str, text: str, told: "Told | None" = None, place: int = 0, to_disk: bool = False) -> None:
        """Add a line to a run's file, its event of this place."""
        self._put(_Line(self.path(run), text, told, place, asyncio.get_running_loop(), to_disk))

    def _put(self, line: _Line) -> None:
        self._start()
        self._lines.append(line)
        if self._woken_by is not line.loop:
            self._woken_by = line.loop
            line.loop.call_soon(self._wake_thread)

    def _wake_thread(self) -> None:
        self._woken_by = None
        self._wake.put(False)

    def is_live(self, run: str) -> bool:
        """Whether a run of this server goes on."""
        return self.path(run) in self._live

    def end(self, run: str) -> None:
        """The run has ended: its file needs no more touches."""
        self._live.discard(self.path(run))

    def remove(self, run: str) -> None:
        """The run is none, or nobody wants what its file has of it; a disk that does not let go of it is not told."""
        self.end(run)
        self._put(_Line(self.path(run), "", None, 0, asyncio.get_running_loop(), removes=True))

    def close(self) -> None:
        """Write what waits, and end the threads."""
        if self._thread is not None:
            self._wake.put(True)
            self._thread.join(timeout=CLOSING)
            self._thread = None
        self._disk.close(CLOSING)

    def _start(self) -> None:
        if self._thread is None:
            # a daemon: a disk that hangs does not keep the server from ending
            self._thread = threading.Thread(target=self._run, name="ai-jup journal", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        touched = time.monotonic()
        is_over = False
        while not is_over:
            is_over = self._is_over()
            if time.monotonic() - touched > HEARTBEAT:
                touched = time.monotonic()
                self._touch(tuple(self._live))
                # of a folder on the network what others have written is seen only in files that are opened anew
                self._open.close(set(self._open))
            self._write(_taken(self._lines))
        self._open.close(set(self._open))

    def _is_over(self) -> bool:
        """Wait until there is something to do; false if that is not the end."""
        try:
            is_over = self._wake.get(timeout=HEARTBEAT)
            while not is_over and not self._wake.empty():
                is_over = self._wake.get_nowait()
        except queue.Empty:
            return False
        return is_over

    def _write(self, lines: Iterable[_Line]) -> None:
        by_path: dict[Path, list[_Line]] = {}
        for line in lines:
            by_path.setdefault(line.path, []).append(line)
        self._open.look()
        done: list[tuple[_Line, OSError | None]] = []
        for path, those in by_path.items():
            error = failure_of(self._append, path, those)
            last = those[-1]
            if error is not None:
                done.append((last, error))
            elif any(line.to_disk for line in those):
                self._disk.now(path, partial(_tell_of, last))
            else:
                done.append((last, None))
                self._disk.soon(path, partial(self._is_lost, last))
        _tell(done)
        self._open.close(self._open.keys() - self._live)

    def _is_lost(self, line: _Line, error: OSError | None) -> None:
        # the file of a run that has ended may be removed
        if line.path in self._live or not isinstance(error, FileNotFoundError):
            _tell_of(line, error)

    def _append(self, path: Path, lines: Sequence[_Line]) -> None:
        if lines[-1].removes:
            path.unlink(missing_ok=True)
        elif lines[0].begins:
            self._sizes[path] = _create(path, lines)
        else:
            descriptor = self._open[path]
            size = self._sizes.get(path)
            # notes may come from another server too, once the run has ended
            if size is not None and any(line.told for line in lines):
                _check_size(descriptor, size)
            written = _append(descriptor, lines)
            if size is not None:
                self._sizes[path] = size + written

    def _touch(self, paths: Iterable[Path]) -> None:
        for path in paths:
            with contextlib.suppress(OSError):
                os.utime(path)


class _OpenFiles(dict[Path, int]):
    """Files that stay open for the lines to come, by their paths."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self._seen: tuple[int, int] | None = None

    def __missing__(self, path: Path) -> int:
        if len(self) >= OPEN:
            self.close(set(self))
        self[path] = os.open(path, os.O_WRONLY | os.O_APPEND | _BINARY)
        return self[path]

    def look(self) -> None:
        """Close all where the folder has changed: what is written to a file that was removed from it is lost."""
        try:
            folder = os.stat(self._folder)
            now = folder.st_ino, folder.st_mtime_ns
        except OSError:
            now = None
        if now is None or now != self._seen:
            self.close(set(self))
        self._seen = now

    def close(self, paths: Set[Path]) -> None:
        """Those of them that are open."""
        for path in paths:
            with contextlib.suppress(OSError):
                os.close(self.pop(path))


def _taken(lines: deque[_Line]) -> Iterator[_Line]:
    """All that are there, those too that come meanwhile: a burst is written at once."""
    while lines:
        yield lines.popleft()


def _tell(done: Iterable[tuple[_Line, OSError | None]]) -> None:
    """Each loop at once of all that is there: waking it takes time."""
    by_loop: dict[asyncio.AbstractEventLoop, list[tuple[_Line, OSError | None]]] = {}
    for line, error in done:
        if line.told:
            by_loop.setdefault(line.loop, []).append((line, error))
    for loop, those in by_loop.items():
        with contextlib.suppress(RuntimeError):  # the loop is closed, and nobody waits
            loop.call_soon_threadsafe(_tell_here, those)


def _tell_of(line: _Line, error: OSError | None) -> None:
    _tell([(line, error)])


def _tell_here(done: Iterable[tuple[_Line, OSError | None]]) -> None:
    for line, error in done:
        if line.told:
            line.told(line.place, error)


def _check_size(descriptor: int, size: int) -> None:
    """Raises `OSError` where another server has ended the run meanwhile: it took this one for gone."""
    if os.fstat(descriptor).st_size != size:
        raise OSError(errno.EEXIST, "another server has ended it")


def _create(path: Path, lines: Sequence[_Line]) -> int:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # for its owner alone, before anything is in it; not kept open, because a run that gives up removes it
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | _BINARY, 0o600)
    try:
        return _append(descriptor, lines)
    finally:
        os.close(descriptor)


def _append(descriptor: int, lines: Iterable[_Line]) -> int:
    """Returns how many bytes that takes."""
    data = "".join(f"{line.text}\n" for line in lines).encode()
    size = len(data)
    while data:
        data = data[os.write(descriptor, data) :]
    return size
