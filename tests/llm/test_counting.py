"""Tokens, by this machine's tokenizer and by the provider's own counting endpoint."""

from __future__ import annotations

import base64
import json
import socket
from typing import Any

import pytest

from ai_jup.llm.litellm_port import LiteLLMModel
from ai_jup.llm.port import ModelRequest, Target
from tests.llm.asking import ANTHROPIC, CHAT, GEMINI, KEY, QUIET, RESPONSES, Way, own
from tests.scripted_simulator import ScriptedSimulator

pytestmark = QUIET

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"\0" * 16).decode()
MESSAGES = [
    {"role": "system", "content": "You help."},
    {
        "role": "user",
        "content": [
            {"type": "text", "text": "word " * 400},
            {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{PNG}"}},
        ],
    },
    {"role": "assistant", "content": [{"type": "text", "text": "Yes."}]},
    {"role": "user", "content": [{"type": "text", "text": "Why?"}]},
]


def asked(target: Target) -> ModelRequest:
    return ModelRequest(target, MESSAGES, max_output_tokens=100)


async def test_texts_are_counted_without_a_network(model: LiteLLMModel, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise AssertionError("nothing may be downloaded")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    counts = model.count(["", "word " * 100, "x = 1\n" * 100_000, "<|endoftext|>", "a" * 300_000])
    assert counts[:2] == [0, 101] and counts[3] == 7
    assert 300_000 <= counts[2] <= 600_000 and 20_000 < counts[4] < 300_000


@pytest.mark.parametrize(
    ("way", "path"),
    [
        (RESPONSES, "/v1/responses/input_tokens"),
        (ANTHROPIC, "/v1/messages/count_tokens"),
        (GEMINI, "/v1beta/models/gemini-3.5-flash:countTokens"),
    ],
)
async def test_the_provider_counts_the_very_request(
    simulator: ScriptedSimulator, model: LiteLLMModel, way: Way, path: str
) -> None:
    tokens = await model.ask_count(asked(way.target(simulator)))
    (received,) = simulator.received
    assert (received.path, received.endpoint, received.key) == (path, "count", KEY)
    assert received.problem is None
    body = json.dumps(received.body)
    assert "stream" not in body and "max_" not in body
    inner = (received.body or {}).get("generateContentRequest", received.body)
    assert "You help." in json.dumps(inner) and body.count(PNG) == 1
    assert tokens is not None and tokens > 2_000 // 4


async def test_where_there_is_no_counting_endpoint_nothing_is_sent(
    simulator: ScriptedSimulator, model: LiteLLMModel
) -> None:
    ours = CHAT.target(simulator, **own("Our vLLM", None))
    for target in (CHAT.target(simulator), ours):
        assert await model.ask_count(asked(target)) is None
    assert simulator.received == []


async def test_a_provider_that_does_not_count_is_no_error(simulator: ScriptedSimulator, model: LiteLLMModel) -> None:
    bad = ANTHROPIC.target(simulator, api_key="bad-key-0123456789")
    assert await model.ask_count(asked(bad)) is None
    nobody = ANTHROPIC.target(simulator, api_base="http://127.0.0.1:1")
    assert await model.ask_count(asked(nobody)) is None
