"""Bytes as they come from a provider, those that are there already in one block.

httpx hands over each HTTP chunk by itself, and providers send one event a chunk, so a burst would come event by event.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable

LIMIT = 1_000_000
"""Bytes that may wait to be taken; the provider waits while there are more."""


async def joined(blocks: AsyncIterable[bytes]) -> AsyncGenerator[bytes, None]:
    """Yield what has come since the last time, as soon as there is anything; what `blocks` raises is raised last."""
    waiting = _Waiting()
    reader = asyncio.create_task(waiting.fill(blocks))
    try:
        while block := await waiting.take():
            yield block
        await reader
    finally:
        reader.cancel()
        await asyncio.wait([reader])


class _Waiting:
    def __init__(self) -> None:
        self._blocks: list[bytes] = []
        self._size = 0
        self._ended = False
        self._changed = asyncio.Event()

    async def fill(self, blocks: AsyncIterable[bytes]) -> None:
        """Read on: httpx suspends only when all that has come is read."""
        try:
            async for block in blocks:
                self._blocks.append(block)
                self._size += len(block)
                self._changed.set()
                while self._size > LIMIT:
                    self._changed.clear()
                    await self._changed.wait()
        finally:
            self._ended = True
            self._changed.set()

    async def take(self) -> bytes:
        """Wait for something; empty at the end."""
        while not self._blocks and not self._ended:
            self._changed.clear()
            await self._changed.wait()
        block = b"".join(self._blocks)
        self._blocks, self._size = [], 0
        self._changed.set()
        return block
