"""A thread with an event loop of its own, in which LiteLLM runs: it would stop the server's for tens of milliseconds.

A `Pipe` carries a reply's pieces from there to the loop that reads them.

Not anyio's blocking portal: cancelling one of its tasks blocks the calling thread, here the server's, until the
worker's loop has answered.
"""

import asyncio
import itertools
import sys
import threading
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Sequence
from contextlib import aclosing, contextmanager, suppress
from typing import TypeVar

import anyio

from .blocked_loop import Watchdog
from .port import Piece, ReasoningPiece, TextPiece

CLOSING_SECONDS = 1.0
"""How long a reader that stops waits for the provider's connection to be closed."""
TURN_SECONDS = 0.001
"""How long a thread may keep Python's lock while another waits for it; Python's own is 5 ms."""

LIMIT = 1_000_000
"""Characters that may wait unread before the writer waits."""

T = TypeVar("T")


_turns = threading.Lock()
_users = 0
_before = 0.0


@contextmanager
def short_turns() -> Iterator[None]:
    """Let the server's thread have its turn soon, while a worker has something to do.

    The interval is the whole process's: afterwards it is what it was, unless somebody else has set it meanwhile.
    """
    global _users, _before
    with _turns:
        if _users == 0:
            _before = sys.getswitchinterval()
            sys.setswitchinterval(min(TURN_SECONDS, _before))
        _users += 1
    try:
        yield
    finally:
        with _turns:
            _users -= 1
            if _users == 0 and sys.getswitchinterval() == min(TURN_SECONDS, _before):
                sys.setswitchinterval(_before)


class Worker:
    """The thread; it starts with the first use and may be used from several loops."""

    def __init__(self, name: str = "ai-jup-llm", at_end: Callable[[], Awaitable[None]] | None = None) -> None:
        self._name = name
        self._at_end = at_end
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._thread: threading.Thread | None = None
        self._watchdog: Watchdog | None = None

    async def run(self, function: Callable[[], Awaitable[T]]) -> T:
        """Await a function in the worker's loop."""

        async def call() -> T:
            return await function()

        loop, watchdog = self._running()
        with short_turns(), watchdog.watching():
            return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(call(), loop))

    async def stream(self, produce: Callable[[], AsyncGenerator[Piece, None]]) -> AsyncGenerator[Piece, None]:
        """Yield what `produce`, run in the worker's loop, yields; its exceptions are raised here.

        Closing this, or cancelling its reader, cancels the task in the worker, and returns once that is over.
        """
        loop, watchdog = self._running()
        pipe = Pipe(loop)
        with short_turns(), watchdog.watching():
            task = _Task(loop, produce, pipe)
            try:
                while (pieces := await pipe.take()) is not None:
                    for piece in pieces:
                        yield piece
            finally:
                task.cancel()
                with anyio.move_on_after(CLOSING_SECONDS, shield=True):
                    await pipe.over.wait()

    def close(self) -> None:
        """Cancel what runs and end the thread; harmless when it never started."""
        with self._lock:
            thread, loop, stop, watchdog = self._thread, self._loop, self._stop, self._watchdog
            self._thread = self._loop = self._stop = self._watchdog = None
        if thread is None or loop is None or stop is None or watchdog is None:
            return
        watchdog.end()
        loop.call_soon_threadsafe(stop.set)
        thread.join(timeout=5 * CLOSING_SECONDS)

    def _running(self) -> tuple[asyncio.AbstractEventLoop, Watchdog]:
        with self._lock:
            if self._loop is None:
                self._start()
            assert self._loop is not None and self._watchdog is not None
            return self._loop, self._watchdog

    def _start(self) -> None:
        started = threading.Event()

        async def main() -> None:
            self._loop = asyncio.get_running_loop()
            self._stop = stop = asyncio.Event()
            started.set()
            await stop.wait()
            await _cancel_others()
            if self._at_end:
                await self._at_end()

        # a daemon, so that a server that ends without closing this is not held up
        self._thread = threading.Thread(target=lambda: asyncio.run(main()), name=self._name, daemon=True)
        self._thread.start()
        started.wait()
        assert self._loop is not None
        self._watchdog = Watchdog(self._loop, self._thread)


