"""Functions as a provider takes them, and arguments checked before anything runs."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import docstring_parser
import jsonschema

from . import docstrings
from .probe.signatures.annotations import described
from .session import Function

DESCRIPTION_LIMIT = 1_000
"""Characters; OpenAI takes 1,024."""
NAME_LIMIT = 64
OPTIONS = 4
"""Kinds of a value of which is told why it is none of them."""

Schema = dict[str, Any]


def tool_names(names: Iterable[str]) -> dict[str, str]:
    """A name that every provider takes for each function, such as `db_query` for `db.query`; no two are the same."""
    given = sorted(set(names))
    made = {name: re.sub(r"[^a-zA-Z0-9_-]", "_", name)[:NAME_LIMIT] for name in given}
    taken = {name for name in given if made[name] == name}
    for name in given:
        if made[name] == name:
            continue
        if made[name] in taken:
            made[name] = f"{made[name][: NAME_LIMIT - 9]}_{hashlib.sha256(name.encode()).hexdigest()[:8]}"
        taken.add(made[name])
    return made


def tool(function: Function, name: str) -> Schema:
    """The function in the form of OpenAI's chat completions, its parameters as plain JSON schema."""
    documentation = docstrings.parsed(function.documentation)
    schema = _own_parameters(function, _TOLD_OF_DEFAULTS)
    properties = schema["properties"]
    for parameter in documentation.params:
        own = properties.get(docstrings.name_of(parameter))
        if own is not None and parameter.description:
            own.update(described(own, " ".join(parameter.description.split()), first=True))
            own["description"] = _cut(own["description"])
    schema = _renamed(schema)
    return {
        "type": "function",
        "function": {"name": name, "description": _description(function, documentation), "parameters": schema},
    }


def parameters(function: Function) -> Schema:
    """The JSON schema of a function's parameters by the names of `tool`, with what it refers to put in its place.

    Arguments are checked by it. It is the one that is told, but where only the default shows the type: a whole number
    as default does not mean that others are wrong.
    """
    return _renamed(_own_parameters(function, _TAKEN_BY_DEFAULTS))


