"""What gives its items one after another, as a function's result: the first of them."""

from __future__ import annotations

import collections.abc
import inspect
import itertools
from typing import Any

from .values.text import as_text, has_no_repr, said

TAKEN = 100
"""Items that are taken."""

_MODULES = ("builtins", "itertools")
"""Modules whose iterators are known to do nothing but give items."""


class Taken:
    """What a generator or its like gave, up to a number, or until it failed."""

    def __init__(self, kind: str, items: list[Any], error: Exception | None = None) -> None:
        more = "" if len(items) < TAKEN else f"\n[only the first {TAKEN} items were read]"
        self.text = f"{kind} of: {as_text(items)}{more}"
        self.error = error

    def __repr__(self) -> str:
        """As a part of a result."""
        return self.text if self.error is None else f"{self.text}, then {said(self.error)}"


def taken(result: Any) -> Any:
    """The first items of a result that gives them one by one: `Taken`, or what to await for that; else the result.

    So are those that stand in a tuple, list or dict.
    """
    if inspect.isasyncgen(result):
        return _taken_later(result)
    if type(result) in (tuple, list) and any(map(_is_read, result[:TAKEN])):
        return type(result)(_taken(each) for each in result)
    if type(result) is dict and any(map(_is_read, itertools.islice(result.values(), TAKEN))):
        return {key: _taken(each) for key, each in result.items()}
    return _taken(result)


def _taken(result: Any) -> Any:
    if not _is_read(result):
        return result
    items: list[Any] = []
    try:
        items.extend(itertools.islice(result, TAKEN))
    except Exception as error:
        return Taken(type(result).__name__, items, error)
    return Taken(type(result).__name__, items)


def _is_read(result: Any) -> bool:
    """Of others only those that have no text of their own: a file is more than its lines."""
    if not isinstance(result, collections.abc.Iterator):
        return False
    return inspect.isgenerator(result) or type(result).__module__ in _MODULES or has_no_repr(result)


async def _taken_later(result: Any) -> Taken:
    items: list[Any] = []
    try:
        async for item in result:
            items.append(item)
            if len(items) == TAKEN:
                break
    except Exception as error:
        return Taken("async generator", items, error)
    finally:
        await result.aclose()
    return Taken("async generator", items)
