"""Disks that are full, that hang, or that lose what they took; and what is on the disk itself."""

from __future__ import annotations

import asyncio
import errno
import json
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from ai_jup.journal import disk_sync
from ai_jup.journal import journal as journal_module
from ai_jup.llm.port import TextPiece
from ai_jup.run import run as runs
from ai_jup.wire import TextDelta, ToolCall
from tests.journal.runs_on_disk import begun, lines, registry, tell_end
from tests.run.scripted import END, ScriptedModel, ended, started


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
    monkeypatch.setattr("ai_jup.journal.journal._append", lambda *_: time.sleep(2) or 0)
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
    monkeypatch.setattr("ai_jup.journal.journal._append", lambda *_: int(released.wait()))
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
