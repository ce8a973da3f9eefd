"""The values that a parameter may be chosen from: those of `Literal` and of an `Enum`."""

from __future__ import annotations

import enum
from typing import Any, Dict

from ..values.text import as_text

CHOICES = 200
"""Members of an Enum that are listed."""

Schema = Dict[str, Any]

PLAIN: dict[Any, str] = {str: "string", bool: "boolean", int: "integer", float: "number", type(None): "null"}


def is_literal(origin: Any) -> bool:
    return str(origin) in ("typing.Literal", "typing_extensions.Literal")


def members_schema(annotation: Any) -> Schema:
    if issubclass(annotation, enum.Flag):
        told = ", ".join(f"{member.value} {member.name}" for member in list(annotation)[:CHOICES])
        return {"type": "integer", "description": f"the sum of any of: {told}"}
    made = enumeration([enum_value(member) for member in list(annotation)[:CHOICES]])
    if len(annotation) <= CHOICES:
        return made
    # a list that is not whole would refuse what it leaves out
    values = made.pop("enum")
    told = ", ".join(map(str, values[:10]))
    return {**made, "description": f"one of the {len(annotation):,} members of {annotation.__name__}, such as {told}"}


def enumeration(values: list[Any]) -> Schema:
    kinds = list(dict.fromkeys(PLAIN.get(type(value), "string") for value in values))
    return {"type": kinds[0], "enum": values} if len(kinds) == 1 else {"enum": values}


def choice(value: Any) -> Any:
    """What stands for a value of a `Literal`."""
    value = value.value if isinstance(value, enum.Enum) else value
    return value if is_json(value) else repr(value)


def enum_value(member: Any) -> Any:
    """What stands for a member: its value where that is plain, else its name."""
    return member.value if isinstance(member.value, (str, int, float)) else member.name


def literal_value(value: Any, choices: tuple[Any, ...]) -> Any:
    found = [each for each in choices if choice(each) == value]
    if not found:
        raise ValueError(f"{as_text(value, 100)} is none of the choices")
    return value if is_json(found[0]) else found[0]


def member_of(value: Any, kind: Any) -> Any:
    found = [member for member in list(kind) if enum_value(member) == value]
    # a combination of flags is no member
    return found[0] if found else kind(value)


def is_json(value: Any) -> bool:
    return value is None or isinstance(value, (str, int, float, bool))
