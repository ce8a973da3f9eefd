"""Faults that the machine has found, each by its name."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.faults.fault import Fault
from tests.faults.oracle import judge
from tests.faults.world import world
from tests.llm.asking import QUIET

pytestmark = [mark for mark in QUIET if mark.name != "anyio"]

FOUND = {
    "words of a proxy between events": "provider:chat:words-and-on@6 seed=1",
    "words of a proxy between Gemini's events": "provider:gemini:words-and-on@6 seed=1",
    "text after the end marker": "provider:responses:after-the-end@27 seed=1",
    "the last event without its line end": "provider:anthropic:cut-before-line-end@20 seed=1",
    "the end marker without its line end": "provider:chat:cut-before-line-end@2.20 seed=1",
    "the end marker before what tells how it ended": "provider:anthropic:swapped@2.21 seed=445112",
}


@pytest.mark.parametrize("text", FOUND.values(), ids=FOUND.keys())
def test_it_is_not_there_any_more(text: str, tmp_path: Path) -> None:
    async def play() -> None:
        fault = Fault.read(text)
        async with world(tmp_path) as one:
            await one.clean(fault.subject)
            judge(await one.play(fault))

    asyncio.run(play())
