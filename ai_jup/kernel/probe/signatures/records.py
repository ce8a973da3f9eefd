"""Dataclasses, classes of attrs, TypedDicts and NamedTuples: their fields."""

from __future__ import annotations

import dataclasses
import sys
from typing import Any, Dict, Mapping, Tuple

from .annotation_texts import resolve
from .notes import Noted, has_default, is_field


class _Required:
    """Stands for no default."""


REQUIRED = _Required()
Field = Tuple[Any, Mapping[str, Any], Any]
"""Annotation, names in which to read it, and the default: `REQUIRED`, null, or any other object."""
Fields = Dict[str, Field]


def record_fields(kind: Any) -> Fields | None:
    """The fields by name; null for classes that are no records."""
    names = _names_around(kind)
    if dataclasses.is_dataclass(kind):
        missing = dataclasses.MISSING
        given = {each.name: each for each in dataclasses.fields(kind) if each.init}
        # one that is made anew each time is not made to be told
        unsaid = {n: REQUIRED if each.default_factory is missing else ... for n, each in given.items()}
        made = {n: unsaid[n] if each.default is missing else each.default for n, each in given.items()}
        return {n: with_notes((each.type, names, made[n])) for n, each in given.items()}
    if hasattr(kind, "__attrs_attrs__"):
        return {
            getattr(each, "alias", each.name): _attrs_field(each, names) for each in kind.__attrs_attrs__ if each.init
        }
    if isinstance(kind, type) and issubclass(kind, dict) and hasattr(kind, "__total__"):
        return {n: (each, names, _typed_dict_default(kind, n, each, names)) for n, each in _annotations(kind).items()}
    if isinstance(kind, type) and issubclass(kind, tuple) and hasattr(kind, "_fields"):
        known, defaults = _annotations(kind), getattr(kind, "_field_defaults", {})
        return {name: (known.get(name, Any), names, defaults.get(name, REQUIRED)) for name in kind._fields}
    return None


def _attrs_field(attribute: Any, names: Mapping[str, Any]) -> Field:
    default = attribute.default
    kind = type(default).__name__
    stands = ... if kind == "Factory" else default
    return attribute.type or Any, names, REQUIRED if kind == "_Nothing" else stands


def with_notes(field: Field) -> Field:
    """A field or parameter whose default is pydantic's `Field(...)`: what that says is part of the annotation.

    The default is then `...`: there is one.
    """
    annotation, names, default = field
    if not is_field(default):
        return field
    return Noted(annotation, [default]), names, ... if has_default(default) else REQUIRED


def _typed_dict_default(kind: Any, name: str, annotation: Any, names: Mapping[str, Any]) -> Any:
    # Python cannot tell of an annotation that stands as text
    said = str(getattr(resolve(annotation, names), "__origin__", "")).rpartition(".")[2]
    if said in ("Required", "NotRequired"):
        return REQUIRED if said == "Required" else ...
    required = getattr(kind, "__required_keys__", frozenset(kind.__annotations__ if kind.__total__ else ()))
    return REQUIRED if name in required else ...


def _annotations(kind: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for base in reversed(kind.__mro__):
        found.update(getattr(base, "__annotations__", None) or {})
    return found


def _names_around(kind: Any) -> Mapping[str, Any]:
    return vars(sys.modules.get(kind.__module__)) if kind.__module__ in sys.modules else {}
