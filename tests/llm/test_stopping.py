"""Stop closes the provider's connection long before the answer would end; loops share one worker."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncGenerator

import anyio
import pytest

from ai_jup.llm import worker as worker_module
from ai_jup.llm.litellm_port import LiteLLMModel
from ai_jup.llm.port import Piece, ReasoningPiece, TextPiece
from ai_jup.llm.worker import Worker
from ai_jup.simulator import Fault, Reply, Text
from tests.llm.asking import QUIET, Way, asking, every_way, hear
from tests.scripted_simulator import ScriptedSimulator

pytestmark = QUIET

LONG = Reply([Text("word " * 2000)], pace=0.01)


async def closed(simulator: ScriptedSimulator) -> None:
    with anyio.fail_after(10):
        while simulator.received[0].closed_after is None:
            await anyio.sleep(0.005)


@every_way
async def test_closing_closes_the_connection(simulator: ScriptedSimulator, model: LiteLLMModel, way: Way) -> None:
    simulator.script.append(LONG)
    pieces = model.stream(asking(way.target(simulator)))
    await anext(pieces)
    await pieces.aclose()
    await closed(simulator)


@every_way
async def test_cancelling_the_reader_closes_the_connection(
    simulator: ScriptedSimulator, model: LiteLLMModel, way: Way
) -> None:
    simulator.script.append(Reply([Text("never")], fault=Fault("silent")))
    task = asyncio.create_task(hear(model, asking(way.target(simulator))))
    with anyio.fail_after(20):
        while not simulator.received:
            await anyio.sleep(0.005)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await closed(simulator)


@every_way
async def test_a_whole_reply_is_not_closed_early(simulator: ScriptedSimulator, model: LiteLLMModel, way: Way) -> None:
    simulator.script.append(Reply([Text("all of it")]))
    assert (await hear(model, asking(way.target(simulator)))).end.finish_reason == "stop"
    await anyio.sleep(0.05)
    assert simulator.received[0].closed_after is None


async def test_a_hundred_streams_at_once_are_all_whole(model: LiteLLMModel) -> None:
    with ScriptedSimulator.run_in_thread(
        answer=lambda received: Reply([Text("a b c d e f g h i j")], pace=0.02)
    ) as busy:
        target = Way("anthropic/claude-sonnet-4-5").target(busy)
        heard = await asyncio.gather(*(hear(model, asking(target)) for _ in range(100)))
    assert [reply.text for reply in heard] == ["a b c d e f g h i j"] * 100


async def test_it_serves_several_loops(simulator: ScriptedSimulator, model: LiteLLMModel) -> None:
    simulator.script.extend([Reply([Text("one")]), Reply([Text("two")])])
    request = asking(Way("openai/gpt-4.1").target(simulator))
    here = await hear(model, request)
    there = await asyncio.to_thread(lambda: asyncio.run(hear(model, request)))
    assert (here.text, there.text) == ("one", "two")


@pytest.fixture
def worker() -> AsyncGenerator[Worker, None]:
    worker = Worker()
    yield worker  # type: ignore[misc]
    worker.close()


async def test_waiting_pieces_are_joined_in_order(worker: Worker) -> None:
    async def produce() -> AsyncGenerator[Piece, None]:
        for text in "abc":
            yield TextPiece(text)
        yield ReasoningPiece("r")
        for text in "de":
            yield TextPiece(text)

    pieces = worker.stream(produce)
    first = asyncio.ensure_future(anext(pieces))
    await asyncio.sleep(0)
    time.sleep(0.5)  # noqa: ASYNC251  the reader is busy meanwhile
    got = [await first] + [piece async for piece in pieces]
    assert got == [TextPiece("abc"), ReasoningPiece("r"), TextPiece("de")]


async def test_the_producer_waits_for_a_slow_reader(worker: Worker) -> None:
    made = 0

    async def produce() -> AsyncGenerator[Piece, None]:
        nonlocal made
        while True:
            made += 1
            yield TextPiece("x" * 100_000)

    pieces = worker.stream(produce)
    await anext(pieces)
    await anyio.sleep(0.1)
    before = made
    await anyio.sleep(0.1)
    assert made == before < 3 * worker_module.LIMIT / 100_000
    while made == before:  # it goes on once there is room
        await anext(pieces)
    await pieces.aclose()


async def test_exceptions_cross_and_closing_reaches_the_producer(worker: Worker) -> None:
    ended: list[str] = []

    async def produce() -> AsyncGenerator[Piece, None]:
        try:
            yield TextPiece("a")
            await asyncio.sleep(60)
        finally:
            ended.append("closed")

    async def fail() -> AsyncGenerator[Piece, None]:
        yield TextPiece("a")
        raise KeyError("from the worker")

    pieces = worker.stream(produce)
    await anext(pieces)
    await pieces.aclose()
    assert ended == ["closed"]
    with pytest.raises(KeyError, match="from the worker"):
        assert [piece async for piece in worker.stream(fail)] == []


async def test_a_closed_worker_ends_its_streams(worker: Worker) -> None:
    async def produce() -> AsyncGenerator[Piece, None]:
        yield TextPiece("a")
        await asyncio.sleep(60)

    pieces = worker.stream(produce)
    await anext(pieces)
    await asyncio.to_thread(worker.close)
    with pytest.raises(RuntimeError):
        await anext(pieces)


async def test_turns_between_threads_are_short_only_while_something_comes(worker: Worker) -> None:
    async def produce() -> AsyncGenerator[Piece, None]:
        yield TextPiece("a")
        await asyncio.sleep(60)

    before = sys.getswitchinterval()
    one, other = worker.stream(produce), worker.stream(produce)
    await anext(one)
    await anext(other)
    await one.aclose()
    assert sys.getswitchinterval() == worker_module.TURN_SECONDS < before
    await other.aclose()
    assert sys.getswitchinterval() == before
    one = worker.stream(produce)
    await anext(one)
    sys.setswitchinterval(0.002)  # another extension's choice stays
    await one.aclose()
    assert sys.getswitchinterval() == 0.002
    sys.setswitchinterval(before)
