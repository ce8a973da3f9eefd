"""What is taken up of the files of a server that is gone, and whose runs are left alone."""

from __future__ import annotations

import asyncio
import json
import os
import tempfile
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ai_jup.journal import processes
from ai_jup.journal.journal import STALE
from ai_jup.journal.recovery import abandoned, read
from ai_jup.llm.port import TextPiece
from ai_jup.run import Run
from tests.journal.runs_on_disk import answered, of_another, registry
from tests.run.scripted import FOREVER, ScriptedModel, started


async def test_a_run_whose_server_is_gone_is_ended_with_its_text(tmp_path: Path) -> None:
    first = registry(tmp_path)
    run = started(ScriptedModel([TextPiece("Hal"), FOREVER]), registry=first)
    while len(run.events) < 2:
        await asyncio.sleep(0.001)
    await run.on_disk()
    of_another(tmp_path)
    second = registry(tmp_path)
    await second.restore()
    [summary] = second.unacknowledged("a.ipynb")
    restored = second.get(run.id)
    assert (summary.id, restored.state, restored.text) == (run.id, "failed", "Hal")
    last = restored.events[-1]
    assert (last.type, last.error.code, last.record.error, last.seq) == ("run-failed", "interrupted", "interrupted", 3)
    assert [json.loads(text)["seq"] async for text in restored.follow(0)] == [1, 2, 3]
    # the end is in the file too: a third server finds a run that has ended
    await restored.on_disk()
    of_another(tmp_path)
    third = registry(tmp_path)
    await third.restore()
    assert third.get(run.id).events == restored.events
    await run.stop()


@pytest.mark.parametrize("lost", [0, 1, 2])
async def test_a_page_that_has_seen_more_than_the_disk_has_is_told_the_end(tmp_path: Path, lost: int) -> None:
    first = registry(tmp_path)
    run = started(ScriptedModel([*map(TextPiece, ("Hal", "lo", " you")), FOREVER]), registry=first)
    while run.text != "Hallo you":
        await asyncio.sleep(0.001)
    await run.on_disk()
    seen = len(run.events)
    path = tmp_path / f"{run.id}.jsonl"
    # as after a power failure
    kept = path.read_text().splitlines(keepends=True)
    path.write_text("".join(kept[: len(kept) - lost]))
    of_another(tmp_path)
    second = registry(tmp_path)
    await second.restore()
    [told] = [json.loads(text) async for text in second.get(run.id).follow(seen)]
    assert (told["type"], told["error"]["code"], told["seq"]) == ("run-failed", "interrupted", seen + 1)
    await run.stop()


async def test_what_was_acknowledged_is_not_offered_again(tmp_path: Path) -> None:
    first = registry(tmp_path)
    kept, not_kept = await answered(first), await answered(first)
    not_kept.prompt = "p2"
    first.acknowledge(kept)
    await asyncio.to_thread(first.journal.close)  # type: ignore[union-attr]
    of_another(tmp_path)
    second = registry(tmp_path)
    await second.restore()
    await second.restore()
    assert [run.id for run in second.unacknowledged(None)] == [not_kept.id]


async def test_a_renamed_notebook_finds_its_runs(tmp_path: Path) -> None:
    first = registry(tmp_path)
    await answered(first)
    await first.rename("a.ipynb", "b.ipynb")
    await asyncio.to_thread(first.journal.close)  # type: ignore[union-attr]
    of_another(tmp_path)
    second = registry(tmp_path)
    await second.restore()
    assert [run.notebook for run in second.unacknowledged("b.ipynb")] == ["b.ipynb"]


LIVES = {"pid": os.getppid(), "born": processes.born(os.getppid()) if processes.here() else ""}


LIVE = {
    "a process that lives": (LIVES, False),
    "one that is stopped, or asleep": (LIVES, True),
    "one that is not seen from here": ({"place": "elsewhere"}, False),
    "one of another host": ({"host": "elsewhere"}, False),
    "one that an earlier version has named": ({**LIVES, "place": "", "born": ""}, False),
}


GONE = {
    "a process that has ended": ({}, False),
    "one whose number is another's now": ({**LIVES, "born": "before"}, False),
    "one that is not seen from here": ({"place": "elsewhere"}, True),
    "one of another host": ({"host": "elsewhere"}, True),
    "one that an earlier version has named": ({**LIVES, "place": "", "born": ""}, True),
}


TOLD = pytest.mark.skipif(not processes.here(), reason="the system tells nothing of processes")


async def found_of_another(folder: Path, changes: dict[str, Any], is_stale: bool) -> list[Run]:
    """What a server takes up of the live run of another one."""
    first, second = registry(folder), registry(folder)
    run = started(ScriptedModel([TextPiece("Hal"), FOREVER]), registry=first)
    while len(run.events) < 2:
        await asyncio.sleep(0.001)
    await run.on_disk()
    of_another(folder, **changes)
    if is_stale:
        at = time.time() - 2 * STALE
        os.utime(folder / f"{run.id}.jsonl", (at, at))
    await second.restore()
    await run.stop()
    return second.unacknowledged(None)


@TOLD
@pytest.mark.parametrize("which", LIVE)
async def test_the_live_runs_of_another_server_are_left_alone(tmp_path: Path, which: str) -> None:
    assert await found_of_another(tmp_path, *LIVE[which]) == []


@TOLD
@pytest.mark.parametrize("which", GONE)
async def test_the_runs_of_a_server_that_is_gone_are_taken_up(tmp_path: Path, which: str) -> None:
    [found] = await found_of_another(tmp_path, *GONE[which])
    assert (found.state, found.text) == ("failed", "Hal")


@TOLD
async def test_what_a_live_server_has_answered_a_while_ago_is_offered_by_others_too(tmp_path: Path) -> None:
    run = await answered(registry(tmp_path))
    of_another(tmp_path, **LIVES)
    other = registry(tmp_path)
    await other.restore()
    assert other.unacknowledged(None) == []
    at = time.time() - 2 * STALE
    os.utime(tmp_path / f"{run.id}.jsonl", (at, at))
    await other.restore()
    assert [(each.id, each.state) for each in other.unacknowledged(None)] == [(run.id, "finished")]


HEADER = {"run": "r", "notebook": "a.ipynb", "prompt": "p1", "started": "2026-01-01T00:00:00+00:00", "server": "gone"}


WHOLE = "".join(
    json.dumps(line) + "\n"
    for line in (
        {**HEADER, "pid": 1, "host": "h"},
        *({"run": "r", "seq": seq, "type": "text-delta", "text": f"{seq} ü "} for seq in range(1, 30)),
    )
).encode()


@settings(max_examples=300)
@given(cut=st.integers(0, len(WHOLE)), noise=st.binary(max_size=30))
def test_a_file_that_is_cut_or_spoilt_tells_a_beginning_of_the_run(cut: int, noise: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "r.jsonl"
        path.write_bytes(WHOLE[:cut] + noise)
        kept = read(path)
    # each line that is whole is there, and nothing else
    whole = WHOLE[:cut].count(b"\n")
    seqs = [event.seq for event in kept.events] if kept else []
    assert seqs == list(range(1, len(seqs) + 1))
    assert whole - 1 <= len(seqs) <= whole or not whole


def test_a_folder_that_is_not_there_has_no_runs(tmp_path: Path) -> None:
    assert abandoned(tmp_path / "none", "s", frozenset()) == []
