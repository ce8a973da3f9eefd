"""A value as a model reads it: text of a bounded length, and pictures."""

from __future__ import annotations

import inspect
from typing import Any, Dict

from .limits import OutOfTime, within
from .pictures import TEXT_TYPES, Picture, formatted, pictures_of
from .tables import table_text
from .text import LIMIT, as_text, has_no_repr, said, shorten, type_name

SECONDS = 2.0
"""For one value."""
SOURCE = 4_000
"""Characters of a function's source."""

Shown = Dict[str, Any]
"""`type`, `text`, `pictures`."""


def show(value: Any, shell: Any) -> Shown:
    """Describe a value; whatever goes wrong is said in its text."""
    pictures: list[Picture] = []
    try:
        pictures, notes = pictures_of(value, shell)
        text = _text(value, shell, bool(pictures))
        text = "\n".join([text, *notes])
    except Exception as error:
        text = f"[it cannot be shown: {said(error)}]"
    try:
        kind = type_name(value)
    except Exception:  # a metaclass can do anything
        kind = "object"
    return {"type": kind, "text": shorten(text, LIMIT), "pictures": pictures}


def show_in_time(value: Any, shell: Any, seconds: float = SECONDS) -> Shown:
    """The same within a time; raises nothing but what nobody expected."""
    try:
        shown: Shown = within(seconds, lambda: show(value, shell))
        return shown
    except (OutOfTime, KeyboardInterrupt):
        text = f"[it cannot be shown: that took more than {seconds:g} s]"
        return {"type": type(value).__name__, "text": text, "pictures": []}


def _text(value: Any, shell: Any, has_picture: bool) -> str:
    if type(value) is str:
        return _string(value)
    table = table_text(value)
    if table is not None:
        return table
    if inspect.isroutine(value) or inspect.isclass(value):
        return _source(value)
    if inspect.ismodule(value):
        return _module(value)
    text = as_text(value)
    if not has_picture and has_no_repr(value):
        made = formatted(value, shell, TEXT_TYPES)
        return "\n".join([text, *(shorten(str(part)) for part in made.values())])
    return text


def _string(value: str) -> str:
    title = f"str of {len(value):,} characters"
    return repr(value) if len(value) <= 200 else f"{title}:\n{shorten(value, LIMIT - 200)}"


def _source(value: Any) -> str:
    try:
        return shorten(inspect.getsource(value), SOURCE)
    except (OSError, TypeError):
        pass
    try:
        signature = str(inspect.signature(value))
    except (TypeError, ValueError):
        signature = "(...)"
    text = "{}{}".format(getattr(value, "__qualname__", repr(value)), signature)
    return "{}\n{}".format(text, shorten(inspect.getdoc(value) or "", 1_000))


def _module(value: Any) -> str:
    names = [name for name in vars(value) if not name.startswith("_")]
    text = shorten(inspect.getdoc(value) or "", 500)
    return "{!r}\n{}\nnames: {}".format(value, text, shorten(", ".join(names), 1_500))
