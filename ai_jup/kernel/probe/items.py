"""What gives its items one after another, as a function's result: the first of them."""

from __future__ import annotations

import collections.abc
import inspect
import itertools
from typing import Any, Iterable

from .text import as_text, has_no_repr

TAKEN = 100
"""Items that are taken."""

_MODULES = ("builtins", "itertools")
"""Modules whose iterators are known to do nothing but give items."""


class Taken:
    """What a generator or its like gave, up to a number."""

    def __init__(self, kind: str, items: Iterable[Any]) -> None:
        taken = list(itertools.islice(items, TAKEN))
        more = "" if len(taken) < TAKEN else f"\n[only the first {TAKEN} items were read]"
        self.text = f"{kind} of: {as_text(taken)}{more}"


def taken(result: Any) -> Any:
    """The first items of a result that gives them one by one: `Taken`, or what to await for that; else the result."""
    if inspect.isasyncgen(result):
        return _taken_later(result)
    return Taken(type(result).__name__, result) if _is_read(result) else result


def _is_read(result: Any) -> bool:
    """Of others only those that have no text of their own: a file is more than its lines."""
    if not isinstance(result, collections.abc.Iterator):
        return False
    return inspect.isgenerator(result) or type(result).__module__ in _MODULES or has_no_repr(result)


async def _taken_later(result: Any) -> Taken:
    items = []
    try:
        async for item in result:
            items.append(item)
            if len(items) == TAKEN:
                break
    finally:
        await result.aclose()
    return Taken("async generator", items)
