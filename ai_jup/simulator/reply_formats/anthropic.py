"""Anthropic's messages: `POST /v1/messages`."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

from ..exchange import Body, Chunk, Exchange, event
from ..reply import Part, Reasoning, Reply, Text
from .anthropic_errors import error_body


def stream(job: Exchange) -> Iterator[Chunk]:
    """A reply as the endpoint's events."""
    start = {**_message(job), "content": [], "stop_reason": None}
    start["usage"] = {**_usage(job), "output_tokens": 1}
    yield _chunk("message_start", {"message": start})
    for index, part in enumerate(_parts(job)):
        yield from _block(job, part, index)
    delta = {"stop_reason": stop_reason(job.reply), "stop_sequence": None, "stop_details": None}
    yield _chunk("message_delta", {"delta": delta, "usage": _final_usage(job)}, "end")
    yield _chunk("message_stop", {}, "end")


def whole(job: Exchange) -> Body:
    """A reply as one `message` object."""
    content = [_done(job, part, index) for index, part in enumerate(_parts(job))]
    end = {"content": content, "stop_reason": stop_reason(job.reply)}
    return {**_message(job), **end, "usage": _usage(job)}


def error_event(job: Exchange, sent: int) -> bytes:
    """The `error` event, by default of an overload, which is what the documentation shows."""
    message = job.reply.fault.message if job.reply.fault else None
    return event(error_body("overloaded_error", message or "Overloaded", request(job)), "error")


def request(job: Exchange) -> str:
    """The identifier that Anthropic gives a request."""
    return job.id("req_011C")


def stop_reason(reply: Reply) -> str:
    """Anthropic's word for how the reply ends."""
    if reply.finish == "length":
        return "max_tokens"
    if reply.finish in ("content_filter", "refusal"):
        return "refusal"
    if reply.finish == "other":
        return "pause_turn"
    return "tool_use" if reply.calls else "end_turn"


def _parts(job: Exchange) -> list[Part]:
    """Leave out thinking that was not asked for."""
    thinks = (job.body.get("thinking") or {}).get("type", "disabled") != "disabled"
    return [part for part in job.reply.parts if thinks or not isinstance(part, Reasoning)]


def _block(job: Exchange, part: Part, index: int) -> Iterator[Chunk]:
    start = {"index": index, "content_block": _started(job, part, index)}
    yield _chunk("content_block_start", start)
    if index == 0:
        yield _chunk("ping", {})
    for delta in _deltas(job, part, index):
        yield _chunk("content_block_delta", {"index": index, "delta": delta}, "content")
    yield _chunk("content_block_stop", {"index": index})


def _deltas(job: Exchange, part: Part, index: int) -> Iterator[Body]:
    if isinstance(part, Text):
        for piece in job.reply.pieces(part.text):
            yield {"type": "text_delta", "text": piece}
    elif isinstance(part, Reasoning):
        done = _done(job, part, index)
        for piece in job.reply.pieces(done["thinking"]):
            yield {"type": "thinking_delta", "thinking": piece}
        yield {"type": "signature_delta", "signature": done["signature"]}
    else:
        # The real endpoint begins with an empty piece.
        yield {"type": "input_json_delta", "partial_json": ""}
        for piece in job.reply.pieces(part.json):
            yield {"type": "input_json_delta", "partial_json": piece}


def _started(job: Exchange, part: Part, index: int) -> Body:
    if isinstance(part, Text):
        return {"type": "text", "text": ""}
    if isinstance(part, Reasoning):
        return {"type": "thinking", "thinking": "", "signature": ""}
    return {**_done(job, part, index), "input": {}}


def _done(job: Exchange, part: Part, index: int) -> Body:
    if isinstance(part, Text):
        return {"type": "text", "text": part.text, "citations": None}
    if isinstance(part, Reasoning):
        omitted = (job.body.get("thinking") or {}).get("display") == "omitted"
        thinking = "" if omitted else part.text
        return {"type": "thinking", "thinking": thinking, "signature": signature(part)}
    identifier = part.id or job.id("toolu_01", index, 22)
    call = {"type": "tool_use", "id": identifier, "name": part.name}
    return {**call, "input": part.decoded or {}}


def signature(part: Reasoning) -> str:
    """What proves that a thinking block comes back unchanged."""
    return "EqsB" + base64.b64encode(part.text.encode(errors="replace")).decode()


def _message(job: Exchange) -> Body:
    return {
        "id": job.id("msg_01", length=22),
        "type": "message",
        "role": "assistant",
        "model": job.received.model,
        "stop_sequence": None,
    }


def _usage(job: Exchange) -> Body:
    cached = {"ephemeral_5m_input_tokens": 0, "ephemeral_1h_input_tokens": 0}
    return {**_final_usage(job), "cache_creation": cached, "service_tier": "standard"}


def _final_usage(job: Exchange) -> Body:
    count = job.usage
    return {
        # Unlike the others, Anthropic counts cached tokens apart.
        "input_tokens": count.input - count.cached,
        "cache_creation_input_tokens": 0,
        "cache_read_input_tokens": count.cached,
        "output_tokens": count.output,
    }


def _chunk(name: str, fields: Body, kind: Any = "frame") -> Chunk:
    return Chunk(event({"type": name, **fields}, name), kind)
