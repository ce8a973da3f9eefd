"""A plugin of pytest: how many faults a run of the tests has injected, and the seed that brings them all back."""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable, Iterable

import pytest

SEED = "AI_JUP_FAULTS_SEED"
PROPERTY = "faults injected"


def seed() -> int:
    """This run's; new each time, unless `AI_JUP_FAULTS_SEED` says it."""
    return int(os.environ.setdefault(SEED, str(random.randrange(1_000_000))))


def pytest_configure() -> None:
    seed()  # before there are workers, which inherit it


class Tally:
    """Counts what one test injects, and gathers what broke, so that one failure does not hide the others."""

    def __init__(self) -> None:
        self.injected: Counter[str] = Counter()
        self.lost: list[str] = []

    def count(self, where: str, number: int = 1) -> None:
        self.injected[where] += number

    def check(self, where: str, judge: Callable[[], object]) -> None:
        """Count a fault, and judge what came of it."""
        self.count(where)
        try:
            judge()
        except AssertionError as broken:
            self.lost.append(str(broken))


@pytest.fixture
def tally(record_property: Callable[[str, object], None]) -> Iterable[Tally]:
    """Fails the test at its end where anything was lost."""
    counted = Tally()
    yield counted
    for where, number in counted.injected.items():
        record_property(PROPERTY, [where, number])
    record_property("faults lost", len(counted.lost))
    shown = "\n\n".join(counted.lost[:5])
    assert not counted.lost, f"{len(counted.lost)} of {counted.injected.total()} faults, seed {seed()}:\n{shown}"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [report for each in terminalreporter.stats.values() for report in each]
    properties = [
        each for report in reports if getattr(report, "when", "") == "teardown" for each in report.user_properties
    ]
    injected: Counter[str] = Counter()
    lost = 0
    for name, value in properties:
        if name == PROPERTY:
            injected[value[0]] += value[1]
        elif name == "faults lost":
            lost += value
    if injected:
        parts = ", ".join(f"{where} {number:,}" for where, number in injected.most_common())
        terminalreporter.write_line(f"{injected.total():,} faults injected ({parts}), {lost} lost, seed {seed()}")
