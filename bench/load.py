"""Many runs, with what they do kept on disk and without: one after the other, and all at once.

On a real server with the simulator behind it, beside requests that anybody else makes of it.
"""

import asyncio
import json
import os
import statistics
import time
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from tornado.httpclient import HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from .burst import HEADERS, simulator, start_run
from .servers import Server, jupyter_server

IN_A_ROW = 1_000
SLICE = 100
"""Runs that one server makes before it is the other's turn: what else the machine does meets both."""
AT_ONCE = 100
WORDS = 100
PACE = 0.05
ENDS = ("run-finished", "run-failed", "run-stopped")


@dataclass
class _Measured:
    """One server, kept on disk or not."""

    server: Server
    socket: WebSocketClientConnection
    seconds: float = 0.0

    @property
    def megabytes(self) -> float:
        """Resident memory of the server's process."""
        pages = int(Path(f"/proc/{self.server.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGESIZE") / 1e6


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
                each.seconds = 0
            begun = kept.megabytes
            for _ in range(IN_A_ROW // SLICE):
                for each in (bare, kept):
                    await _row(client, provider, each, SLICE)
            grown = kept.megabytes - begun
            print(
                f"{IN_A_ROW:,} runs in a row: {kept.seconds / bare.seconds:.2f} times on disk what they take in memory "
                f"({bare.seconds / IN_A_ROW * 1e3:.1f} ms a run), {grown:.0f} MB more than at the beginning"
            )
            for where, each in (("in memory", bare), ("on disk", kept)):
                late, other = await _all_at_once(client, provider, each)
                print(
                    f"{AT_ONCE} runs at once, {where}: a token later than its pace, median {late[0] * 1e3:.1f} ms, "
                    f"p95 {late[1] * 1e3:.0f} ms; another request p99 {other * 1e3:.0f} ms"
                )


async def _socket(server: Server) -> WebSocketClientConnection:
    address = f"{server.url.replace('http', 'ws', 1)}/ai-jup/events"
    return await websocket_connect(HTTPRequest(address, headers=HEADERS))


async def _row(client: httpx.AsyncClient, provider: str, measured: _Measured, count: int) -> None:
    text = "word " * WORDS
    script = [{"parts": [{"type": "text", "text": text}]}] * count
    (await client.post(f"{provider}/control/script", json=script)).raise_for_status()
    begun = time.perf_counter()
    for number in range(count):
        run = await _start(client, measured, number)
        async for event in _events(measured.socket, {run}):
            assert event["type"] != "run-failed", event
    measured.seconds += time.perf_counter() - begun


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


async def _all_at_once(
    client: httpx.AsyncClient, provider: str, measured: _Measured
) -> tuple[tuple[float, float], float]:
    """How much later than their pace tokens come, median and 95th percentile, and others' 99th; seconds."""
    script = [{"parts": [{"type": "text", "text": "word " * WORDS}], "pace": PACE}] * AT_ONCE
    (await client.post(f"{provider}/control/script", json=script)).raise_for_status()
    runs = set(await asyncio.gather(*(_start(client, measured, number) for number in range(AT_ONCE))))
    before: dict[str, float] = {}
    late: list[float] = []
    async with _others(client, measured.server) as times:
        async for event in _events(measured.socket, runs):
            if event["type"] == "text-delta":
                now, run = time.perf_counter(), event["run"]
                if run in before:
                    late.append(max(0.0, now - before[run] - PACE))
                before[run] = now
    return (statistics.median(late), statistics.quantiles(late, n=20)[-1]), statistics.quantiles(times, n=100)[-1]


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
