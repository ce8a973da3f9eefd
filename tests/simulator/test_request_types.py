"""The check of requests takes what the providers take and refuses what they refuse."""

from __future__ import annotations

import re
from typing import Any

import pytest

from ai_jup.simulator import Reasoning, Received
from ai_jup.simulator.reply_formats.anthropic import signature
from tests.request_types import check
from tests.simulator.wires import png_base64

pytestmark = pytest.mark.once

PNG = png_base64()
URL = f"data:image/png;base64,{PNG}"
SCHEMA = {"type": "object", "properties": {"x": {"type": "integer"}}, "required": ["x"]}
ENDPOINTS: dict[str, tuple[Any, Any]] = {
    "chat": ("openai", "gpt-5.4"),
    "responses": ("openai", "gpt-5.4"),
    "messages": ("anthropic", "claude-sonnet-5"),
    "generate": ("gemini", "gemini-3-pro-preview"),
}


def received(endpoint: Any, body: dict[str, Any]) -> Received:
    provider, model = ENDPOINTS[endpoint]
    if endpoint != "generate":
        body = {"model": model, **body}
    if endpoint == "messages":
        body = {"max_tokens": 2000, **body}
    return Received(provider, endpoint, model, "POST", "/", {}, {}, body)


def user(content: Any = "Hello") -> dict[str, Any]:
    return {"role": "user", "content": content}


def assistant(content: Any) -> dict[str, Any]:
    return {"role": "assistant", "content": content}


def parts(*items: Any, role: str = "user") -> dict[str, Any]:
    return {"role": role, "parts": list(items)}


CALL = {"id": "c1", "type": "function", "function": {"name": "f", "arguments": "{}"}}
CALLING = {"role": "assistant", "content": None, "tool_calls": [CALL]}
TOOL = {"role": "tool", "tool_call_id": "c1", "content": "1"}
IMAGE_URL = {"type": "image_url", "image_url": {"url": URL}}
INPUT_IMAGE = {"type": "input_image", "image_url": URL, "detail": "auto"}
FUNCTION_CALL = {"type": "function_call", "call_id": "c1", "name": "f", "arguments": "{}"}
OUTPUT = {"type": "function_call_output", "call_id": "c1", "output": "1"}
SOURCE = {"type": "base64", "media_type": "image/png", "data": PNG}
IMAGE = {"type": "image", "source": SOURCE}
USE = {"type": "tool_use", "id": "t1", "name": "f", "input": {}}
RESULT = {"type": "tool_result", "tool_use_id": "t1", "content": [IMAGE]}
THOUGHT = {"type": "thinking", "thinking": "Hm.", "signature": signature(Reasoning("Hm."))}
TEXT = {"type": "text", "text": "Hi"}
INLINE = {"inlineData": {"mimeType": "image/png", "data": PNG}}
SIGNED = {"functionCall": {"name": "f", "args": {}}, "thoughtSignature": "c2ln"}
RESPONSE = {"functionResponse": {"name": "f", "response": {"result": 1}, "parts": [INLINE]}}

GOOD = [
    ("chat", {"messages": [{"role": "system", "content": "Be kind"}, user()]}),
    ("chat", {"messages": [user([{"type": "text", "text": "Hi"}, IMAGE_URL])], "stream": True}),
    ("chat", {"messages": [user(), CALLING, TOOL, user("and?")]}),
    (
        "chat",
        {
            "messages": [user()],
            "tools": [{"type": "function", "function": {"name": "f", "parameters": SCHEMA}}],
        },
    ),
    ("responses", {"input": "Hello", "instructions": "Be kind"}),
    ("responses", {"input": [user([INPUT_IMAGE])], "store": False, "stream": True}),
    ("responses", {"input": [user(), FUNCTION_CALL, {**OUTPUT, "output": [INPUT_IMAGE]}]}),
    (
        "responses",
        {"input": [user(), assistant([{"type": "output_text", "text": "Hi"}]), user()]},
    ),
    (
        "responses",
        {
            "input": [
                user(),
                {"type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": "x"},
            ],
            "store": False,
        },
    ),
    ("messages", {"messages": [user()], "system": [{"type": "text", "text": "Be kind"}]}),
    ("messages", {"messages": [user([IMAGE, TEXT]), assistant("Yes"), user()]}),
    ("messages", {"messages": [user(), user("again")]}),
    (
        "messages",
        {
            "messages": [user(), assistant([THOUGHT, USE]), user([RESULT, TEXT])],
            "tools": [{"name": "f", "input_schema": SCHEMA}],
            "thinking": {"type": "enabled", "budget_tokens": 1024},
        },
    ),
    ("generate", {"contents": [parts({"text": "Hi"}, INLINE)], "generationConfig": {}}),
    (
        "generate",
        {
            "contents": [parts({"text": "Hi"}), parts(SIGNED, role="model"), parts(RESPONSE)],
            "systemInstruction": {"parts": [{"text": "Be kind"}]},
            "tools": [{"functionDeclarations": [{"name": "f", "parameters": SCHEMA}]}],
        },
    ),
    (
        "generate",
        {
            "contents": [
                parts({"inline_data": {"mime_type": "image/png", "data": PNG}}),
            ],
            "generationConfig": {"max_output_tokens": 9},
        },
    ),
]

