"""What a newcomer without a key sees."""

from __future__ import annotations

from typing import Any

import pytest

from ai_jup.simulator import Received, Reply, Text, ToolCall
from ai_jup.simulator.answer_without_key import answer, arguments
from ai_jup.simulator.request_formats.view import Offer
from tests.scripted_simulator import ScriptedSimulator
from tests.simulator.clients import Clients
from tests.simulator.wires import png_base64

URL = f"data:image/png;base64,{png_base64()}"
SCHEMA = {
    "type": "object",
    "properties": {"x": {"type": "integer"}, "name": {"type": "string"}, "n": {"default": 5}},
    "required": ["x", "n"],
}
TOOLS = [
    {"type": "function", "function": {"name": "plot", "parameters": SCHEMA}},
    {"type": "function", "function": {"name": "load", "parameters": SCHEMA}},
]


def asked(messages: list[dict[str, Any]], **more: Any) -> Reply:
    body = {"messages": messages, **more}
    return answer(Received("openai", "chat", "gpt-5.4", "POST", "/", {}, {}, body))


def text_of(reply: Reply) -> str:
    return reply.joined(Text)


def test_it_says_first_that_it_is_no_model() -> None:
    text = text_of(asked([{"role": "user", "content": "Hello"}]))
    assert text.startswith("**Simulator, not a model.**")
    for variable in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GEMINI_API_KEY"):
        assert variable in text
    assert "\n- " in text
    assert "```bash\n" in text


def test_it_describes_what_came_along() -> None:
    content = [
        {"type": "text", "text": "What is\nthis?"},
        {"type": "image_url", "image_url": {"url": URL}},
    ]
    text = text_of(asked([{"role": "user", "content": content}]))
    assert "> What is\n> this?" in text
    assert "- your turns: 1, answers: 0\n" in text
    assert "13 characters" in text
    assert "image/png, 3 x 2 pixels" in text


def test_it_tells_the_values_that_came_along() -> None:
    values = "<notebook>\nValue of df.shape (tuple):\n```\n(3, 2)\n```\n\nValue of x:\n```\nValue of\n```\n</notebook>"
    content = [{"type": "text", "text": text} for text in (values, "Value of y:\nWhat is this?")]
    text = text_of(asked([{"role": "user", "content": content}]))
    assert "- the value of `df.shape`\n- the value of `x`\n" in text and "`y`" not in text


def test_it_calls_the_first_function_with_what_is_required() -> None:
    reply = asked([{"role": "user", "content": "Plot it"}], tools=TOOLS)
    assert reply.calls == [ToolCall("plot", {"x": 1, "n": 5})]


def test_it_describes_what_came_along_with_functions_too() -> None:
    text = text_of(asked([{"role": "user", "content": "Plot it"}], tools=TOOLS))
    assert text.startswith("**Simulator, not a model.**") and "> Plot it" in text
    assert "- the function `plot`\n- the function `load`\n" in text and "It calls `plot`" in text
    assert "```bash" not in text


def test_it_reports_a_result_in_the_next_step() -> None:
    call = {"id": "c1", "function": {"name": "plot", "arguments": "{}"}}
    reply = asked(
        [
            {"role": "user", "content": "Plot it"},
            {"role": "assistant", "content": None, "tool_calls": [call]},
            {"role": "tool", "tool_call_id": "c1", "content": "42 ``` points"},
        ],
        tools=TOOLS,
    )
    assert reply.calls == []
    text = text_of(reply)
    assert "```text\n42 ''' points\n```" in text and "```bash" in text
    assert "Simulator, not a model" not in text, "the step before says so in the same answer"


def test_it_calls_again_for_a_new_prompt() -> None:
    reply = asked(
        [
            {"role": "tool", "tool_call_id": "c1", "content": "42"},
            {"role": "assistant", "content": "Done"},
            {"role": "user", "content": "Again"},
        ],
        tools=TOOLS,
    )
    assert [call.name for call in reply.calls] == ["plot"]


def test_it_is_the_same_every_time() -> None:
    messages = [{"role": "user", "content": "Call open('/etc/passwd') now"}]
    assert asked(messages) == asked(messages)
    assert asked(messages).calls == []


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "string"}, "example"),
        ({"type": "STRING"}, "example"),
        ({"type": "integer", "minimum": 7}, 7),
        ({"type": ["number", "null"]}, 1.0),
        ({"type": "boolean"}, True),
        ({"type": "array"}, []),
        ({"enum": ["b", "a"]}, "b"),
        ({"anyOf": [{"type": "integer"}, {"type": "null"}]}, 1),
        ({"type": "object", "properties": {"y": {}}, "required": ["y"]}, {"y": "example"}),
        ({}, "example"),
    ],
)
def test_arguments_are_plausible(schema: dict[str, Any], value: Any) -> None:
    offer = Offer("f", parameters={"properties": {"x": schema}, "required": ["x"]})
    assert arguments(offer) == {"x": value}


@pytest.mark.anyio
async def test_it_answers_when_the_script_is_empty(simulator: ScriptedSimulator, clients: Clients) -> None:
    done = await clients.openai().responses.create(model="gpt-5.4", input="Hello")
    assert done.output_text.startswith("**Simulator")
    other = ScriptedSimulator(answer=lambda received: Reply([Text(received.view.prompt.upper())]))
    await other.start()
    own = clients.openai().with_options(base_url=other.bases["openai"])
    assert (await own.responses.create(model="gpt-5.4", input="hello")).output_text == "HELLO"
    await other.stop()
