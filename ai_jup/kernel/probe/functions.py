"""A function as a model may call it: its parameters, its text, and a digest of what it does."""

from __future__ import annotations

import functools
import hashlib
import inspect
import sys
from typing import Any, Mapping

from .annotations import REQUIRED, Field, Schema, field_to_python, json_default, nullable, schema_of
from .text import as_text, said

DOCUMENTATION = 8_000
"""Characters of a docstring."""

_VARIABLE = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)


class Misfit(Exception):
    """An argument that a parameter does not take; the text names the parameter and says why."""


class NotCallable(Exception):
    """It cannot be offered to a model; the text says why."""


def describe(function: Any) -> dict[str, Any]:
    """`schema` (JSON schema of its parameters), `doc`, `returns` and `digest`; raises `NotCallable`."""
    parameters, names = _parameters(function)
    properties: dict[str, Schema] = {}
    required: list[str] = []
    others: Any = False
    for each in parameters:
        if each.kind is inspect.Parameter.VAR_KEYWORD:
            others = schema_of(each.annotation, names) or True
            continue
        properties[each.name] = _property(each, names)
        if each.default is inspect.Parameter.empty and each.kind not in _VARIABLE:
            required.append(each.name)
    schema = {"type": "object", "properties": properties, "required": required, "additionalProperties": others}
    return {"schema": schema, "doc": _documentation(function), "digest": digest(function)}


def bind(function: Any, arguments: Mapping[str, Any]) -> tuple[list[Any], dict[str, Any]]:
    """JSON arguments as positional and named ones of the kinds that the annotations ask for; raises `Misfit`."""
    parameters, names = _parameters(function)
    given, positional, named = dict(arguments), [], {}
    for each in parameters:
        if each.name not in given:
            continue
        if each.kind is inspect.Parameter.VAR_KEYWORD:
            continue
        value = given.pop(each.name)
        if each.kind is inspect.Parameter.VAR_POSITIONAL:
            positional += [_read(each.name, item, (each.annotation, names, REQUIRED)) for item in value]
        elif each.kind is inspect.Parameter.POSITIONAL_ONLY or _fills_up(parameters, each, given, positional):
            positional.append(_read(each.name, value, (each.annotation, names, each.default)))
        else:
            named[each.name] = _read(each.name, value, (each.annotation, names, each.default))
    rest = next((each for each in parameters if each.kind is inspect.Parameter.VAR_KEYWORD), None)
    for name, value in given.items():
        if rest is None:
            raise Misfit(f"there is no parameter {name!r}")
        named[name] = _read(name, value, (rest.annotation, names, REQUIRED))
    return positional, named


def _read(name: str, value: Any, field: Field) -> Any:
    try:
        return field_to_python(value, field)
    except Exception as error:
        raise Misfit(f"{name}: {said(error)}") from None


def _fills_up(parameters: list[Any], parameter: Any, given: Mapping[str, Any], positional: list[Any]) -> bool:
    """Whether it must go by place, because more positional ones follow and all before it are given."""
    more = next((each for each in parameters if each.kind is inspect.Parameter.VAR_POSITIONAL), None)
    is_ordinary = parameter.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD
    return bool(more and given.get(more.name) and is_ordinary and parameters.index(parameter) == len(positional))


def digest(function: Any) -> str:
    """Changes with the function's own code; not with what it calls."""
    said = hashlib.sha256()
    inner = _plain(function)
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


def _plain(function: Any) -> Any:
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


def _parameters(function: Any) -> tuple[list[Any], Mapping[str, Any]]:
    if not callable(function):
        raise NotCallable(f"it is not a function, but {_article(type(function).__name__)}")
    try:
        found = list(_signature(function).parameters.values())
    except (TypeError, ValueError, NameError):
        raise NotCallable(
            "its parameters cannot be read; write your own function with annotations that calls it"
        ) from None
    return found, _names(function)


def _signature(function: Any) -> inspect.Signature:
    try:
        return inspect.signature(function)
    except NameError:  # from Python 3.14 on, of annotations that name what does not exist
        import annotationlib  # type: ignore[import-not-found,unused-ignore]

        return inspect.signature(function, annotation_format=annotationlib.Format.FORWARDREF)  # type: ignore[call-arg,unused-ignore]


def _names(function: Any) -> Mapping[str, Any]:
    """The names that annotations are read in: the function's own module."""
    inner = _plain(function)
    found = getattr(inner, "__globals__", None)
    if not isinstance(found, dict):
        found = getattr(sys.modules.get(getattr(inner, "__module__", None) or ""), "__dict__", {})
    return found


def _property(parameter: Any, names: Mapping[str, Any]) -> Schema:
    schema = schema_of(parameter.annotation, names)
    if parameter.kind is inspect.Parameter.VAR_POSITIONAL:
        return {"type": "array", "items": schema}
    if parameter.default is inspect.Parameter.empty:
        return schema
    schema = nullable(schema) if parameter.default is None else schema
    told = json_default(parameter.default)
    if told:
        return {**schema, "default": told[0]}
    about = " ".join(filter(None, [schema.get("description"), f"default: {_default_text(parameter.default)}"]))
    return {**schema, "description": about}


def _default_text(value: Any) -> str:
    try:
        return as_text(value, 200)
    except Exception:
        return type(value).__name__


def _documentation(function: Any) -> str:
    if isinstance(function, functools.partial):
        function = function.func
    found = inspect.getdoc(function)
    if not found and not inspect.isroutine(function) and not inspect.isclass(function):
        found = inspect.getdoc(type(function).__call__)
    return found[:DOCUMENTATION] if isinstance(found, str) else ""


def _article(name: str) -> str:
    return "{} {}".format("an" if name[:1].lower() in "aeiou" else "a", name)
