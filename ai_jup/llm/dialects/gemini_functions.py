"""Functions as Gemini takes them: `parametersJsonSchema`, its own field for JSON schema.

LiteLLM writes `parameters` instead, an older form, and loses what that has no place for: parts without a type become
objects, choices that are numbers, the values of `dict[str, int]` and tagged unions are gone. So LiteLLM is told of the
functions' names, and the declarations go along as they are.

Gemini reads a part of JSON schema (ai.google.dev/gemini-api/docs/structured-output); the rest is told in words.
"""

import json
from collections.abc import Mapping
from typing import Any

from .dialect import Payload
from .tool_parameters import Schema, explicit, parameters_of, with_parameters

_READ = {
    *("type", "description", "default", "enum", "anyOf", "format"),
    *("properties", "required", "additionalProperties", "items", "minItems", "maxItems", "minimum", "maximum"),
}
_WORDS = {
    "exclusiveMinimum": "more than {}",
    "exclusiveMaximum": "less than {}",
    "multipleOf": "a multiple of {}",
    "minLength": "at least {} characters",
    "maxLength": "at most {} characters",
    "pattern": "matching {}",
    "minProperties": "at least {} entries",
    "maxProperties": "at most {} entries",
}


def as_function_declarations(tools: list[Payload]) -> Mapping[str, object]:
    """The arguments of LiteLLM that offer these functions."""
    bare: Schema = {"type": "object", "properties": {}}
    return {
        "tools": [with_parameters(tool, bare) for tool in tools],
        "extra_body": {"tools": [{"functionDeclarations": [_declaration(tool) for tool in tools]}]},
    }


def _declaration(tool: Payload) -> Payload:
    named = {key: each for key, each in tool["function"].items() if key in ("name", "description")}
    return {**named, "parametersJsonSchema": _read(explicit(parameters_of(tool)))}


def _read(schema: Any) -> Any:
    if not isinstance(schema, dict):
        return schema
    made = {key: _inner(key, each) for key, each in _without_empty_choice(schema).items() if key in _READ}
    if made.get("type") == "string" and made.get("format") != "date-time":
        made.pop("format", None)
    if made.get("type") == "boolean":
        made.pop("enum", None)
    told = " ".join(filter(None, [made.get("description"), *_in_words(schema)]))
    return {**made, "description": told} if told else made


def _inner(key: str, part: Any) -> Any:
    match key:
        case "properties":
            return {name: _read(each) for name, each in part.items()}
        case "anyOf":
            return [_read(each) for each in part]
        case "items" | "additionalProperties":
            return _read(part)
    return part


def _in_words(schema: Schema) -> list[str]:
    """What Gemini does not read of a part, for its description."""
    told = [words.format(schema[key]) for key, words in _WORDS.items() if key in schema]
    if schema.get("type") == "string" and schema.get("format", "date-time") != "date-time":
        told.append(f"format: {schema['format']}")
    if schema.get("uniqueItems"):
        told.append("each item once")
    if schema.get("type") == "boolean" and len(schema.get("enum", ())) == 1:
        told.append(f"only {json.dumps(schema['enum'][0])}")
    if "propertyNames" in schema and "enum" in schema["propertyNames"]:
        told.append(f"keys: {', '.join(schema['propertyNames']['enum'])}")
    if schema.get("default") is not None:
        # the field is allowed, and not read
        told.append(f"default: {json.dumps(schema['default'], ensure_ascii=False)}")
    return [f"({'; '.join(told)})"] if told else []


def _without_empty_choice(schema: Schema) -> Schema:
    """Gemini takes no empty text among choices: it is an option of its own."""
    choices = schema.get("enum")
    if not isinstance(choices, list) or "" not in choices:
        return schema
    empty = {"type": "string", "description": 'an empty text: ""'}
    others = [each for each in choices if each != ""]
    rest = {key: each for key, each in schema.items() if key not in ("enum", "type")}
    return {**rest, "anyOf": [{"type": "string", "enum": others}, empty]} if others else {**rest, **empty}
