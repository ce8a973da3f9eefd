"""Of a long notebook most cells are as they were when the last prompt was sent: they are read once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat
import pytest

from ai_jup.prompt import Composition, ReadBefore, Rules, compose
from ai_jup.prompt import cells as module
from tests.prompt.requests import Cell, code, markdown, png, request, stream

NOTEBOOKS = sorted((Path(__file__).parent / "notebooks").glob("*.ipynb"))
KEY = "sk-canary-1234567890"


def cells() -> list[Cell]:
    return [
        code("x = 1", stream("one\n")),
        markdown("# Part"),
        code("x", stream("two\n"), count=2),
        markdown("What is x?", isPromptCell=True, id="p0"),
        markdown("One.", isOutputCell=True, prompt="p0"),
    ]


def sent(composition: Composition) -> Any:
    return composition.messages, composition.digest, composition.digests, composition.keys_found


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The sources of the cells that are read."""
    sources: list[str] = []
    really = module._content

    def content(number: int, cell: Any, *others: Any) -> Any:
        sources.append(cell.source)
        return really(number, cell, *others)

    monkeypatch.setattr(module, "_content", content)
    return sources


def test_only_what_has_changed_is_read_again(read: list[str]) -> None:
    before = ReadBefore(10_000)
    compose(request(*cells()), before=before)
    read.clear()
    changed = cells()
    changed[2]["outputs"] = [stream("three\n")]
    again = compose(request(*changed), before=before)
    # prompts and answers are read each time: what they are depends on one another
    assert read == ["x", "What is x?", "One."]
    assert sent(again) == sent(compose(request(*changed)))


CHANGES: list[dict[str, Any]] = [
    {"source": "x = 2"},
    {"outputs": [stream("other\n")]},
    {"outputs": []},
    {"execution_count": None},
    {"execution_count": 5},
    {"metadata": {"ai_jup": {"skipped": True}}},
    {"metadata": {"ai_jup": {"pinned": True}}},
    {"metadata": {"ai_jup": {"changed": True}}},
    {"metadata": {"vscode": {"languageId": "r"}}},
    {"id": "other"},
    {"cell_type": "raw"},
    {"cell_type": "markdown"},
    {"cell_type": "markdown", "source": "![](attachment:a.png)", "attachments": {"a.png": {"image/png": png(1)}}},
    {"cell_type": "markdown", "metadata": {"ai_jup": {"isPromptCell": True}}},
]


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_each_change_of_a_cell_is_seen(change: dict[str, Any]) -> None:
    before = ReadBefore(10_000)
    compose(request(*cells()), before=before)
    changed = cells()
    changed[0] |= change
    for _ in range(2):
        again = compose(request(*changed), before=before)
        assert sent(again) == sent(compose(request(*changed)))
        assert again.cells == compose(request(*changed)).cells


def test_other_places_and_languages_are_seen() -> None:
    before = ReadBefore(10_000)
    compose(request(*cells()), before=before)
    moved = request(markdown("First."), *cells())
    assert sent(compose(moved, before=before)) == sent(compose(moved))
    in_r = request(*cells())
    in_r = in_r.model_copy(update={"notebook": in_r.notebook.model_copy(update={"language": "R"})})
    assert sent(compose(in_r, before=before)) == sent(compose(in_r))


def test_a_key_that_is_known_later_is_taken_out_and_said_each_time() -> None:
    before = ReadBefore(10_000)
    asked = request(code(f"key = '{KEY}'"), *cells())
    compose(asked, before=before)
    for _ in range(2):
        again = compose(asked, Rules(keys=(KEY,)), before=before)
        assert KEY not in str(again.messages) and again.keys_found


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_are_sent_the_same(path: Path) -> None:
    notebook = json.loads(nbformat.writes(nbformat.read(path, as_version=4)))  # type: ignore[no-untyped-call]
    asked = request(*notebook["cells"])
    before = ReadBefore(10_000_000)
    expected = sent(compose(asked))
    assert [sent(compose(asked, before=before)) for _ in range(2)] == [expected, expected]
