"""The command line: `ai-jup`, and `jupyter ai-jup`."""

from typing import Any


def main(*arguments: Any, **named: Any) -> None:
    """See click's `Command.main`."""
    try:
        # takes a second or two, in which an interrupt is no error either
        from .commands import commands
    except KeyboardInterrupt:
        raise SystemExit("Aborted!") from None
    commands(*arguments, **named)
