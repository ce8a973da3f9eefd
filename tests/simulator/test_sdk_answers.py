"""Each provider's own SDK reads what the simulator answers."""

from __future__ import annotations

import json

import pytest
from google.genai import types

from ai_jup.simulator import Reasoning, Reply, Text, ToolCall, Usage
from tests.scripted_simulator import ScriptedSimulator
from tests.simulator.clients import Clients
from tests.simulator.wires import USER

pytestmark = [pytest.mark.anyio, pytest.mark.once]

ANSWER = Reply(
    [
        Reasoning("Let me think."),
        Text("Hello big world"),
        ToolCall("plot", {"x": 1}),
        ToolCall("load", {"path": "a b.csv"}),
    ],
    usage=Usage(input=100, output=50, cached=40, reasoning=10),
)
CALLS = [("plot", {"x": 1}), ("load", {"path": "a b.csv"})]
THINKING = {"type": "enabled", "budget_tokens": 1024}
THOUGHTS = types.GenerateContentConfig(thinking_config=types.ThinkingConfig(include_thoughts=True))


async def test_chat_stream(simulator: ScriptedSimulator, clients: Clients) -> None:
    simulator.script.append(ANSWER)
    client = clients.openai()
    async with client.chat.completions.stream(
        model="gpt-5.4", messages=USER, stream_options={"include_usage": True}
    ) as stream:
        done = await stream.get_final_completion()
    message = done.choices[0].message
    assert message.content == "Hello big world"
    assert [(c.function.name, json.loads(c.function.arguments)) for c in message.tool_calls] == CALLS
    assert len({call.id for call in message.tool_calls}) == 2
    assert done.choices[0].finish_reason == "tool_calls"
    assert (done.usage.prompt_tokens, done.usage.completion_tokens) == (100, 50)
    assert done.usage.prompt_tokens_details.cached_tokens == 40
    assert done.usage.completion_tokens_details.reasoning_tokens == 10


async def test_chat_without_usage_asked_for_has_none(simulator: ScriptedSimulator, clients: Clients) -> None:
    simulator.script.append(Reply([Text("Hello")]))
    stream = await clients.openai().chat.completions.create(model="gpt-5.4", messages=USER, stream=True)
    assert [chunk.usage async for chunk in stream] == [None] * 3


async def test_chat_whole(simulator: ScriptedSimulator, clients: Clients) -> None:
    simulator.script.append(ANSWER)
    done = await clients.openai().chat.completions.create(model="gpt-5.4", messages=USER)
    assert done.choices[0].message.content == "Hello big world"
    assert [call.function.name for call in done.choices[0].message.tool_calls] == ["plot", "load"]
    assert done.usage.total_tokens == 150


async def test_responses_stream_has_every_event_in_order(simulator: ScriptedSimulator, clients: Clients) -> None:
    simulator.script.append(ANSWER)
    stream = await clients.openai().responses.create(
        model="gpt-5.4",
        input="Hello",
        stream=True,
        store=False,
        include=["reasoning.encrypted_content"],
        reasoning={"summary": "auto"},
    )
    events = [event async for event in stream]
    assert [event.sequence_number for event in events] == list(range(len(events)))
    kinds = list(dict.fromkeys(event.type.removeprefix("response.") for event in events))
    assert kinds == [
        "created",
        "in_progress",
        "output_item.added",
        "reasoning_summary_part.added",
        "reasoning_summary_text.delta",
        "reasoning_summary_text.done",
        "reasoning_summary_part.done",
        "output_item.done",
        "content_part.added",
        "output_text.delta",
        "output_text.done",
        "content_part.done",
        "function_call_arguments.delta",
        "function_call_arguments.done",
        "completed",
    ]
    reasoning, message, *calls = events[-1].response.output
    assert reasoning.summary[0].text == "Let me think."
    assert reasoning.encrypted_content
    assert message.content[0].text == "Hello big world"
    assert [(call.name, json.loads(call.arguments)) for call in calls] == CALLS


async def test_responses_whole_keeps_reasoning_to_itself_unless_asked(
    simulator: ScriptedSimulator, clients: Clients
) -> None:
    simulator.script.append(ANSWER)
    done = await clients.openai().responses.create(model="gpt-5.4", input="Hello")
    assert done.output_text == "Hello big world"
    assert (done.output[0].summary, done.output[0].encrypted_content) == ([], None)
    assert done.usage.input_tokens_details.cached_tokens == 40
    assert done.usage.output_tokens_details.reasoning_tokens == 10


async def test_messages_stream(simulator: ScriptedSimulator, clients: Clients) -> None:
    simulator.script.append(ANSWER)
    async with clients.anthropic().messages.stream(
        model="claude-sonnet-5", max_tokens=2000, messages=USER, thinking=THINKING
    ) as stream:
        text = "".join([piece async for piece in stream.text_stream])
        done = await stream.get_final_message()
    thinking, said, *calls = done.content
    assert text == said.text == "Hello big world"
    assert thinking.thinking == "Let me think."
    assert thinking.signature
    assert [(call.name, call.input) for call in calls] == CALLS
    assert done.stop_reason == "tool_use"
    usage = done.usage
    assert (usage.input_tokens, usage.cache_read_input_tokens, usage.output_tokens) == (60, 40, 50)


