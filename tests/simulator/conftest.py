"""A simulator for each test, which refuses what the real providers would refuse."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import httpx
import pytest
from anyio import pytest_plugin

from tests.request_types import check
from tests.scripted_simulator import ScriptedSimulator
from tests.simulator.clients import Clients


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """pytest-jupyter, which goes first otherwise, runs tests in another loop than their fixtures'."""
    return pytest_plugin.pytest_pyfunc_call(pyfuncitem)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def simulator(anyio_backend: str) -> AsyncIterator[ScriptedSimulator]:
    simulator = ScriptedSimulator(check=check, control=True)
    await simulator.start()
    yield simulator
    await simulator.stop()


@pytest.fixture
async def http(simulator: ScriptedSimulator) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=simulator.url, timeout=5) as client:
        yield client


@pytest.fixture
async def clients(simulator: ScriptedSimulator) -> AsyncIterator[Clients]:
    async with AsyncExitStack() as stack:
        yield Clients(simulator, stack)
