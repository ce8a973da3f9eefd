"""OpenAI's Responses API: its newer models' reasoning and calls together."""

from collections.abc import Mapping
from typing import Any

from . import openai
from .dialect import (
    Counting,
    Dialect,
    Facts,
    ForLiteLLM,
    Payload,
    TextSlot,
    as_documented,
    no_delay,
    only_fields,
    unchanged,
)
from .end_marker import EndMarker, ErrorEvent, Finish, needed
from .tool_parameters import as_plain_schema

_TEXT = (
    "response.output_text.delta",
    "response.reasoning_summary_text.delta",
    "response.function_call_arguments.delta",
)


class ResponsesMarker(EndMarker):
    """`response.completed` or `response.incomplete`."""

    def see(self, payload: Mapping[str, Any]) -> None:
        kind = needed(payload, "type", str)
        self.begun = self.begun or kind.endswith(".delta")
        response = payload.get("response")
        response = response if isinstance(response, Mapping) else {}
        self._answered_by(response.get("model"))
        if kind == "error":
            raise ErrorEvent(payload)
        if kind == "response.failed":
            raise ErrorEvent({"error": response.get("error") or {}})
        if kind == "response.refusal.delta":
            self.refusal += needed(payload, "delta", str)
        if kind in _TEXT:
            needed(payload, "delta", str)
        if kind == "response.output_item.added":
            item = needed(payload, "item", dict)
            if item.get("type") == "function_call":
                needed(item, "name", str)
        if kind in ("response.completed", "response.incomplete"):
            needed(payload, "response", dict)
            self.ended = True
            self.usage_seen = bool(response.get("usage"))
            self.finish = self._finish(response)

    def _finish(self, response: Mapping[str, Any]) -> Finish:
        if response.get("status") == "incomplete":
            details = response.get("incomplete_details") or {}
            return "content_filter" if details.get("reason") == "content_filter" else "length"
        if self.refusal:
            return "content_filter"
        items = response.get("output") or ()
        calls = any(item.get("type") == "function_call" for item in items)
        return "tool_calls" if calls else "stop"


def _text_slot(payload: Payload) -> TextSlot | None:
    if payload.get("type") not in _TEXT:
        return None
    place = ("type", "item_id", "output_index", "content_index", "summary_index")
    return TextSlot(tuple(payload.get(name) for name in place), payload, "delta")


def _serves(facts: Facts) -> bool:
    return facts.get("mode") == "responses" or "/v1/responses" in (facts.get("supported_endpoints") or ())


def _question(bare: str, body: Payload) -> Payload:
    return only_fields(body, "model", "input", "instructions", "tools", "tool_choice", "reasoning")


def _as_written(tools: list[Payload]) -> Mapping[str, object]:
    """Left to itself this API makes every parameter required where it can, so that none is left out any more
    (platform.openai.com/docs/guides/function-calling#strict-mode)."""
    made = map(as_plain_schema, tools)
    return {"tools": [{**tool, "function": {**tool["function"], "strict": False}} for tool in made]}


OPENAI_RESPONSES = Dialect(
    name="OpenAI Responses",
    serves=_serves,
    key_headers=openai.key_headers,
    models=openai.MODELS,
    counting=Counting(path=lambda bare: "/responses/input_tokens", question=_question, answer="input_tokens"),
    margin=openai.MARGIN,
    end_marker=lambda path: ResponsesMarker(),
    put_right=as_documented,
    thoughts_in_text=False,
    text_slot=_text_slot,
    retry_delay=no_delay,
    litellm=ForLiteLLM(
        # left to choose, LiteLLM takes the Responses API at OpenAI's own host only
        route="openai/responses",
        path="",
        openai_client=False,
        reply_limit="max_completion_tokens",
        arguments={"store": False},
        # OpenAI refuses to encrypt the reasoning of a model that has none
        reasoning_arguments={"include": ["reasoning.encrypted_content"]},
        # only what is asked for is shown of the reasoning
        effort=lambda effort: {"effort": effort, "summary": "auto"},
        arrange=unchanged,
        tools=_as_written,
    ),
    pictures=openai.PICTURES,
    picture_tokens=openai.picture_tokens,
    cache_marks=0,
    rehearsal_model="gpt-5",
)
