"""The command line: `ai-jup`, and `jupyter ai-jup`."""

import gc
from typing import Any


def main(*arguments: Any, **named: Any) -> None:
    """See click's `Command.main`."""
    # what is loaded stays: looking through all of it for garbage, again and again, takes a tenth of a command's time
    gc.disable()
    try:
        # takes a second or two, in which an interrupt is no error either
        from .commands import commands
    except KeyboardInterrupt:
        raise SystemExit("Aborted!") from None
    finally:
        gc.enable()
    gc.freeze()
    commands(*arguments, **named)
