"""Compares JSON with a TypedDict, strictly: unknown fields, wrong types and lists item by item.

Pydantic would do, but it neither refuses unknown fields in other people's TypedDicts nor looks
into an `Iterable`, and the SDKs' request types are made of both.
"""

from __future__ import annotations

import types
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from typing_extensions import NotRequired, Required, is_typeddict

PLAIN: dict[Any, tuple[type, ...]] = {
    str: (str,),
    bool: (bool,),
    int: (int,),
    float: (int, float),
    type(None): (type(None),),
}


def mismatch(value: Any, kind: Any, place: str = "body") -> str | None:
    """Say where a value does not fit a type, None where it fits."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Required, NotRequired, Annotated):
        return mismatch(value, arguments[0], place)
    if origin in (Union, types.UnionType):
        return _union(value, arguments, place)
    if origin is Literal:
        return None if value in arguments else f"{place}: {value!r} is none of {arguments}"
    if is_typeddict(kind):
        return _fields(value, kind, place)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _mapping(value, arguments[1], place)
    if _is_list(kind, origin):
        return _items(value, arguments[0], place)
    return _plain(value, kind, place)


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind, include_extras=True)


def _is_list(kind: Any, origin: Any) -> bool:
    named = getattr(origin, "__name__", "")
    return named == "SequenceNotStr" or (isinstance(origin, type) and issubclass(origin, Iterable))


def _plain(value: Any, kind: Any, place: str) -> str | None:
    if kind in (Any, object):
        return None
    allowed = PLAIN.get(kind)
    if allowed is None:
        return f"{place}: no JSON fits {kind}"
    if isinstance(value, bool) and kind is not bool:
        return f"{place}: {value!r} is not {kind.__name__}"
    return None if isinstance(value, allowed) else f"{place}: {value!r} is not {kind.__name__}"


def _fields(value: Any, kind: Any, place: str) -> str | None:
    if not isinstance(value, dict):
        return f"{place}: {value!r} is no object"
    hints = _hints(kind)
    if unknown := set(value) - set(hints):
        return f"{place}: {kind.__name__} has no {sorted(unknown)}"
    for name, hint in hints.items():
        if name not in value:
            if get_origin(hint) is Required:
                return f"{place}: {kind.__name__} needs {name!r}"
        elif wrong := mismatch(value[name], hint, f"{place}.{name}"):
            return wrong
    return None


def _mapping(value: Any, kind: Any, place: str) -> str | None:
    if not isinstance(value, dict):
        return f"{place}: {value!r} is no object"
    found = (mismatch(item, kind, f"{place}.{name}") for name, item in value.items())
    return next((wrong for wrong in found if wrong), None)


def _items(value: Any, kind: Any, place: str) -> str | None:
    if not isinstance(value, list):
        return f"{place}: {value!r} is no list"
    found = (mismatch(item, kind, f"{place}[{index}]") for index, item in enumerate(value))
    return next((wrong for wrong in found if wrong), None)


def _union(value: Any, kinds: tuple[Any, ...], place: str) -> str | None:
    wrongs = []
    for kind in kinds:
        wrong = mismatch(value, kind, place)
        if wrong is None:
            return None
        wrongs.append((_fits_tag(value, kind), len(wrong.split(":")[0]), wrong))
    # The most telling is of the alternative whose tag fits and that went deepest.
    return max(wrongs)[2]


def _fits_tag(value: Any, kind: Any) -> bool:
    if not (is_typeddict(kind) and isinstance(value, dict)):
        return False
    hints = _hints(kind)
    tags = [name for name in ("type", "role") if name in hints and name in value]
    return bool(tags) and all(mismatch(value[tag], hints[tag]) is None for tag in tags)
