"""Faults of a provider below LiteLLM: what the watch over the connection hands over, and what it says of the rest.

Thousands cost what a hundred whole runs do.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from random import Random

import httpx

from ai_jup.llm.dialects import PROVIDERS
from ai_jup.llm.port import Target
from ai_jup.llm.provider_errors import ProviderError
from ai_jup.llm.watched_reply import Watch
from ai_jup.simulator import Received
from ai_jup.simulator.exchange import Exchange
from ai_jup.simulator.received import Endpoint, Provider
from ai_jup.simulator.reply_formats.dialects import DIALECTS

from .fault import Fault
from .oracle import Broken
from .reading import read
from .spoiling import KINDS, Wire
from .spoilt_simulator import blocks
from .world import CANARY, MODELS, REPLIES, catalogue

PLACES: dict[str, tuple[Provider, Endpoint, str]] = {
    "chat": ("openai", "chat", "/v1/chat/completions"),
    "responses": ("openai", "responses", "/v1/responses"),
    "anthropic": ("anthropic", "messages", "/v1/messages"),
    "gemini": ("gemini", "generate", "/v1beta/models/m:streamGenerateContent"),
}
ADDRESS = "http://127.0.0.1:9"
_BODY = {
    "stream_options": {"include_usage": True},
    "thinking": {"type": "enabled"},
    "reasoning": {"summary": "auto"},
    "generationConfig": {"thinkingConfig": {"includeThoughts": True}},
}


def wires(dialect: str) -> list[Wire]:
    """The replies of each step, as the simulator writes them."""
    provider, endpoint, path = PLACES[dialect]
    query = {"alt": "sse"}
    received = Received(provider, endpoint, "m", "POST", path, {}, query, _BODY, number=1)
    jobs = [Exchange(received, reply, created=1) for reply in REPLIES]
    form = DIALECTS[endpoint]
    return [Wire(tuple(chunk.data for chunk in form.stream(job)), form.error_event(job, 1)) for job in jobs]


async def judge(fault: Fault, wire: Wire, known: frozenset[str]) -> None:
    """Raise `Broken` where the watch loses, doubles or takes for whole what is not."""
    spoilt = KINDS[fault.kind].spoil(wire, fault.at, Random(fault.seed))
    if spoilt.raw is not None or spoilt.ending == "stall" or ("content-encoding", "gzip") in spoilt.headers:
        return  # httpx's to read
    provider, _, path = PLACES[fault.subject]
    target = Target(
        MODELS[fault.subject], PROVIDERS[provider], catalogue().dialect(MODELS[fault.subject]), ADDRESS, CANARY
    )
    async with httpx.AsyncClient(transport=_Sends(spoilt, fault)) as connections:
        watch = Watch(connections, target, 1.0, event_limit=1_000_000)
        passed = b""
        try:
            response = await watch.handle_async_request(httpx.Request("POST", ADDRESS + path))
            async for block in response.aiter_bytes():
                passed += block
        except ProviderError as error:
            assert error is watch.failure
        finally:
            await watch.aclose()
    said = read(fault.subject, spoilt.body if spoilt.status == 200 else b"", known)
    got = read(fault.subject, passed, known)
    for name in ("text", "reasoning", "calls"):
        if getattr(said, name) != getattr(got, name):
            raise Broken(f"{fault}: {name} that came, and what was handed over:\n{said}\n{got}")
    if not said.doubt and (watch.failure is None) != said.whole:
        raise Broken(f"{fault}: whole: {said.whole} ({said.harm}), and the failure: {watch.failure!r}")


class _Sends(httpx.AsyncBaseTransport):
    """Sends a reply as it is spoilt, cut anywhere."""

    def __init__(self, wire: Wire, fault: Fault) -> None:
        self._wire, self._chance = wire, Random(fault.seed)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return httpx.Response(self._wire.status, headers=self._wire.headers, content=self._blocks(), request=request)

    async def _blocks(self) -> AsyncIterator[bytes]:
        for block in blocks(self._wire.body, self._chance):
            yield block
        if self._wire.ending != "end":
            raise httpx.RemoteProtocolError("peer closed connection without sending complete message body")
