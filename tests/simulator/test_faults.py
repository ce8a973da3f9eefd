"""Each fault reaches the client as it would from the real provider."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from typing import Any
from unittest.mock import Mock

import anthropic
import httpx
import openai
import pytest
from google.genai import errors
from tornado.web import RequestHandler

from ai_jup.simulator import Fault, Reply, Text
from ai_jup.simulator.sending.channel import Channel, ClientGone
from tests.scripted_simulator import ScriptedSimulator
from tests.simulator.clients import Clients
from tests.simulator.waiting import until
from tests.simulator.wires import USER, WIRES, Wire

pytestmark = [pytest.mark.anyio, pytest.mark.once]
every_wire = pytest.mark.parametrize("wire", WIRES, ids=lambda wire: wire.name)

WORDS = Text("one two three four five")
# Only a hang is a fault here: how fast the simulator is depends on the machine.
HANG_SECONDS = 20


def reads_within(seconds: float) -> httpx.Timeout:
    """A client that waits so long for bytes, and as long as it takes for the connection."""
    return httpx.Timeout(HANG_SECONDS, read=seconds)


def script(simulator: ScriptedSimulator, kind: Any, **fault: Any) -> None:
    simulator.script.append(Reply([WORDS], fault=Fault(kind, **fault)))


async def read(http: httpx.AsyncClient, wire: Wire, stream: bool = True) -> bytes:
    answer = await http.send(wire.request(http, stream), stream=True)
    try:
        return b"".join([piece async for piece in answer.aiter_bytes()])
    finally:
        await answer.aclose()


@every_wire
async def test_no_fault_ends_with_the_end_marker(
    simulator: ScriptedSimulator, http: httpx.AsyncClient, wire: Wire
) -> None:
    simulator.script.append(Reply([WORDS]))
    text = await read(http, wire)
    assert wire.end in text
    assert b"five" in text


@every_wire
@pytest.mark.parametrize("after", [0, 2, 1000])
async def test_truncated_after_so_many_chunks(
    simulator: ScriptedSimulator, http: httpx.AsyncClient, wire: Wire, after: int
) -> None:
    script(simulator, "truncate", after=after)
    text = await read(http, wire)
    words = [word for word in (b'"one ', b'"two ', b'"three ', b'"four ', b'"five') if word in text]
    assert len(words) == min(after, 5)
    assert wire.end not in text


@every_wire
async def test_cut_is_a_connection_error_after_what_was_sent(
    simulator: ScriptedSimulator, http: httpx.AsyncClient, wire: Wire
) -> None:
    script(simulator, "cut", after=2)
    pieces = []
    with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
        async with http.stream(
            "POST",
            (request := wire.request(http, stream=True)).url,
            content=request.content,
            headers=request.headers,
        ) as answer:
            async for piece in answer.aiter_bytes():
                pieces.append(piece)
    assert b'"two ' in b"".join(pieces)
    assert simulator.received[0].closed_after is None


@every_wire
async def test_html_in_mid_stream(simulator: ScriptedSimulator, http: httpx.AsyncClient, wire: Wire) -> None:
    script(simulator, "html", after=1)
    text = await read(http, wire)
    assert text.endswith(b"</html>\r\n")
    assert b'"one ' in text


@every_wire
async def test_stall_then_the_client_gives_up_and_it_is_noticed(
    simulator: ScriptedSimulator, http: httpx.AsyncClient, wire: Wire
) -> None:
    script(simulator, "stall", after=1)
    http.timeout = reads_within(0.2)
    with pytest.raises(httpx.ReadTimeout):
        await read(http, wire)
    await closing(simulator)
    assert (simulator.received[0].closed_after or 0) > 0.15


@every_wire
async def test_a_stall_that_ends_goes_on(simulator: ScriptedSimulator, http: httpx.AsyncClient, wire: Wire) -> None:
    script(simulator, "stall", after=1, seconds=0.2)
    started = time.monotonic()
    assert wire.end in await read(http, wire)
    assert time.monotonic() - started >= 0.2


@every_wire
async def test_a_drip_keeps_a_read_timeout_from_firing(
    simulator: ScriptedSimulator, http: httpx.AsyncClient, wire: Wire
) -> None:
    script(simulator, "drip", after=1, seconds=1.0, interval=0.1)
    http.timeout = reads_within(0.6)
    text = await read(http, wire)
    assert text.count(b": \n\n") == 10
    assert wire.end in text


@every_wire
@pytest.mark.parametrize("stream", [True, False])
async def test_silent_never_answers(
    simulator: ScriptedSimulator, http: httpx.AsyncClient, wire: Wire, stream: bool
) -> None:
    script(simulator, "silent")
    http.timeout = reads_within(0.1)
    with pytest.raises(httpx.ReadTimeout):
        await read(http, wire, stream)
    await closing(simulator)
    assert simulator.received[0].closed_after


@every_wire
async def test_flood_ends_when_the_client_closes(
    simulator: ScriptedSimulator, http: httpx.AsyncClient, wire: Wire
) -> None:
    script(simulator, "flood")
    size = 0
    answer = await http.send(wire.request(http, stream=True), stream=True)
    async for piece in answer.aiter_bytes():
        size += len(piece)
        if size > 300_000:
            break
    await answer.aclose()
    await closing(simulator)


@every_wire
@pytest.mark.parametrize("stream", [True, False])
async def test_empty_is_a_valid_answer_with_nothing_in_it(
    simulator: ScriptedSimulator, http: httpx.AsyncClient, wire: Wire, stream: bool
) -> None:
    script(simulator, "empty")
    text = await read(http, wire, stream)
    assert b"one" not in text
    assert (wire.end in text) or not stream


@every_wire
async def test_repeat_sends_more_than_a_hundred_identical_pieces(
    simulator: ScriptedSimulator, http: httpx.AsyncClient, wire: Wire
) -> None:
    script(simulator, "repeat")
    text = await read(http, wire)
    assert text.count(b'"0.0 "') >= 150


@every_wire
@pytest.mark.parametrize("kind", ["truncate", "malformed", "html"])
async def test_without_streaming_half_an_answer_is_no_json(
    simulator: ScriptedSimulator, http: httpx.AsyncClient, wire: Wire, kind: str
) -> None:
    script(simulator, kind)
    answer = await http.send(wire.request(http, stream=False))
    with pytest.raises(ValueError):
        answer.json()


@every_wire
async def test_without_streaming_an_error_event_is_a_status(
    simulator: ScriptedSimulator, http: httpx.AsyncClient, wire: Wire
) -> None:
    script(simulator, "error-event")
    assert (await http.send(wire.request(http, stream=False))).status_code == 500


async def openai_chat(clients: Clients) -> Any:
    return await clients.openai().chat.completions.create(model="gpt-5.4", messages=USER, stream=True)


async def openai_responses(clients: Clients) -> Any:
    return await clients.openai().responses.create(model="gpt-5.4", input="Hello", stream=True)


async def anthropic_messages(clients: Clients) -> Any:
    return await clients.anthropic().messages.create(model="claude-sonnet-5", max_tokens=9, messages=USER, stream=True)


async def gemini_generate(clients: Clients) -> Any:
    return await clients.gemini().generate_content_stream(model="gemini-2.5-flash", contents="Hello")


@pytest.mark.parametrize(
    ("ask", "kind"),
    [
        (openai_chat, openai.APIError),
        (anthropic_messages, anthropic.APIStatusError),
        (gemini_generate, errors.APIError),
    ],
)
async def test_the_sdk_raises_on_an_error_event(
    simulator: ScriptedSimulator, clients: Clients, ask: Any, kind: Any
) -> None:
    script(simulator, "error-event", after=2, message="out of order")
    seen = 0
    stream = await ask(clients)
    with pytest.raises(kind, match="out of order"):
        async for _ in stream:
            seen += 1
    assert seen >= 2


async def test_responses_say_error_and_failed(simulator: ScriptedSimulator, clients: Clients) -> None:
    script(simulator, "error-event", after=2)
    events = [event async for event in await openai_responses(clients)]
    assert [event.type for event in events[-2:]] == ["error", "response.failed"]
    assert [event.sequence_number for event in events] == list(range(len(events)))
    assert events[-1].response.error.code == "server_error"


@pytest.mark.parametrize("ask", [openai_chat, openai_responses, anthropic_messages, gemini_generate])
async def test_the_sdk_raises_on_a_malformed_chunk(simulator: ScriptedSimulator, clients: Clients, ask: Any) -> None:
    script(simulator, "malformed", after=1)
    stream = await ask(clients)
    with pytest.raises((ValueError, errors.UnknownApiResponseError)):
        async for _ in stream:
            pass


@every_wire
async def test_pace_and_delay(simulator: ScriptedSimulator, http: httpx.AsyncClient, wire: Wire) -> None:
    simulator.script.append(replace(Reply([WORDS]), delay=0.1, pace=0.05, chunk=12))
    started = time.monotonic()
    assert wire.end in await read(http, wire)
    assert time.monotonic() - started >= 0.2


async def test_every_wait_and_write_ends_once_the_client_has_closed() -> None:
    channel = Channel(Mock(spec=RequestHandler))
    waiting = asyncio.create_task(channel.wait(600))
    await asyncio.sleep(0)
    channel.client_closed()
    with pytest.raises(ClientGone):
        await asyncio.wait_for(waiting, HANG_SECONDS)
    with pytest.raises(ClientGone):
        await channel.send(b"text")


async def test_stopping_is_not_noted_as_the_clients_doing(http: httpx.AsyncClient) -> None:
    simulator = ScriptedSimulator()
    await simulator.start()
    script(simulator, "silent")
    async with httpx.AsyncClient(base_url=simulator.url) as client:
        asked = asyncio.create_task(client.send(WIRES[0].request(client, stream=True)))
        await until(lambda: simulator.received)
        await simulator.stop()
        with pytest.raises(httpx.TransportError):
            await asked
    assert simulator.received[0].closed_after is None


async def closing(simulator: ScriptedSimulator) -> None:
    """Wait until the simulator has noticed."""
    await until(lambda: simulator.received[0].closed_after is not None)
