"""The simulator, with each reply's bytes spoilt as a fault says, and a memory of what went out."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from tornado.iostream import IOStream, StreamClosedError

from ai_jup.simulator import Reply
from ai_jup.simulator.exchange import Exchange
from ai_jup.simulator.handlers import ProviderHandler
from ai_jup.simulator.received import Received
from ai_jup.simulator.reply_formats.dialects import DIALECTS
from tests.scripted_simulator import ScriptedSimulator

from .fault import Fault
from .spoiling import KINDS, Wire


@dataclass(frozen=True)
class Sent:
    """What one request got."""

    step: int
    wire: Wire


class SpoiltSimulator(ScriptedSimulator):
    """Answers with `replies`, one for each step of a run, and hits the attempts at one of them with `fault`."""

    def __init__(self, replies: list[Reply]) -> None:
        super().__init__()
        self.replies = replies
        self.fault: Fault | None = None
        self.sent: list[Sent] = []

    def next_reply(self, received: Received) -> Reply:
        return self.replies[self._step(received) - 1]

    def wire(self, job: Exchange) -> Wire:
        """What goes out for a request, noted."""
        step = self._step(job.received)
        dialect = DIALECTS[job.received.endpoint]
        wire = Wire(tuple(chunk.data for chunk in dialect.stream(job)), dialect.error_event(job, 1))
        if self.fault and self.fault.where == "provider" and step == self.fault.step:
            kind = KINDS[self.fault.kind]
            if not (kind.once and any(sent.step == step for sent in self.sent)):
                wire = kind.spoil(wire, self.fault.at, Random(self.fault.seed))
        self.sent.append(Sent(step, wire))
        return wire

    def _step(self, received: Received) -> int:
        return 2 if received.view.fresh_results else 1

    def _routes(self) -> list[Any]:
        return [
            (pattern, _SpoiltHandler if handler is ProviderHandler else handler, place)
            for pattern, handler, place in super()._routes()
        ]


class _SpoiltHandler(ProviderHandler):
    """Writes replies itself, byte by byte, where Tornado would write only what is right."""

    simulator: SpoiltSimulator

    async def _reply(self, job: Exchange) -> None:
        # as models that think, whether they were asked or not
        body = job.received.body or {}
        body["thinking"] = {"type": "enabled"}
        body["reasoning"] = {"summary": "auto"}
        body.setdefault("generationConfig", {})["thinkingConfig"] = {"includeThoughts": True}
        seed = self.simulator.fault.seed if self.simulator.fault else 0
        wire = self.simulator.wire(job)
        stream = self.detach()
        try:
            await _send(stream, wire, Random(seed))
        except StreamClosedError:
            return
        finally:
            stream.close()


async def _send(stream: IOStream, wire: Wire, chance: Random) -> None:
    if wire.raw is not None:
        await stream.write(wire.raw)
        return
    headers = [*wire.headers, ("connection", "close"), ("transfer-encoding", "chunked")]
    head = [f"HTTP/1.1 {wire.status} Status", *(f"{name}: {value}" for name, value in headers), "", ""]
    await stream.write("\r\n".join(head).encode())
    for block in blocks(wire.body, chance):
        await stream.write(b"%x\r\n%b\r\n" % (len(block), block))
        if chance.random() < 0.3:
            await asyncio.sleep(chance.choice([0, 0, 0.001]))
    if wire.ending == "end":
        await stream.write(b"0\r\n\r\n")
    elif wire.ending == "reset":
        # it may overtake what was not read yet
        await asyncio.sleep(0.01)
        stream.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    elif wire.ending == "stall":
        gone = asyncio.Event()
        stream.set_close_callback(gone.set)
        await gone.wait()


def blocks(body: bytes, chance: Random) -> Iterator[bytes]:
    """A body cut anywhere, as networks cut it."""
    places = sorted({chance.randrange(len(body)) for _ in range(chance.choice([0, 2, 12]))}) if body else []
    for start, end in zip([0, *places], [*places, len(body)], strict=True):
        if start < end:
            yield body[start:end]


def spoilt(wire: Wire, fault: Fault) -> Wire:
    """A reply as the fault makes it."""
    return KINDS[fault.kind].spoil(replace(wire), fault.at, Random(fault.seed))
