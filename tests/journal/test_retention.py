"""How long runs are kept, and how many."""

from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path

import pytest

from ai_jup.journal import Bounds, Journal
from ai_jup.llm.port import TextPiece
from ai_jup.run import Registry
from ai_jup.run import registry as registry_module
from tests.journal.runs_on_disk import answered, files, of_another, registry
from tests.run.scripted import FOREVER, ScriptedModel, started


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
