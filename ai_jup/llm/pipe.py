"""One reply's pieces on their way from the worker's event loop to the one that reads them."""

import asyncio
import itertools
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress

from .port import Piece, ReasoningPiece, TextPiece

LIMIT = 1_000_000
"""Characters that may wait unread before the writer waits."""


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
