"""The `response` object of OpenAI's responses and the items of its output."""

from __future__ import annotations

import base64

from ..exchange import Body, Exchange
from ..reply import Part, Reasoning, Text, ToolCall

ECHOED: Body = {
    "instructions": None,
    "max_output_tokens": None,
    "metadata": {},
    "parallel_tool_calls": True,
    "previous_response_id": None,
    "store": True,
    "temperature": 1.0,
    "tool_choice": "auto",
    "tools": [],
    "top_p": 1.0,
    "truncation": "disabled",
    "user": None,
}
INCOMPLETE_REASON = {"length": "max_output_tokens", "content_filter": "content_filter"}


def response(job: Exchange, status: str, output: list[Body]) -> Body:
    """The object around the output; most of it repeats the request's parameters."""
    ended = status in ("completed", "incomplete")
    reason = INCOMPLETE_REASON.get(job.reply.finish) if status == "incomplete" else None
    asked = job.body.get("reasoning") or {}
    return {
        "id": job.id("resp_", length=48),
        "object": "response",
        "created_at": job.created,
        "status": status,
        "background": False,
        "completed_at": job.created if status == "completed" else None,
        "error": None,
        "incomplete_details": {"reason": reason} if reason else None,
        "model": job.received.model,
        "output": output,
        "reasoning": {"effort": asked.get("effort"), "summary": asked.get("summary")},
        "service_tier": "default" if ended else "auto",
        "text": job.body.get("text") or {"format": {"type": "text"}, "verbosity": "medium"},
        "usage": _usage(job) if ended else None,
        **{name: job.body.get(name, default) for name, default in ECHOED.items()},
    }


def started_item(job: Exchange, part: Part, index: int) -> Body:
    """An output item before its content."""
    item = done_item(job, part, index)
    if isinstance(part, Text):
        return {**item, "status": "in_progress", "content": []}
    if isinstance(part, ToolCall):
        return {**item, "status": "in_progress", "arguments": ""}
    return {**item, "summary": []}


def done_item(job: Exchange, part: Part, index: int) -> Body:
    """An output item with its content."""
    if isinstance(part, Text):
        return _message(job, part, index)
    if isinstance(part, Reasoning):
        return _reasoning(job, part, index)
    return _function_call(job, part, index)


def _message(job: Exchange, part: Text, index: int) -> Body:
    content: Body = {"type": "output_text", "annotations": [], "logprobs": [], "text": part.text}
    if job.reply.finish == "refusal":
        content = {"type": "refusal", "refusal": part.text}
    cut_short = job.reply.finish in INCOMPLETE_REASON and index == len(job.reply.parts) - 1
    return {
        "id": job.id("msg_", index, 48),
        "type": "message",
        "status": "incomplete" if cut_short else "completed",
        "content": [content],
        "role": "assistant",
    }


def _reasoning(job: Exchange, part: Reasoning, index: int) -> Body:
    wanted = (job.body.get("reasoning") or {}).get("summary")
    summary = [{"type": "summary_text", "text": part.text}] if wanted else []
    item: Body = {"id": job.id("rs_", index, 48), "type": "reasoning", "summary": summary}
    if "reasoning.encrypted_content" in (job.body.get("include") or []):
        # Opaque to the client, as at OpenAI; there it begins in the same way.
        sealed = base64.urlsafe_b64encode(part.text.encode(errors="replace")).decode()
        item["encrypted_content"] = f"gAAAAAB{sealed}"
    return item


def _function_call(job: Exchange, part: ToolCall, index: int) -> Body:
    return {
        "id": job.id("fc_", index, 48),
        "type": "function_call",
        "status": "completed",
        "arguments": part.json,
        "call_id": part.id or job.id("call_", index),
        "name": part.name,
    }


def _usage(job: Exchange) -> Body:
    count = job.usage
    return {
        "input_tokens": count.input,
        "input_tokens_details": {"cached_tokens": count.cached, "cache_write_tokens": 0},
        "output_tokens": count.output,
        "output_tokens_details": {"reasoning_tokens": count.reasoning},
        "total_tokens": count.input + count.output,
    }