def own_arguments(function: Function, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """A model's arguments by the names that the function itself has for them."""
    own = {name: each for each, name in tool_names(function.schema["properties"]).items()}
    return {own.get(name, name): value for name, value in arguments.items()}


def _renamed(schema: Schema) -> Schema:
    """Anthropic takes only plain letters in the names of parameters."""
    names = tool_names(schema["properties"])
    properties = {names[name]: _named(name, names[name], each) for name, each in schema["properties"].items()}
    return {**schema, "properties": properties, "required": [names[name] for name in schema["required"]]}


def _named(own: str, name: str, part: Schema) -> Schema:
    """Of a parameter that is called otherwise the description says how."""
    about = " ".join(filter(None, [f"{own}:", part.get("description")]))
    return part if own == name else {**part, "description": _cut(about)}


_INSIDE: dict[str, Schema] = {"array": {"items": {}}, "object": {"additionalProperties": True}}
_TOLD_OF_DEFAULTS: Mapping[type, str] = {
    **{bool: "boolean", int: "integer", float: "number", str: "string"},
    **{list: "array", dict: "object"},
}
_TAKEN_BY_DEFAULTS: Mapping[type, str] = {**_TOLD_OF_DEFAULTS, int: "number"}


def _own_parameters(function: Function, of_defaults: Mapping[type, str]) -> Schema:
    # by way of JSON: a copy that nothing shares
    schema: Schema = json.loads(json.dumps(function.schema))
    schema["properties"] = {name: _inlined(each, each, ()) for name, each in schema["properties"].items()}
    others = schema["additionalProperties"]
    schema["additionalProperties"] = _inlined(others, others, ()) if isinstance(others, dict) else others
    docstrings.add_types(schema["properties"], docstrings.parsed(function.documentation))
    for own in schema["properties"].values():
        kind = of_defaults.get(type(own.get("default")))
        # a docstring that says a type which is not a plain one says more than the default
        if kind and not _SAYS_A_TYPE & set(own) and "type: " not in own.get("description", ""):
            own.update({"type": kind, **_INSIDE.get(kind, {})})
    return schema


_SAYS_A_TYPE = {"type", "anyOf", "oneOf", "allOf", "enum", "const", "not"}


def argument_problem(schema: Mapping[str, Any], arguments: Mapping[str, Any]) -> str | None:
    """Why the arguments do not fit the schema: one sentence; null if they do."""
    validator = jsonschema.Draft202012Validator(schema)
    try:
        error = jsonschema.exceptions.best_match(validator.iter_errors(arguments))
    except RecursionError:
        return "The arguments are nested too deeply."
    if error is None:
        return None
    place = ".".join(map(str, error.absolute_path))
    return f"{place or 'The arguments'}: {_cut(_said(error), 600)}."


def _said(error: jsonschema.ValidationError) -> str:
    """What is wrong, and what would be right."""
    if error.validator == "additionalProperties" and isinstance(error.schema, dict):
        known = ", ".join(error.schema.get("properties", ())) or "none"
        return f"{_cut(error.message, 300)}; the names are: {known}"
    if error.validator in ("anyOf", "oneOf") and error.context:
        return f"{_cut(repr(error.instance), 200)} fits none of its kinds: {'; '.join(_options(error.context))}"
    return _cut(error.message, 300)


def _options(errors: Iterable[jsonschema.ValidationError]) -> list[str]:
    """What is wrong with each of the kinds that a value may be of, the first few."""
    by_option: dict[Any, list[jsonschema.ValidationError]] = {}
    for error in errors:
        by_option.setdefault(error.schema_path[0], []).append(error)
    best = [jsonschema.exceptions.best_match(each) for each in by_option.values()]
    return [f"{'.'.join(map(str, each.path))} {_cut(each.message, 150)}".strip() for each in best[:OPTIONS]]


def _inlined(part: Any, root: Mapping[str, Any], within: Sequence[str]) -> Any:
    """pydantic's `$ref`s, which only hold in its own schema; one that leads into itself ends as any object."""
    if isinstance(part, list):
        return [_inlined(each, root, within) for each in part]
    if not isinstance(part, dict):
        return part
    # what it refers to stands in the part of the schema that pydantic made
    root = part if "$defs" in part or "definitions" in part else root
    reference = part.get("$ref")
    if not isinstance(reference, str):
        return {key: _inlined(each, root, within) for key, each in part.items() if key not in ("$defs", "definitions")}
    rest = {key: each for key, each in part.items() if key not in ("$ref", "$defs", "definitions")}
    if reference in within:
        return {
            "type": "object",
            "description": f"a {reference.rpartition('/')[2]}, like the one that it is in",
            **rest,
        }
    section, _, name = reference.removeprefix("#/").partition("/")
    found = root.get(section, {}).get(name, {})
    return {**_inlined(found, root, (*within, reference)), **rest}


def _description(function: Function, documentation: docstring_parser.Docstring) -> str:
    returns = documentation.returns.description if documentation.returns else None
    parts = [
        documentation.short_description,
        documentation.long_description,
        *_others(function, documentation),
        function.note or None,
        f"Returns: {returns}" if returns else None,
    ]
    return _cut("\n\n".join(filter(None, parts))) or f"The user's function {function.name}."


def _others(function: Function, documentation: docstring_parser.Docstring) -> list[str]:
    """What is told of the arguments that `**rest` takes: they have no place in the schema."""
    known = function.schema["properties"]
    if function.schema["additionalProperties"] is False:
        return []
    others = [each for each in documentation.params if docstrings.name_of(each) not in known]
    return [f"{each.arg_name}: {' '.join(each.description.split())}" for each in others if each.description]


def _cut(text: str, limit: int = DESCRIPTION_LIMIT) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
