"""Annotations as JSON schema, and JSON back into what they ask for."""

from __future__ import annotations

import collections.abc
import datetime
import decimal
import enum
import inspect
import json
import pathlib
import typing
import uuid
from typing import Any, Callable, Dict, Mapping, cast

from ..values.text import as_text, is_numpy_scalar, type_name
from .annotation_texts import resolve
from .choices import (
    PLAIN,
    choice,
    enum_value,
    enumeration,
    is_literal,
    literal_value,
    member_of,
    members_schema,
)
from .library_types import rule_for
from .notes import check, noted
from .records import REQUIRED, Field, record_fields

DEEPEST = 6
"""Levels of nested types that are told; below, anything goes."""
Schema = Dict[str, Any]

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
    for read in (_plain, _from_library, _wrapped, _choices, _container, _record, _derived):
        made = read(annotation, names, depth)
        if made is not None:
            return made
    return None


def _plain(annotation: Any, names: Mapping[str, Any], depth: int) -> Schema | None:
    annotation = type(None) if annotation is None else annotation
    if not _is_hashable(annotation):
        return None
    if annotation in PLAIN:
        return {"type": PLAIN[annotation]}
    if annotation in _READ:
        return dict(_READ[annotation][0])
    return {"type": "string", "format": "path"} if _is_class(annotation, pathlib.PurePath) else None


def _from_library(annotation: Any, names: Mapping[str, Any], depth: int) -> Schema | None:
    rule = rule_for(annotation, *_parts(annotation)) if _is_hashable(annotation) else None
    return dict(rule[0]) if rule else None


def _derived(annotation: Any, names: Mapping[str, Any], depth: int) -> Schema | None:
    """The user's own kind of text, number, list or dict, as what it is derived from."""
    base = _base(annotation)
    return schema_of(base, names, depth) if base else None


def _base(annotation: Any) -> Any:
    return next((base for base in (str, int, float, dict, list) if _is_class(annotation, base)), None)


def _wrapped(annotation: Any, names: Mapping[str, Any], depth: int) -> Schema | None:
    """Annotated, Union, TypeVar, NewType, Required and their like."""
    origin, arguments = _parts(annotation)
    if hasattr(annotation, "__metadata__"):
        return noted(schema_of(annotation.__origin__, names, depth), annotation.__metadata__)
    if origin in _UNIONS:
        options: list[Schema] = []
        for each in arguments:
            if len(arguments) > 1 and _stands_for_nothing(resolve(each, names)):
                continue
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
        return schema_of(_alias_value(annotation), names, depth + 1)
    if _is_qualifier(origin):
        return schema_of(arguments[0], names, depth) if arguments else {}
    return None


def _stands_for_nothing(annotation: Any) -> bool:
    """Whether an option of a union is there for a default alone: `Literal[NoDefault.no_default]`."""
    members = _parts(annotation)[1] if is_literal(_parts(annotation)[0]) else ()
    return (_is_class(annotation, enum.Enum) and len(annotation) == 1) or any(map(_is_sentinel, members))


def _alias_value(annotation: Any) -> Any:
    """What `type X[T] = ...` stands for, with what it is given for its variables."""
    value, given = annotation.__value__, getattr(annotation, "__args__", ())
    return value[given] if given and getattr(value, "__parameters__", ()) else value


def _is_qualifier(origin: Any) -> bool:
    return str(origin).rpartition(".")[2] in ("Required", "NotRequired", "ReadOnly", "Final", "ClassVar")


def _choices(annotation: Any, names: Mapping[str, Any], depth: int) -> Schema | None:
    origin, arguments = _parts(annotation)
    if is_literal(origin):
        return enumeration([choice(value) for value in arguments])
    if _is_class(annotation, enum.Enum):
        return members_schema(annotation)
    return None


