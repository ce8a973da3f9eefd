"""A reply that is given up is closed at once, whatever LiteLLM does with what it was given."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

import httpx
import pytest

from ai_jup.llm.watched_reply import Watch
from tests.llm.asking import openai_target

pytestmark = pytest.mark.anyio

EVENT = {"choices": [{"index": 0, "delta": {"content": "One"}, "finish_reason": None}]}


class Endless(httpx.AsyncByteStream):
    """One event, and then nothing."""

    closed = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            yield f"data: {json.dumps(EVENT)}\n\n".encode()
            await asyncio.sleep(3600)
        finally:
            self.closed = True


async def test_closing_it_ends_the_reading() -> None:
    source, target = Endless(), openai_target("canary-key")
    transport = httpx.MockTransport(lambda request: httpx.Response(200, stream=source))
    async with httpx.AsyncClient(transport=transport) as connections:
        watch = Watch(connections, target, connect=1.0)
        reply = await watch.handle_async_request(httpx.Request("POST", f"{target.address}/chat/completions"))
        assert isinstance(reply.stream, httpx.AsyncByteStream)
        assert b"One" in await anext(aiter(reply.stream))
        await watch.aclose()
        assert source.closed
