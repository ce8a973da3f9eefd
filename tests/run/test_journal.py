"""Runs on disk: what a file has after each event, and what is taken up of it."""

from __future__ import annotations

import asyncio
import errno
import json
import os
import stat
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ai_jup.llm.port import TextPiece
from ai_jup.run import Bounds, Journal, Registry, Run, disk_sync, processes
from ai_jup.run import journal as journal_module
from ai_jup.run import registry as registry_module
from ai_jup.run import run as runs
from ai_jup.run.journal import STALE
from ai_jup.run.recovery import abandoned, read
from ai_jup.wire import TextDelta, ToolCall
from tests.faults.story import STORY
from tests.run.scripted import END, FOREVER, ScriptedModel, ended, started


def registry(folder: Path, **changes: Any) -> Registry:
    return Registry(Journal(folder), **changes)


def lines(folder: Path, run: Run) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / f"{run.id}.jsonl").read_text().splitlines()]


def files(folder: Path) -> set[str]:
    return {path.stem for path in folder.iterdir()}


def of_another(folder: Path, pid: int = 2**22 + 1, **changes: str) -> None:
    """Make all files those of a server that is gone."""
    for path in folder.iterdir():
        first, rest = path.read_text().split("\n", 1)
        header = {**json.loads(first), "server": "gone", "pid": pid, **changes}
        path.write_text(json.dumps(header) + "\n" + rest)


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
"""A process that is not this one."""
LIVE = {
    "a process that lives": (LIVES, False),
    "one that is stopped, or asleep": (LIVES, True),
    "one that is not seen from here": ({"place": "elsewhere"}, False),
    "one of another host": ({"host": "elsewhere"}, False),
    "one that an earlier version has named": ({**LIVES, "place": "", "born": ""}, False),
}
"""What a file says of its server, and whether it was not touched for long."""
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
    monkeypatch.setattr("ai_jup.run.journal._append", lambda *_: time.sleep(2) or 0)
    run = started(ScriptedModel([TextPiece("one "), 0.8, TextPiece("two"), END]), registry=registry(tmp_path))
    followed = [json.loads(text) async for text in run.follow(0)]
    assert [event["code"] for event in followed if event["type"] == "warning"] == ["journal-failed"]
    assert followed[-1]["type"] == "run-finished"


async def test_a_disk_that_hangs_at_the_end_does_not_keep_it_from_who_follows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "PATIENCE", 0.05)
    run = await begun(tmp_path)
    released = threading.Event()
    monkeypatch.setattr("ai_jup.run.journal._append", lambda *_: int(released.wait()))
    try:
        tell_end(run)
        followed = [json.loads(text)["type"] async for text in run.follow(0)]
        assert followed == ["text-delta", "run-finished"]
    finally:
        released.set()


async def test_a_server_that_has_slept_does_not_take_its_disk_for_one_that_hangs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "PATIENCE", 0.5)
    run = await begun(tmp_path)
    while run._watching:
        await asyncio.sleep(0.01)
    wakes, append = threading.Event(), journal_module._append

    def sleeping(*arguments: Any) -> int:
        wakes.wait()
        return append(*arguments)

    monkeypatch.setattr(journal_module, "_append", sleeping)
    run.append(TextDelta, text="two ")
    # the loop stands still, and so does the thread that writes
    asyncio.get_running_loop().call_soon(time.sleep, 1.2)
    asyncio.get_running_loop().call_later(0.1, wakes.set)
    await run.on_disk()
    tell_end(run)
    assert [json.loads(text)["type"] async for text in run.follow(0)] == ["text-delta", "text-delta", "run-finished"]


async def begun(folder: Path) -> Run:
    """A run whose first words are there."""
    run = Run("r", "a.ipynb", "p1", Journal(folder))
    run.append(TextDelta, text="one ")
    await run.on_disk()
    return run


def tell_end(run: Run) -> None:
    kind, fields = STORY[-1]
    run.append(kind, **fields)


