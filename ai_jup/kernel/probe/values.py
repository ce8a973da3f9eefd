"""A value as a model reads it: text of a bounded length, and pictures."""

from __future__ import annotations

import time
from typing import Any, Dict

from .definitions import definition_text
from .figures import Picture, pictures_of
from .limits import is_late, within
from .rich import Rich, chart_in, is_bare, told
from .tables import table_text
from .text import LIMIT, as_text, has_no_repr, said, shorten, type_name

SECONDS = 2.0
"""For one value."""

Shown = Dict[str, Any]
"""`type`, `text`, `pictures`."""


def show(value: Any, shell: Any) -> Shown:
    """Describe a value; whatever goes wrong is said in its text."""
    pictures: list[Picture] = []
    try:
        rich = Rich(value, shell)
        pictures, notes = pictures_of(value, rich)
        text = _text(value, rich, bool(pictures))
        text = "\n".join([text, *notes])
    except Exception as error:
        text = f"[it cannot be shown: {said(error)}]"
    return {"type": kind_of(value), "text": shorten(text, LIMIT), "pictures": pictures}


def kind_of(value: Any) -> str:
    """The type's name."""
    try:
        return type_name(value)
    except Exception:  # a metaclass can do anything
        return "object"


def show_in_time(value: Any, shell: Any, seconds: float = SECONDS) -> Shown:
    """The same within a time; raises nothing."""
    begun = time.monotonic()
    try:
        shown: Shown = within(seconds, lambda: show(value, shell))
        return shown
    except BaseException as error:  # SystemExit too: a `__repr__` may raise anything
        why = f"it took more than {seconds:g} s" if is_late(error, begun, seconds) else said(error)
        return {"type": kind_of(value), "text": f"[it cannot be shown: {why}]", "pictures": []}


def _text(value: Any, rich: Rich, has_picture: bool) -> str:
    if type(value) is str:
        return _string(value)
    failed = []
    for reader in (table_text, definition_text):
        try:
            text = reader(value)
        except Exception as error:
            failed.append(f"[its facts could not be read: {said(error)}]")
            continue
        if text is not None:
            return text
    return "\n".join([chart_in(rich.bundle) or _object(value, rich, has_picture), *failed])


def _object(value: Any, rich: Rich, has_picture: bool) -> str:
    """A `__repr__` of its own is the plainest text; one that says nothing gives way to what Jupyter would show."""
    text = as_text(value)
    if not has_no_repr(value) and not is_bare(text):
        return text
    return told({"text/plain": text, **rich.texts()}, has_picture) or text


def _string(value: str) -> str:
    title = f"str of {len(value):,} characters"
    return repr(value) if len(value) <= 200 else f"{title}:\n{shorten(value, LIMIT - 200)}"
