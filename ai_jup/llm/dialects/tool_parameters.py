"""The parameters of functions so that nothing in them is left to be guessed: each part says its types, each list of
choices is of one type, and there is one way to say that a value is one of several kinds, `anyOf`.

All of it is JSON schema before and after; providers differ in what they read of the rest.
"""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from .dialect import Payload

Schema = dict[str, Any]

_KINDS = {str: "string", bool: "boolean", int: "integer", float: "number", type(None): "null"}
_ORDER = ("string", "integer", "number", "boolean", "null")
_SCALARS = [{"type": "string"}, {"type": "number"}, {"type": "boolean"}, {"type": "null"}]
_OBJECT = {"type": "object", "additionalProperties": True}
_NUMBERS = {"type": "array", "items": {"type": "number"}}
_ANY_ITEM: Schema = {"anyOf": [*_SCALARS, _OBJECT, _NUMBERS]}
"""What an array holds of which nothing is known: a matrix of numbers too."""
_ANYTHING: Schema = {"anyOf": [*_SCALARS, _OBJECT, {"type": "array", "items": _ANY_ITEM}]}


def as_plain_schemas(tools: list[Payload]) -> Mapping[str, object]:
    """The functions for a provider that takes JSON schema."""
    return {"tools": [as_plain_schema(tool) for tool in tools]}


def as_plain_schema(tool: Payload) -> Payload:
    """The function with all of its parameters' types said; one of which they are said already stays as it is."""
    return with_parameters(tool, explicit(parameters_of(tool)))


def parameters_of(tool: Payload) -> Schema:
    """The schema of what a function takes."""
    parameters = tool["function"].get("parameters")
    return parameters if isinstance(parameters, dict) else {"type": "object", "properties": {}}


def with_parameters(tool: Payload, parameters: Schema) -> Payload:
    """The same function with this schema."""
    return {**tool, "function": {**tool["function"], "parameters": parameters}}


def explicit(schema: Any, anything: Schema = _ANYTHING) -> Any:
    """The schema with every part's types said; `anything` is what stands for a part that says none."""
    if not isinstance(schema, dict):  # what may be, or not, beside the properties
        return schema
    made = _one_of_several(_merged(schema))
    made = _with_choices(made)
    made = _with_items(made)
    made = {key: _inner(key, each) for key, each in made.items()}
    return made if _says_a_type(made) else {**made, **_type_of(made, anything)}


def _inner(key: str, part: Any) -> Any:
    match key:
        case "properties" | "patternProperties":
            return {name: explicit(each) for name, each in part.items()}
        case "anyOf":
            return [explicit(each) for each in part]
        case "items":
            return explicit(part, _ANY_ITEM)
        case "propertyNames":
            return {**part, "type": "string"}
        case "additionalProperties" | "not" | "contains":
            return explicit(part)
    return part


def _says_a_type(schema: Schema) -> bool:
    return any(key in schema for key in ("type", "anyOf", "$ref"))


def _type_of(schema: Schema, anything: Schema) -> Schema:
    """Of a part that says no type what it is by the rest that it says."""
    if "properties" in schema or "additionalProperties" in schema:
        return {"type": "object"}
    # LiteLLM changes what it is given
    return {"type": "array"} if "items" in schema else deepcopy(anything)


def _merged(schema: Schema) -> Schema:
    """Without `allOf`, in which older pydantic puts what it refers to."""
    parts = schema.get("allOf")
    if not isinstance(parts, list):
        return schema
    made: Schema = {}
    for part in [*parts, {key: each for key, each in schema.items() if key != "allOf"}]:
        for key in ("properties", "required"):
            if key in part and key in made:
                both = {**made[key], **part[key]} if key == "properties" else [*made[key], *part[key]]
                part = {**part, key: both}
        made |= part
    return made


def _one_of_several(schema: Schema) -> Schema:
    """`oneOf` and lists of types as `anyOf`; a tag that tells the options apart is a choice in each of them."""
    made = {key: each for key, each in schema.items() if key not in ("oneOf", "discriminator")}
    if "oneOf" in schema:
        made["anyOf"] = [*schema.get("anyOf", ()), *schema["oneOf"]]
    kinds = made.get("type")
    if isinstance(kinds, list):
        own = {key: made.pop(key) for key in list(made) if key not in ("description", "default", "title")}
        made["anyOf"] = [{**_about(own, kind), "type": kind} for kind in kinds]
    return made


_ABOUT = {
    "string": {"minLength", "maxLength", "pattern", "format"},
    "array": {"items", "prefixItems", "minItems", "maxItems", "uniqueItems"},
    "object": {"properties", "required", "additionalProperties", "propertyNames"},
    **{key: {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"} for key in ("integer", "number")},
}


def _about(schema: Schema, kind: str) -> Schema:
    own = {key: each for key, each in schema.items() if key in _ABOUT.get(kind, ())}
    choices = [each for each in schema.get("enum", ()) if _KINDS.get(type(each)) == kind]
    return {**own, "enum": choices} if choices else own


def _with_choices(schema: Schema) -> Schema:
    """Choices of one type each; null is a type of its own."""
    if "const" in schema:
        schema = {**{key: each for key, each in schema.items() if key != "const"}, "enum": [schema["const"]]}
    choices = schema.get("enum")
    if not isinstance(choices, list):
        return schema
    options = [_choice(kind, choices) for kind in _ORDER if any(_kind(each) == kind for each in choices)]
    rest = {key: each for key, each in schema.items() if key not in ("enum", "type")}
    if len(options) == 1:
        return {**rest, **options[0]}
    return {**rest, "anyOf": options} if options else rest


def _kind(value: Any) -> str:
    return _KINDS.get(type(value), "string")


def _choice(kind: str, choices: list[Any]) -> Schema:
    of_kind = [each for each in choices if _kind(each) == kind]
    of_kind = [each if type(each) in _KINDS else str(each) for each in of_kind]
    return {"type": kind} if kind == "null" else {"type": kind, "enum": of_kind}


def _with_items(schema: Schema) -> Schema:
    """What a tuple holds at each place, as what its items may be: few models are told by place."""
    if schema.get("type") != "array" and "prefixItems" not in schema:
        return schema
    places = schema.get("prefixItems")
    made = {key: each for key, each in schema.items() if key != "prefixItems"}
    if isinstance(places, list) and places:
        options = [each for at, each in enumerate(places) if each not in places[:at]]
        made["items"] = options[0] if len(options) == 1 else {"anyOf": options}
    return made if isinstance(made.get("items"), dict) else {**made, "items": {}}
