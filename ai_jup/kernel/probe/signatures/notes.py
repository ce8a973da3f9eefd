"""What `Annotated` and `Field` say of a value beside its type: a description, limits, a default."""

from __future__ import annotations

import math
import operator
import re
from typing import Any, Callable, Dict, Iterable

Schema = Dict[str, Any]

_NUMBERS: dict[str, tuple[str, str, Callable[[Any, Any], Any]]] = {
    "ge": ("minimum", "at least", operator.ge),
    "gt": ("exclusiveMinimum", "more than", operator.gt),
    "le": ("maximum", "at most", operator.le),
    "lt": ("exclusiveMaximum", "less than", operator.lt),
}
_LENGTHS = {
    "string": ("minLength", "maxLength"),
    "array": ("minItems", "maxItems"),
    "object": ("minProperties", "maxProperties"),
}


class Noted:
    """An annotation with notes, as `typing.Annotated` is, which older Pythons do not have."""

    def __init__(self, annotation: Any, notes: Iterable[Any]) -> None:
        self.__origin__ = annotation
        self.__metadata__ = tuple(notes)


def is_field(value: Any) -> bool:
    """Whether it is what `Field(...)` of pydantic or of what builds on it returns."""
    return any(base.__name__ == "FieldInfo" for base in type(value).__mro__)


def field_default(field: Any) -> list[Any]:
    """A `Field`'s default in a list of one, made where it is made anew each time; empty for one that is required."""
    factory = getattr(field, "default_factory", None)
    if callable(factory):
        return [factory()]
    default = getattr(field, "default", ...)
    return [] if default is ... or "Undefined" in type(default).__name__ else [default]


def has_default(field: Any) -> bool:
    """Whether the field may be left out; makes nothing."""
    return callable(getattr(field, "default_factory", None)) or bool(field_default(field))


def noted(schema: Schema, notes: Iterable[Any]) -> Schema:
    """The schema with what the notes say."""
    notes = list(_all(notes))
    told = [text for note in notes for text in _descriptions(note)]
    limits = [limit for note in notes for limit in _limits(note)]
    told += [f"{words} {bound}" for words, bound, _ in limits if not _is_number(bound)]
    made = _constrained(schema, notes)
    about = " ".join(dict.fromkeys(told))[:1_000]
    return {**made, "description": about} if about else made


def check(value: Any, notes: Iterable[Any]) -> Any:
    """The value; raises `ValueError` where it is beyond a limit."""
    for note in _all(notes):
        for words, bound, holds in _limits(note):
            if value is not None and not _is_within(value, bound, holds):
                raise ValueError(f"it must be {words} {bound}")
    return value


def _is_within(value: Any, bound: Any, holds: Callable[[Any, Any], Any]) -> bool:
    try:
        return bool(holds(value, bound))
    except Exception:  # a type that has no order: the limit is not about this value
        return True


def _all(notes: Iterable[Any]) -> Iterable[Any]:
    """The notes, and those that a `Field` holds."""
    for note in notes:
        yield note
        inner = getattr(note, "metadata", None)
        if isinstance(inner, (list, tuple)):
            yield from inner


def _descriptions(note: Any) -> Iterable[str]:
    for text in (note, getattr(note, "description", None), getattr(note, "documentation", None)):
        if isinstance(text, str) and text:
            yield text


def _limits(note: Any) -> Iterable[tuple[str, Any, Callable[[Any, Any], Any]]]:
    for name, (_, words, holds) in _NUMBERS.items():
        bound = getattr(note, name, None)
        if _is_bound(bound):
            yield words, bound, holds


def _is_bound(bound: Any) -> bool:
    return bound is not None and not callable(bound) and "Undefined" not in type(bound).__name__


def _is_number(bound: Any) -> bool:
    return isinstance(bound, (int, float)) and not isinstance(bound, bool) and math.isfinite(bound)


def _constrained(schema: Schema, notes: list[Any]) -> Schema:
    if "anyOf" in schema:
        return {**schema, "anyOf": [_constrained(option, notes) for option in schema["anyOf"]]}
    made = dict(schema)
    for note in notes:
        made.update(_of_numbers(note, made.get("type")))
        made.update(_of_lengths(note, made.get("type")))
    return made


def _of_numbers(note: Any, kind: Any) -> Schema:
    if kind not in ("integer", "number", None):
        return {}
    found = {keyword: getattr(note, name, None) for name, (keyword, _, _) in _NUMBERS.items()}
    found["multipleOf"] = getattr(note, "multiple_of", None)
    return {keyword: bound for keyword, bound in found.items() if _is_number(bound)}


def _of_lengths(note: Any, kind: Any) -> Schema:
    found: Schema = {}
    if kind in _LENGTHS:
        bounds = (getattr(note, "min_length", None), getattr(note, "max_length", None))
        found = {keyword: bound for keyword, bound in zip(_LENGTHS[kind], bounds) if _is_number(bound)}
    pattern = getattr(note, "pattern", None) or getattr(note, "regex", None)
    pattern = pattern.pattern if isinstance(pattern, type(re.compile(""))) else pattern
    return {**found, "pattern": pattern} if kind == "string" and isinstance(pattern, str) else found
