"""What a terminal shows while a notebook runs."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ai_jup.cli import terminal
from ai_jup.cli.terminal import TerminalProgress
from ai_jup.cli.wording import IN_A_TERMINAL
from ai_jup.execution import PromptDone
from ai_jup.number_format import in_dollars


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [100.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    monkeypatch.setattr("shutil.get_terminal_size", lambda: os.terminal_size((40, 24)))
    return now


def test_the_line_fits_and_is_drawn_ten_times_a_second(clock: list[float], capsys: pytest.CaptureFixture[str]) -> None:
    progress = TerminalProgress()
    progress.begun(2, "prompt", 9)
    for characters in range(1_000):
        clock[0] += 0.001
        progress.answering("A model with a very long name indeed", None, characters)
    drawn = [line for line in capsys.readouterr().err.split("\r") if line.strip()]
    assert 5 <= len(drawn) <= 11
    assert max(map(len, drawn)) == 39


@pytest.mark.parametrize(("cost", "told"), [(0.0123, "; 30 tokens, $0.0123 so far"), (None, "; 30 tokens so far")])
def test_a_cost_that_is_not_known_is_left_out(
    clock: list[float], capsys: pytest.CaptureFixture[str], cost: float | None, told: str
) -> None:
    progress = TerminalProgress()
    record = {"input_tokens": 10, "output_tokens": 20, "cost": cost, "model": "openai/x"}
    progress.answered(PromptDone("p", 2, "finished", record))
    assert capsys.readouterr().err == f"Cell 2: answered by openai/x{told}\n"


@pytest.mark.parametrize(
    ("amount", "told"),
    [(0, "$0.00"), (1e-06, "$0.000001"), (0.01234567, "$0.01235"), (0.5, "$0.50"), (1234.567, "$1,234.57")],
)
def test_dollars_are_never_told_as_powers_of_ten(amount: float, told: str) -> None:
    assert in_dollars(amount) == told


@pytest.mark.parametrize("said", IN_A_TERMINAL)
def test_what_is_said_otherwise_in_a_terminal_is_said_by_the_server(said: str) -> None:
    package = Path(terminal.__file__).parents[1]
    sources = (path.read_text() for path in package.rglob("*.py") if path.parent.name != "cli")
    assert any(said in source for source in sources)
