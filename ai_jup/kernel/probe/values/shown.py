"""A value as a model reads it: text of a bounded length, and pictures."""

from __future__ import annotations

import functools
import time
from typing import Any, Dict

from ..time_limit import is_late, within
from .definitions import definition_text
from .figures import Picture, attached_html, bundle_pictures, pictures_of, said_by_pictures
from .objects import object_text, said_by_str
from .rich import Rich
from .tables import table_text
from .telling import NAME, Telling, is_bare, naming, tell
from .text import LIMIT, as_text, has_no_repr, said, shorten, type_name

ROOM = LIMIT - 200
"""Characters of one value."""
SECONDS = 2.0
"""For one value."""

Shown = Dict[str, Any]
"""`type`, `text`, `pictures`; among these HTML, where an object has nothing else."""


def show(value: Any, shell: Any, known: list[str] | None = None) -> Shown:
    """Describe a value; whatever goes wrong is said in its text.

    `known` gets what is known of it before that which may take too long.
    """
    pictures: list[Picture] = []
    try:
        rich = Rich(value, shell)
        own = rich.words
        pictures, notes = bundle_pictures(own) if own else pictures_of(value, rich)
        told = with_names(tell(own, bool(pictures), ROOM)) if own else _text(value, rich, bool(pictures), known)
        pictures += [attached_html(told.html)] if told.html else []
        text = "\n".join(filter(None, [told.text, *notes]))
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
    known: list[str] = []
    try:
        shown: Shown = within(seconds, lambda: show(value, shell, known))
        return shown
    except BaseException as error:  # SystemExit too: a `__repr__` may raise anything
        why = f"it took more than {seconds:g} s" if is_late(error, begun, seconds) else said(error)
        return {"type": kind_of(value), "text": partly(known, why) or f"[it cannot be shown: {why}]", "pictures": []}


def partly(known: list[str], why: str) -> str:
    """What is known of a value of which the rest cannot be shown; empty if that is nothing."""
    return "\n".join([*known, f"[the rest cannot be shown: {why}]"]) if known else ""


def _text(value: Any, rich: Rich, has_picture: bool, known: list[str] | None) -> Telling:
    if type(value) is str:
        return Telling(_string(value))
    beside = said_by_pictures(value) if has_picture else None
    if beside is not None:
        return Telling(beside)
    failed = []
    for reader in (functools.partial(table_text, known=known), definition_text, object_text):
        try:
            text = reader(value)
        except Exception as error:
            failed.append(f"[its facts could not be read: {said(error)}]")
            continue
        if text is not None:
            return Telling(text)
    told = _object(value, rich, has_picture)
    return told._replace(text="\n".join([told.text, *failed]))


def _object(value: Any, rich: Rich, has_picture: bool) -> Telling:
    """Its chart, its Markdown; else a `__repr__` of its own, and if that says nothing, what Jupyter would show."""
    own = tell(rich.bundle, has_picture, ROOM) if rich.bundle else Telling()
    text = rich.own_text() or as_text(value)
    if isinstance(text, dict):
        return tell(text, has_picture, ROOM)
    if own.text and own.text != str(rich.bundle.get("text/plain") or "").strip():
        return with_names(own)
    if not has_no_repr(value) and not is_bare(text):
        return Telling(text)
    texts = rich.texts()
    # what its class is made of says less than what it shows
    if has_no_repr(value) and (has_picture or "text/html" in texts):
        text = f"<{type_name(value)} object>"
    told = with_names(tell({"text/plain": text, **texts}, has_picture, ROOM))
    if told.text in ("", text) and not (told.html or has_picture) and is_bare(text):
        told = told._replace(text=said_by_str(value) or told.text or text)
    # its name stands in its type already
    return told._replace(text="" if told.html and is_bare(told.text or text) else told.text or text)


def with_names(telling: Telling) -> Telling:
    """With its name for what cannot be told."""
    if telling.widget:
        name = telling.text[:NAME]
        return Telling("[a widget, not shown{}{}]".format(": " if name else "", name))
    named = "" if telling.html else naming(telling.hidden)
    return telling._replace(text=" ".join(filter(None, [telling.text, named])))


def _string(value: str) -> str:
    title = f"str of {len(value):,} characters"
    return repr(value) if len(value) <= 200 else f"{title}:\n{shorten(value, LIMIT - 200)}"
