"""A run that goes on with an answer: what it begins with, and the record of both."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ai_jup.catalogue import Catalogue
from ai_jup.context.fitting import Contexts
from ai_jup.context.targeted_request import TargetedRequest
from ai_jup.journal.added_up import added_up
from ai_jup.llm.port import TextPiece, TokenUsage
from ai_jup.models import AllowedModels, Keys, Targets
from ai_jup.prompt import ItemLimits, compose
from ai_jup.run import Limits, Registry, Run
from ai_jup.run.continued import continued
from ai_jup.run.loop import Answerer
from ai_jup.run.saved_answers import _runs
from ai_jup.wire import NotebookCell, RunRecord, Spent
from tests.run.scripted import CHOICE, END, REQUEST, TARGET, ScriptedModel, ended, record

SPENT = Spent(seconds=2, input_tokens=10, cached_tokens=4, output_tokens=5, cost=0.5)
RECORD = RunRecord.model_validate(
    {**record(), "run": "r2", "seconds": 1, "input_tokens": 20, "cached_tokens": 0, "output_tokens": 6, "cost": 0.25}
)


def cell(source: str = "Half", **ours: Any) -> NotebookCell:
    return NotebookCell.model_validate(
        {"cell_type": "markdown", "source": source, "metadata": {"ai_jup": {"isOutputCell": True, **ours}}}
    )


def test_what_a_file_calls_a_call_and_is_none_is_text_and_its_pictures_are_pictures() -> None:
    evil, call = "<img src=x onerror=y>", "<details><summary><code>f()</code></summary>\n\n</details>"
    parts = [["call", len(evil)], ["call", len(call)], ["text", 4]]
    answer = cell(f"{evil}\n\n{call}\n\nHalf", parts=parts)
    answer.attachments.update({"a.png": {"image/png": "QQ==", "text/html": "<b>"}, "b": {"image/svg+xml": "<svg/>"}})
    found = continued(answer)
    assert found is not None
    assert [(part.kind, part.text) for part in found.parts] == [("text", evil), ("call", call), ("text", "Half")]
    assert found.attachments == {"a.png": {"image/png": "QQ=="}, "b": {}}


def test_a_record_is_of_the_whole_answer() -> None:
    whole = {"seconds": 3, "input_tokens": 30, "cached_tokens": 4, "output_tokens": 11, "cost": 0.75}
    assert added_up(RECORD, SPENT) == RECORD.model_copy(update=whole)


@pytest.mark.parametrize(
    ("spent", "expected"),
    [
        (Spent(seconds=2), {"seconds": 3, "cost": None}),
        (
            SPENT.model_copy(update={"estimated": True}),
            {"seconds": 3, "input_tokens": 30, "cached_tokens": 4, "output_tokens": 11, "cost": 0.75},
        ),
    ],
)
def test_where_a_part_is_not_known_the_record_is_an_estimate(spent: Spent, expected: dict[str, Any]) -> None:
    parameters = {**RECORD.parameters, "estimated": True}
    assert added_up(RECORD, spent) == RECORD.model_copy(update={**expected, "parameters": parameters})


def test_the_record_of_an_answer_in_many_parts_stays_small() -> None:
    whole = RECORD
    for _ in range(50):
        whole = added_up(
            RECORD, Spent(**{name: getattr(whole, name) for name in Spent.model_fields if name != "estimated"})
        )
    assert len(whole.model_dump_json()) <= 1024


@pytest.mark.parametrize(
    "run", [None, 1, {}, {"run": 1, "seconds": "x"}, {"input_tokens": [1]}, {"seconds": 1.5, "cost": None, "more": 1}]
)
def test_a_record_that_somebody_has_broken_counts_for_nothing(run: Any) -> None:
    before = continued(cell(run=run))
    assert before and before.spent == Spent(seconds=1.5 if isinstance(run, dict) and "more" in run else 0)


@pytest.mark.parametrize("nothing", [None, cell(""), cell(" \n"), cell("> **No answer.** The key was rejected.")])
def test_nothing_is_not_gone_on_with(nothing: NotebookCell | None) -> None:
    assert continued(nothing) is None


def test_answers_that_the_user_has_turned_away_from_are_saved_too() -> None:
    ours = {
        "isOutputCell": True,
        "run": {"run": "r2"},
        "earlier": [{"source": "1", "run": {"run": "r1"}}, 1, {"run": 1}, {"run": {"run": [1]}}],
        "later": [{"source": "3", "run": {"run": "r3"}}],
    }
    cells = [{"metadata": {"ai_jup": ours}}, {"metadata": {"ai_jup": {"isOutputCell": True, "later": "x", "run": 1}}}]
    assert _runs(json.dumps({"cells": cells})) == {"r1", "r2", "r3"}


async def test_the_first_piece_is_joined_to_what_there_was() -> None:
    options = REQUEST.options.model_copy(update={"continues": cell("It is so.", run={"run": "r1", "seconds": 5})})
    request = REQUEST.model_copy(update={"options": options})
    model = ScriptedModel([TextPiece("Then"), TextPiece(" it is."), TokenUsage(1, 0, 1, 0.1), END])
    contexts = Contexts(model, Targets(AllowedModels(Catalogue()), Keys({}), {}), ItemLimits())

    async def work(run: Run) -> None:
        asked = TargetedRequest(request, CHOICE, TARGET, reply=100)
        await Answerer(model, contexts, Limits()).answer(run, asked, compose(request))

    run = Registry().start("a.ipynb", "p1", work)
    events = await ended(run)
    assert [event["type"] for event in events[:2]] == ["run-started", "answer-continued"]
    assert run.text == " Then it is."
    assert (await run.answer()).source == "It is so. Then it is."
    assert (await run.answer()).metadata["ai_jup"]["run"]["seconds"] >= 5
