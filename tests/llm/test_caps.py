"""A reply that brings too much is stopped there, and its connection closed."""

from __future__ import annotations

import json
from typing import Any

import anyio
import pytest

from ai_jup.llm import provider_errors
from ai_jup.llm.litellm_port import LiteLLMModel
from ai_jup.llm.port import ReplyCaps
from ai_jup.simulator import Reasoning, Reply, Text, ToolCall
from tests.llm.asking import ANTHROPIC, CHAT, GEMINI, QUIET, TOOL, Way, asking, every_way, hear
from tests.scripted_simulator import ScriptedSimulator

pytestmark = QUIET
CAPS = ReplyCaps(reasoning=1_000, arguments=1_000, calls=3, event=50_000)


def call(size: int) -> ToolCall:
    return ToolCall("look_up", {"name": "x" * size})


@every_way
@pytest.mark.parametrize(
    ("parts", "what", "setting"),
    [
        ([call(2_000)], "1,000 characters of arguments for functions", "arguments_limit"),
        ([call(400), call(400), call(400)], "1,000 characters of arguments for functions", "arguments_limit"),
        ([call(1) for _ in range(4)], "3 function calls", "calls_limit"),
        ([Text("y" * 60_000)], "50,000 bytes in one event", "event_limit"),
    ],
)
async def test_too_much_is_stopped_and_said(
    simulator: ScriptedSimulator, model: LiteLLMModel, way: Way, parts: list[Any], what: str, setting: str
) -> None:
    # so long a rest that it has not all been sent when the limit is met, on a slow machine too
    simulator.script.append(Reply([Text("Before. "), *parts, Text("z " * 20_000)], pace=0.001))
    heard = await hear(model, asking(way.target(simulator), tools=[TOOL], caps=CAPS))
    assert isinstance(heard.error, provider_errors.ReplyTooLarge)
    assert what in heard.error.message and f"AiJup.{setting}" in heard.error.hint
    assert not heard.error.retryable and len(simulator.received) == 1
    with anyio.fail_after(10):
        while simulator.received[0].closed_after is None:
            await anyio.sleep(0.01)


async def test_reasoning_without_end_is_stopped(simulator: ScriptedSimulator, model: LiteLLMModel) -> None:
    simulator.script.append(Reply([Reasoning("hm " * 1_000), Text("Yes.")], pace=0.001))
    request = asking(ANTHROPIC.target(simulator), caps=CAPS, reasoning_effort="low", max_output_tokens=4_000)
    heard = await hear(model, request)
    assert isinstance(heard.error, provider_errors.ReplyTooLarge)
    assert "1,000 characters of reasoning" in heard.error.message
    assert 0 < len(heard.reasoning) <= 1_000


def block(size: int) -> list[str]:
    started = {
        "type": "content_block_start",
        "index": 0,
        "content_block": {"type": "redacted_thinking", "data": "A" * size},
    }
    return [json.dumps(started), json.dumps({"type": "content_block_stop", "index": 0})]


def signed(size: int) -> str:
    part = {"text": "x", "thoughtSignature": "A" * size}
    return json.dumps({"candidates": [{"content": {"role": "model", "parts": [part]}, "index": 0}]})


@pytest.mark.parametrize(
    ("way", "events"),
    [
        (ANTHROPIC, [*block(400), *block(400), *block(400)]),
        (GEMINI, [signed(400), signed(400), signed(400)]),
    ],
    ids=["redacted", "signatures"],
)
async def test_reasoning_that_only_the_provider_reads_counts_too(
    simulator: ScriptedSimulator, model: LiteLLMModel, way: Way, events: list[str]
) -> None:
    simulator.script.append(Reply(verbatim=events, pace=0.001))
    heard = await hear(model, asking(way.target(simulator), caps=CAPS))
    assert isinstance(heard.error, provider_errors.ReplyTooLarge), heard.error
    assert "1,000 characters of reasoning" in heard.error.message


async def test_a_call_of_a_name_without_end_is_stopped(simulator: ScriptedSimulator, model: LiteLLMModel) -> None:
    simulator.script.append(Reply([ToolCall("n" * 2_000), Text("So.")]))
    heard = await hear(model, asking(CHAT.target(simulator), tools=[TOOL], caps=CAPS))
    assert isinstance(heard.error, provider_errors.ReplyTooLarge)
    assert "1,000 characters of arguments" in heard.error.message


@every_way
async def test_what_is_within_them_is_whole(simulator: ScriptedSimulator, model: LiteLLMModel, way: Way) -> None:
    simulator.script.append(Reply([Text("Before. "), call(300), call(300), call(300)]))
    heard = await hear(model, asking(way.target(simulator), tools=[TOOL], caps=CAPS))
    assert heard.end.finish_reason == "tool_calls"