class Pipe:
    """A writer in one loop, a reader in another: one wake-up for each batch, not for each piece.

    Only `put` and `end` belong to the writer's loop; `take` and `over` to the reader's, in which it is made.
    """

    def __init__(self, writer: asyncio.AbstractEventLoop) -> None:
        self._reader_loop = asyncio.get_running_loop()
        self._writer_loop = writer
        self._lock = threading.Lock()
        self._waiting: list[Piece] = []
        self._size = 0
        self._arrived = asyncio.Event()
        self._room = asyncio.Event()
        self._called = False
        self._error: BaseException | None = None
        self.over = asyncio.Event()
        """Set once the writer has ended and everything of it is closed."""

    async def put(self, piece: Piece) -> None:
        """Hand over a piece; waits while too much is unread."""
        with self._lock:
            self._waiting.append(piece)
            self._size += _size(piece)
            full = self._size > LIMIT
            call = not self._called
            self._called = True
            if full:
                self._room.clear()
        if call:
            self._reader_loop.call_soon_threadsafe(self._arrived.set)
        if full:
            await self._room.wait()

    def end(self, error: BaseException | None) -> None:
        """Say that nothing more comes, and why when it went wrong."""
        self._error = error
        with suppress(RuntimeError):  # the reader's loop is closed, and nobody waits
            self._reader_loop.call_soon_threadsafe(self._ended)

    async def take(self) -> list[Piece] | None:
        """Return the pieces that wait, neighbouring texts joined; null at the end. Raises the writer's error."""
        await self._arrived.wait()
        over = self.over.is_set()
        with self._lock:
            pieces, self._waiting = self._waiting, []
            was_full, self._size = self._size > LIMIT, 0
            self._called = False
            if not over:
                self._arrived.clear()
        if was_full and not over:
            self._writer_loop.call_soon_threadsafe(self._room.set)
        if pieces or not over:
            return list(_joined(pieces))
        if self._error is not None:
            raise self._error
        return None

    def _ended(self) -> None:
        self.over.set()
        self._arrived.set()


def _joined(pieces: Sequence[Piece]) -> Iterator[Piece]:
    for kind, run in itertools.groupby(pieces, type):
        if kind is TextPiece or kind is ReasoningPiece:
            yield kind("".join(piece.text for piece in run))  # type: ignore[union-attr]
        else:
            yield from run


def _size(piece: Piece) -> int:
    return len(piece.text) if isinstance(piece, TextPiece | ReasoningPiece) else 1_000


class _Task:
    """A reply being produced in the worker's loop, started and cancelled from another."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        produce: Callable[[], AsyncGenerator[Piece, None]],
        pipe: Pipe,
    ) -> None:
        self._loop = loop
        self._produce = produce
        self._pipe = pipe
        self._task: asyncio.Task[None] | None = None
        loop.call_soon_threadsafe(self._start)

    def cancel(self) -> None:
        # runs after _start, as calls of one thread keep their order
        try:
            self._loop.call_soon_threadsafe(lambda: self._task and self._task.cancel())
        except RuntimeError:
            self._pipe.over.set()  # the worker is closed

    def _start(self) -> None:
        self._task = self._loop.create_task(self._pump())
        self._task.add_done_callback(self._ended)

    async def _pump(self) -> None:
        async with aclosing(self._produce()) as pieces:
            async for piece in pieces:
                await self._pipe.put(piece)

    def _ended(self, task: "asyncio.Task[None]") -> None:
        if task.cancelled():
            self._pipe.end(RuntimeError("the worker thread was stopped while the model was answering"))
        else:
            self._pipe.end(task.exception())


async def _cancel_others() -> None:
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
