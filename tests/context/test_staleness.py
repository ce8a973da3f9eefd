"""Whether an answer still fits: every edit that matters is seen, and none that does not."""

from __future__ import annotations

import copy
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ai_jup.answer import written_digest
from ai_jup.context.basis import basis_of
from ai_jup.context.staleness import Present, changes, read_answers
from ai_jup.context.targeted_request import TargetedRequest
from ai_jup.llm.dialects import OPENAI_CHAT, PROVIDERS
from ai_jup.llm.port import Target
from ai_jup.models import Choice
from ai_jup.prompt import ItemLimits, PictureReader, Reading, compose, value_text
from ai_jup.redaction import KeyGuard
from ai_jup.wire import KnownCell, ModelEntry, NotebookCell, PromptRequest, RunOptions

MODEL = "openai/gpt-x"
ENTRY = ModelEntry.model_construct(name=MODEL, max_input_tokens=100_000, max_output_tokens=1_000)
Cells = list[dict[str, Any]]


def reading() -> Reading:
    return Reading(ItemLimits(), KeyGuard(), PictureReader())


def answered(cells: Cells, at: int, values: list[Any] | None = None, once: bool = False) -> None:
    """Give the prompt at a place an answer that is based on what stands there now."""
    prompt = cells[at]
    request = PromptRequest.model_validate(
        {
            "protocol": 1,
            "notebook": {"path": "a.ipynb", "trusted": True},
            "prompt": {"id": prompt["metadata"]["ai_jup"]["id"], "source": prompt["source"]},
            "cells": copy.deepcopy(cells[:at]),
        }
    )
    target = Target(MODEL, PROVIDERS["openai"], OPENAI_CHAT, None, "")
    asked = TargetedRequest(request, Choice(ENTRY), target, 1_000)
    basis = basis_of(asked, compose(request, values=values or ()).digests, [])
    parameters = {"once": True} if once else {}
    record = {"run": "r", "state": "finished", "model": MODEL, "parameters": parameters, "basis": basis.model_dump()}
    source = f"Answer to {prompt['source']}"
    own = {"isOutputCell": True, "prompt": request.prompt.id, "run": record, "written": written_digest(source)}
    cells[at + 1] = {"cell_type": "markdown", "source": source, "metadata": {"ai_jup": own}}


def found(cells: Cells, known: list[str] | None = None) -> dict[str, list[str] | str]:
    """Of each prompt, its state or what has changed."""
    read: list[Any] = [NotebookCell.model_validate(cell) for cell in copy.deepcopy(cells)]
    if known:
        read = [KnownCell(digest=known[at]) if cell.cell_type == "code" else cell for at, cell in enumerate(read)]
    answers, _ = read_answers(read, RunOptions(), reading())
    return {each.id or "": each.state or list(changes(each, Present(MODEL), label)) for each in answers}


def digests(cells: Cells) -> list[str]:
    return read_answers([NotebookCell.model_validate(cell) for cell in cells], RunOptions(), reading())[1]


def code(source: str, printed: str = "") -> dict[str, Any]:
    outputs = [{"output_type": "stream", "name": "stdout", "text": printed}] if printed else []
    return {"cell_type": "code", "source": source, "metadata": {}, "outputs": outputs, "execution_count": 1}


def markdown(source: str, **own: Any) -> dict[str, Any]:
    return {"cell_type": "markdown", "source": source, "metadata": {"ai_jup": own} if own else {}}


def prompt(number: int) -> dict[str, Any]:
    return markdown(f"Question {number}?", isPromptCell=True, id=f"p{number}")


def notebook() -> Cells:
    cells = [
        code("x = 1", "1\n"),
        markdown("Notes."),
        prompt(1),
        {},
        code("y = 2"),
        prompt(2),
        {},
        code("z = 3", "3\n"),
    ]
    answered(cells, 2)
    answered(cells, 5)
    return cells


