"""Sends a reply to a client at its pace, with what goes wrong on the way."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

from ..exchange import Chunk, Dialect, Exchange
from ..reply import Fault
from .channel import Channel
from .faults import strike


async def deliver(channel: Channel, job: Exchange, dialect: Dialect) -> None:
    """Send the reply; a fault strikes once and may end it."""
    streams = job.received.streams
    chunks = _streamed(job, dialect) if streams else _whole(job, dialect)
    fault = job.reply.fault
    sent = contents = 0
    for chunk in chunks:
        if fault and _due(fault, chunk, contents):
            if not await strike(fault, channel, chunk, _error(job, dialect, sent)):
                return
            fault = None
        if chunk.kind == "content":
            job.received.content_at.append(time.time())
        await channel.send(chunk.data)
        sent, contents = sent + 1, contents + (chunk.kind == "content")
        await channel.wait(job.reply.pace if chunk.kind == "content" else 0)


def _due(fault: Fault, chunk: Chunk, contents: int) -> bool:
    return chunk.kind == "end" or (chunk.kind == "content" and contents >= fault.after)


def _streamed(job: Exchange, dialect: Dialect) -> Iterator[Chunk]:
    written = [Chunk(f"data: {each}\n\n".encode(errors="backslashreplace"), "content") for each in job.reply.verbatim]
    return iter(written) if written else dialect.stream(job)


def _whole(job: Exchange, dialect: Dialect) -> Iterator[Chunk]:
    """A reply at once; with a fault in two halves, between which it strikes."""
    body = json.dumps(dialect.whole(job), ensure_ascii=False).encode(errors="backslashreplace")
    middle = len(body) // 2 if job.reply.fault else 0
    if job.reply.fault and job.reply.fault.kind == "drip":
        # Only before the first brace may there be white space anywhere.
        middle = 0
    if middle:
        yield Chunk(body[:middle])
    yield Chunk(body[middle:], "end")


def _error(job: Exchange, dialect: Dialect, sent: int) -> bytes:
    return dialect.error_event(job, sent) if job.received.streams else b""