BAD = [
    ("chat", {"messages": [user()], "surprise": 1}, "has no ['surprise']"),
    ("chat", {"messages": []}, "must not be empty"),
    ("chat", {"messages": [{"role": "system", "content": [IMAGE_URL]}]}, "image_url"),
    ("chat", {"messages": [{"role": "robot", "content": "Hi"}]}, "robot"),
    ("chat", {"messages": [user(), TOOL]}, "no preceding tool call 'c1'"),
    ("chat", {"messages": [user(), CALLING, user()]}, "no tool message answers ['c1']"),
    ("chat", {"messages": [user(), CALLING]}, "no tool message answers ['c1']"),
    ("chat", {"messages": [user(), CALLING, {**TOOL, "content": [IMAGE_URL]}]}, "image_url"),
    ("chat", {"messages": [user([])]}, "has no content"),
    ("chat", {"messages": [user([{"type": "text", "text": "Hi", "x": 1}])]}, "['x']"),
    ("chat", {"messages": [user()], "max_tokens": "9"}, "'9' is not int"),
    (
        "chat",
        {"messages": [user([{"type": "image_url", "image_url": {"url": "data:image/png,x"}}])]},
        "is none",
    ),
    ("responses", {"input": [OUTPUT]}, "No tool call found"),
    ("responses", {"input": [user(), FUNCTION_CALL]}, "No tool output found"),
    ("responses", {"input": [{"role": "system", "content": [INPUT_IMAGE]}]}, "cannot hold"),
    ("responses", {"input": [{"role": "robot", "content": "Hi"}]}, "body.input[0]"),
    ("responses", {"input": [user()], "messages": []}, "has no ['messages']"),
    ("responses", {"input": []}, "must not be empty"),
    (
        "responses",
        {"input": [{"type": "reasoning", "id": "rs_1", "summary": []}], "store": False},
        "not persisted",
    ),
    (
        "responses",
        {"input": "Hi", "tools": [{"type": "function", "function": {"name": "f"}}]},
        "function",
    ),
    ("messages", {"messages": []}, "at least one message"),
    ("messages", {"messages": [assistant("Hi"), user()]}, "first message must use the user"),
    ("messages", {"messages": [user("")]}, "non-empty content"),
    ("messages", {"messages": [user([{"type": "text", "text": " "}])]}, "must contain text"),
    ("messages", {"messages": [user([])]}, "non-empty content"),
    ("messages", {"messages": [user()], "system": [IMAGE]}, "body.system"),
    ("messages", {"messages": [{"role": "tool", "content": "Hi"}]}, "tool"),
    ("messages", {"messages": [user([RESULT])]}, "unexpected tool_use_id 't1'"),
    ("messages", {"messages": [user(), assistant([USE]), user()]}, "without tool_result: ['t1']"),
    ("messages", {"messages": [user(), assistant([USE])]}, "without tool_result blocks: ['t1']"),
    ("messages", {"messages": [user(), assistant([USE]), user([TEXT, RESULT])]}, "come first"),
    ("messages", {"messages": [user(), assistant("Well ")]}, "white space"),
    (
        "messages",
        {"messages": [user(), assistant([{**THOUGHT, "thinking": "Hm.Hm."}, TEXT]), user()]},
        "cannot be modified",
    ),
    (
        "messages",
        {"messages": [user()], "thinking": {"type": "enabled", "budget_tokens": 4000}},
        "max_tokens must be greater",
    ),
    (
        "messages",
        {"messages": [user([{**IMAGE, "source": {**SOURCE, "media_type": "image/jpeg"}}])]},
        "image/jpeg is really image/png",
    ),
    ("generate", {"contents": []}, "is not specified"),
    ("generate", {"contents": [parts({"text": "Hi"})], "model": "x"}, "model"),
    ("generate", {"contents": [parts()]}, "no data"),
    ("generate", {"contents": [parts({"text": ""})]}, "no data"),
    ("generate", {"contents": [parts({"text": "Hi"}, role="assistant")]}, "unknown role"),
    ("generate", {"contents": [parts({"txt": "Hi"})]}, "txt"),
    ("generate", {"contents": [parts(RESPONSE)]}, "1 function responses for 0 calls"),
    (
        "generate",
        {"contents": [parts({"text": "Hi"}), parts(SIGNED, role="model")]},
        "have no responses",
    ),
    (
        "generate",
        {
            "contents": [
                parts({"text": "Hi"}),
                parts({"functionCall": {"name": "f", "args": {}}}, role="model"),
                parts(RESPONSE),
            ]
        },
        "missing a thought_signature",
    ),
    (
        "generate",
        {"contents": [parts({"text": "Hi"})], "systemInstruction": {"parts": [INLINE]}},
        "only text",
    ),
    (
        "generate",
        {
            "contents": [parts({"text": "Hi"})],
            "tools": [{"functionDeclarations": [{"name": "f"}, {"name": "f"}]}],
        },
        "declared twice",
    ),
    ("messages", {"messages": [user(), assistant("Half an")]}, "does not support assistant message prefill"),
    ("messages", {"messages": [user(), assistant("One."), user(), assistant("Half an")]}, "must end with a user"),
]


@pytest.mark.parametrize(("endpoint", "body"), GOOD)
def test_good(endpoint: str, body: dict[str, Any]) -> None:
    check(received(endpoint, body))


@pytest.mark.parametrize(("endpoint", "body", "words"), BAD)
def test_bad(endpoint: str, body: dict[str, Any], words: str) -> None:
    with pytest.raises(AssertionError, match=re.escape(words)):
        check(received(endpoint, body))
