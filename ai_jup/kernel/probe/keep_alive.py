"""The kernel stays when a function that is called asks it to end."""

from __future__ import annotations

from typing import Any

_NAME = "ask_exit"


class Staying:
    """While it is open, IPython's `quit` and `exit` raise `SystemExit`, as Python's own do, instead."""

    def __init__(self, shell: Any) -> None:
        self._shell = shell
        self._before: dict[str, Any] = {}

    def open(self) -> None:
        if hasattr(self._shell, _NAME):
            self._before = {name: own for name, own in vars(self._shell).items() if name == _NAME}
            setattr(self._shell, _NAME, _leave)

    def close(self) -> None:
        if getattr(self._shell, _NAME, None) is _leave:
            delattr(self._shell, _NAME)
            vars(self._shell).update(self._before)


def _leave() -> None:
    raise SystemExit