_ARRAYS = (list, set, frozenset, collections.deque, collections.abc.Sequence, collections.abc.Iterable)
_ARRAYS += (collections.abc.Collection, collections.abc.Set, collections.abc.MutableSequence)  # type: ignore[assignment]
_OBJECTS = (dict, collections.OrderedDict, collections.defaultdict)
_OBJECTS += (collections.abc.Mapping, collections.abc.MutableMapping)  # type: ignore[assignment]


def _container(annotation: Any, names: Mapping[str, Any], depth: int) -> Schema | None:
    origin, arguments = _parts(annotation)
    kind = origin if origin is not None else annotation
    if not _is_hashable(kind):
        return None
    if kind in _OBJECTS:
        return _object(arguments, names, depth)
    if kind is collections.Counter:
        return {"type": "object", "additionalProperties": {"type": "integer"}}
    if kind is tuple:
        return _tuple(arguments, names, depth)
    if kind in _ARRAYS:
        made: Schema = {"type": "array", "items": schema_of(arguments[0], names, depth + 1) if arguments else {}}
        return {**made, "uniqueItems": True} if kind in (set, frozenset) else made
    return None


def _object(arguments: tuple[Any, ...], names: Mapping[str, Any], depth: int) -> Schema:
    if len(arguments) != 2:
        return {"type": "object", "additionalProperties": True}
    keys, values = (schema_of(each, names, depth + 1) for each in arguments)
    made = {"type": "object", "additionalProperties": values or True}
    return {**made, "propertyNames": {"enum": [str(key) for key in keys["enum"]]}} if "enum" in keys else made


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
    return with_default(schema_of(annotation, names, depth + 1), default)


def with_default(schema: Schema, default: Any) -> Schema:
    """The schema of a parameter or field with its default; `REQUIRED` and `...` are none that could be told."""
    if default is REQUIRED or default is ... or _is_sentinel(default):
        return schema
    schema = nullable(schema) if default is None else schema
    told = json_default(default)
    return {**schema, "default": told[0]} if told else described(schema, f"default: {_default_text(default)}")


def _default_text(value: Any) -> str:
    try:
        # the text of a function has its address, which is another each time
        if inspect.isroutine(value) or inspect.isclass(value):
            return str(value.__qualname__)[:200]
        text = as_text(value, 200)
        return f"a {type_name(value)}" if "\n" in text and not _is_container(value) else " ".join(text.split())
    except Exception:
        return type(value).__name__


def _is_container(value: Any) -> bool:
    return isinstance(value, (dict, list, tuple, set, frozenset))


def _is_sentinel(value: Any) -> bool:
    """Whether it stands for nothing given, as the only member of an `Enum` does."""
    return isinstance(value, enum.Enum) and len(type(value)) == 1


def described(schema: Schema, text: str, first: bool = False) -> Schema:
    """The schema with a text before or behind its description."""
    known = schema.get("description")
    parts = list(filter(None, [text, known] if first else [known, text]))
    return {**schema, "description": "; ".join([*(part.rstrip(". ") for part in parts[:-1]), *parts[-1:]])}


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


def to_python(value: Any, annotation: Any, names: Mapping[str, Any]) -> Any:
    """A JSON value as the annotation asks for it; raises what the user's classes raise about it."""
    annotation = resolve(annotation, names)
    origin, arguments = _parts(annotation)
    rule = rule_for(annotation, origin, arguments) if _is_hashable(annotation) else None
    if rule:
        return rule[1](value)
    if origin in _UNIONS:
        return _first_that_fits(value, arguments, names)
    if hasattr(annotation, "__metadata__"):
        return check(to_python(value, annotation.__origin__, names), annotation.__metadata__)
    if annotation is float and type(value) is int:
        return float(value)
    if annotation is int and isinstance(value, float) and value.is_integer():
        return int(value)
    if is_literal(origin):
        return literal_value(value, arguments)
    if _is_hashable(annotation) and annotation in _READ:
        return _READ[annotation][1](value)
    if _is_class(annotation, pathlib.PurePath):
        return annotation(value)
    if _is_class(annotation, enum.Enum):
        return member_of(value, annotation)
    if hasattr(annotation, "__supertype__"):
        return to_python(value, annotation.__supertype__, names)
    if hasattr(annotation, "__value__") and hasattr(annotation, "__type_params__"):
        return to_python(value, _alias_value(annotation), names)
    if _is_qualifier(origin) and arguments:
        return to_python(value, arguments[0], names)
    if isinstance(value, (str, int, float)) and _base(annotation) not in (None, annotation, dict, list):
        return annotation(value)
    return _container_to_python(value, annotation, origin, arguments, names)


