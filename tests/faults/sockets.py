"""What can happen between a run and those who follow it: they go at every event, and come back."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable
from random import Random

from ai_jup.run import Run

from .fault import Fault
from .oracle import holds, one_end
from .story import STORY, begun, tell

Follows = Callable[[Run, int, Random], Awaitable[list[int]]]
"""Follows a run with a fault before an event; gives the numbers of the events that it had, in order."""


async def _some(run: Run, after: int, count: int) -> list[int]:
    """The next events, so many, and then the client is gone."""
    seen: list[int] = []
    async with contextlib.aclosing(run.follow(after)) as events:  # type: ignore[type-var]
        async for event in events:
            if len(seen) == count:
                break
            seen.append(json.loads(event)["seq"])
            if len(seen) == count:
                break
    return seen


async def _goes_and_comes_back(run: Run, at: int, chance: Random) -> list[int]:
    seen = await _some(run, 0, at)
    await asyncio.sleep(chance.choice([0, 0.002]))
    return seen + await _some(run, len(seen), len(STORY))


async def _goes_often(run: Run, at: int, chance: Random) -> list[int]:
    seen: list[int] = []
    while not seen or seen[-1] < len(STORY):
        seen += await _some(run, len(seen), 1 + at % 3)
    return seen


async def _is_cancelled(run: Run, at: int, chance: Random) -> list[int]:
    task = asyncio.create_task(_some(run, 0, len(STORY) + 1))
    await asyncio.sleep(0.0005 * at)
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    return await _some(run, 0, len(STORY))


async def _reads_slowly(run: Run, at: int, chance: Random) -> list[int]:
    seen: list[int] = []
    async for event in run.follow(0):
        if len(seen) == at:
            await asyncio.sleep(0.01)
        seen.append(json.loads(event)["seq"])
    return seen


async def _comes_late(run: Run, at: int, chance: Random) -> list[int]:
    while len(run.events) < at:
        await asyncio.sleep(0)
    return await _some(run, 0, len(STORY))


async def _knows_more_than_there_is(run: Run, at: int, chance: Random) -> list[int]:
    """As after a server's restart that has lost the last lines."""
    assert await _some(run, len(STORY) + at, 1) == []
    return await _some(run, 0, len(STORY))


KINDS: dict[str, Follows] = {
    "goes-and-comes-back": _goes_and_comes_back,
    "goes-often": _goes_often,
    "is-cancelled": _is_cancelled,
    "reads-slowly": _reads_slowly,
    "comes-late": _comes_late,
    "knows-more-than-there-is": _knows_more_than_there_is,
}


async def follows(fault: Fault) -> None:
    """Two follow a run, one of them with a fault; raises `Broken`."""
    run, chance = begun(), Random(fault.seed)
    faulty = asyncio.create_task(KINDS[fault.kind](run, fault.at, chance))  # type: ignore[arg-type]
    other = asyncio.create_task(_some(run, 0, len(STORY)))
    for at in range(len(STORY)):
        tell(run, at, at + 1)
        await asyncio.sleep(chance.choice([0, 0, 0.001]))
    every = list(range(1, len(STORY) + 1))
    with holds(fault, run.events):
        one_end(run.events)
        assert await _soon(faulty) == every, "an event is lost, doubled, or out of order"
        assert await _soon(other) == every, "another client is disturbed"


async def _soon(seen: asyncio.Task[list[int]]) -> list[int] | None:
    """What was seen; null where the end does not come."""
    await asyncio.wait([seen], timeout=10)
    if seen.done():
        return seen.result()
    seen.cancel()
    return None
