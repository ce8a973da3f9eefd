"""Gemini's `generateContent` and `streamGenerateContent`."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

from ..exchange import Body, Chunk, Exchange
from ..reply import Part, Reasoning, ToolCall
from ..request_formats.gemini import field
from .gemini_errors import error_body

FINISH = {"length": "MAX_TOKENS", "content_filter": "SAFETY", "refusal": "PROHIBITED_CONTENT", "other": "OTHER"}


def stream(job: Exchange) -> Iterator[Chunk]:
    """A reply as events with `alt=sse`, else as the elements of a JSON array."""
    for index, (body, kind) in enumerate(_bodies(job)):
        yield Chunk(_encode(job, body, index), kind)
    if not _events(job):
        yield Chunk(b"]", "end")


def whole(job: Exchange) -> Body:
    """A reply as one object, its parts not cut."""
    parts = [piece for part in _parts(job) for piece in _whole_part(job, part)]
    return _body(job, parts, finish_reason(job))


def error_event(job: Exchange, sent: int) -> bytes:
    """An error object in the place of a chunk."""
    message = job.reply.fault.message if job.reply.fault else None
    text = message or "The model is overloaded. Please try again later."
    return _encode(job, error_body(503, text, "UNAVAILABLE"), sent)


def finish_reason(job: Exchange) -> str:
    """Gemini's word for how the reply ends; calls of functions end as "STOP"."""
    if any(call.decoded is None for call in job.reply.calls):
        return "MALFORMED_FUNCTION_CALL"
    return FINISH.get(job.reply.finish, "STOP")


def signature(part: Part) -> str:
    """The opaque thought signature that has to come back with the part."""
    seed = part.name if isinstance(part, ToolCall) else part.text
    return base64.b64encode(b"signature of " + seed.encode(errors="replace")[:48]).decode()


def _bodies(job: Exchange) -> Iterator[tuple[Body, Any]]:
    for part in _parts(job):
        for piece in _pieces(job, part):
            yield _body(job, [piece]), "content"
    yield _body(job, [{"text": ""}] if job.reply.parts else [], finish_reason(job)), "end"


def _parts(job: Exchange) -> list[Part]:
    """Leave out thoughts that were not asked for, and calls that the model got wrong."""
    config = field(job.body, "generationConfig") or {}
    thinks = field(field(config, "thinkingConfig") or {}, "includeThoughts")
    return [
        part
        for part in job.reply.parts
        if (thinks or not isinstance(part, Reasoning)) and not (isinstance(part, ToolCall) and part.decoded is None)
    ]


def _pieces(job: Exchange, part: Part) -> Iterator[Body]:
    if isinstance(part, ToolCall):
        yield _function_call(job, part)
        return
    thought = {"thought": True} if isinstance(part, Reasoning) else {}
    for piece in job.reply.pieces(part.text):
        yield {"text": piece, **thought}


def _whole_part(job: Exchange, part: Part) -> list[Body]:
    if isinstance(part, ToolCall):
        return [_function_call(job, part)]
    return [{"text": part.text, **({"thought": True} if isinstance(part, Reasoning) else {})}]


def _function_call(job: Exchange, part: ToolCall) -> Body:
    index = job.reply.calls.index(part)
    call: Body = {"name": part.name, "args": part.decoded or {}}
    if part.id or not job.received.model.startswith(("gemini-1", "gemini-2")):
        call["id"] = part.id or job.id("", index, 8)
    # Of parallel calls only the first one is signed.
    signed = {"thoughtSignature": signature(part)} if index == 0 else {}
    return {"functionCall": call, **signed}


def _body(job: Exchange, parts: list[Body], finish: str | None = None) -> Body:
    content: Body = {"parts": parts, "role": "model"} if parts else {"role": "model"}
    candidate: Body = {"content": content, "index": 0}
    if finish:
        candidate["finishReason"] = finish
    if finish == "MALFORMED_FUNCTION_CALL":
        candidate["finishMessage"] = f"Malformed function call: {job.reply.calls[0].json}"
    return {
        "candidates": [candidate],
        "usageMetadata": usage(job),
        "modelVersion": job.received.model,
        "responseId": job.id("", length=22),
    }


def usage(job: Exchange) -> Body:
    """The tokens; unlike the others, Gemini counts thoughts apart from the answer."""
    count = job.usage
    body: Body = {
        "promptTokenCount": count.input,
        "candidatesTokenCount": count.output - count.reasoning,
        "totalTokenCount": count.input + count.output,
        "promptTokensDetails": [{"modality": "TEXT", "tokenCount": count.input}],
    }
    if count.cached:
        body["cachedContentTokenCount"] = count.cached
    if count.reasoning:
        body["thoughtsTokenCount"] = count.reasoning
    return body


def _events(job: Exchange) -> bool:
    return job.received.query.get("alt") == "sse"


def _encode(job: Exchange, body: Body, index: int) -> bytes:
    text = json.dumps(body, ensure_ascii=False)
    if _events(job):
        return f"data: {text}\r\n\r\n".encode(errors="backslashreplace")
    return (("[" if index == 0 else ",\r\n") + text).encode(errors="backslashreplace")
