"""Adjacent pieces of text that came in one read, made one event before LiteLLM sees them.

LiteLLM needs half a millisecond for each event, whatever its length: with this, a burst of 2,000 costs what a few
do. Nothing waits: only events that are there already are joined.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from .server_sent_events import ServerSentEvent

Payload = dict[str, Any]


class _Slot(NamedTuple):
    """Where in a payload its text is, and what must be equal in another to be joined with it."""

    key: tuple[Any, ...]
    holder: dict[str, Any]
    field: str


def coalesce(events: Iterable[tuple[ServerSentEvent, Payload]]) -> Iterator[bytes]:
    """Encode events, each given with its payload, joining neighbours that carry text of the same part."""
    waiting: list[tuple[ServerSentEvent, Payload, _Slot]] = []
    for event, payload in events:
        slot = _slot(payload)
        if waiting and (slot is None or slot.key != waiting[-1][2].key):
            yield _joined(waiting)
            waiting = []
        if slot is not None:
            waiting.append((event, payload, slot))
        else:
            yield event.encode()
    if waiting:
        yield _joined(waiting)


def _joined(events: list[tuple[ServerSentEvent, Payload, _Slot]]) -> bytes:
    event, payload, slot = events[-1]  # the last one: Gemini counts tokens in each, up to there
    if len(events) == 1:
        return event.encode()
    slot.holder[slot.field] = "".join(other.holder[other.field] for _, _, other in events)
    return ServerSentEvent(event.name, json.dumps(payload)).encode()


def _slot(payload: Payload) -> _Slot | None:
    for look in (_chat_completions, _responses, _messages, _generate_content):
        slot = look(payload)
        if slot is not None:
            return slot if isinstance(slot.holder.get(slot.field), str) else None
    return None


def _chat_completions(payload: Payload) -> _Slot | None:
    choice = _only(payload.get("choices"))
    if choice is None or choice.get("finish_reason") or payload.get("usage"):
        return None
    delta = choice.get("delta")
    if not isinstance(delta, dict) or set(delta) != {"content"} or choice.get("logprobs"):
        return None
    return _Slot(("chat", choice.get("index")), delta, "content")


_RESPONSES_TEXT = (
    "response.output_text.delta",
    "response.reasoning_summary_text.delta",
    "response.function_call_arguments.delta",
)


def _responses(payload: Payload) -> _Slot | None:
    if payload.get("type") not in _RESPONSES_TEXT:
        return None
    place = ("type", "item_id", "output_index", "content_index", "summary_index")
    return _Slot(tuple(payload.get(name) for name in place), payload, "delta")


_MESSAGES_TEXT = {
    "text_delta": "text",
    "thinking_delta": "thinking",
    "input_json_delta": "partial_json",
}


def _messages(payload: Payload) -> _Slot | None:
    delta = payload.get("delta")
    if payload.get("type") != "content_block_delta" or not isinstance(delta, dict):
        return None
    kind = delta.get("type")
    if kind not in _MESSAGES_TEXT or set(delta) != {"type", _MESSAGES_TEXT[kind]}:
        return None
    return _Slot((kind, payload.get("index")), delta, _MESSAGES_TEXT[kind])


def _generate_content(payload: Payload) -> _Slot | None:
    candidate = _only(payload.get("candidates"))
    if candidate is None or not set(candidate) <= {"content", "index"}:
        return None
    content = candidate.get("content")
    part = _only(content.get("parts")) if isinstance(content, Mapping) else None
    if part is None or not set(part) <= {"text", "thought"}:  # a signature stays where it is
        return None
    return _Slot(("gemini", part.get("thought", False)), part, "text")


def _only(items: Any) -> dict[str, Any] | None:
    """The item of a list of one."""
    if isinstance(items, list) and len(items) == 1 and isinstance(items[0], dict):
        return items[0]
    return None
