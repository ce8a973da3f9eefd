"""What the real providers would refuse in a request; the simulator's `check` in tests.

First the SDK's own request types, strictly, then the rules about turns that no type can say.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pydantic
from anthropic.types import message_create_params as anthropic_params
from google.genai import types as gemini_types
from openai.types.chat import completion_create_params as chat_params
from openai.types.responses import response_create_params as responses_params

from ai_jup.simulator import Received
from ai_jup.simulator.picture_size import look
from ai_jup.simulator.request_formats.gemini import field
from tests import turn_rules
from tests.typed_dicts import mismatch

Body = dict[str, Any]
# A content item of an assistant turn that the endpoint takes, though no request type has it
# without an id: its own documentation sends earlier answers this way, and so does LiteLLM.
SAID = {"output_text", "refusal"}


def check(received: Received) -> None:
    """Raise AssertionError when the provider would not take the request."""
    rules = RULES.get(received.endpoint)
    if rules is None:
        return
    body = received.body or {}
    rules(body, received.model)
    for picture in received.view.pictures:
        if picture.url is None:
            _check_picture(picture.media_type, picture.data)


def _check_picture(media_type: str, data: bytes) -> None:
    seen = look(data)
    assert seen, f"a picture of {len(data)} bytes sent as {media_type} is none"
    assert seen.media_type == media_type, f"{media_type} is really {seen.media_type}"


def _fits(body: Body, streaming: Any, whole: Any) -> None:
    wrong = mismatch(body, streaming if body.get("stream") else whole)
    assert wrong is None, wrong


def _chat(body: Body, model: str) -> None:
    whole = chat_params.CompletionCreateParamsNonStreaming
    _fits(body, chat_params.CompletionCreateParamsStreaming, whole)
    turn_rules.chat(body["messages"])


def _responses(body: Body, model: str) -> None:
    typed = dict(body)
    if isinstance(body.get("input"), list):
        typed["input"] = [item for item in body["input"] if not _is_earlier_answer(item)]
    whole = responses_params.ResponseCreateParamsNonStreaming
    _fits(typed, responses_params.ResponseCreateParamsStreaming, whole)
    if isinstance(body.get("input"), list):
        turn_rules.responses(body["input"], body.get("store", True))


def _is_earlier_answer(item: Any) -> bool:
    if not isinstance(item, dict) or item.get("role") != "assistant":
        return False
    content = item.get("content")
    known = {"type", "role", "content", "id", "status", "phase"} >= set(item)
    return known and isinstance(content, list) and all(part.get("type") in SAID for part in content)


def _messages(body: Body, model: str) -> None:
    whole = anthropic_params.MessageCreateParamsNonStreaming
    _fits(body, anthropic_params.MessageCreateParamsStreaming, whole)
    turn_rules.anthropic(body)


class _GenerateContent(pydantic.BaseModel):
    """The body of `generateContent`, put together from the SDK's types."""

    model_config = pydantic.ConfigDict(
        extra="forbid",
        alias_generator=pydantic.alias_generators.to_camel,
        populate_by_name=True,
        val_json_bytes="base64",
    )
    contents: list[gemini_types.Content]
    system_instruction: gemini_types.Content | None = None
    tools: list[gemini_types.Tool] | None = None
    tool_config: gemini_types.ToolConfig | None = None
    safety_settings: list[gemini_types.SafetySetting] | None = None
    generation_config: gemini_types.GenerationConfig | None = None
    cached_content: str | None = None
    labels: dict[str, str] | None = None
    service_tier: str | None = None
    store: bool | None = None


def _generate(body: Body, model: str) -> None:
    try:
        _GenerateContent.model_validate_json(json.dumps(body))
    except pydantic.ValidationError as error:
        raise AssertionError(str(error)) from None
    system = (field(body, "systemInstruction") or {}).get("parts", [])
    turn_rules.gemini(body["contents"], system, model)
    tools = field(body, "tools") or []
    names = [f["name"] for tool in tools for f in field(tool, "functionDeclarations") or []]
    assert len(names) == len(set(names)), f"a function is declared twice: {names}"


RULES: dict[str, Callable[[Body, str], None]] = {
    "chat": _chat,
    "responses": _responses,
    "messages": _messages,
    "generate": _generate,
}
