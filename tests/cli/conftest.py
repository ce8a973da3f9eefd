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


def nothing_of_the_user(patch: pytest.MonkeyPatch, folder: Path) -> None:
    """No key, no address, no settings of whoever runs the tests; and no simulator instead."""
    for name in (*KEYS, *BASES):
        patch.delenv(name, raising=False)
    for name in ("CONFIG", "DATA", "RUNTIME"):
        patch.setenv(f"JUPYTER_{name}_DIR", str(folder / "jupyter" / name.lower()))
    patch.setenv("AI_JUP_SIMULATOR", "0")
    # the checkout, for programs that are started; what it is run with may not have it
    patch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    patch.chdir(folder)


def give_keys(patch: pytest.MonkeyPatch, simulator: ScriptedSimulator) -> None:
    """Keys of all providers, which are the simulator."""
    for name in KEYS[:3]:
        patch.setenv(name, f"canary-{name.lower()}")
    for name, provider in BASES.items():
        patch.setenv(name, simulator.bases[provider])


def run_command(*arguments: object) -> Result:
    """`ai-jup ARGUMENTS`, in this process: its output, its exit code."""
    result = CliRunner().invoke(commands, [str(each) for each in arguments], catch_exceptions=False)
    # nbclient leaves a loop for what it does in a blocking way
    asyncio.set_event_loop(None)
    return result


@pytest.fixture(autouse=True)
def keyless(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    nothing_of_the_user(monkeypatch, tmp_path)


@pytest.fixture
def with_keys(simulator: ScriptedSimulator, monkeypatch: pytest.MonkeyPatch) -> None:
    give_keys(monkeypatch, simulator)


@pytest.fixture
def ai_jup() -> Command:
    return run_command
