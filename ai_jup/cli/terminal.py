"""Progress on a terminal: one line that says what runs, and one for each prompt that is over. Quiet in a pipe."""

import sys

import click

from ..execution import Progress, PromptDone
from ..number_format import in_thousands


class TerminalProgress(Progress):
    """Tells people on standard error."""

    def __init__(self) -> None:
        self._line = ""
        self._where = ""
        self._tokens = 0
        self._cost = 0.0

    def begun(self, cell: int, kind: str, of: int) -> None:
        self._where = f"Cell {cell} of {of}, {kind}"
        self._show(self._where)

    def answering(self, model: str, output_tokens: int | None, characters: int) -> None:
        came = f"{in_thousands(output_tokens)} tokens" if output_tokens else f"{characters:,} characters"
        self._show(f"{self._where}: {model}, {came}; {self._sum()}")

    def answered(self, done: PromptDone) -> None:
        record = done.record
        self._tokens += (record.get("input_tokens") or 0) + (record.get("output_tokens") or 0)
        self._cost += done.paid or 0.0
        self._clear()
        click.echo(f"Cell {done.cell}: {_words(done)}; {self._sum()}", err=True)
        for warning in done.warnings:
            click.echo(f"    {warning}", err=True)

    def end(self) -> None:
        """Leave the terminal as it was."""
        self._clear()

    def _sum(self) -> str:
        return f"{in_thousands(self._tokens)} tokens, ${self._cost:.4f} so far"

    def _show(self, line: str) -> None:
        width = 100
        self._clear()
        self._line = line[:width]
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


def progress() -> Progress:
    """For this terminal; nothing where there is none."""
    return TerminalProgress() if sys.stderr.isatty() else Progress()
