"""What another request to the server waits while answers stream in bursts, beside the same request at rest."""

import asyncio
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from .ports import free_port
from .servers import TOKEN, Server, jupyter_server

WORDS = 6_000
AT_REST = 300
PAUSE = 0.003
HEADERS = {"Authorization": f"token {TOKEN}"}


async def report() -> None:
    """Print, for one burst and for ten at once, the 95th percentile of `GET /api` against the server at rest."""
    with simulator() as provider:
        key = {"OPENAI_API_KEY": "bench", "OPENAI_BASE_URL": f"{provider}/v1"}
        extension = "--ServerApp.jpserver_extensions={'ai_jup': True}"
        with jupyter_server(extension, environment=key) as server:
            async with httpx.AsyncClient(timeout=60, headers=HEADERS) as client:
                await _burst(client, provider, server, runs=1)
                rest = _p95([await _request(client, server) for _ in range(AT_REST)])
                for runs in (1, 10):
                    busy = _p95(await _burst(client, provider, server, runs))
                    what = f"another request while {runs} x {WORDS // runs} words stream at once, p95"
                    print(f"{what}: {busy * 1e3:.1f} ms, {busy / rest:.1f} times at rest ({rest * 1e3:.1f} ms)")


@contextmanager
def simulator() -> Iterator[str]:
    port = free_port()
    command = [sys.executable, "-m", "tests.scripted_simulator", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait()


async def _burst(client: httpx.AsyncClient, provider: str, server: Server, runs: int) -> list[float]:
    """Seconds of each request while so many runs share the words."""
    text = "word " * (WORDS // runs)
    script = [{"parts": [{"type": "text", "text": text}]}] * runs
    (await client.post(f"{provider}/control/script", json=script)).raise_for_status()
    for number in range(runs):
        await start_run(client, server, number)
    times = []
    while await _is_running(client, server):
        times += [await _request(client, server) for _ in range(10)]
    return times


async def start_run(client: httpx.AsyncClient, server: Server, number: int) -> str:
    """Send a prompt without cells above; its run's id."""
    body = {
        "protocol": 1,
        "notebook": {"path": "bench.ipynb", "trusted": True, "kernel_id": None},
        "prompt": {"id": f"{number}-{time.time()}", "source": "Go on."},
        "model": "openai/gpt-4o",
        "cells": [],
    }
    reply = (await client.post(f"{server.url}/ai-jup/prompt", json=body)).raise_for_status()
    run: str = reply.json()["run"]
    return run


async def _is_running(client: httpx.AsyncClient, server: Server) -> bool:
    reply = await client.get(f"{server.url}/ai-jup/runs", params={"notebook": "bench.ipynb"})
    return any(run["state"] == "running" for run in reply.json())


async def _request(client: httpx.AsyncClient, server: Server) -> float:
    await asyncio.sleep(PAUSE)
    begun = time.perf_counter()
    (await client.get(f"{server.url}/api")).raise_for_status()
    return time.perf_counter() - begun


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]
