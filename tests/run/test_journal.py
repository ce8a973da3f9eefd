"""Runs on disk: what a file has after each event, and what is taken up of it."""

from __future__ import annotations

import asyncio
import json
import os
import stat
import tempfile
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ai_jup.llm.port import TextPiece
from ai_jup.run import Bounds, Journal, Registry, Run
from ai_jup.run import run as runs
from ai_jup.run.journal import STALE
from ai_jup.run.recovery import abandoned, read
from tests.run.scripted import END, FOREVER, ScriptedModel, ended, started


def registry(folder: Path, **changes: Any) -> Registry:
    return Registry(Journal(folder), **changes)


def lines(folder: Path, run: Run) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / f"{run.id}.jsonl").read_text().splitlines()]


def files(folder: Path) -> set[str]:
    return {path.stem for path in folder.iterdir()}


def of_another(folder: Path, pid: int = 2**22 + 1) -> None:
    """Make all files those of a server that is gone."""
    for path in folder.iterdir():
        first, rest = path.read_text().split("\n", 1)
        path.write_text(json.dumps({**json.loads(first), "server": "gone", "pid": pid}) + "\n" + rest)


async def answered(runs: Registry, text: str = "Hello") -> Run:
    run = started(ScriptedModel([TextPiece(text), END]), registry=runs, limit=10**9)
    await ended(run)
    await run.on_disk()
    return run


async def test_each_event_is_on_disk_before_it_is_followed(tmp_path: Path) -> None:
    runs = registry(tmp_path)
    run = started(ScriptedModel([TextPiece("one "), 0.02, TextPiece("two"), END]), registry=runs)
    seen = 0
    async for _ in run.follow(0):
        seen += 1
        assert len(lines(tmp_path, run)) > seen
    assert seen == len(run.events) == 4
    header, *events = lines(tmp_path, run)
    assert (header["notebook"], header["prompt"]) == ("a.ipynb", "p1")
    assert events == [event.model_dump(mode="json") for event in run.events]


async def test_only_its_owner_can_read_it(tmp_path: Path) -> None:
    folder = tmp_path / "runs"
    run = await answered(registry(folder))
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (folder, folder / f"{run.id}.jsonl")]
    assert modes == [0o700, 0o600]


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
    first.rename("a.ipynb", "b.ipynb")
    await asyncio.to_thread(first.journal.close)  # type: ignore[union-attr]
    of_another(tmp_path)
    second = registry(tmp_path)
    await second.restore()
    assert [run.notebook for run in second.unacknowledged("b.ipynb")] == ["b.ipynb"]


async def test_the_live_runs_of_another_server_are_left_alone(tmp_path: Path) -> None:
    first, second = registry(tmp_path), registry(tmp_path)
    run = started(ScriptedModel([TextPiece("Hal"), FOREVER]), registry=first)
    while len(run.events) < 2:
        await asyncio.sleep(0.001)
    await run.on_disk()
    # this process, which lives, under another number
    of_another(tmp_path, pid=os.getppid())
    await second.restore()
    assert second.unacknowledged(None) == []
    # and one that has not been heard of for long
    path = tmp_path / f"{run.id}.jsonl"
    os.utime(path, (time.time() - 2 * STALE, time.time() - 2 * STALE))
    await second.restore()
    assert [each.id for each in second.unacknowledged(None)] == [run.id]
    await run.stop()


async def test_a_disk_that_takes_nothing_is_told_once_and_the_run_goes_on(tmp_path: Path) -> None:
    file = tmp_path / "no folder"
    file.write_text("")
    run = started(ScriptedModel([TextPiece("one "), 0.05, TextPiece("two"), END]), registry=registry(file))
    told = await ended(run)
    warnings = [event for event in told if event["type"] == "warning"]
    assert [event["code"] for event in warnings] == ["journal-failed"]
    assert "lost" in warnings[0]["message"]
    assert (run.state, run.text) == ("finished", "one two")
    assert len([text async for text in run.follow(0)]) == len(run.events)


async def test_a_disk_that_hangs_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "PATIENCE", 0.05)
    monkeypatch.setattr("ai_jup.run.journal._append", lambda *_: time.sleep(1))
    run = started(ScriptedModel([TextPiece("one "), 0.2, TextPiece("two"), END]), registry=registry(tmp_path))
    followed = [json.loads(text) async for text in run.follow(0)]
    assert [event["code"] for event in followed if event["type"] == "warning"] == ["journal-failed"]
    assert followed[-1]["type"] == "run-finished"


async def test_old_runs_and_too_many_of_them_are_removed_and_live_ones_stay(tmp_path: Path) -> None:
    first = registry(tmp_path)
    done = [await answered(first, "x" * 1_000) for _ in range(4)]
    of_another(tmp_path)
    for age, run in enumerate(reversed(done)):
        at = time.time() - 60 * age
        os.utime(tmp_path / f"{run.id}.jsonl", (at, at))
    live = started(ScriptedModel([TextPiece("Hal"), FOREVER]), registry=first)
    while len(live.events) < 2:
        await asyncio.sleep(0.001)
    await live.on_disk()
    size = (tmp_path / f"{done[0].id}.jsonl").stat().st_size
    bounded = Registry(Journal(tmp_path), Bounds(days=1, megabytes=2.7 * size / 1e6))
    bounded.journal.server = first.journal.server  # type: ignore[union-attr]
    await bounded.restore()
    assert files(tmp_path) == {done[2].id, done[3].id, live.id}
    aged = time.time() - 2 * 86_400
    for run in (done[2], live):
        os.utime(tmp_path / f"{run.id}.jsonl", (aged, aged))
    again = Registry(Journal(tmp_path), Bounds(days=1))
    again.journal.server = first.journal.server  # type: ignore[union-attr]
    await again.restore()
    assert files(tmp_path) == {done[3].id, live.id}
    await live.stop()


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
