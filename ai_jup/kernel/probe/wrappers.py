"""Decorators that hide the parameters of what they decorate: `functools.wraps` was left out."""

from __future__ import annotations

import inspect
from typing import Any

from .parameters import Parameter
from .text import shorten

SIGNATURE = 300
"""Characters of a hidden signature."""


def hidden_note(function: Any, parameters: list[Parameter]) -> str:
    """What a model should know of a function that only takes `*args` and `**kwargs`; empty for any other."""
    kinds = {each.kind: each.name for each in parameters}
    named = kinds.get(inspect.Parameter.VAR_KEYWORD)
    placed = kinds.get(inspect.Parameter.VAR_POSITIONAL)
    is_open = all(each.annotation is inspect.Parameter.empty for each in parameters)
    inner = _hidden(function)
    if not named or len(kinds) > (2 if placed else 1) or not is_open or inner is None:
        return ""
    place = f" Arguments by position go into {placed}." if placed else ""
    return f"A wrapper hides this function's own parameters. They are probably those of {_told(inner)}.{place}"


def _hidden(function: Any) -> Any:
    """The function that a wrapper calls, as its closure holds it; null where there is none or more than one."""
    code, cells = getattr(function, "__code__", None), getattr(function, "__closure__", None)
    if code is None or not cells:
        return None
    found = [value for value in map(_content, cells) if inspect.isroutine(value)]
    return found[0] if len(found) == 1 else None


def _content(cell: Any) -> Any:
    try:
        return cell.cell_contents
    except ValueError:  # nothing is in it yet
        return None


def _told(function: Any) -> str:
    name = getattr(function, "__name__", "a function")
    try:
        return shorten(f"{name}{inspect.signature(function)}", SIGNATURE)
    except Exception:  # annotations may be anything
        return f"{name}(...)"
