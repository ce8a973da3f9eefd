"""What a provider can do to an answer."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from tests.faults import watched
from tests.faults.oracle import Broken, judge
from tests.faults.provider import at_every_event, by_chance
from tests.faults.reading import known_shapes
from tests.faults.tally import Tally, seed
from tests.faults.world import MODELS, world
from tests.llm.asking import QUIET

pytestmark = [*(mark for mark in QUIET if mark.name != "anyio"), pytest.mark.timeout(300), pytest.mark.once]
every_dialect = pytest.mark.parametrize("dialect", MODELS)

RUNS = 120
"""Whole runs for each dialect."""
BYTES = 60
"""For each reply and each kind that hits a byte, below LiteLLM."""


MOST_LEFT_OPEN = 5


def open_files() -> int:
    """Files and sockets of this process."""
    return len(os.listdir("/dev/fd"))


@every_dialect
def test_a_run_tells_what_came_and_whether_it_is_whole(dialect: str, tmp_path: Path, tally: Tally) -> None:
    async def play() -> None:
        async with world(tmp_path) as one:
            faults = list(by_chance(dialect, await one.clean(dialect), seed(), RUNS))
            before = open_files()
            for fault in faults:
                played = await one.play(fault)
                tally.check("provider", lambda played=played: judge(played))
            if (left := open_files() - before) > MOST_LEFT_OPEN:
                tally.lost.append(f"{left} files or connections are left open")

    asyncio.run(play())


@every_dialect
def test_the_watch_hands_over_what_came_and_knows_whether_it_is_whole(dialect: str, tally: Tally) -> None:
    async def play() -> None:
        wires = watched.wires(dialect)
        known = known_shapes(wire.body for wire in wires)
        for fault in at_every_event(dialect, wires, seed(), BYTES):
            try:
                await watched.judge(fault, wires[fault.step - 1], known)
                tally.count("provider")
            except Broken as broken:
                tally.count("provider")
                tally.lost.append(str(broken))

    asyncio.run(play())
