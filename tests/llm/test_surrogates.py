"""Halves of surrogate pairs in a provider's stream: no text is lost, and what comes can be shown, kept and sent back."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai_jup.llm.litellm_port import LiteLLMModel
from ai_jup.llm.port import CallRequest, TextPiece
from ai_jup.simulator import Fault, Reasoning, Reply, Simulator, Text, ToolCall
from ai_jup.unicode_surrogates import all_whole, whole, whole_escapes
from tests.llm.asking import CHAT, QUIET, TOOL, Way, asking, every_way, hear

pytestmark = QUIET
FIRST, SECOND = "\ud83d", "\ude00"


@every_way
async def test_half_a_character_is_shown_as_unknown(simulator: Simulator, model: LiteLLMModel, way: Way) -> None:
    simulator.script.append(Reply([Text(f"hi {FIRST} there {SECOND}"), Text(f"and {FIRST}")]))
    heard = await hear(model, asking(way.target(simulator)))
    assert heard.text == "hi \ufffd there \ufffdand \ufffd"
    assert heard.end.message["content"] == heard.text


@every_way
@pytest.mark.parametrize("pace", [0, 0.02])
async def test_halves_that_come_one_after_the_other_are_the_whole_character(
    simulator: Simulator, model: LiteLLMModel, way: Way, pace: float
) -> None:
    """Whether they come in one read, or the second half later."""
    simulator.script.append(Reply([Text(f"a{FIRST}{SECOND}b{FIRST}{SECOND}")], chunk=1, pace=pace))
    heard = await hear(model, asking(way.target(simulator)))
    assert heard.text == "a\U0001f600b\U0001f600"
    assert [piece for piece in heard.of(TextPiece) if not piece.text.isprintable()] == []


@every_way
async def test_reasoning_and_calls_have_no_halves(simulator: Simulator, model: LiteLLMModel, way: Way) -> None:
    call = ToolCall(f"pl{FIRST}ot", '{"x": "' + FIRST + SECOND + '", "y": "' + FIRST + '", "z": "\\ud83d"}')
    simulator.script.append(Reply([Reasoning(f"Hm {FIRST}"), call, call]))
    effort: dict[str, Any] = {} if way is CHAT else {"reasoning_effort": "low", "max_output_tokens": 4000}
    heard = await hear(model, asking(way.target(simulator), tools=[TOOL], **effort))
    calls = heard.of(CallRequest)
    assert [(one.name, json.loads(one.arguments)) for one in calls] == [
        ("pl\ufffdot", {"x": "\U0001f600", "y": "\ufffd", "z": "\ufffd"})
    ] * 2
    assert heard.reasoning == ("" if way is CHAT else "Hm \ufffd")
    json.dumps(heard.end.message, ensure_ascii=False).encode()


@every_way
async def test_halves_in_arguments_that_come_in_pieces(simulator: Simulator, model: LiteLLMModel, way: Way) -> None:
    simulator.script.append(Reply([ToolCall("plot", f'{{"x": "{FIRST}{SECOND}"}}')], chunk=1, pace=0.002))
    (call,) = (await hear(model, asking(way.target(simulator), tools=[TOOL]))).of(CallRequest)
    assert json.loads(call.arguments) == {"x": "\U0001f600"}


@every_way
async def test_half_a_character_before_a_break_is_kept(simulator: Simulator, model: LiteLLMModel, way: Way) -> None:
    simulator.script.append(Reply([Text(f"ab{FIRST}{SECOND}cd")], chunk=1, pace=0.002, fault=Fault("cut", after=3)))
    heard = await hear(model, asking(way.target(simulator)))
    assert heard.error is not None and heard.text == "ab\ufffd"


@every_way
@pytest.mark.parametrize("status", [400, 500])
async def test_an_error_s_words_have_no_halves(
    simulator: Simulator, model: LiteLLMModel, way: Way, status: int
) -> None:
    simulator.script.append(Reply(fault=Fault("status", status=status, message=f"Bad {FIRST} request")))
    heard = await hear(model, asking(way.target(simulator)))
    assert heard.error is not None
    assert "Bad \ufffd request" in heard.error.to_detail().model_dump_json()


@every_way
async def test_what_is_sent_has_no_halves(simulator: Simulator, model: LiteLLMModel, way: Way) -> None:
    simulator.script.append(Reply([Text("Yes")]))
    heard = await hear(model, asking(way.target(simulator), f"What is {FIRST}?"))
    assert (heard.text, simulator.received[0].view.prompt) == ("Yes", "What is \ufffd?")


PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")


def code_point(first: str, second: str) -> int:
    return 0x10000 + ((ord(first) - 0xD800) << 10) + (ord(second) - 0xDC00)


@given(st.text(st.characters() | st.characters(categories=["Cs"])))
def test_any_text_becomes_whole(text: str) -> None:
    made = whole(text)
    made.encode()
    assert made == re.sub("[\ud800-\udfff]", "\ufffd", PAIR.sub(lambda pair: chr(code_point(*pair[0])), text))
    assert all_whole({text: [text]}) == {made: [made]}


@given(st.text(st.characters() | st.characters(categories=["Cs"])))
def test_the_escapes_of_json_become_whole(text: str) -> None:
    written = json.dumps({"a": text, "b": json.dumps(text)})
    parsed = json.loads(whole_escapes(written))
    assert parsed["a"] == whole(text) and parsed["b"] == json.dumps(text)
    # what is cut anywhere, or is no JSON, stays otherwise as it is
    assert whole_escapes("\\") == "\\" and whole_escapes('{"a": "\\\\ud83d') == '{"a": "\\\\ud83d'
