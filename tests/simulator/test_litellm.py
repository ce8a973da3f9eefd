"""LiteLLM reads the simulator, and what it sends is what the providers take."""

from __future__ import annotations

import json
import os
from importlib.metadata import version as installed_version
from typing import Any

import pytest
from packaging.version import Version

from ai_jup.simulator import Fault, Reasoning, Reply, Text, ToolCall, Usage
from tests.scripted_simulator import ScriptedSimulator
from tests.simulator.wires import png, png_base64

pytestmark = pytest.mark.anyio

# the newest that is admitted has mended some of what the oldest does
IS_NEWEST = Version(installed_version("litellm")) >= Version("1.110")
URL = f"data:image/png;base64,{png_base64()}"
SCHEMA = {"type": "object", "properties": {"x": {"type": "integer"}}, "required": ["x"]}
TOOL = {"type": "function", "function": {"name": "plot", "parameters": SCHEMA}}
QUESTION = [
    {"role": "system", "content": "Be kind"},
    {
        "role": "user",
        "content": [
            {"type": "text", "text": "Plot it"},
            {"type": "image_url", "image_url": {"url": URL}},
        ],
    },
]
ANSWER = Reply(
    [
        Reasoning("Let me think."),
        Text("Hello big world"),
        ToolCall("plot", {"x": 1}),
        ToolCall("plot", {"x": 2}),
    ],
    usage=Usage(input=100, output=50, cached=40, reasoning=10),
)
MODELS = [
    ("openai/responses/gpt-5.4", "openai", ""),
    ("openai/gpt-5.4", "openai", ""),
    ("anthropic/claude-sonnet-4-5", "anthropic", ""),
    # LiteLLM puts no version behind a Gemini base, where Google's own client does.
    ("gemini/gemini-2.5-flash", "gemini", "/v1beta"),
    ("gemini/gemini-3-pro-preview", "gemini", "/v1beta"),
]
every_model = pytest.mark.parametrize(("model", "provider", "version"), MODELS)


@pytest.fixture(scope="module")
def litellm() -> Any:
    os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
    os.environ["LITELLM_MODE"] = "PRODUCTION"
    import litellm

    litellm.suppress_debug_info = True
    return litellm


async def asked(litellm: Any, model: str, base: str, messages: list[Any]) -> Any:
    stream = await litellm.acompletion(
        model=model,
        api_base=base,
        api_key="k",
        messages=messages,
        tools=[TOOL],
        stream=True,
        stream_options={"include_usage": True},
        max_tokens=2000,
        max_retries=0,
    )
    chunks = [chunk async for chunk in stream]
    return litellm.stream_chunk_builder(chunks, messages=messages)


@every_model
async def test_text_calls_and_usage(
    simulator: ScriptedSimulator, litellm: Any, model: str, provider: str, version: str
) -> None:
    simulator.script.append(ANSWER)
    done = await asked(litellm, model, simulator.bases[provider] + version, QUESTION)
    message = done.choices[0].message
    assert message.content == "Hello big world"
    calls = [(call.function.name, json.loads(call.function.arguments)) for call in message.tool_calls]
    assert calls == [("plot", {"x": 1}), ("plot", {"x": 2})]
    assert done.choices[0].finish_reason == "tool_calls"
    assert (done.usage.prompt_tokens, done.usage.completion_tokens) == (100, 50)
    assert done.usage.prompt_tokens_details.cached_tokens == 40
    received = simulator.received[0]
    assert received.problem is None
    assert (received.view.system, received.view.prompt) == ("Be kind", "Plot it")
    assert [picture.data for picture in received.view.pictures] == [png()]


@every_model
async def test_results_with_pictures_go_back(
    simulator: ScriptedSimulator, litellm: Any, model: str, provider: str, version: str
) -> None:
    simulator.script.extend([ANSWER, Reply([Text("Done")])])
    base = simulator.bases[provider] + version
    first = (await asked(litellm, model, base, QUESTION)).choices[0].message
    # OpenAI's chat completions take no picture in the result of a function.
    result: Any = QUESTION[1]["content"] if model != "openai/gpt-5.4" else "Plot it"
    results = [{"role": "tool", "tool_call_id": call.id, "content": result} for call in first.tool_calls]
    done = await asked(litellm, model, base, [*QUESTION, first.model_dump(), *results])
    assert done.choices[0].message.content == "Done"
    received = simulator.received[1]
    assert received.problem is None
    assert len(received.view.fresh_results) == 2
    assert len(received.view.pictures) == (1 if model == "openai/gpt-5.4" else 3)


async def test_truncation_is_reported_as_success(simulator: ScriptedSimulator, litellm: Any) -> None:
    """A finding to keep: who calls the oldest LiteLLM has to look for the end marker; the newest does so itself."""
    simulator.script.append(Reply([Text("one two three")], fault=Fault("truncate", after=2)))
    answer = asked(litellm, "anthropic/claude-sonnet-4-5", simulator.bases["anthropic"], QUESTION)
    if IS_NEWEST:
        with pytest.raises(litellm.exceptions.MidStreamFallbackError, match="ended before a finish_reason"):
            await answer
    else:
        choice = (await answer).choices[0]
        assert (choice.message.content, choice.finish_reason) == ("one two ", "stop")


async def test_signed_thinking_comes_out_doubled(simulator: ScriptedSimulator, litellm: Any) -> None:
    """A finding to keep: what the oldest LiteLLM builds no longer fits its signature; the newest signs an empty block."""
    simulator.script.append(ANSWER)
    stream = await litellm.acompletion(
        model="anthropic/claude-sonnet-4-5",
        api_base=simulator.bases["anthropic"],
        api_key="k",
        messages=QUESTION,
        stream=True,
        max_tokens=2000,
        thinking={"type": "enabled", "budget_tokens": 1024},
    )
    chunks = [chunk async for chunk in stream]
    (built,) = litellm.stream_chunk_builder(chunks).choices[0].message.thinking_blocks
    deltas = [chunk.choices[0].delta for chunk in chunks]
    blocks = [b for delta in deltas for b in getattr(delta, "thinking_blocks", None) or []]
    (signed,) = [block for block in blocks if block.get("signature")]
    thinking = (signed["thinking"], built["thinking"])
    assert thinking == (("", "Let me think.") if IS_NEWEST else ("Let me think.", "Let me think.Let me think."))


async def test_sealed_reasoning_of_responses_is_lost_when_streaming(simulator: ScriptedSimulator, litellm: Any) -> None:
    """A finding to keep: a chunk has the items, the message that the oldest LiteLLM builds does not."""
    simulator.script.append(ANSWER)
    stream = await litellm.acompletion(
        model="openai/responses/gpt-5.4",
        api_base=simulator.bases["openai"],
        api_key="k",
        messages=QUESTION,
        stream=True,
        store=False,
        include=["reasoning.encrypted_content"],
    )
    chunks = [chunk async for chunk in stream]
    built = litellm.stream_chunk_builder(chunks).choices[0].message
    deltas = [chunk.choices[0].delta for chunk in chunks if chunk.choices]
    items = [i for delta in deltas for i in getattr(delta, "reasoning_items", None) or []]
    assert [bool(item["encrypted_content"]) for item in items] == [True]
    assert bool(getattr(built, "reasoning_items", None)) == IS_NEWEST
