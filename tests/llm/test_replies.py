"""What a reply holds reaches the caller, whichever provider gave it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ai_jup.llm.litellm_port import LiteLLMModel
from ai_jup.llm.port import CallRequest, TextPiece, TokenUsage
from ai_jup.simulator import Reasoning, Reply, Text, ToolCall, Usage
from tests.llm.asking import ANTHROPIC, CHAT, GEMINI, QUIET, TOOL, Way, asking, every_way, hear, own
from tests.scripted_simulator import ScriptedSimulator
from tests.simulator.wires import png, png_base64

pytestmark = QUIET


@every_way
async def test_text_usage_and_end(simulator: ScriptedSimulator, model: LiteLLMModel, way: Way) -> None:
    simulator.script.append(Reply([Text("Hello big world")], usage=Usage(input=100, output=50, cached=40)))
    heard = await hear(model, asking(way.target(simulator)))
    assert heard.text == "Hello big world"
    usage = heard.of(TokenUsage)
    assert [(u.input_tokens, u.cached_tokens, u.output_tokens) for u in usage] == [(100, 40, 50)]
    assert usage[0].cost is not None and 0 < usage[0].cost < 0.01
    assert heard.end.finish_reason == "stop"
    assert heard.end.answered_by == way.model.partition("/")[2]
    assert heard.end.message == {"role": "assistant", "content": "Hello big world"}
    assert [(r.problem, r.view.prompt) for r in simulator.received] == [(None, "Say hello")]


async def test_a_simulated_or_unknown_model_has_no_cost(simulator: ScriptedSimulator, model: LiteLLMModel) -> None:
    for way, changes in ((CHAT, {"simulated": True}), (Way("openai/unheard-of"), {})):
        simulator.script.append(Reply([Text("Hi")]))
        heard = await hear(model, asking(way.target(simulator, **changes)))
        assert [usage.cost for usage in heard.of(TokenUsage)] == [None]


@every_way
@pytest.mark.parametrize(
    ("prices", "cost"),
    [
        ({"input_cost_per_token": 0, "output_cost_per_token": 0.0}, 0.0),
        ({}, None),
        ({"input_cost_per_token": 1e-6}, None),
        ({"input_cost_per_token": 1e-6, "output_cost_per_token": None}, None),
    ],
)
async def test_a_free_model_costs_nothing_and_one_without_a_price_nobody_knows_what(
    simulator: ScriptedSimulator,
    model: LiteLLMModel,
    monkeypatch: pytest.MonkeyPatch,
    way: Way,
    prices: dict[str, Any],
    cost: float | None,
) -> None:
    await model.warm()
    import litellm

    facts = {"litellm_provider": way.provider, "mode": "chat", **prices}
    prefix = "gemini/" if way is GEMINI else ""
    monkeypatch.setitem(litellm.model_cost, f"{prefix}of-a-kind", facts)
    simulator.script.append(Reply([Text("Hi")]))
    heard = await hear(model, asking(Way(f"{way.provider}/of-a-kind", way.responses_api).target(simulator)))
    assert [usage.cost for usage in heard.of(TokenUsage)] == [cost]


@pytest.mark.parametrize(("prices", "cost"), [((0.0, 0.0), 0.0), ((1.0, 2.0), 200.0), (None, None)])
async def test_what_an_own_endpoint_costs(
    simulator: ScriptedSimulator, model: LiteLLMModel, prices: tuple[float, float] | None, cost: float | None
) -> None:
    simulator.script.append(Reply([Text("Hi")], usage=Usage(input=100, output=50)))
    heard = await hear(model, asking(CHAT.target(simulator, **own("Our vLLM", None), prices=prices)))
    assert [usage.cost for usage in heard.of(TokenUsage)] == [cost]


@every_way
async def test_the_limit_of_the_reply_is_sent(simulator: ScriptedSimulator, model: LiteLLMModel, way: Way) -> None:
    simulator.script.append(Reply([Text("cut o")], finish="length"))
    heard = await hear(model, asking(way.target(simulator), max_output_tokens=777))
    assert heard.end.finish_reason == "length"
    assert "777" in str(simulator.received[0].body)


@every_way
@pytest.mark.parametrize("finish", ["refusal", "content_filter"])
async def test_a_refusal_is_told_with_its_words(
    simulator: ScriptedSimulator, model: LiteLLMModel, way: Way, finish: Any
) -> None:
    simulator.script.append(Reply([Text("I cannot help.")], finish=finish))
    heard = await hear(model, asking(way.target(simulator)))
    assert (heard.text, heard.end.finish_reason) == ("I cannot help.", "content_filter")


@pytest.mark.parametrize(("way", "word"), [(ANTHROPIC, "pause_turn"), (GEMINI, "OTHER")])
async def test_an_end_that_explains_nothing_is_told(
    simulator: ScriptedSimulator, model: LiteLLMModel, way: Way, word: str
) -> None:
    simulator.script.append(Reply([Text("So far")], finish="other"))
    heard = await hear(model, asking(way.target(simulator)))
    assert (heard.text, heard.end.finish_reason, heard.end.unexplained) == ("So far", "stop", word)


@every_way
async def test_an_empty_reply_ends(simulator: ScriptedSimulator, model: LiteLLMModel, way: Way) -> None:
    simulator.script.append(Reply([]))
    heard = await hear(model, asking(way.target(simulator)))
    assert (heard.text, heard.end.finish_reason) == ("", "stop")


@every_way
@pytest.mark.parametrize("pace", [0, 0.002])
async def test_the_same_piece_many_times(
    simulator: ScriptedSimulator, model: LiteLLMModel, way: Way, pace: float
) -> None:
    simulator.script.append(Reply([Text("0.0 " * 150)], chunk=4, pace=pace))
    heard = await hear(model, asking(way.target(simulator)))
    assert heard.text == "0.0 " * 150
    assert heard.end.finish_reason == "stop"


@every_way
async def test_pieces_come_as_they_are_sent(simulator: ScriptedSimulator, model: LiteLLMModel, way: Way) -> None:
    simulator.script.append(Reply([Text("one two three")], pace=0.1))
    heard = await hear(model, asking(way.target(simulator)))
    assert [piece.text for piece in heard.of(TextPiece)] == ["one ", "two ", "three"]


@every_way
async def test_pictures_arrive(simulator: ScriptedSimulator, model: LiteLLMModel, way: Way) -> None:
    url = f"data:image/png;base64,{png_base64()}"
    content = [
        {"type": "text", "text": "What is this?"},
        {"type": "image_url", "image_url": {"url": url}},
    ]
    simulator.script.append(Reply([Text("A dot")]))
    heard = await hear(model, asking(way.target(simulator), content))
    assert heard.text == "A dot"
    assert [picture.data for picture in simulator.received[0].view.pictures] == [png()]


TWO_CALLS = Reply([Reasoning("Let me think."), Text("I plot."), ToolCall("plot", {"x": 1}), ToolCall("plot", {"x": 2})])


@every_way
async def test_a_tool_loop_with_reasoning(simulator: ScriptedSimulator, model: LiteLLMModel, way: Way) -> None:
    simulator.script.extend([TWO_CALLS, Reply([Text("Done")])])
    effort = {} if way is CHAT else {"reasoning_effort": "low"}
    options: dict[str, Any] = {"tools": [TOOL], "max_output_tokens": 4000, **effort}
    first = asking(way.target(simulator), "Plot", **options)
    heard = await hear(model, first)
    calls = heard.of(CallRequest)
    assert [(call.name, call.arguments) for call in calls] == [("plot", '{"x": 1}'), ("plot", '{"x": 2}')]
    assert heard.end.finish_reason == "tool_calls"
    assert heard.reasoning == ("" if way is CHAT else "Let me think.")
    results = [{"role": "tool", "tool_call_id": call.id, "content": f"plotted {call.arguments}"} for call in calls]
    messages = [*first.messages, heard.end.message, *results]
    done = await hear(model, type(first)(first.target, messages, **options))
    assert done.text == "Done"
    again = simulator.received[1]
    assert again.problem is None
    told = [result.text.replace("\\", "") for result in again.view.fresh_results]
    assert ['plotted {"x": 1}' in told[0], 'plotted {"x": 2}' in told[1], len(told)] == [True, True, 2]
    said = [call.arguments for turn in again.view.turns for call in turn.calls]
    assert [json.loads(a) if isinstance(a, str) else a for a in said] == [{"x": 1}, {"x": 2}]
    for proof in PROOFS[way.model]:
        assert proof in str(again.body)


PROOFS = {
    # what each provider wants to see again; the simulator makes it of the words "Let me think." and "plot"
    "openai/gpt-4.1": ["call_"],
    "openai/gpt-5.4": ["gAAAAABTGV0IG1lIHRoaW5rLg==", "rs_"],
    "anthropic/claude-sonnet-4-5": ["'thinking': 'Let me think.'", "EqsBTGV0IG1lIHRoaW5rLg=="],
    "gemini/gemini-3.5-flash": ["c2lnbmF0dXJlIG9mIHBsb3Q="],
}


@every_way
async def test_a_call_that_is_no_json(simulator: ScriptedSimulator, model: LiteLLMModel, way: Way) -> None:
    simulator.script.extend([Reply([ToolCall("plot", '{"x": 1')]), Reply([Text("Sorry")])])
    request = asking(way.target(simulator), tools=[TOOL])
    heard = await hear(model, request)
    (call,) = heard.of(CallRequest)
    assert (call.name, call.arguments) == ("plot", '{"x": 1')
    assert heard.end.finish_reason == "tool_calls"
    result = {"role": "tool", "tool_call_id": call.id, "content": "the arguments are no JSON"}
    messages = [*request.messages, heard.end.message, result]
    done = await hear(model, type(request)(request.target, messages, tools=[TOOL]))
    assert (done.text, simulator.received[1].problem) == ("Sorry", None)


async def test_messages_are_left_as_they_are(simulator: ScriptedSimulator, model: LiteLLMModel) -> None:
    content = [{"type": "text", "text": "Hi"}]
    await hear(model, asking(GEMINI.target(simulator), content, tools=[TOOL]))
    assert content == [{"type": "text", "text": "Hi"}]
    assert TOOL["function"]["parameters"]["properties"] == {"x": {"type": "integer"}}  # type: ignore[index]
