"""Annotations as JSON schema, and JSON back into what they ask for."""

from __future__ import annotations

import collections.abc
import dataclasses
import datetime
import decimal
import enum
import inspect
import json
import pathlib
import typing
import uuid
from typing import Any, Callable, Dict, Mapping, Tuple, cast

from .evaluate import evaluate
from .text import as_text

DEEPEST = 6
"""Levels of nested types that are told; below, anything goes."""
CHOICES = 200
"""Members of an Enum that are listed."""

Schema = Dict[str, Any]

_PLAIN: dict[Any, str] = {str: "string", bool: "boolean", int: "integer", float: "number", type(None): "null"}
_READ: dict[Any, tuple[Schema, Callable[[Any], Any]]] = {
    datetime.datetime: (
        {"type": "string", "format": "date-time"},
        lambda text: datetime.datetime.fromisoformat(text.replace("Z", "+00:00")),
    ),
    datetime.date: ({"type": "string", "format": "date"}, datetime.date.fromisoformat),
    datetime.time: ({"type": "string", "format": "time"}, datetime.time.fromisoformat),
    datetime.timedelta: ({"type": "number", "description": "seconds"}, lambda s: datetime.timedelta(seconds=s)),
    decimal.Decimal: ({"type": "number"}, lambda number: decimal.Decimal(str(number))),
    uuid.UUID: ({"type": "string", "format": "uuid"}, uuid.UUID),
    complex: ({"type": "string", "description": "a complex number such as 1+2j"}, complex),
}
_UNIONS: set[Any] = {typing.Union}
try:
    from types import UnionType  # type: ignore[attr-defined,unused-ignore]

    _UNIONS.add(UnionType)
except ImportError:  # before Python 3.10
    pass


def resolve(annotation: Any, names: Mapping[str, Any]) -> Any:
    """An annotation that stands as text, read without calling anything; what cannot be read stays text."""
    if isinstance(annotation, typing.ForwardRef):
        annotation = annotation.__forward_arg__
    if not isinstance(annotation, str):
        return annotation
    try:
        return evaluate(annotation, names)
    except Exception:
        return annotation


def schema_of(annotation: Any, names: Mapping[str, Any], depth: int = 0) -> Schema:
    """The JSON schema of an annotation; an empty one, with a description, for a type that JSON does not have."""
    annotation = resolve(annotation, names)
    if annotation in (inspect.Parameter.empty, Any, object) or depth > DEEPEST:
        return {}
    if isinstance(annotation, str):
        return {"description": f"type: {annotation[:200]}"}
    made = _by_form(annotation, names, depth)
    return made if made is not None else {"description": f"type: {_shown(annotation)}"}


def _by_form(annotation: Any, names: Mapping[str, Any], depth: int) -> Schema | None:
    for read in (_plain, _wrapped, _choices, _container, _record):
        made = read(annotation, names, depth)
        if made is not None:
            return made
    return None


def _plain(annotation: Any, names: Mapping[str, Any], depth: int) -> Schema | None:
    annotation = type(None) if annotation is None else annotation
    if not _is_hashable(annotation):
        return None
    if annotation in _PLAIN:
        return {"type": _PLAIN[annotation]}
    if annotation in _READ:
        return dict(_READ[annotation][0])
    return {"type": "string", "format": "path"} if _is_class(annotation, pathlib.PurePath) else None


