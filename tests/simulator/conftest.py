"""A simulator for each test, which refuses what the real providers would refuse."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import httpx
import pytest

from ai_jup.simulator import Simulator
from tests.request_types import check
from tests.simulator.clients import Clients


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def simulator(anyio_backend: str) -> AsyncIterator[Simulator]:
    simulator = Simulator(check=check, control=True)
    await simulator.start()
    yield simulator
    await simulator.stop()


@pytest.fixture
async def http(simulator: Simulator) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=simulator.url, timeout=5) as client:
        yield client


@pytest.fixture
async def clients(simulator: Simulator) -> AsyncIterator[Clients]:
    async with AsyncExitStack() as stack:
        yield Clients(simulator, stack)
