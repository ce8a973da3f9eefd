"""A simulator that refuses what the real providers would, and the port that asks it."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterator

import pytest
from anyio import pytest_plugin

from ai_jup.llm.litellm_port import LiteLLMModel
from tests.request_types import check
from tests.scripted_simulator import ScriptedSimulator


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """pytest-jupyter, which goes first otherwise, runs tests in another loop than their fixtures'."""
    return pytest_plugin.pytest_pyfunc_call(pyfuncitem)


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
def no_complaints(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Nothing is left that a loop complains of, the worker's among them: a task's error, a generator still open."""
    yield
    assert [
        record.getMessage()
        for record in caplog.get_records("call")
        if record.name == "asyncio" and record.levelno >= logging.ERROR
    ] == []


@pytest.fixture
async def simulator(anyio_backend: str) -> AsyncIterator[ScriptedSimulator]:
    simulator = ScriptedSimulator(check=check)
    await simulator.start()
    yield simulator
    await simulator.stop()


@pytest.fixture(scope="session")
def model() -> Iterator[LiteLLMModel]:
    model = LiteLLMModel()
    yield model
    model.close()
