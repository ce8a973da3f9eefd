"""Progress on a terminal: one line that says what runs, and one for each prompt that is over. Quiet in a pipe."""

import shutil
import sys
import time
from collections.abc import Iterable

import click

from ..execution import Progress, PromptDone
from ..number_format import in_dollars, in_thousands
from .wording import in_terminal

REDRAWN_SECONDS = 0.1
"""At least so long a line stands while an answer comes."""


class TerminalProgress(Progress):
    """Tells people on standard error."""

    def __init__(self) -> None:
        self._line = ""
        self._where = ""
        self._tokens = 0
        self._cost: float | None = 0.0
        self._drawn = 0.0

    def begun(self, cell: int, kind: str, of: int) -> None:
        self._where = f"Cell {cell} of {of}, {kind}"
        self._show(self._where)

    def answering(self, model: str, output_tokens: int | None, characters: int) -> None:
        if time.monotonic() - self._drawn < REDRAWN_SECONDS:
            return
        came = f"{in_thousands(output_tokens)} tokens" if output_tokens else f"{characters:,} characters"
        self._show(f"{self._where}: {model}, {came}{self._sum()}")

    def answered(self, done: PromptDone) -> None:
        record = done.record
        self._tokens += (record.get("input_tokens") or 0) + (record.get("output_tokens") or 0)
        self._cost = None if None in (self._cost, done.paid) else (self._cost or 0.0) + (done.paid or 0.0)
        self._clear()
        click.echo(f"Cell {done.cell}: {_words(done)}{self._sum()}", err=True)
        for warning in done.warnings:
            click.echo(f"    {in_terminal(warning)}", err=True)

    def end(self) -> None:
        """Leave the terminal as it was."""
        self._clear()

    def _sum(self) -> str:
        if not self._tokens:
            return ""
        cost = "" if self._cost is None else f", {in_dollars(self._cost)}"
        return f"; {in_thousands(self._tokens)} tokens{cost} so far"

    def _show(self, line: str) -> None:
        self._clear()
        self._drawn = time.monotonic()
        # in the last column some terminals go on to the next line
        self._line = line[: shutil.get_terminal_size().columns - 1]
        sys.stderr.write(f"\r{self._line}")
        sys.stderr.flush()

    def _clear(self) -> None:
        if self._line:
            sys.stderr.write("\r" + " " * len(self._line) + "\r")
            self._line = ""


def _words(done: PromptDone) -> str:
    record = done.record
    model = "the simulator" if record.get("simulated") else record.get("model", "no model")
    if done.error:
        return f"not answered ({done.error['code']})"
    how = " (replayed)" if record.get("replayed") else ""
    seconds = f" in {record['seconds']:.1f} s" if record.get("seconds") else ""
    return f"answered by {model}{how}{seconds}"


def tell(lines: Iterable[str]) -> None:
    """On standard error, which has what is not the result."""
    for line in lines:
        click.echo(line, err=True)


def progress() -> Progress:
    """For this terminal; nothing where there is none."""
    return TerminalProgress() if sys.stderr.isatty() else Progress()