def _wrapped(annotation: Any, names: Mapping[str, Any], depth: int) -> Schema | None:
    """Annotated, Union, TypeVar, NewType, Required and their like."""
    origin, arguments = _parts(annotation)
    if hasattr(annotation, "__metadata__"):
        inner = schema_of(annotation.__origin__, names, depth)
        notes = [str(getattr(note, "description", None) or note) for note in annotation.__metadata__ if _is_note(note)]
        return {**inner, "description": " ".join(notes)[:1_000]} if notes else inner
    if origin in _UNIONS:
        options: list[Schema] = []
        for each in arguments:
            option = schema_of(each, names, depth)
            options += [option] if option not in options else []
        return options[0] if len(options) == 1 else {"anyOf": options}
    if isinstance(annotation, typing.TypeVar):
        bound = annotation.__bound__ or (
            typing.Union[annotation.__constraints__] if annotation.__constraints__ else Any
        )
        return schema_of(bound, names, depth + 1)
    if hasattr(annotation, "__supertype__"):
        return schema_of(annotation.__supertype__, names, depth + 1)
    if hasattr(annotation, "__value__") and hasattr(annotation, "__type_params__"):  # type X = ...
        return schema_of(annotation.__value__, names, depth + 1)
    if str(origin).rpartition(".")[2] in ("Required", "NotRequired", "ReadOnly", "Final", "ClassVar"):
        return schema_of(arguments[0], names, depth) if arguments else {}
    return None


def _is_note(note: Any) -> bool:
    return isinstance(note, str) or isinstance(getattr(note, "description", None), str)


def _choices(annotation: Any, names: Mapping[str, Any], depth: int) -> Schema | None:
    origin, arguments = _parts(annotation)
    if origin is typing.Literal:
        values = [value.value if isinstance(value, enum.Enum) else value for value in arguments]
        return _enumeration(values)
    if _is_class(annotation, enum.Enum):
        return _enumeration([_enum_value(member) for member in list(annotation)[:CHOICES]])
    return None


def _enumeration(values: list[Any]) -> Schema:
    values = [value if _is_json(value) else repr(value) for value in values]
    kinds = list(dict.fromkeys(_PLAIN.get(type(value), "string") for value in values))
    return {"type": kinds[0], "enum": values} if len(kinds) == 1 else {"enum": values}


def _enum_value(member: Any) -> Any:
    """What stands for a member: its value where that is plain, else its name."""
    return member.value if isinstance(member.value, (str, int, float)) else member.name


_ARRAYS = (list, set, frozenset, collections.deque, collections.abc.Sequence, collections.abc.Iterable)
_ARRAYS += (collections.abc.Collection, collections.abc.Set, collections.abc.MutableSequence)  # type: ignore[assignment]
_OBJECTS = (dict, collections.OrderedDict, collections.abc.Mapping, collections.abc.MutableMapping)


def _container(annotation: Any, names: Mapping[str, Any], depth: int) -> Schema | None:
    origin, arguments = _parts(annotation)
    kind = origin if origin is not None else annotation
    if not _is_hashable(kind):
        return None
    if kind in _OBJECTS or kind is collections.defaultdict:
        values = schema_of(arguments[1], names, depth + 1) if len(arguments) == 2 else {}
        return {"type": "object", "additionalProperties": values or True}
    if kind is tuple:
        return _tuple(arguments, names, depth)
    if kind in _ARRAYS:
        made: Schema = {"type": "array", "items": schema_of(arguments[0], names, depth + 1) if arguments else {}}
        return {**made, "uniqueItems": True} if kind in (set, frozenset) else made
    return None


def _tuple(arguments: tuple[Any, ...], names: Mapping[str, Any], depth: int) -> Schema:
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        return {"type": "array", "items": schema_of(arguments[0], names, depth + 1)}
    if not arguments or arguments == ((),):
        return {"type": "array", "items": {}}
    options: list[Schema] = []
    for each in arguments:
        option = schema_of(each, names, depth + 1)
        options += [option] if option not in options else []
    items = options[0] if len(options) == 1 else {"anyOf": options}
    return {"type": "array", "items": items, "minItems": len(arguments), "maxItems": len(arguments)}


