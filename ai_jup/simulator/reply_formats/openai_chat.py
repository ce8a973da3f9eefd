"""OpenAI's chat completions: `POST /v1/chat/completions`.

Reasoning never shows here, only its tokens do, as at the real endpoint.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..exchange import Body, Chunk, Exchange, event
from ..reply import Reply, Text, ToolCall
from .openai_errors import server_error

DONE = Chunk(b"data: [DONE]\n\n", "end")


def stream(job: Exchange) -> Iterator[Chunk]:
    """A reply as `chat.completion.chunk` objects."""
    only_calls = job.reply.calls and not job.reply.joined(Text)
    content = None if only_calls else ""
    yield _chunk(job, {"role": "assistant", "content": content, "refusal": None}, "frame")
    index = 0
    for part in job.reply.parts:
        if isinstance(part, Text):
            yield from _text(job, part)
        elif isinstance(part, ToolCall):
            yield from _call(job, part, index)
            index += 1
    yield _chunk(job, {}, "end", finish_reason(job.reply))
    if (job.body.get("stream_options") or {}).get("include_usage"):
        yield Chunk(event({**_head(job), "choices": [], "usage": usage(job)}), "end")
    yield DONE


def whole(job: Exchange) -> Body:
    """A reply as one `chat.completion` object."""
    text = job.reply.joined(Text)
    refused = job.reply.finish == "refusal"
    message: Body = {
        "role": "assistant",
        "content": None if refused or (job.reply.calls and not text) else text,
        "refusal": text if refused else None,
        "annotations": [],
    }
    if job.reply.calls:
        calls = enumerate(job.reply.calls)
        message["tool_calls"] = [_tool_call(job, call, index) for index, call in calls]
    choice = {"index": 0, "message": message, "logprobs": None}
    choice["finish_reason"] = finish_reason(job.reply)
    head = {**_head(job), "object": "chat.completion"}
    return {**head, "choices": [choice], "usage": usage(job)}


def error_event(job: Exchange, sent: int) -> bytes:
    """An error object in the place of a chunk."""
    message = job.reply.fault.message if job.reply.fault else None
    return event(server_error(message))


def finish_reason(reply: Reply) -> str:
    """OpenAI's word for how the reply ends; a refusal ends as "stop"."""
    if reply.finish in ("length", "content_filter"):
        return reply.finish
    return "tool_calls" if reply.calls else "stop"


def usage(job: Exchange) -> Body:
    """The tokens in the form of chat completions."""
    count = job.usage
    return {
        "prompt_tokens": count.input,
        "completion_tokens": count.output,
        "total_tokens": count.input + count.output,
        "prompt_tokens_details": {"cached_tokens": count.cached, "audio_tokens": 0},
        "completion_tokens_details": {
            "reasoning_tokens": count.reasoning,
            "audio_tokens": 0,
            "accepted_prediction_tokens": 0,
            "rejected_prediction_tokens": 0,
        },
    }


def _text(job: Exchange, part: Text) -> Iterator[Chunk]:
    name = "refusal" if job.reply.finish == "refusal" else "content"
    for piece in job.reply.pieces(part.text):
        yield _chunk(job, {name: piece}, "content")


def _call(job: Exchange, part: ToolCall, index: int) -> Iterator[Chunk]:
    head = {"index": index, **_tool_call(job, part, index)}
    head["function"] = {"name": part.name, "arguments": ""}
    yield _chunk(job, {"tool_calls": [head]}, "content")
    for piece in job.reply.pieces(part.json):
        delta = {"index": index, "function": {"arguments": piece}}
        yield _chunk(job, {"tool_calls": [delta]}, "content")


def _tool_call(job: Exchange, part: ToolCall, index: int) -> Body:
    function = {"name": part.name, "arguments": part.json}
    return {"id": part.id or job.id("call_", index), "type": "function", "function": function}


def _head(job: Exchange) -> Body:
    return {
        "id": job.id("chatcmpl-", length=28),
        "object": "chat.completion.chunk",
        "created": job.created,
        "model": job.received.model,
        "service_tier": "default",
        "system_fingerprint": None,
    }


def _chunk(job: Exchange, delta: Body, kind: Any, finish: str | None = None) -> Chunk:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
    return Chunk(event({**_head(job), "choices": [choice], "usage": None}), kind)
