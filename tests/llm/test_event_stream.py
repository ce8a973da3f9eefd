"""Blocks of bytes are handed over as they come, joined where they are there already."""

import asyncio
import gc
from collections.abc import AsyncIterator

import pytest

from ai_jup.llm.event_stream import LIMIT, joined

pytestmark = pytest.mark.anyio


async def test_what_is_there_already_comes_as_one_block() -> None:
    async def blocks() -> AsyncIterator[bytes]:
        yield b"a"
        yield b"b"
        await asyncio.sleep(0.01)
        yield b"c"

    assert [block async for block in joined(blocks())] == [b"ab", b"c"]


async def test_an_error_comes_after_what_came_before_it() -> None:
    async def blocks() -> AsyncIterator[bytes]:
        yield b"a"
        raise ConnectionResetError("cut")

    seen = []
    with pytest.raises(ConnectionResetError, match="cut"):
        async for block in joined(blocks()):
            seen.append(block)
    assert seen == [b"a"]


async def test_no_more_is_read_than_may_wait() -> None:
    produced = 0

    async def flood() -> AsyncIterator[bytes]:
        nonlocal produced
        for _ in range(10):
            produced += 1
            yield bytes(LIMIT // 2)

    taken = joined(flood())
    await anext(taken)
    await asyncio.sleep(0.01)
    assert produced <= 6
    await taken.aclose()


async def test_a_reader_that_leaves_closes_the_source() -> None:
    closed = False

    async def endless() -> AsyncIterator[bytes]:
        nonlocal closed
        try:
            while True:
                yield b"x"
                await asyncio.sleep(0.001)
        finally:
            closed = True

    taken = joined(endless())
    assert await anext(taken)
    await taken.aclose()
    assert closed


async def test_a_source_that_fails_as_it_is_closed_is_no_trouble() -> None:
    async def blocks() -> AsyncIterator[bytes]:
        yield b"a"
        try:
            await asyncio.sleep(60)
        finally:
            raise ConnectionResetError("cut")

    taken = joined(blocks())
    assert await anext(taken) == b"a"
    await taken.aclose()
    gc.collect()  # an error that nobody has looked at is told now, and fails the test