ABOVE = ["the cells above were changed"]
EDITS: dict[str, tuple[Any, Any, Any]] = {
    "nothing": (lambda cells: None, [], []),
    "code above both": (lambda cells: cells[0].update(source="x = 2"), ABOVE, ABOVE),
    "an output above both": (lambda cells: cells[0]["outputs"][0].update(text="2\n"), ABOVE, ABOVE),
    "Markdown above both": (lambda cells: cells[1].update(source="Other notes."), ABOVE, ABOVE),
    "code between": (lambda cells: cells[4].update(source="y = 3"), [], ABOVE),
    "the first prompt": (lambda cells: cells[2].update(source="Other?"), ["the prompt was edited"], ABOVE),
    "the second prompt": (lambda cells: cells[5].update(source="Other?"), [], ["the prompt was edited"]),
    "the first answer": (lambda cells: cells[3].update(source="Mine."), "edited", ABOVE),
    "below both": (lambda cells: cells[7].update(source="z = 4", outputs=[]), [], []),
    "a cell added above": (lambda cells: cells.insert(0, code("w = 0")), ABOVE, ABOVE),
    "a cell taken away": (lambda cells: cells.pop(4), [], ABOVE),
    "an empty cell added above": (lambda cells: cells.insert(0, code("")), [], []),
    "a raw cell added above": (
        lambda cells: cells.insert(0, {"cell_type": "raw", "source": "x", "metadata": {}}),
        [],
        [],
    ),
    "a cell skipped": (lambda cells: cells[0].update(metadata={"ai_jup": {"skipped": True}}), ABOVE, ABOVE),
    "a cell pinned": (lambda cells: cells[0].update(metadata={"ai_jup": {"pinned": True}}), [], []),
    "a cell run again with the same result": (lambda cells: cells[0].update(execution_count=7), [], []),
    "a cell that the page says was edited since it ran": (
        lambda cells: cells[0].update(metadata={"ai_jup": {"changed": True}}),
        [],
        [],
    ),
    "tags and collapsing": (lambda cells: cells[0].update(metadata={"tags": ["x"], "collapsed": True}), [], []),
    "the prompt skipped": (lambda cells: cells[5]["metadata"]["ai_jup"].update(skipped=True), [], "skipped"),
    "the answer taken away": (lambda cells: cells.pop(6), [], "unanswered"),
    "the answer emptied": (
        lambda cells: cells[6].update(source="", metadata={"ai_jup": {"isOutputCell": True, "prompt": "p2"}}),
        [],
        "unanswered",
    ),
    "a failed run": (lambda cells: cells[6]["metadata"]["ai_jup"]["run"].update(state="failed"), [], "incomplete"),
    "an answer of an earlier version": (
        lambda cells: cells[6]["metadata"]["ai_jup"]["run"].pop("basis"),
        [],
        "unknown",
    ),
    "a record that is none": (lambda cells: cells[6]["metadata"]["ai_jup"].update(run=5), [], "unknown"),
}


@pytest.mark.parametrize(("edit", "first", "second"), EDITS.values(), ids=EDITS.keys())
def test_what_an_edit_does_to_the_answers(edit: Any, first: Any, second: Any) -> None:
    cells = notebook()
    edit(cells)
    assert found(cells) == {"p1": first, "p2": second}


def label(name: str) -> str:
    return name.removeprefix("openai/").upper()


def test_values_and_functions_and_models_are_named() -> None:
    cells = [prompt(1), {}]
    answered(cells, 0, [value_text("df", "DataFrame", "1"), value_text("n", "int", "1")])
    read = [NotebookCell.model_validate(cell) for cell in cells]
    (answer,), _ = read_answers(read, RunOptions(), reading())
    basis = answer.basis or {}
    same = Present(MODEL, basis["parameters"], dict(basis["values"]), {})
    assert list(changes(answer, same, label)) == []
    others = Present(MODEL, "other", {**basis["values"], "df": "other"}, {})
    assert list(changes(answer, others, label)) == [
        "the parameters of the request are others",
        "`df` has another value",
    ]
    assert list(changes(answer, Present("openai/gpt-y"), label)) == [
        "another model answers now: GPT-Y in place of GPT-X"
    ]
    # a dated snapshot has its alias's label
    assert list(changes(answer, Present("openai/gpt-y"), lambda name: "GPT")) == [
        "another model answers now: openai/gpt-y in place of openai/gpt-x"
    ]


def test_which_model_answers_otherwise_is_nothing_to_an_answer_that_another_was_asked_for_once() -> None:
    cells = [prompt(1), {}]
    answered(cells, 0, once=True)
    (answer,), _ = read_answers([NotebookCell.model_validate(cell) for cell in cells], RunOptions(), reading())
    assert list(changes(answer, Present("openai/gpt-y", "other"), label)) == []
    cells[0]["source"] += " And then?"
    (answer,), _ = read_answers([NotebookCell.model_validate(cell) for cell in cells], RunOptions(), reading())
    assert list(changes(answer, Present("openai/gpt-y", "other"), label)) == ["the prompt was edited"]


KINDS = st.sampled_from(["code", "markdown", "prompt", "output"])


@settings(max_examples=150)
@given(st.lists(KINDS, min_size=2, max_size=12), st.integers(0, 10_000))
def test_any_edit_below_is_none_of_an_answers_and_any_above_is(kinds: list[str], seed: int) -> None:
    chance = random.Random(seed)
    cells: Cells = []
    for number, kind in enumerate(kinds):
        if kind == "prompt":
            cells += [prompt(number), {}]
        else:
            cells.append(
                markdown(f"Text {number}.")
                if kind == "markdown"
                else code(f"x{number} = 1", "1\n" * (kind == "output"))
            )
    asked = [at for at, cell in enumerate(cells) if not cell]
    for at in asked:
        answered(cells, at - 1)
    assert all(each == [] for each in found(cells).values())
    known = digests(cells)
    at = chance.randrange(len(cells))
    changed = copy.deepcopy(cells)
    if changed[at]["cell_type"] == "code" and changed[at]["outputs"] and chance.random() < 0.5:
        changed[at]["outputs"][0]["text"] = "2\n"
    else:
        changed[at]["source"] += " changed"
    for number, place in enumerate(asked):
        state = list(found(changed).values())[number]
        if place - 1 > at:
            assert state == ABOVE
        elif place - 1 == at:
            assert state == ["the prompt was edited"]
        elif place == at:
            assert state == "edited"
        else:
            assert state == []
    # what is known of a cell is as good as the cell
    known = [each if at != place else "" for place, each in enumerate(known)]
    assert found(cells, digests(cells)) == found(cells)
