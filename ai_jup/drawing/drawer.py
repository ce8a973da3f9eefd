"""SVG and PDF drawn, HTML read: in time, or not at all."""

import base64
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
import weakref
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SECONDS = 4.0
"""For one drawing."""
IDLE_SECONDS = 60.0
"""After which the process ends; the next drawing starts another."""
LARGEST = 20_000_000
"""Bytes of a file that is drawn."""
LARGEST_ANSWER = 40_000_000

Answer = dict[str, Any]

_CHILD = Path(__file__).with_name("child.py")
_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "SYSTEMROOT", "TMPDIR", "TEMP", "LD_LIBRARY_PATH")
"""Of the environment: none of its keys."""


@dataclass(frozen=True)
class Drawing:
    """A file as pictures."""

    pages: tuple[str, ...]
    """PNG in base64: the first pages; none where nothing would be seen."""
    total: int = 1
    words: str = ""
    """What it has as text."""


@dataclass(frozen=True)
class Page:
    """HTML in words."""

    text: str
    drawings: tuple[str, ...]
    """SVG."""
    hidden: tuple[str, ...]
    """What cannot be told, in words."""
    linked: tuple[str, ...] = ()
    """Addresses of pictures, which are named in the text."""


@dataclass(frozen=True)
class Undrawable:
    """A file that cannot be drawn."""

    why: str
    """Empty where the file is broken."""


class Drawer:
    """Draws one file after another; may be used from several threads, none of them an event loop's."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._end: Any = None
        self._idle: threading.Timer | None = None

    def draw(self, media_type: str, data: bytes) -> Drawing | Undrawable:
        """Draw an `image/svg+xml` or `application/pdf`."""
        made = self._made(media_type, data)
        if isinstance(made, Undrawable):
            return made
        return Drawing(tuple(map(str, made["pages"])), int(made["total"]), str(made["words"]))

    def read(self, html: str) -> Page | Undrawable:
        """Read HTML."""
        made = self._made("text/html", html.encode(errors="replace"))
        if isinstance(made, Undrawable):
            return made
        lists = [tuple(map(str, made[name])) for name in ("drawings", "hidden", "linked")]
        return Page(str(made["text"]), *lists)

    def _made(self, media_type: str, data: bytes) -> Answer | Undrawable:
        if len(data) > LARGEST:
            return Undrawable(f"it is larger than {LARGEST // 1_000_000} MB")
        with self._lock:
            self._stop_waiting()
            try:
                return self._asked(media_type, data)
            except OSError:
                self._stop()
                return Undrawable("this server cannot read such files")
            finally:
                self._wait()

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._stop_waiting()
            self._stop()

    def _asked(self, media_type: str, data: bytes) -> Answer | Undrawable:
        process = self._running()
        assert process.stdin and process.stdout
        late = threading.Event()

        def end() -> None:
            late.set()
            process.kill()

        watch = threading.Timer(self._seconds, end)
        watch.daemon = True
        watch.start()
        try:
            asked = json.dumps({"type": media_type, "data": base64.b64encode(data).decode()})
            with contextlib.suppress(BrokenPipeError):
                process.stdin.write(asked.encode() + b"\n")
                process.stdin.flush()
            line = process.stdout.readline(LARGEST_ANSWER)
        finally:
            watch.cancel()
        if line.endswith(b"\n") and not late.is_set():
            answer: Answer = json.loads(line)
            return Undrawable("") if "error" in answer else answer
        self._stop()
        return Undrawable(f"reading it took more than {self._seconds:g} s" if late.is_set() else "reading it failed")

    def _running(self) -> "subprocess.Popen[bytes]":
        if self._process is None or self._process.poll() is not None:
            self._stop()
            self._process = subprocess.Popen(
                [sys.executable, "-I", str(_CHILD), json.dumps(sys.path)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=tempfile.gettempdir(),
                env={name: os.environ[name] for name in _PASSED_ON if name in os.environ},
            )
            self._end = weakref.finalize(self, _ended, self._process)
        return self._process

    def _stop(self) -> None:
        if self._end is not None:
            self._end()
        self._process = self._end = None

    def _wait(self) -> None:
        if self._process is not None:
            drawer = weakref.ref(self)
            self._idle = threading.Timer(IDLE_SECONDS, _close, (drawer,))
            self._idle.daemon = True
            self._idle.start()

    def _stop_waiting(self) -> None:
        if self._idle is not None:
            self._idle.cancel()
            self._idle = None


def _close(drawer: "weakref.ref[Drawer]") -> None:
    if found := drawer():
        found.close()


def _ended(process: "subprocess.Popen[bytes]") -> None:
    process.kill()
    for pipe in (process.stdin, process.stdout):
        with contextlib.suppress(OSError):
            if pipe:
                pipe.close()
    process.wait()