class Disk:
    """Has files on the disk itself when it may; counts."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, folder: Path, error: OSError | None = None) -> None:
        self.may, self.error = threading.Event(), error
        self.folder = folder
        self.asked: list[Path] = []
        monkeypatch.setattr(disk_sync, "_sync", self._sync)

    def _sync(self, path: Path, flags: int) -> None:
        # the journal of a test before this one may still be at it
        if self.folder not in (path, path.parent):
            return
        self.asked.append(path)
        self.may.wait()
        if self.error:
            raise self.error


async def test_a_call_is_told_only_when_it_is_on_the_disk_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Disk(monkeypatch, tmp_path)
    run = await begun(tmp_path)
    try:
        run.append(ToolCall, id="call-1", name="act", arguments={})
        waiting = asyncio.create_task(run.on_disk())
        # the words before it may have been asked for first
        while not (disk.asked and len(lines(tmp_path, run)) == 3):
            await asyncio.sleep(0.001)
        # it is written, and not told
        await asyncio.sleep(0.02)
        assert not waiting.done()
        following = run.follow(0)
        assert json.loads(await anext(following))["type"] == "text-delta"
        disk.may.set()
        assert json.loads(await anext(following))["type"] == "tool-call"
        await waiting
    finally:
        disk.may.set()


async def test_words_and_the_end_are_on_the_disk_itself_soon_and_nobody_waits_for_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Disk(monkeypatch, tmp_path)
    run = await begun(tmp_path)
    try:
        for _ in range(50):
            run.append(TextDelta, text="two ")
            await run.on_disk()
        tell_end(run)
        assert len([text async for text in run.follow(0)]) == 52
    finally:
        disk.may.set()
    assert run._journal is not None
    await asyncio.to_thread(run._journal.close)
    path = tmp_path / "r.jsonl"
    # the folder has the file's name; and all of the words at once
    assert set(disk.asked) == {path, tmp_path}
    assert disk.asked.count(path) < 10
    assert disk.asked.index(path) < disk.asked.index(tmp_path)


async def test_words_are_on_the_disk_itself_though_nothing_follows_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk_sync, "SOON", 0.02)
    disk = Disk(monkeypatch, tmp_path)
    disk.may.set()
    await begun(tmp_path)
    while tmp_path / "r.jsonl" not in disk.asked:
        await asyncio.sleep(0.001)


async def test_a_disk_that_loses_what_it_took_is_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk_sync, "SOON", 0.02)
    disk = Disk(monkeypatch, tmp_path, OSError(errno.EIO, "Input/output error"))
    disk.may.set()
    run = await begun(tmp_path)
    following = run.follow(1)
    assert json.loads(await anext(following))["code"] == "journal-failed"
    run.append(TextDelta, text="two ")
    tell_end(run)
    assert [json.loads(text)["type"] async for text in following] == ["text-delta", "run-finished"]


async def test_a_file_that_is_removed_is_missed(tmp_path: Path) -> None:
    run = await begun(tmp_path)
    # a folder tells that something has left it by the time, which goes by a few milliseconds
    await asyncio.sleep(0.05)
    run.append(TextDelta, text="two ")
    await run.on_disk()
    (tmp_path / "r.jsonl").unlink()
    run.append(TextDelta, text="three ")
    await run.on_disk()
    following = run.follow(0)
    told = [json.loads(await anext(following)) for _ in range(4)]
    assert [event["type"] for event in told] == ["text-delta"] * 3 + ["warning"]
    assert told[-1]["code"] == "journal-failed"


async def test_what_many_runs_tell_in_one_turn_is_written_and_told_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = Journal(tmp_path)
    many = [Run(f"r{number}", "a.ipynb", f"p{number}", journal) for number in range(20)]
    for run in many:
        run.append(TextDelta, text="one ")
        await run.on_disk()
    loop, woken, written = asyncio.get_running_loop(), 0, 0
    wake, append = loop.call_soon_threadsafe, journal_module._append

    def counted(*arguments: Any, **options: Any) -> asyncio.Handle:
        nonlocal woken
        woken += 1
        return wake(*arguments, **options)

    def counting(*arguments: Any) -> int:
        nonlocal written
        written += 1
        return append(*arguments)

    monkeypatch.setattr(loop, "call_soon_threadsafe", counted)
    monkeypatch.setattr(journal_module, "_append", counting)
    for _ in range(3):
        for run in many:
            run.append(TextDelta, text="two ")
    for run in many:
        await run.on_disk()
    assert (woken, written) == (1, len(many))
    assert [len(lines(tmp_path, run)) for run in many] == [5] * len(many)


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


async def test_a_server_that_runs_for_long_removes_its_own_old_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = registry(tmp_path, bounds=Bounds(days=1))
    old, new = await answered(runs), await answered(runs)
    live = started(ScriptedModel([TextPiece("Hal"), FOREVER]), registry=runs, notebook="b.ipynb")
    while len(live.events) < 2:
        await asyncio.sleep(0.001)
    await live.on_disk()
    aged = time.time() - 2 * 86_400
    for run in (old, live):
        os.utime(tmp_path / f"{run.id}.jsonl", (aged, aged))
    within = await answered(runs)
    await runs.restore()
    assert files(tmp_path) == {old.id, new.id, live.id, within.id}
    monkeypatch.setattr(registry_module, "PRUNING", 0.0)
    last = await answered(runs)
    while old.id in files(tmp_path):
        await asyncio.sleep(0.001)
    assert files(tmp_path) == {new.id, live.id, within.id, last.id}
    old.acknowledge()
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
