"""A function as a model may call it: its parameters, its text, and a digest of what it does."""

from __future__ import annotations

import functools
import hashlib
import inspect
from typing import Any, Mapping

from ..values.text import as_text, said
from .annotations import Schema, described, field_to_python, schema_of, with_default
from .parameters import NotCallable, Parameter, parameters_of, plain
from .records import REQUIRED, Field
from .wrappers import hidden_note

__all__ = ["Misfit", "NotCallable", "bind", "describe", "digest"]

DOCUMENTATION = 8_000
"""Characters of a docstring."""

_VARIABLE = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
_BY_PLACE = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


class Misfit(Exception):
    """An argument that a parameter does not take; the text names the parameter and says why."""


def describe(function: Any) -> dict[str, Any]:
    """`schema` (JSON schema of its parameters), `doc`, `note` and `digest`; raises `NotCallable`.

    The note is what a model should know besides: that the parameters are hidden.
    """
    parameters = parameters_of(function, with_comments=True)
    properties: dict[str, Schema] = {}
    required: list[str] = []
    others: Any = False
    for each in parameters:
        if each.kind is inspect.Parameter.VAR_KEYWORD:
            others = _with_comment(schema_of(each.annotation, each.names), each) or True
            continue
        properties[each.name] = _with_comment(_property(each), each)
        if each.default is REQUIRED and each.kind not in _VARIABLE:
            required.append(each.name)
    schema = {"type": "object", "properties": properties, "required": required, "additionalProperties": others}
    note = hidden_note(function, parameters)
    return {"schema": schema, "doc": _documentation(function), "note": note, "digest": digest(function)}


def bind(function: Any, arguments: Mapping[str, Any]) -> tuple[list[Any], dict[str, Any]]:
    """JSON arguments as positional and named ones of the kinds that the annotations ask for; raises `Misfit`."""
    parameters = parameters_of(function)
    given = dict(arguments)
    by_place = _by_place(parameters, given)
    positional: list[Any] = []
    named: dict[str, Any] = {}
    for each in parameters:
        if each.kind is inspect.Parameter.VAR_KEYWORD:
            continue
        if each.kind is inspect.Parameter.VAR_POSITIONAL:
            items = given.pop(each.name, ())
            positional += [_read(each.name, item, (each.annotation, each.names, REQUIRED)) for item in items]
        elif each.name in by_place:
            positional.append(_argument(each, given))
        elif each.name in given or each.make is not None:
            named[each.name] = _argument(each, given)
    named.update(_others(parameters, given))
    return positional, named


def _by_place(parameters: list[Parameter], given: Mapping[str, Any]) -> set[str]:
    """The parameters that must go by place: all up to the last that cannot go by name, given or not."""
    placed = [each for each in parameters if each.kind in _BY_PLACE]
    if any(each.kind is inspect.Parameter.VAR_POSITIONAL and given.get(each.name) for each in parameters):
        return {each.name for each in placed}
    needed = [each.kind is inspect.Parameter.POSITIONAL_ONLY and _is_passed(each, given) for each in placed]
    last = max((at for at, is_needed in enumerate(needed) if is_needed), default=-1)
    return {each.name for each in placed[: last + 1]}


def _is_passed(parameter: Parameter, given: Mapping[str, Any]) -> bool:
    return parameter.name in given or parameter.make is not None


def _argument(parameter: Parameter, given: dict[str, Any]) -> Any:
    """What a parameter gets: the argument, or its default, where others come after it."""
    if parameter.name in given:
        field = (parameter.annotation, parameter.names, parameter.default)
        return _read(parameter.name, given.pop(parameter.name), field)
    if parameter.make is not None:
        return parameter.make()
    if parameter.default is REQUIRED:
        raise Misfit(f"{parameter.name}: it is missing")
    return parameter.default


def _others(parameters: list[Parameter], given: Mapping[str, Any]) -> dict[str, Any]:
    """What `**rest` takes."""
    rest = next((each for each in parameters if each.kind is inspect.Parameter.VAR_KEYWORD), None)
    if rest is None and given:
        raise Misfit(f"there is no parameter {next(iter(given))!r}")
    field = (rest.annotation, rest.names, REQUIRED) if rest else None
    return {name: _read(name, value, field) for name, value in given.items()} if field else {}


def _read(name: str, value: Any, field: Field) -> Any:
    try:
        return field_to_python(value, field)
    except Exception as error:
        raise Misfit(f"{name}: {said(error)}") from None


def digest(function: Any) -> str:
    """Changes with the function's own code; not with what it calls."""
    said = hashlib.sha256()
    inner = plain(function)
    code = getattr(inner, "__code__", None)
    named = (type(function), getattr(inner, "__module__", ""), getattr(inner, "__qualname__", ""))
    said.update(repr(named).encode("utf-8", "replace"))
    if code is not None:
        _add_code(said, code)
        said.update(as_text(getattr(inner, "__defaults__", None), 2_000).encode("utf-8", "replace"))
    return said.hexdigest()[:32]


def _add_code(said: Any, code: Any) -> None:
    said.update(code.co_code)
    said.update(repr((code.co_names, code.co_varnames, code.co_freevars)).encode("utf-8", "replace"))
    for constant in code.co_consts:
        if hasattr(constant, "co_code"):
            _add_code(said, constant)
        else:
            said.update(repr(constant).encode("utf-8", "replace"))


def _property(parameter: Parameter) -> Schema:
    schema = schema_of(parameter.annotation, parameter.names)
    if parameter.kind is inspect.Parameter.VAR_POSITIONAL:
        return {"type": "array", "items": schema}
    return with_default(schema, parameter.default)


def _with_comment(schema: Schema, parameter: Parameter) -> Schema:
    """The comment first: it is what the user wrote about it."""
    return described(schema, parameter.comment, first=True) if parameter.comment else schema


def _documentation(function: Any) -> str:
    if isinstance(function, functools.partial):
        function = function.func
    found = inspect.getdoc(function)
    if not found and not inspect.isroutine(function) and not inspect.isclass(function):
        found = inspect.getdoc(type(function).__call__)
    return found[:DOCUMENTATION] if isinstance(found, str) else ""