def _container_to_python(value: Any, annotation: Any, origin: Any, arguments: Any, names: Mapping[str, Any]) -> Any:
    kind = origin if origin is not None else annotation
    if isinstance(value, list):
        return _array_to_python(value, kind, arguments, names)
    if not isinstance(value, dict) or not _is_hashable(kind):
        return value
    if kind in _OBJECTS and len(arguments) == 2:
        return {_key(key, arguments[0], names): to_python(each, arguments[1], names) for key, each in value.items()}
    if kind is collections.Counter:
        return kind(value)
    if _is_model(kind):
        return (getattr(kind, "model_validate", None) or kind.parse_obj)(value)
    fields = record_fields(kind) if isinstance(kind, type) else None
    if fields is None:
        return kind(value) if _is_class(kind, dict) else value
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
    is_made = _is_class(kind, (tuple, set, frozenset, collections.deque, list)) and kind is not list
    return kind(items) if is_made else items


def _key(key: str, annotation: Any, names: Mapping[str, Any]) -> Any:
    """JSON has no keys but text."""
    annotation = resolve(annotation, names)
    if annotation in (int, float):
        try:
            return annotation(key)
        except ValueError:
            return key
    if _is_class(annotation, enum.Enum) or is_literal(_parts(annotation)[0]):
        is_enum = isinstance(annotation, type)
        told: Any = map(enum_value, annotation) if is_enum else annotation.__args__
        key = next((each for each in told if str(each) == key), key)
    return to_python(key, annotation, names)


def _first_that_fits(value: Any, options: tuple[Any, ...], names: Mapping[str, Any]) -> Any:
    options = tuple(resolve(each, names) for each in options)
    if any(_is_hashable(each) and PLAIN.get(each) and type(value) is each for each in options):
        return value
    like = [each for each in options if _is_like(value, each, names)]
    errors = []
    # an option of which JSON says nothing takes everything: it comes last
    for each in sorted(like, key=lambda each: "type" not in schema_of(each, names)):
        try:
            return to_python(value, each, names)
        except Exception as error:
            errors.append(error)
    if errors:
        raise errors[0]
    return value


_TYPES = {"string": str, "boolean": bool, "integer": int, "number": (int, float), "array": list, "object": dict}


def _is_like(value: Any, annotation: Any, names: Mapping[str, Any]) -> bool:
    """Whether an option of a union may be meant: by the type that is told, and the names of its fields."""
    told = schema_of(annotation, names).get("type", "")
    if told == "null":
        return value is None
    fields = record_fields(annotation) if isinstance(value, dict) and isinstance(annotation, type) else None
    if fields is not None:
        required = {name for name, (_, _, default) in fields.items() if default is REQUIRED}
        return required <= set(value) <= set(fields)
    return isinstance(value, _TYPES.get(told, object))  # type: ignore[arg-type]


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


def json_default(value: Any) -> Any:
    """A default that JSON can say and is short, in a list of one; else an empty list."""
    if isinstance(value, enum.Enum):
        value = enum_value(value)
    if is_numpy_scalar(value):
        value = value.item()
    elif isinstance(value, (datetime.date, datetime.time)):
        value = value.isoformat()
    elif isinstance(value, (pathlib.PurePath, uuid.UUID)):
        value = str(value)
    elif isinstance(value, tuple) and hasattr(value, "_asdict"):
        value = value._asdict()
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
