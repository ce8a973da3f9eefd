"""Runs whose files tests look at."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ai_jup.journal import Journal
from ai_jup.llm.port import TextPiece
from ai_jup.run import Registry, Run
from ai_jup.wire import TextDelta
from tests.faults.story import STORY
from tests.run.scripted import END, ScriptedModel, ended, started


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


async def begun(folder: Path) -> Run:
    """A run whose first words are there."""
    run = Run("r", "a.ipynb", "p1", Journal(folder))
    run.append(TextDelta, text="one ")
    await run.on_disk()
    return run


def tell_end(run: Run) -> None:
    kind, fields = STORY[-1]
    run.append(kind, **fields)