def _record(annotation: Any, names: Mapping[str, Any], depth: int) -> Schema | None:
    """Models of pydantic, dataclasses, TypedDicts, NamedTuples."""
    if not isinstance(annotation, type):
        return None
    if _is_model(annotation):
        model: Any = annotation
        return dict((getattr(model, "model_json_schema", None) or model.schema)())
    fields = record_fields(annotation)
    if fields is None:
        return None
    properties = {name: _field(each, depth) for name, each in fields.items()}
    required = [name for name, (_, _, default) in fields.items() if default is REQUIRED]
    made: Schema = {"type": "object", "properties": properties, "required": required, "additionalProperties": False}
    about = vars(annotation).get("__doc__")
    # the text that dataclasses make themselves says no more than the schema
    is_made = not about or about.startswith(f"{annotation.__name__}(")
    return made if is_made else {**made, "description": inspect.cleandoc(str(about))[:1_000]}


def _field(field: Field, depth: int) -> Schema:
    annotation, names, default = field
    made = schema_of(annotation, names, depth + 1)
    return nullable(made) if default is None else made


def nullable(schema: Schema) -> Schema:
    """The same, with null allowed too: whoever writes `x: int = None` takes it, whatever the annotation says."""
    if "anyOf" in schema:
        is_taken = any(nullable(option) == option for option in schema["anyOf"])
        return schema if is_taken else {**schema, "anyOf": [*schema["anyOf"], {"type": "null"}]}
    if "enum" in schema:
        is_taken = None in schema["enum"]
    else:
        is_taken = schema.get("type", "null") == "null" and not _NARROWING & set(schema)
    if is_taken:
        return schema
    inner = {key: each for key, each in schema.items() if key != "description"}
    about = {"description": schema["description"]} if "description" in schema else {}
    return {"anyOf": [inner, {"type": "null"}], **about}


_NARROWING = {"$ref", "allOf", "oneOf", "const", "not"}


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
        is_required = {n: each.default is missing and each.default_factory is missing for n, each in given.items()}
        return {n: (each.type, names, REQUIRED if is_required[n] else each.default) for n, each in given.items()}
    if isinstance(kind, type) and issubclass(kind, dict) and hasattr(kind, "__total__"):
        required = getattr(kind, "__required_keys__", frozenset(kind.__annotations__ if kind.__total__ else ()))
        return {n: (each, names, REQUIRED if n in required else ...) for n, each in _annotations(kind).items()}
    if isinstance(kind, type) and issubclass(kind, tuple) and hasattr(kind, "_fields"):
        known, defaults = _annotations(kind), getattr(kind, "_field_defaults", {})
        return {name: (known.get(name, Any), names, defaults.get(name, REQUIRED)) for name in kind._fields}
    return None


