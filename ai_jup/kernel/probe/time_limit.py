"""Work that ends in time, without a signal handler of ours."""

from __future__ import annotations

import threading
import time
from typing import Any, Callable

try:
    import ctypes
except ImportError:  # a Python in a browser
    ctypes = None  # type: ignore[assignment]

AGAIN = 0.2
"""Seconds after which work that went on is told once more to end."""


class OutOfTime(BaseException):
    """The work took too long. No `Exception`: whoever catches those must not hold it up."""


def within(seconds: float, work: Callable[[], Any]) -> Any:
    """The work's result; raises `OutOfTime`.

    It cannot end a step that is not Python's own, such as `time.sleep`: that takes an interrupt of the kernel, which
    raises `KeyboardInterrupt` here.
    """
    watch = _Watch(seconds)
    # what is raised from outside can come at the very moment at which the watch is to be stopped, and skip that; the
    # next one comes some time later, so it cannot skip all three
    try:
        try:
            try:
                watch.start()
                return work()
            finally:
                watch.stop()
        finally:
            watch.stop()
    finally:
        watch.stop()


def is_late(error: BaseException, begun: float, seconds: float) -> bool:
    """Whether work of these seconds ended for want of time, and not by what it raised itself.

    `begun` is of `time.monotonic`. What cannot be ended from here is interrupted from outside.
    """
    is_interrupted = isinstance(error, KeyboardInterrupt) and time.monotonic() - begun >= seconds
    return isinstance(error, OutOfTime) or is_interrupted


class _Watch:
    """A thread that raises `OutOfTime` in the one that started it."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._watched = threading.get_ident()
        self._lock = threading.Lock()
        self._running = True
        self._ended = threading.Event()

    def start(self) -> None:
        if ctypes is not None:
            threading.Thread(target=self._look, name="ai-jup limit", daemon=True).start()

    def stop(self) -> None:
        """From here on nothing is raised, not even what is under way."""
        while True:
            try:
                with self._lock:
                    self._running = False
                self._ended.set()
                self._raise(None)
                return
            except OutOfTime:
                continue

    def _look(self) -> None:
        wait = self._seconds
        while not self._ended.wait(wait):
            wait = AGAIN
            with self._lock:
                if self._running:
                    self._raise(OutOfTime)

    def _raise(self, what: Any) -> None:
        if ctypes is not None:
            error = ctypes.py_object(what) if what is not None else None
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self._watched), error)
