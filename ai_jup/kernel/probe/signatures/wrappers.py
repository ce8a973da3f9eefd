"""Decorators that hide the parameters of what they decorate: `functools.wraps` was left out."""

from __future__ import annotations

import inspect
from typing import Any

from ..values.text import shorten
from .parameters import Parameter

SIGNATURE = 300
"""Characters of a hidden signature."""


def hidden_note(function: Any, parameters: list[Parameter]) -> str:
    """What a model should know of a function that only takes `*args` and `**kwargs`; empty for any other."""
    hidden = _hidden(function)
    if not parameters or not hidden or not all(map(_takes_all, parameters)):
        return ""
    placed = [each.name for each in parameters if each.kind is inspect.Parameter.VAR_POSITIONAL]
    probably = f" They are probably those of {_told(hidden[0])}." if len(hidden) == 1 else ""
    place = f" Arguments by position go into {placed[0]}." if placed else ""
    return f"A wrapper hides this function's own parameters.{probably}{place}"


def _takes_all(parameter: Parameter) -> bool:
    """Whether it is the `*args` or `**kwargs` of a wrapper, which say nothing of what they take."""
    is_star = parameter.kind in (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    said = parameter.annotation
    is_of_another = type(said).__name__ in ("ParamSpecArgs", "ParamSpecKwargs")
    return is_star and (said in (inspect.Parameter.empty, Any, object) or is_of_another)


def _hidden(function: Any) -> list[Any]:
    """The functions that a wrapper may call, as its closure or the object itself holds them."""
    function = getattr(function, "__func__", function)
    held = [_content(cell) for cell in getattr(function, "__closure__", None) or ()]
    if not inspect.isroutine(function) and not inspect.isclass(function):
        held += list(getattr(function, "__dict__", {}).values())
    return [value for value in held if inspect.isroutine(value)]


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