async def test_messages_whole_without_thinking_asked_for(simulator: ScriptedSimulator, clients: Clients) -> None:
    simulator.script.append(ANSWER)
    done = await clients.anthropic().messages.create(model="claude-sonnet-5", max_tokens=2000, messages=USER)
    assert [block.type for block in done.content] == ["text", "tool_use", "tool_use"]


async def test_gemini_stream(simulator: ScriptedSimulator, clients: Clients) -> None:
    simulator.script.append(ANSWER)
    models = clients.gemini()
    stream = await models.generate_content_stream(model="gemini-3-pro-preview", contents="Hello", config=THOUGHTS)
    chunks = [chunk async for chunk in stream]
    parts = [part for chunk in chunks for part in chunk.candidates[0].content.parts]
    assert "".join(p.text for p in parts if p.text and p.thought) == "Let me think."
    assert "".join(p.text for p in parts if p.text and not p.thought) == "Hello big world"
    calls = [part for part in parts if part.function_call]
    assert [(p.function_call.name, p.function_call.args) for p in calls] == CALLS
    assert [bool(part.thought_signature) for part in calls] == [True, False]
    assert all(part.function_call.id for part in calls)
    assert chunks[-1].candidates[0].finish_reason == types.FinishReason.STOP
    usage = chunks[-1].usage_metadata
    assert (usage.prompt_token_count, usage.candidates_token_count) == (100, 40)
    assert (usage.thoughts_token_count, usage.cached_content_token_count) == (10, 40)


async def test_gemini_whole(simulator: ScriptedSimulator, clients: Clients) -> None:
    simulator.script.append(ANSWER)
    models = clients.gemini()
    done = await models.generate_content(model="gemini-2.5-flash", contents="Hello")
    assert done.candidates[0].content.parts[0].text == "Hello big world"
    assert [(call.name, call.args) for call in done.function_calls] == CALLS
    assert done.usage_metadata.total_token_count == 150


@pytest.mark.parametrize(
    ("finish", "chat", "response", "message", "gemini"),
    [
        ("stop", "stop", "completed", "end_turn", "STOP"),
        ("length", "length", "incomplete", "max_tokens", "MAX_TOKENS"),
        ("content_filter", "content_filter", "incomplete", "refusal", "SAFETY"),
        ("refusal", "stop", "completed", "refusal", "PROHIBITED_CONTENT"),
    ],
)
async def test_every_finish(
    simulator: ScriptedSimulator,
    clients: Clients,
    finish: str,
    chat: str,
    response: str,
    message: str,
    gemini: str,
) -> None:
    simulator.script.extend([Reply([Text("No")], finish=finish)] * 4)
    client = clients.openai()
    completion = await client.chat.completions.create(model="gpt-5.4", messages=USER)
    assert completion.choices[0].finish_reason == chat
    assert (completion.choices[0].message.refusal == "No") == (finish == "refusal")
    assert (await client.responses.create(model="gpt-5.4", input="Hello")).status == response
    claude = await clients.anthropic().messages.create(model="claude-sonnet-5", max_tokens=9, messages=USER)
    assert claude.stop_reason == message
    models = clients.gemini()
    done = await models.generate_content(model="gemini-2.5-flash", contents="Hello")
    assert done.candidates[0].finish_reason == gemini


async def test_models_of_each_provider(simulator: ScriptedSimulator, clients: Clients) -> None:
    simulator.models = {"openai": ["gpt-1"], "anthropic": ["claude-1"], "gemini": ["gemini-1"]}
    client, claude = clients.openai(), clients.anthropic()
    models = clients.gemini()
    assert [model.id async for model in client.models.list()] == ["gpt-1"]
    assert [model.id async for model in claude.models.list()] == ["claude-1"]
    assert [model.name async for model in await models.list()] == ["models/gemini-1"]
    assert (await client.models.retrieve("gpt-1")).id == "gpt-1"
    assert (await claude.models.retrieve("claude-1")).display_name == "Claude 1"
    assert (await models.get(model="gemini-1")).name == "models/gemini-1"


async def test_counting_tokens(simulator: ScriptedSimulator, clients: Clients) -> None:
    text = "a" * 400
    counted = await clients.anthropic().messages.count_tokens(
        model="claude-sonnet-5", messages=[{"role": "user", "content": text}]
    )
    models = clients.gemini()
    other = await models.count_tokens(model="gemini-2.5-flash", contents=text)
    third = await clients.openai().responses.input_tokens.count(model="gpt-5.4", input=text)
    assert (counted.input_tokens, other.total_tokens, third.input_tokens) == (101, 101, 101)
    assert [received.endpoint for received in simulator.received] == ["count"] * 3
