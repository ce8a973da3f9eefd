"""The parameters of a function, as its signature, its source and pydantic's `Field` tell of them."""

from __future__ import annotations

import functools
import inspect
import sys
from typing import Any, Callable, Mapping, NamedTuple

from ..sentences import Sentence, marked
from .annotation_texts import resolve
from .annotations import json_default, schema_of
from .comments import comments_of
from .notes import Noted, field_default, has_default, is_field
from .records import REQUIRED, record_fields

ABSENT = ...
"""Stands for a default that only the function knows."""


class NotCallable(Exception):
    """It cannot be offered to a model."""

    def __init__(self, why: Sentence) -> None:
        super().__init__(why)
        self.why = why


class Parameter(NamedTuple):
    name: str
    kind: Any
    annotation: Any
    names: Mapping[str, Any]
    """In which to read the annotation."""
    default: Any
    """`REQUIRED`, `ABSENT`, or what it is."""
    make: Callable[[], Any] | None
    """Makes what has to be passed where nothing is given: Python itself would pass the `Field`, or nothing."""
    comment: str


def parameters_of(function: Any, with_comments: bool = False) -> list[Parameter]:
    """In order; raises `NotCallable`. Comments have to be looked for in the source, which may be a long one."""
    if not callable(function):
        raise NotCallable(marked("it is not a function: its type is {type}", type=type(function).__name__))
    try:
        found = list(_signature(function).parameters.values())
    except (TypeError, ValueError, NameError):
        raise NotCallable(
            marked("its parameters cannot be read; write your own function with annotations that calls it")
        ) from None
    names, comments = _names(function), comments_of(plain(function)) if with_comments else {}
    return [made for each in found for made in _parameters(each, names, comments.get(each.name, ""))]


def plain(function: Any) -> Any:
    """The function under partials, bound methods, decorators and objects that are called."""
    for _ in range(100):
        if isinstance(function, functools.partial):
            function = function.func
        elif inspect.ismethod(function):
            function = function.__func__
        elif hasattr(function, "__wrapped__") and callable(function.__wrapped__):
            function = function.__wrapped__
        else:
            break
    if inspect.isclass(function):
        return inspect.getattr_static(function, "__init__", function)
    if not inspect.isroutine(function) and callable(type(function)):
        return type(function).__call__
    return function


def _signature(function: Any) -> inspect.Signature:
    try:
        return inspect.signature(function)
    except NameError:  # from Python 3.14 on, of annotations that name what does not exist
        import annotationlib  # type: ignore[import-not-found,unused-ignore]

        return inspect.signature(function, annotation_format=annotationlib.Format.FORWARDREF)  # type: ignore[call-arg,unused-ignore]


def _names(function: Any) -> Mapping[str, Any]:
    """The names that annotations are read in: the function's own module."""
    inner = plain(function)
    found = getattr(inner, "__globals__", None)
    if not isinstance(found, dict):
        found = getattr(sys.modules.get(getattr(inner, "__module__", None) or ""), "__dict__", {})
    return found


def _parameters(parameter: Any, names: Mapping[str, Any], comment: str) -> list[Parameter]:
    """One of the signature; `**options: Unpack[Options]` are as many as `Options` has fields."""
    annotation = resolve(parameter.annotation, names)
    if parameter.kind is inspect.Parameter.VAR_KEYWORD:
        fields = _unpacked_fields(annotation, names)
        if fields is not None:
            return [_keyword(name, field) for name, field in fields.items()]
    empty = inspect.Parameter.empty
    default = REQUIRED if parameter.default is empty else parameter.default
    field = _field(annotation, default)
    if is_field(default):
        annotation = Noted(Any if annotation is empty else annotation, [default])
    if field is None:
        told = _type_of(default) if annotation is empty else annotation
        return [Parameter(parameter.name, parameter.kind, told, names, default, None, comment)]
    is_given = has_default(field)
    # a default that is made anew each time is not made to be told
    told = ABSENT if callable(getattr(field, "default_factory", None)) else [*field_default(field), REQUIRED][0]
    make = (lambda: field_default(field)[0]) if is_given else None
    return [Parameter(parameter.name, parameter.kind, annotation, names, told, make, comment)]


def _field(annotation: Any, default: Any) -> Any:
    """The `Field` that says the default; null where there is none, or where the signature says another."""
    if default is not REQUIRED:
        return default if is_field(default) else None
    notes = [note for note in getattr(annotation, "__metadata__", ()) if is_field(note)]
    return notes[0] if notes else None


def _keyword(name: str, field: Any) -> Parameter:
    annotation, names, default = field
    return Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation, names, default, None, "")


def _unpacked_fields(annotation: Any, names: Mapping[str, Any]) -> Any:
    origin = str(getattr(annotation, "__origin__", ""))
    if origin.rpartition(".")[2] != "Unpack":
        return None
    return record_fields(resolve(annotation.__args__[0], names))


def _type_of(default: Any) -> Any:
    """The class of a default that stands for a type: what JSON says of the default itself need not be said twice."""
    kind = type(default)
    if default is REQUIRED or (json_default(default) and kind in (bool, int, float, str, list, dict, type(None))):
        return inspect.Parameter.empty
    if callable(default) or schema_of(kind, {}).get("properties") or "type" not in schema_of(kind, {}):
        return inspect.Parameter.empty
    return kind
