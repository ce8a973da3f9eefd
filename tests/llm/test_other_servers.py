"""Servers that speak OpenAI's chat completions in a way of their own, as an administrator's endpoint."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ai_jup.llm.litellm_port import LiteLLMModel
from ai_jup.llm.port import CallRequest, Timeouts
from ai_jup.llm.provider_errors import ProviderTimeout
from ai_jup.simulator import Fault, Reply, Text
from tests.llm.asking import CHAT, QUIET, TOOL, Heard, asking, hear, own
from tests.scripted_simulator import ScriptedSimulator

pytestmark = QUIET
DONE = "[DONE]"


def chunk(delta: dict[str, Any], finish: str | None = None, **more: Any) -> str:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    head = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    return json.dumps({**head, "choices": [choice], **more})


def call(name: str | None = None, arguments: str | None = None, **more: Any) -> str:
    function = {key: each for key, each in (("name", name), ("arguments", arguments)) if each is not None}
    return chunk({"tool_calls": [{**more, "type": "function", "function": function}]})


async def heard_of(simulator: ScriptedSimulator, model: LiteLLMModel, *events: str, pace: float = 0) -> Heard:
    simulator.script.append(Reply(verbatim=events, pace=pace))
    return await hear(model, asking(CHAT.target(simulator, **own("Our server", None)), tools=[TOOL]))


ENDS = (chunk({}, "tool_calls"), DONE)
CALLS = {
    "one index, two ids": [
        call("plot", '{"x": 1}', index=0, id="call_1"),
        call("plot", '{"x": 2}', index=0, id="call_2"),
    ],
    "one index, two ids, in pieces": [
        call("plot", "", index=0, id="call_1"),
        call(None, '{"x"', index=0),
        call(None, ": 1}", index=0),
        call("plot", "", index=0, id="call_2"),
        call(None, '{"x": 2}', index=0),
    ],
    "the id in each piece": [
        call("plot", '{"x"', index=0, id="call_1"),
        call(None, ": 1}", index=0, id="call_1"),
        call("plot", '{"x": 2}', index=1, id="call_2"),
    ],
    "the name in each piece": [
        call("plot", '{"x"', index=0, id="call_1"),
        call("plot", ": 1}", index=0, id="call_1"),
        call("plot", '{"x": 2}', index=1, id="call_2"),
    ],
    "no id": [call("plot", '{"x": 1}', index=0), call("plot", '{"x": 2}', index=1)],
    "an empty id": [call("plot", '{"x": 1}', index=0, id=""), call("plot", '{"x": 2}', index=1, id="")],
    "null for an id": [call("plot", '{"x": 1}', index=0, id=None), call("plot", '{"x": 2}', index=1, id=None)],
    "no id, one index": [call("plot", '{"x": 1}', index=0), call("plot", '{"x": 2}', index=0)],
    "no index": [call("plot", '{"x": 1}', id="call_1"), call("plot", '{"x": 2}', id="call_2")],
    "null for an index": [
        call("plot", '{"x": 1}', index=None, id="call_1"),
        call("plot", '{"x": 2}', index=None, id="call_2"),
    ],
    "neither": [call("plot", '{"x": 1}'), call("plot", '{"x": 2}')],
    "one id for both": [call("plot", '{"x": 1}', index=0, id="call"), call("plot", '{"x": 2}', index=1, id="call")],
    "no index for the first": [
        call("plot", "", id="call_1"),
        call(None, '{"x"'),
        call("plot", '{"x": 2}', index=1, id="call_2"),
        call(None, ": 1}"),
    ],
    "ids without names in each piece": [
        call("plot", '{"x"', index=0, id="call_1"),
        call("plot", '{"x"', index=0, id="call_2"),
        call(None, ": 1}", index=0, id="call_1"),
        call(None, ": 2}", index=0, id="call_2"),
    ],
    "arguments as an object": [
        chunk({"tool_calls": [{"index": 0, "id": "call_1", "function": {"name": "plot", "arguments": {"x": 1}}}]}),
        call("plot", '{"x": 2}', index=1, id="call_2"),
    ],
    "both in one event": [
        chunk(
            {
                "tool_calls": [
                    {"index": 0, "id": f"call_{x}", "function": {"name": "plot", "arguments": f'{{"x": {x}}}'}}
                    for x in (1, 2)
                ]
            }
        )
    ],
}


@pytest.mark.parametrize("events", CALLS.values(), ids=CALLS.keys())
@pytest.mark.parametrize("pace", [0, 0.01])
async def test_calls_are_told_apart(
    simulator: ScriptedSimulator, model: LiteLLMModel, events: list[str], pace: float
) -> None:
    heard = await heard_of(simulator, model, *events, *ENDS, pace=pace)
    calls = heard.of(CallRequest)
    assert [(each.name, json.loads(each.arguments)) for each in calls] == [("plot", {"x": 1}), ("plot", {"x": 2})]
    ids = [each.id for each in calls]
    assert len(set(ids)) == 2 and all(ids)
    assert [each["id"] for each in heard.end.message["tool_calls"]] == ids
    assert heard.end.finish_reason == "tool_calls"


UNREADABLE = {
    "a call that is text": chunk({"tool_calls": ["x"]}),
    "calls that are text": chunk({"tool_calls": "x"}),
    "calls that are one": chunk({"tool_calls": {"index": 0, "function": {"name": "plot", "arguments": "{}"}}}),
    "a function that is text": chunk({"tool_calls": [{"index": 1, "id": "d", "function": "x"}]}),
    "no function": chunk({"tool_calls": [{"index": 1, "id": "d"}]}),
    "no name": call(None, "{}", index=1, id="d"),
    "a name that is none": chunk({"tool_calls": [{"index": 1, "id": "d", "function": {"name": 5, "arguments": ""}}]}),
    "the call of old": chunk({"function_call": {"name": "plot", "arguments": "{}"}}),
    "nothing": chunk({}),
}


@pytest.mark.parametrize("finish", ["tool_calls", "stop"])
@pytest.mark.parametrize("event", UNREADABLE.values(), ids=UNREADABLE.keys())
async def test_a_call_that_cannot_be_read_leaves_the_reply_incomplete(
    simulator: ScriptedSimulator, model: LiteLLMModel, event: str, finish: str
) -> None:
    heard = await heard_of(simulator, model, chunk({"content": "Hi"}), event, chunk({}, finish), DONE)
    assert heard.text == "Hi"
    if finish == "stop" and event in (UNREADABLE["nothing"], UNREADABLE["the call of old"]):
        assert heard.error is None  # nothing says that there was one
    else:
        assert heard.error is not None and heard.error.code == "stream-incomplete"
        assert not heard.of(CallRequest)


async def test_a_piece_of_a_call_may_be_without_a_function(simulator: ScriptedSimulator, model: LiteLLMModel) -> None:
    pieces = [
        chunk({"tool_calls": [{"index": 0, "id": "a"}]}),
        call("plot", '{"x"', index=0),
        chunk({"tool_calls": [{"index": 0, "function": None}]}),
        call(None, ": 1}", index=0),
    ]
    heard = await heard_of(simulator, model, *pieces, *ENDS)
    assert [(each.id, each.name, each.arguments) for each in heard.of(CallRequest)] == [("a", "plot", '{"x": 1}')]


@pytest.mark.parametrize(("finish", "told"), [("stop", "stop"), ("length", "length")])
async def test_a_reason_to_end_is_an_end(
    simulator: ScriptedSimulator, model: LiteLLMModel, finish: str, told: str
) -> None:
    heard = await heard_of(simulator, model, chunk({"content": "Hi"}), chunk({}, finish))
    assert (heard.text, heard.end.finish_reason) == ("Hi", told)


async def test_without_it_nothing_is_whole(simulator: ScriptedSimulator, model: LiteLLMModel) -> None:
    heard = await heard_of(simulator, model, chunk({"content": "Hi"}))
    assert heard.text == "Hi" and heard.error is not None and heard.error.code == "stream-incomplete"


async def test_nor_is_what_is_cut_after_it(simulator: ScriptedSimulator, model: LiteLLMModel) -> None:
    fault = Fault("cut", after=2)
    simulator.script.append(Reply(verbatim=(chunk({"content": "Hi"}), chunk({}, "stop"), DONE), fault=fault))
    heard = await hear(model, asking(CHAT.target(simulator, **own("Our server", None))))
    assert heard.text == "Hi"


THOUGHTS = {
    "<think>Hm.</think>Yes": ("Hm.", "Yes"),
    "<think>\nHm.\n</think>\n\nYes": ("Hm.\n", "Yes"),
    "\n<think>Hm.</think>Yes": ("Hm.", "Yes"),
    "<think></think>Yes": ("", "Yes"),
    "<think>\n\n</think>\n\nYes": ("", "Yes"),
    "<think>a < b</think >": ("a < b</think >", ""),
    "<think>Hm": ("Hm", ""),
    "<thinking>Hm.</thinking>Yes": ("Hm.", "Yes"),
    "<thin": ("", "<thin"),
    "Yes <think>no</think>": ("", "Yes <think>no</think>"),
    "  Yes": ("", "  Yes"),
    "`<think>` is a tag": ("", "`<think>` is a tag"),
    "<think>a</think>b<think>c</think>": ("a", "b<think>c</think>"),
}


@pytest.mark.parametrize(("text", "parts"), THOUGHTS.items())
@pytest.mark.parametrize("size", [1, 3, 1000])
async def test_thoughts_in_the_text_are_reasoning(
    simulator: ScriptedSimulator, model: LiteLLMModel, text: str, parts: tuple[str, str], size: int
) -> None:
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    events = [chunk({"content": piece}) for piece in pieces]
    heard = await heard_of(simulator, model, *events, chunk({}, "stop"), DONE, pace=0.001)
    assert (heard.reasoning, heard.text) == parts
    assert heard.end.message == {"role": "assistant", "content": parts[1]}


async def test_what_looks_like_a_thought_is_kept_where_the_answer_breaks_off(
    simulator: ScriptedSimulator, model: LiteLLMModel
) -> None:
    heard = await heard_of(simulator, model, chunk({"content": "<thi"}))
    assert heard.text == "<thi" and heard.error is not None


LISTS = {
    "text": ([{"type": "text", "text": "Yes"}], "", "Yes"),
    "parts": ([{"type": "text", "text": "Y"}, {"type": "text", "text": "es"}], "", "Yes"),
    "thinking": (
        [{"type": "thinking", "thinking": [{"type": "text", "text": "Hm."}]}, {"type": "text", "text": "Yes"}],
        "Hm.",
        "Yes",
    ),
    "thinking as text": ([{"type": "thinking", "thinking": "Hm."}, {"type": "text", "text": "Yes"}], "Hm.", "Yes"),
    "strings": (["Y", "es"], "", "Yes"),
    "none": ([], "", ""),
    "others": ([{"type": "reference", "reference_ids": [1]}, {"type": "text", "text": "Yes"}], "", "Yes"),
}


@pytest.mark.parametrize(("content", "reasoning", "text"), LISTS.values(), ids=LISTS.keys())
async def test_content_may_be_a_list(
    simulator: ScriptedSimulator, model: LiteLLMModel, content: list[Any], reasoning: str, text: str
) -> None:
    heard = await heard_of(simulator, model, chunk({"content": content}), chunk({}, "stop"), DONE)
    assert (heard.error, heard.reasoning, heard.text) == (None, reasoning, text)


async def test_half_an_emoji_of_such_a_server_is_shown_as_unknown(
    simulator: ScriptedSimulator, model: LiteLLMModel
) -> None:
    with_half = chunk({"content": "hi \ud83d there"}), call("plot", '{"x": "\\ud83d"}', index=0, id="a")
    heard = await heard_of(simulator, model, *with_half, *ENDS)
    assert heard.text == "hi \ufffd there"
    assert [json.loads(each.arguments) for each in heard.of(CallRequest)] == [{"x": "\ufffd"}]


async def test_a_thought_is_not_sent_back(simulator: ScriptedSimulator, model: LiteLLMModel) -> None:
    heard = await heard_of(simulator, model, chunk({"content": "<think>secret</think>"}), *CALLS["no id"], *ENDS)
    results = [{"role": "tool", "tool_call_id": each.id, "content": "1"} for each in heard.of(CallRequest)]
    target = CHAT.target(simulator, **own("Our server", None))
    simulator.script.append(Reply([Text("Yes")]))
    request = asking(target, tools=[TOOL])
    messages = [*request.messages, heard.end.message, *results]
    assert (await hear(model, type(request)(target, messages, tools=[TOOL]))).text == "Yes"
    assert "secret" not in json.dumps(simulator.received[-1].body)


async def test_pieces_of_a_call_with_nothing_in_them_are_nothing(
    simulator: ScriptedSimulator, model: LiteLLMModel
) -> None:
    first = call("plot", '{"x"', index=0, id="call_1")
    simulator.script.append(Reply(verbatim=[first, *[call(None, "", index=0)] * 60, *ENDS], pace=0.05))
    target = CHAT.target(simulator, **own("Our server", None))
    heard = await hear(model, asking(target, tools=[TOOL], timeouts=Timeouts(idle=1.0)))
    assert isinstance(heard.error, ProviderTimeout)
    assert "nothing more arrived within 1 s" in heard.error.message