def _annotations(kind: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for base in reversed(kind.__mro__):
        found.update(getattr(base, "__annotations__", None) or {})
    return found


def _names_around(kind: Any) -> Mapping[str, Any]:
    import sys

    return vars(sys.modules.get(kind.__module__)) if kind.__module__ in sys.modules else {}


def to_python(value: Any, annotation: Any, names: Mapping[str, Any]) -> Any:
    """A JSON value as the annotation asks for it; raises what the user's classes raise about it."""
    annotation = resolve(annotation, names)
    origin, arguments = _parts(annotation)
    if origin in _UNIONS:
        return _first_that_fits(value, arguments, names)
    if hasattr(annotation, "__metadata__"):
        return to_python(value, annotation.__origin__, names)
    if annotation is float and type(value) is int:
        return float(value)
    if annotation is int and isinstance(value, float) and value.is_integer():
        return int(value)
    if origin is typing.Literal:
        return next((each for each in arguments if isinstance(each, enum.Enum) and each.value == value), value)
    if _is_hashable(annotation) and annotation in _READ:
        return _READ[annotation][1](value)
    if _is_class(annotation, pathlib.PurePath):
        return annotation(value)
    if _is_class(annotation, enum.Enum):
        return next((member for member in annotation if _enum_value(member) == value), value)
    if hasattr(annotation, "__supertype__"):
        return to_python(value, annotation.__supertype__, names)
    if hasattr(annotation, "__value__") and hasattr(annotation, "__type_params__"):
        return to_python(value, annotation.__value__, names)
    return _container_to_python(value, annotation, origin, arguments, names)


def _container_to_python(value: Any, annotation: Any, origin: Any, arguments: Any, names: Mapping[str, Any]) -> Any:
    kind = origin if origin is not None else annotation
    if isinstance(value, list):
        return _array_to_python(value, kind, arguments, names)
    if not isinstance(value, dict) or not _is_hashable(kind):
        return value
    if kind in _OBJECTS and len(arguments) == 2:
        return {_key(key, arguments[0]): to_python(each, arguments[1], names) for key, each in value.items()}
    if _is_model(kind):
        return (getattr(kind, "model_validate", None) or kind.parse_obj)(value)
    fields = record_fields(kind) if isinstance(kind, type) else None
    if fields is None:
        return value
    read = {name: field_to_python(each, fields[name]) if name in fields else each for name, each in value.items()}
    return read if issubclass(kind, dict) else kind(**read)


def field_to_python(value: Any, field: Field) -> Any:
    """The value of a field or parameter; null where that is its default."""
    annotation, names, default = field
    return None if value is None and default is None else to_python(value, annotation, names)


def _array_to_python(value: list[Any], kind: Any, arguments: Any, names: Mapping[str, Any]) -> Any:
    if kind is tuple and arguments and arguments[-1] is not Ellipsis and len(arguments) == len(value):
        return tuple(to_python(each, part, names) for each, part in zip(value, arguments))
    items = [to_python(each, arguments[0], names) for each in value] if arguments else value
    if _is_class(kind, tuple) and hasattr(kind, "_fields"):
        return kind(*items)
    is_made = isinstance(kind, type) and kind in (tuple, set, frozenset, collections.deque)
    return kind(items) if is_made else items


def _key(key: str, annotation: Any) -> Any:
    """JSON has no keys but text."""
    if annotation in (int, float):
        try:
            return annotation(key)
        except ValueError:
            return key
    return key


def _first_that_fits(value: Any, options: tuple[Any, ...], names: Mapping[str, Any]) -> Any:
    options = tuple(resolve(each, names) for each in options)
    if any(_is_hashable(each) and _PLAIN.get(each) and type(value) is each for each in options):
        return value
    for each in options:
        try:
            read = to_python(value, each, names)
        except Exception:
            continue
        if read is not value or (isinstance(each, type) and isinstance(value, each)):
            return read
    return value


def _parts(annotation: Any) -> tuple[Any, tuple[Any, ...]]:
    origin = getattr(annotation, "__origin__", None)
    if origin is None and cast(Any, type(annotation)) in _UNIONS:
        origin = type(annotation)
    arguments = getattr(annotation, "__args__", ()) or ()
    # `List` without anything names a variable of its own
    is_bare = any(isinstance(each, typing.TypeVar) for each in arguments) and origin is not None
    return origin, () if is_bare and origin not in _UNIONS else tuple(arguments)


def _is_hashable(value: Any) -> bool:
    try:
        hash(value)
    except Exception:
        return False
    return True


def _is_class(annotation: Any, base: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, base)


def _is_model(kind: Any) -> bool:
    """Whether it is a model of pydantic, of either of its versions."""
    has_fields = hasattr(kind, "__pydantic_fields__") or hasattr(kind, "__fields__")
    return has_fields and (hasattr(kind, "model_json_schema") or hasattr(kind, "schema"))


def _is_json(value: Any) -> bool:
    return value is None or isinstance(value, (str, int, float, bool))


def json_default(value: Any) -> Any:
    """A default that JSON can say and is short, in a list of one; else an empty list."""
    if isinstance(value, enum.Enum):
        value = _enum_value(value)
    try:
        text = json.dumps(value, allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        return []
    return [value] if len(text) <= 200 else []


def _shown(annotation: Any) -> str:
    if isinstance(annotation, type):
        module = annotation.__module__.partition(".")[0]
        name = annotation.__qualname__
        return (name if module in ("builtins", "__main__") else f"{module}.{name}")[:200]
    return as_text(annotation, 200)
