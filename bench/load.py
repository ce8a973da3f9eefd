"""Many runs, with what they do kept on disk and without: one after the other, and all at once.

On real servers with the simulator behind them, beside requests that anybody else makes of them. The two take turns,
each first as often as the other, and what is printed is the median of the pairs: what else the machine does meets both.
"""

import asyncio
import json
import os
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

import httpx
from tornado.httpclient import HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from .burst import HEADERS, simulator, start_run
from .servers import Server, jupyter_server

IN_A_ROW = 1_000
SLICE = 10
"""Runs that one server makes before it is the other's turn."""
AT_ONCE = 100
ROUNDS = 6
"""Times that each server makes so many."""
WORDS = 70
PACE = 0.2
"""Seconds between two words of one run. With 0.05 a hundred runs are more than a slow processor can do, LiteLLM alone
takes it all, and what comes late there has waited in a line whose length is chance."""
Result = TypeVar("Result")
ENDS = ("run-finished", "run-failed", "run-stopped")


@dataclass(frozen=True)
class _Measured:
    """One server, kept on disk or not."""

    server: Server
    socket: WebSocketClientConnection

    @property
    def megabytes(self) -> float:
        """Resident memory of the server's process."""
        pages = int(Path(f"/proc/{self.server.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGESIZE") / 1e6

    @property
    def cpu(self) -> float:
        """Seconds of a processor that it has taken."""
        fields = Path(f"/proc/{self.server.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class _Late:
    """How much later than their pace tokens come, and how long others wait; seconds."""

    beginning: float
    """While not all runs have begun: to begin a hundred takes a server seconds, the most of it in LiteLLM; median."""
    median: float
    """While all of them stream, as the next."""
    p95: float
    others: float
    """The 99th percentile of other requests."""


async def report() -> None:
    """Print both ways beside each other."""
    with ExitStack() as stack:
        provider = stack.enter_context(simulator())
        key = {"OPENAI_API_KEY": "bench", "OPENAI_BASE_URL": f"{provider}/v1"}
        extension = "--ServerApp.jpserver_extensions={'ai_jup': True}"
        servers = [
            stack.enter_context(jupyter_server(extension, f"--AiJup.journal={on}", environment=key))
            for on in (False, True)
        ]
        async with httpx.AsyncClient(timeout=60, headers=HEADERS) as client:
            bare, kept = [_Measured(server, await _socket(server)) for server in servers]
            for each in (bare, kept):
                await _row(client, provider, each, 20)
            await _in_a_row(client, provider, bare, kept)
            await _at_once(client, provider, bare, kept)


async def _in_a_row(client: httpx.AsyncClient, provider: str, bare: _Measured, kept: _Measured) -> None:
    begun, cpu = kept.megabytes, (bare.cpu, kept.cpu)
    pairs: list[tuple[float, float]] = []
    for bare_first in _turns(IN_A_ROW // SLICE):
        pairs.append(await _pair(bare_first, partial(_row, client, provider, count=SLICE), bare, kept))
    ratios = statistics.quantiles((on_disk / in_memory for in_memory, on_disk in pairs), n=4)
    a_run = statistics.median(in_memory for in_memory, _ in pairs) / SLICE
    more = (kept.cpu - cpu[1]) / (bare.cpu - cpu[0])
    print(
        f"{IN_A_ROW:,} runs in a row: {ratios[1]:.2f} times on disk what they take in memory ({a_run * 1e3:.1f} ms; "
        f"half of the pairs {ratios[0]:.2f} to {ratios[2]:.2f}), {more:.2f} times the processor time, "
        f"{kept.megabytes - begun:.0f} MB more than at the beginning"
    )


async def _at_once(client: httpx.AsyncClient, provider: str, bare: _Measured, kept: _Measured) -> None:
    pairs: list[tuple[_Late, _Late]] = []
    for bare_first in _turns(ROUNDS):
        pairs.append(await _pair(bare_first, partial(_all_at_once, client, provider), bare, kept))
    figures: dict[str, Callable[[_Late], float]] = {
        "while they begin, median": lambda late: late.beginning,
        "while all stream, median": lambda late: late.median,
        "while all stream, p95": lambda late: late.p95,
    }
    for what, of in figures.items():
        in_memory, on_disk, later = _compared(pairs, of)
        print(
            f"{AT_ONCE} runs at once, a token later than its pace, {what}: "
            f"{on_disk:.1f} ms on disk, {in_memory:.1f} ms in memory; of the pairs {later:+.1f} ms"
        )
    in_memory, on_disk, later = _compared(pairs, lambda late: late.others)
    print(
        f"meanwhile another request, p99: {on_disk:.0f} ms, {in_memory:.0f} ms in memory; of the pairs {later:+.0f} ms"
    )


def _turns(count: int) -> Iterator[bool]:
    """Whether the one in memory is first; as often as not."""
    return (number % 2 == 0 for number in range(count))


async def _pair(
    bare_first: bool, measure: Callable[[_Measured], Awaitable[Result]], bare: _Measured, kept: _Measured
) -> tuple[Result, Result]:
    """In memory, and on disk."""
    if bare_first:
        return await measure(bare), await measure(kept)
    on_disk = await measure(kept)
    return await measure(bare), on_disk


def _compared(pairs: Sequence[tuple[_Late, _Late]], of: Callable[[_Late], float]) -> tuple[float, float, float]:
    """Milliseconds in memory, on disk, and how much later on disk; medians."""
    in_memory, on_disk = ([of(pair[at]) for pair in pairs] for at in (0, 1))
    later = [two - one for one, two in zip(in_memory, on_disk, strict=True)]
    return statistics.median(in_memory) * 1e3, statistics.median(on_disk) * 1e3, statistics.median(later) * 1e3


async def _socket(server: Server) -> WebSocketClientConnection:
    address = f"{server.url.replace('http', 'ws', 1)}/ai-jup/events"
    return await websocket_connect(HTTPRequest(address, headers=HEADERS))


async def _row(client: httpx.AsyncClient, provider: str, measured: _Measured, count: int) -> float:
    """Seconds of so many runs, one after the other."""
    text = "word " * WORDS
    script = [{"parts": [{"type": "text", "text": text}]}] * count
    (await client.post(f"{provider}/control/script", json=script)).raise_for_status()
    begun = time.perf_counter()
    for number in range(count):
        run = await _start(client, measured, number)
        async for event in _events(measured.socket, {run}):
            assert event["type"] != "run-failed", event
    return time.perf_counter() - begun


async def _start(client: httpx.AsyncClient, measured: _Measured, number: int) -> str:
    run = await start_run(client, measured.server, number)
    await measured.socket.write_message(json.dumps({"run": run}))
    return run


async def _events(socket: WebSocketClientConnection, runs: set[str]) -> AsyncIterator[dict[str, str]]:
    """What comes of the runs, until all have ended."""
    while runs and (message := await socket.read_message()):
        event = json.loads(message)
        yield event
        if event["type"] in ENDS:
            runs.discard(event["run"])


async def _all_at_once(client: httpx.AsyncClient, provider: str, measured: _Measured) -> _Late:
    script = [{"parts": [{"type": "text", "text": "word " * WORDS}], "pace": PACE}] * AT_ONCE
    (await client.post(f"{provider}/control/script", json=script)).raise_for_status()
    runs = set(await asyncio.gather(*(_start(client, measured, number) for number in range(AT_ONCE))))
    before: dict[str, float] = {}
    beginning: list[float] = []
    late: list[float] = []
    async with _others(client, measured.server) as times:
        async for event in _events(measured.socket, runs):
            if event["type"] == "text-delta":
                now, run = time.perf_counter(), event["run"]
                if run in before:
                    those = late if len(before) == AT_ONCE else beginning
                    those.append(max(0.0, now - before[run] - PACE))
                before[run] = now
    return _Late(
        beginning=statistics.median(beginning),
        median=statistics.median(late),
        p95=statistics.quantiles(late, n=20)[-1],
        others=statistics.quantiles(times, n=100)[-1],
    )


@asynccontextmanager
async def _others(client: httpx.AsyncClient, server: Server) -> AsyncIterator[list[float]]:
    """Seconds of each of the requests that are made meanwhile, fifty a second."""
    times: list[float] = []

    async def ask() -> None:
        while True:
            await asyncio.sleep(0.02)
            begun = time.perf_counter()
            (await client.get(f"{server.url}/api")).raise_for_status()
            times.append(time.perf_counter() - begun)

    asking = asyncio.create_task(ask())
    try:
        yield times
    finally:
        asking.cancel()
