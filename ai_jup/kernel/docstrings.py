"""What a docstring tells of a function's parameters: their text, and their types where the signature has none."""

import ast
import re
from collections.abc import Mapping
from typing import Any

import docstring_parser
import jsonschema

from .probe.signatures.annotations import described

Schema = dict[str, Any]

_PLAIN = {
    **{"int": "integer", "integer": "integer", "float": "number", "str": "string", "string": "string"},
    **{"bool": "boolean", "boolean": "boolean", "list": "array", "dict": "object"},
}
_INSIDE: dict[str, Schema] = {"array": {"items": {}}, "object": {"additionalProperties": True}}
_OPTIONAL = re.compile(r",? ?\(?\boptional\)?$")
_LIST_OF = re.compile(r"list of (.+)")
"""As NumPy's style has it, `list of int` or `list of floats`."""


def parsed(text: str) -> docstring_parser.Docstring:
    """Of Google's, NumPy's or Sphinx's style; what cannot be parsed is a description."""
    try:
        return docstring_parser.parse(text)
    except Exception:  # the library raises more than its own ParseError over strange texts
        plain = docstring_parser.Docstring()
        plain.short_description = text
        return plain


def name_of(parameter: docstring_parser.DocstringParam) -> str:
    """Without the stars of `*args`, which NumPy's style escapes."""
    return parameter.arg_name.lstrip("\\*")


def add_types(properties: Mapping[str, Schema], documentation: docstring_parser.Docstring) -> None:
    """Add the types that stand in the docstring only; what JSON has no type for is told in the description."""
    for parameter in documentation.params:
        own = properties.get(name_of(parameter))
        said = " ".join((parameter.type_name or "").split())
        if own is None or not said:
            continue
        many = "items" in own and parameter.arg_name.startswith(("*", "\\*"))
        place = own["items"] if many else own
        if not _is_open(place):
            continue
        made = type_schema(said)
        if made is None or not _takes_default(made, place):
            place.update(described(place, f"type: {said[:200]}"))
        else:
            place.update(_with_null(made) if "default" in place and place["default"] is None else made)


def type_schema(said: str) -> Schema | None:
    """The JSON schema of a type as docstrings write it; null for one that is more than plain."""
    said = _OPTIONAL.sub("", said).replace("typing.", "").replace(" or ", " | ")
    if many := _LIST_OF.fullmatch(said):
        inner = type_schema(many[1]) or type_schema(many[1].removesuffix("s"))
        return {"type": "array", "items": inner} if inner else None
    try:
        return _of_node(ast.parse(said, mode="eval").body)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _of_node(node: ast.expr) -> Schema | None:
    match node:
        case ast.Name(id=name):
            kind = _PLAIN.get(name.lower() if name in ("List", "Dict") else name)
            return {"type": kind, **_INSIDE.get(kind, {})} if kind else None
        case ast.Subscript(value=ast.Name(id="list" | "List"), slice=item):
            inner = _of_node(item)
            return {"type": "array", "items": inner} if inner else None
        case ast.Subscript(value=ast.Name(id="Optional"), slice=item):
            inner = _of_node(item)
            return _with_null(inner) if inner else None
        case ast.BinOp(left=left, op=ast.BitOr(), right=ast.Constant(value=None)):
            inner = _of_node(left)
            return _with_null(inner) if inner else None
    return None


def _with_null(schema: Schema) -> Schema:
    return schema if "anyOf" in schema else {"anyOf": [schema, {"type": "null"}]}


def _is_open(schema: Schema) -> bool:
    """Whether the signature says nothing of the type."""
    is_told = schema.get("description", "").startswith("type: ")
    return not is_told and not set(schema) - {"default", "description"}


def _takes_default(made: Schema, schema: Schema) -> bool:
    """Whether a docstring's type can be right: the default of the signature is."""
    if schema.get("default") is None:
        return True
    return bool(jsonschema.Draft202012Validator(made).is_valid(schema["default"]))
