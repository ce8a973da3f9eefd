"""OpenAI's responses: `POST /v1/responses`."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

from ..exchange import Body, Chunk, Exchange, event
from ..reply import Reasoning, Text, ToolCall
from .openai_responses_object import done_item, response, started_item

Step = tuple[str, Body]


def stream(job: Exchange) -> Iterator[Chunk]:
    """A reply as the endpoint's events, numbered in order."""
    for sequence, (name, fields) in enumerate(_steps(job)):
        data = {"type": name, "sequence_number": sequence, **fields}
        yield Chunk(event(data, name), _kind(name))


def whole(job: Exchange) -> Body:
    """A reply as one `response` object."""
    return response(job, _status(job), _items(job))


def error_event(job: Exchange, sent: int) -> bytes:
    """The `error` event and the failed response that follows it."""
    fault = job.reply.fault
    message = (fault and fault.message) or ("The server had an error while processing your request. Sorry about that!")
    error = {"type": "error", "sequence_number": sent, "code": "server_error"}
    error |= {"message": message, "param": None}
    failed = response(job, "failed", [])
    failed["error"] = {"code": "server_error", "message": message}
    name = "response.failed"
    end = event({"type": name, "sequence_number": sent + 1, "response": failed}, name)
    return end if fault and fault.reason == "failed" else event(error, "error") + end


def _kind(name: str) -> Any:
    if name in ("response.completed", "response.incomplete"):
        return "end"
    return "content" if name.endswith(".delta") else "frame"


def _status(job: Exchange) -> str:
    return "incomplete" if job.reply.finish in ("length", "content_filter") else "completed"


def _steps(job: Exchange) -> Iterator[Step]:
    for name in ("response.created", "response.in_progress"):
        yield name, {"response": response(job, "in_progress", [])}
    for index, part in enumerate(job.reply.parts):
        yield from _item(job, part, index)
    status = _status(job)
    yield f"response.{status}", {"response": response(job, status, _items(job))}


def _items(job: Exchange) -> list[Body]:
    return [done_item(job, part, index) for index, part in enumerate(job.reply.parts)]


def _item(job: Exchange, part: Text | Reasoning | ToolCall, index: int) -> Iterator[Step]:
    place = {"output_index": index}
    started = started_item(job, part, index)
    yield "response.output_item.added", {**place, "item": started}
    place["item_id"] = started["id"]
    if isinstance(part, Text):
        yield from _text(job, part, place)
    elif isinstance(part, Reasoning):
        yield from _summary(job, part, place)
    else:
        yield from _arguments(job, part, place)
    yield (
        "response.output_item.done",
        {
            "output_index": index,
            "item": done_item(job, part, index),
        },
    )


def _text(job: Exchange, part: Text, place: Body) -> Iterator[Step]:
    if job.reply.finish == "refusal":
        yield from _refusal(job, part, place)
        return
    place = {**place, "content_index": 0}
    empty = {"type": "output_text", "annotations": [], "logprobs": [], "text": ""}
    yield "response.content_part.added", {**place, "part": empty}
    for piece in job.reply.pieces(part.text):
        obfuscation = _padding(piece)
        delta = {"delta": piece, "logprobs": [], "obfuscation": obfuscation}
        yield "response.output_text.delta", {**place, **delta}
    yield "response.output_text.done", {**place, "text": part.text, "logprobs": []}
    yield "response.content_part.done", {**place, "part": {**empty, "text": part.text}}


def _refusal(job: Exchange, part: Text, place: Body) -> Iterator[Step]:
    place = {**place, "content_index": 0}
    yield "response.content_part.added", {**place, "part": {"type": "refusal", "refusal": ""}}
    for piece in job.reply.pieces(part.text):
        yield "response.refusal.delta", {**place, "delta": piece}
    yield "response.refusal.done", {**place, "refusal": part.text}
    done = {"type": "refusal", "refusal": part.text}
    yield "response.content_part.done", {**place, "part": done}


def _summary(job: Exchange, part: Reasoning, place: Body) -> Iterator[Step]:
    if not done_item(job, part, 0)["summary"]:
        return
    place = {**place, "summary_index": 0}
    prefix = "response.reasoning_summary"
    yield f"{prefix}_part.added", {**place, "part": {"type": "summary_text", "text": ""}}
    for piece in job.reply.pieces(part.text):
        delta = {"delta": piece, "obfuscation": _padding(piece)}
        yield f"{prefix}_text.delta", {**place, **delta}
    yield f"{prefix}_text.done", {**place, "text": part.text}
    yield f"{prefix}_part.done", {**place, "part": {"type": "summary_text", "text": part.text}}


def _arguments(job: Exchange, part: ToolCall, place: Body) -> Iterator[Step]:
    prefix = "response.function_call_arguments"
    for piece in job.reply.pieces(part.json):
        yield f"{prefix}.delta", {**place, "delta": piece, "obfuscation": _padding(piece)}
    yield f"{prefix}.done", {**place, "arguments": part.json, "name": part.name}


def _padding(piece: str) -> str:
    """Random filler at the real endpoint, which hides the length of the piece."""
    return base64.b64encode(b"simulator0").decode()[: max(0, 16 - len(piece))]
