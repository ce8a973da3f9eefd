"""Runs on disk: what a file has after each event."""

from __future__ import annotations

import asyncio
import stat
from pathlib import Path
from typing import Any

import pytest

from ai_jup.journal import Journal
from ai_jup.journal import journal as journal_module
from ai_jup.llm.port import TextPiece
from ai_jup.run import Run
from ai_jup.wire import TextDelta
from tests.journal.runs_on_disk import answered, lines, registry
from tests.run.scripted import END, ScriptedModel, started


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
