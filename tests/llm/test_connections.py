"""The connections that all requests share."""

import asyncio
import gc

import httpx
import pytest

from ai_jup.llm.watched_reply import Carried, Watch, connections
from tests.llm.asking import openai_target
from tests.simulator.waiting import until

AT_ONCE = 60
KEPT = 20


async def test_only_a_few_wait_after_many_requests_at_once() -> None:
    opened: set[asyncio.StreamWriter] = set()
    all_asked = asyncio.Event()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        opened.add(writer)
        await reader.readuntil(b"\r\n\r\n")
        if len(opened) == AT_ONCE:
            all_asked.set()
        await all_asked.wait()
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
        # until the client closes it
        await reader.read()
        opened.discard(writer)
        writer.close()

    provider = await asyncio.start_server(answer, "127.0.0.1", 0)
    host, port = provider.sockets[0].getsockname()
    async with connections() as client:
        await asyncio.gather(*(client.get(f"http://{host}:{port}") for _ in range(AT_ONCE)))
        await until(lambda: len(opened) == KEPT)
        provider.close()


async def test_what_carried_a_reply_may_be_gone_when_its_client_is_closed() -> None:
    async with connections() as client:
        watch = Watch(client, openai_target("key"), connect=1)
        carried = Carried(watch)
        del watch
        gc.collect()
        await carried.aclose()
        with pytest.raises(httpx.ConnectError):
            await carried.handle_async_request(httpx.Request("POST", "http://127.0.0.1:9"))
