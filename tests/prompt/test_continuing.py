"""What is sent to go on with an answer that was cut off."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ai_jup.prompt import Composition, compose
from ai_jup.prompt.instructions import GO_ON
from ai_jup.wire import PromptRequest
from tests.prompt.requests import answer, body, markdown, prompt

STOPPED = "> **Stopped.** You stopped this answer."


def composed(continues: Any, *cells: dict[str, Any]) -> Composition:
    asked = body(*cells)
    return compose(PromptRequest.model_validate({**asked, "options": {"continues": continues}}))


def turns(continues: Any, *cells: dict[str, Any]) -> list[tuple[str, list[str]]]:
    messages = composed(continues, *cells).messages[1:]
    return [(message["role"], [part["text"] for part in message["content"]]) for message in messages]


def test_the_answer_so_far_is_the_assistants_turn_and_the_user_asks_to_go_on() -> None:
    assert turns(answer(f"Half an\n\n{STOPPED}")) == [
        ("user", ["Why?"]),
        ("assistant", ["Half an"]),
        ("user", [GO_ON]),
    ]


def test_the_text_alone_will_do() -> None:
    assert turns("Half an") == turns(answer("Half an"))


def test_calls_that_were_made_are_told_with_their_results() -> None:
    call = "<details><summary><code>area(x=2)</code> · 0.3 s</summary>\n\n```text\n4\n```\n\n</details>"
    parts = [["text", 4], ["call", len(call)], ["notice", len(STOPPED)]]
    cell = answer("\n\n".join(["See:", call, STOPPED]), parts=parts)
    assert turns(cell)[1] == ("assistant", ["See:\n\n[Called area(x=2)]\n\n```text\n4\n```"])


def test_a_fence_that_was_open_is_open() -> None:
    code = "```python\nx = 1\n```"
    parts = [["text", len(code)], ["notice", len(STOPPED)]]
    cell = answer(f"{code}\n\n{STOPPED}", parts=parts, tail={"drop": 3, "text": ""})
    assert turns(cell)[1] == ("assistant", ["```python\nx = 1"])


@pytest.mark.parametrize("nothing", [None, "", answer(STOPPED), answer("> **No answer.** The key was rejected.")])
def test_where_there_is_nothing_to_go_on_with_the_prompt_is_asked(nothing: Any) -> None:
    assert turns(nothing) == [("user", ["Why?"])]


def test_an_answer_is_not_based_on_what_it_goes_on_with() -> None:
    whole, more = composed(None, markdown("Data.")), composed("Half an", markdown("Data."))
    assert (more.digests.cells, more.digests.prompt) == (whole.digests.cells, whole.digests.prompt)
    assert more.digest != whole.digest


def test_earlier_answers_of_a_prompt_are_not_sent() -> None:
    kept = [{"source": "canary", "run": {"run": "r1"}, "written": "canary"}]
    told = turns(None, prompt("What?"), answer("That.", earlier=kept, later=kept))
    assert "canary" not in json.dumps(told)
