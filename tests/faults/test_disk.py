"""What a disk can do to an answer: torn at every byte, full at every line."""

from __future__ import annotations

import asyncio
from pathlib import Path
from random import Random

import pytest

from ai_jup.journal import recovery
from tests.faults import disk
from tests.faults.fault import Fault
from tests.faults.oracle import Broken
from tests.faults.story import STORY
from tests.faults.tally import Tally, seed

pytestmark = pytest.mark.once

PLACES = 60
"""By chance, for each kind of spoilt file that is not tried at every byte."""


def test_a_file_that_is_spoilt_tells_a_beginning_of_the_run(tmp_path: Path, tally: Tally) -> None:
    whole = disk.file_of_another()
    chance = Random(seed())
    (tmp_path / "r.jsonl").write_bytes(whole)
    kept = recovery.read(tmp_path / "r.jsonl")
    assert kept is not None and len(kept.events) == len(STORY)
    for kind in disk.FILES:
        places = range(len(whole)) if kind == "torn" else [chance.randrange(len(whole)) for _ in range(PLACES)]
        for at in places:
            fault = Fault("disk", "file", kind, at, seed=chance.randrange(1_000_000))
            tally.check("disk", lambda fault=fault: disk.reads(fault, whole, kept.events, tmp_path))


def test_a_file_that_is_spoilt_hides_no_other_run(tmp_path: Path, tally: Tally) -> None:
    whole, chance = disk.file_of_another(), Random(seed() + 1)

    async def play() -> None:
        for kind in disk.FILES:
            for _ in range(20):
                fault = Fault("disk", "list", kind, chance.randrange(len(whole)), seed=chance.randrange(1_000_000))
                tally.count("disk")
                try:
                    await disk.lists(fault, whole, tmp_path)
                except Broken as broken:
                    tally.lost.append(str(broken))

    asyncio.run(play())


def test_a_write_that_fails_takes_nothing_from_the_answer(tmp_path: Path, tally: Tally) -> None:
    async def play() -> None:
        for kind in disk.WRITES:
            for at in range(len(STORY) + 1):
                fault = Fault("disk", "write", kind, at)
                tally.count("disk")
                try:
                    await disk.writes(fault, tmp_path / f"{kind}{at}")
                except Broken as broken:
                    tally.lost.append(str(broken))

    asyncio.run(play())


@pytest.mark.parametrize("kind", disk.FOLDERS)
@pytest.mark.timeout(20)
def test_what_is_no_run_hides_none(kind: str, tmp_path: Path, tally: Tally) -> None:
    tally.count("disk")
    asyncio.run(disk.finds(Fault("disk", "folder", kind, 0), disk.file_of_another(), tmp_path))
