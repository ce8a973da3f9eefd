"""The command line as a user has it; only the providers are the simulator."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ai_jup.cli.commands import commands
from ai_jup.llm.litellm_port.loading import loaded
from tests.scripted_simulator import ScriptedSimulator

KEYS = ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GEMINI_API_KEY", "GOOGLE_API_KEY")
BASES = {
    "OPENAI_BASE_URL": "openai",
    "ANTHROPIC_BASE_URL": "anthropic",
    "GOOGLE_GEMINI_BASE_URL": "gemini",
}

Command = Callable[..., Result]


@pytest.fixture(scope="session", autouse=True)
def litellm_loaded() -> None:
    """Before the first run of the process, which would say that it waits for that where the machine is slow."""
    loaded()


@pytest.fixture
def simulator() -> Iterator[ScriptedSimulator]:
    with ScriptedSimulator.run_in_thread() as running:
        yield running


@pytest.fixture(autouse=True)
def keyless(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No key, no address, no settings of whoever runs the tests; and no simulator instead."""
    for name in (*KEYS, *BASES):
        monkeypatch.delenv(name, raising=False)
    for name in ("CONFIG", "DATA", "RUNTIME"):
        monkeypatch.setenv(f"JUPYTER_{name}_DIR", str(tmp_path / "jupyter" / name.lower()))
    monkeypatch.setenv("AI_JUP_SIMULATOR", "0")
    # the checkout, for programs that are started; what it is run with may not have it
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def with_keys(simulator: ScriptedSimulator, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in KEYS[:3]:
        monkeypatch.setenv(name, f"canary-{name.lower()}")
    for name, provider in BASES.items():
        monkeypatch.setenv(name, simulator.bases[provider])


@pytest.fixture
def ai_jup() -> Command:
    """`ai-jup ARGUMENTS`, in this process: its output, its exit code."""

    def run(*arguments: object) -> Result:
        result = CliRunner().invoke(commands, [str(each) for each in arguments], catch_exceptions=False)
        # nbclient leaves a loop for what it does in a blocking way
        asyncio.set_event_loop(None)
        return result

    return run
