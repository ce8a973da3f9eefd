"""A request of any provider reads the same."""

from __future__ import annotations

from typing import Any

import pytest

from ai_jup.simulator import Received
from ai_jup.simulator.picture_size import PictureSize, look
from tests.simulator.wires import png, png_base64

PNG = png_base64()
URL = f"data:image/png;base64,{PNG}"
SCHEMA = {"type": "object", "properties": {"x": {"type": "integer"}}}

CHAT = {
    "messages": [
        {"role": "system", "content": "Be kind"},
        {
            "role": "user",
            "content": [
                {"type": "text", "text": "Look"},
                {"type": "image_url", "image_url": {"url": URL}},
            ],
        },
        {
            "role": "assistant",
            "content": "I call",
            "tool_calls": [{"id": "c1", "function": {"name": "f", "arguments": "{}"}}],
        },
        {"role": "tool", "tool_call_id": "c1", "content": "42"},
    ],
    "tools": [{"function": {"name": "f", "description": "does f", "parameters": SCHEMA}}],
}
RESPONSES = {
    "instructions": "Be kind",
    "input": [
        {
            "role": "user",
            "content": [
                {"type": "input_text", "text": "Look"},
                {"type": "input_image", "image_url": URL},
            ],
        },
        {"role": "assistant", "content": [{"type": "output_text", "text": "I call"}]},
        {"type": "function_call", "call_id": "c1", "name": "f", "arguments": "{}"},
        {"type": "function_call_output", "call_id": "c1", "output": "42"},
    ],
    "tools": [{"type": "function", "name": "f", "description": "does f", "parameters": SCHEMA}],
}
SOURCE = {"type": "base64", "media_type": "image/png", "data": PNG}
MESSAGES = {
    "system": "Be kind",
    "messages": [
        {
            "role": "user",
            "content": [{"type": "text", "text": "Look"}, {"type": "image", "source": SOURCE}],
        },
        {
            "role": "assistant",
            "content": [
                {"type": "text", "text": "I call"},
                {"type": "tool_use", "id": "c1", "name": "f", "input": "{}"},
            ],
        },
        {
            "role": "user",
            "content": [{"type": "tool_result", "tool_use_id": "c1", "content": "42"}],
        },
    ],
    "tools": [{"name": "f", "description": "does f", "input_schema": SCHEMA}],
}
GENERATE = {
    "system_instruction": {"parts": [{"text": "Be kind"}]},
    "contents": [
        {
            "role": "user",
            "parts": [
                {"text": "Look"},
                {"inline_data": {"mime_type": "image/png", "data": PNG}},
            ],
        },
        {
            "role": "model",
            "parts": [
                {"text": "I call"},
                {"functionCall": {"id": "c1", "name": "f", "args": "{}"}},
            ],
        },
        {"parts": [{"functionResponse": {"id": "c1", "name": "f", "response": 42}}]},
    ],
    "tools": [{"functionDeclarations": [{"name": "f", "description": "does f", "parametersJsonSchema": SCHEMA}]}],
}
BODIES: list[tuple[Any, Any, Any]] = [
    ("openai", "chat", CHAT),
    ("openai", "responses", RESPONSES),
    ("anthropic", "messages", MESSAGES),
    ("gemini", "generate", GENERATE),
]


@pytest.mark.parametrize(("provider", "endpoint", "body"), BODIES)
def test_every_provider_reads_the_same(provider: Any, endpoint: Any, body: Any) -> None:
    view = Received(provider, endpoint, "m", "POST", "/", {}, {}, body).view
    assert view.system == "Be kind"
    assert [(turn.role, turn.text) for turn in view.turns] == [
        ("user", "Look"),
        ("assistant", "I call"),
        ("tool", ""),
    ]
    assert view.prompt == "Look"
    assert [(p.media_type, p.data) for p in view.pictures] == [("image/png", png())]
    assert [(call.id, call.name) for call in view.turns[1].calls] == [("c1", "f")]
    assert [(result.id, result.text) for result in view.fresh_results] == [("c1", "42")]
    assert [(o.name, o.description, o.parameters) for o in view.tools] == [("f", "does f", SCHEMA)]


@pytest.mark.parametrize(
    ("data", "seen"),
    [
        (png(640, 480), PictureSize("image/png", 640, 480)),
        (b"GIF89a\x02\x01\x04\x00", PictureSize("image/gif", 258, 4)),
        (
            b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08\x00\x02\x00\x03",
            PictureSize("image/jpeg", 3, 2),
        ),
        (
            b"RIFF\0\0\0\0WEBPVP8X\n\0\0\0\0\0\0\0\x1f\x03\0\x57\x02\0",
            PictureSize("image/webp", 800, 600),
        ),
        (
            b"RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9d\x01\x2a\x20\x03\x58\x02",
            PictureSize("image/webp", 800, 600),
        ),
        (b"<svg/>", None),
        (b"\x89PNG\r\n\x1a\n", None),
    ],
)
def test_pictures_say_their_size(data: bytes, seen: PictureSize | None) -> None:
    assert look(data) == seen
