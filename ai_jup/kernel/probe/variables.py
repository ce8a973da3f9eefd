"""The notebook's own names, and the variables among them that a model may give as arguments, by name."""

from __future__ import annotations

import sys
from typing import Any, Mapping

TOLD = 8
"""Variables that are told where there is no such one."""


def shell() -> Any:
    """IPython's shell; null outside of it."""
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython is not None else None


def user_names() -> Mapping[str, Any]:
    """What the notebook's cells have defined."""
    names = getattr(shell(), "user_ns", None)
    return names if isinstance(names, dict) else vars(sys.modules["__main__"])


def variable(name: Any, kind: type) -> Any:
    """The variable of this name and class; raises `ValueError`, which tells what there is instead."""
    found = {key: each for key, each in list(user_names().items()) if _is_offered(key, each, kind)}
    if isinstance(name, str) and name in found:
        return found[name]
    known = ", ".join(list(found)[:TOLD])
    there = f"those that do: {known}" if known else "none does"
    raise ValueError(f"no variable of the notebook named {str(name)[:100]!r} holds a {kind.__name__}; {there}")


def _is_offered(name: Any, value: Any, kind: type) -> bool:
    return isinstance(name, str) and not name.startswith("_") and isinstance(value, kind)
