"""What can go wrong with an answer once it is on its way."""

from __future__ import annotations

from dataclasses import replace

from ..exchange import Chunk
from ..reply import Fault, Reply, Text
from .channel import Channel

# Enough to fill any buffer, and still an end if a client reads it all.
FLOOD_CHARACTERS = 32_000_000
FLOOD_CHUNK = 64
# LiteLLM gives up at the hundredth.
REPEATS = 150
BAD_GATEWAY = (
    b"<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n"
    b"<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>cloudflare</center>\r\n"
    b"</body>\r\n</html>\r\n"
)


def prepared(reply: Reply) -> Reply:
    """The reply with the content that its fault asks for."""
    kind = reply.fault.kind if reply.fault else ""
    if kind == "empty":
        return replace(reply, parts=[], fault=None)
    if kind == "repeat":
        return replace(reply, parts=[Text("0.0 " * REPEATS)], chunk=4, fault=None)
    if kind == "flood":
        flood = Text("flood " * (FLOOD_CHARACTERS // 6))
        return replace(reply, parts=[flood], chunk=FLOOD_CHUNK, fault=None)
    return reply


async def strike(fault: Fault, channel: Channel, chunk: Chunk, error: bytes) -> bool:
    """Let the fault happen before a chunk; returns whether the answer goes on after it.

    `error` is the provider's own error inside a stream.
    """
    if fault.kind == "stall":
        await channel.wait(fault.seconds)
        return True
    if fault.kind == "drip":
        await _drip(fault, channel, chunk)
        return True
    if fault.kind == "malformed":
        await channel.send(_broken(chunk.data))
        return True
    await _end(fault, channel, chunk, error)
    return False


async def _drip(fault: Fault, channel: Channel, chunk: Chunk) -> None:
    comment = b": \n\n" if b"data: " in chunk.data[:64] else b" "
    for _ in range(max(1, int(fault.seconds / fault.interval))):
        await channel.send(comment)
        await channel.wait(fault.interval)


def _broken(data: bytes) -> bytes:
    """A piece whose JSON stops in the middle, in an event that is otherwise whole."""
    end = b"\r\n\r\n" if data.endswith(b"\r\n\r\n") else b"\n\n"
    return data[: len(data) * 2 // 3].rstrip() + end


async def _end(fault: Fault, channel: Channel, chunk: Chunk, error: bytes) -> None:
    if fault.kind == "cut":
        await channel.cut(chunk.data)
    elif fault.kind == "html":
        await channel.send(BAD_GATEWAY)
    elif fault.kind == "error-event":
        await channel.send(error)
    # "truncate" ends cleanly, with nothing.
