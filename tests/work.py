"""How much work something is, without a clock on the wall: what else the machine does must decide no test."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

Made = TypeVar("Made")
FLOOR = 0.005
"""Seconds of processor time below which nothing is told by a ratio."""


def growth(work: Callable[[Made], object], make: Callable[[int], Made], size: int, times: int = 4) -> float:
    """How often the processor time of what is made in a size is that of a part of it (`times` less); the best of three.

    About `times` where the work goes with the size, and the square of it where it goes with the square. What is made must
    be another thing each time, where the work is remembered.
    """

    def seconds(size: int) -> float:
        made = make(size)
        begun = time.thread_time()
        work(made)
        return time.thread_time() - begun

    return min(seconds(size) / max(seconds(size // times), FLOOR) for _ in range(3))


@asynccontextmanager
async def longest_turn() -> AsyncIterator[Callable[[], float]]:
    """Gives the longest that the loop could do nothing else, in seconds of its own thread's processor time."""
    longest = 0.0

    async def watch() -> None:
        nonlocal longest
        while True:
            begun = time.thread_time()
            await asyncio.sleep(0.002)
            longest = max(longest, time.thread_time() - begun)

    watching = asyncio.create_task(watch())
    try:
        yield lambda: longest
    finally:
        watching.cancel()
