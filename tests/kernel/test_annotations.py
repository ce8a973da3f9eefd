"""Annotations as JSON schema, and JSON values as what they ask for."""

from __future__ import annotations

import dataclasses
import datetime
import decimal
import enum
import json
import pathlib
import random
import uuid
from collections import deque
from typing import Annotated, Any, Literal, NamedTuple, NewType, Optional, TypedDict, TypeVar, Union

import jsonschema
import numpy
import pydantic
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai_jup.kernel import Function, argument_problem, parameters
from ai_jup.kernel.probe.signatures.annotations import schema_of, to_python
from ai_jup.kernel.probe.signatures.functions import Misfit, bind, describe
from tests.kernel.offered import NULL, offered


class Colour(enum.Enum):
    RED = "red"
    BLUE = "blue"


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2


class Shape(enum.Enum):
    DOT = (0, 0)


@dataclasses.dataclass
class Point:
    x: int
    y: float = 0.0
    tags: list[str] = dataclasses.field(default_factory=list)


@dataclasses.dataclass
class Node:
    value: int
    next: Node | None = None


class Options(TypedDict, total=False):
    depth: int
    colour: Colour


class Pair(NamedTuple):
    first: int
    second: str = "b"


class Item(pydantic.BaseModel):
    name: str
    price: float = pydantic.Field(gt=0, description="in euros")
    parent: Item | None = None


Identifier = NewType("Identifier", int)

Number = TypeVar("Number", int, float)

CASES: list[tuple[Any, dict[str, Any], Any, Any]] = [
    # annotation, schema, a JSON value, what the function gets
    (int, {"type": "integer"}, 1.0, 1),
    (float, {"type": "number"}, 1, 1.0),
    (str, {"type": "string"}, "a", "a"),
    (bool, {"type": "boolean"}, True, True),
    (None, {"type": "null"}, None, None),
    (Any, {}, [1, {"a": None}], [1, {"a": None}]),
    (Optional[int], {"anyOf": [{"type": "integer"}, {"type": "null"}]}, None, None),  # noqa: UP045
    (Union[int, str, None], {"anyOf": [{"type": "integer"}, {"type": "string"}, {"type": "null"}]}, "a", "a"),  # noqa: UP007
    (int | None, {"anyOf": [{"type": "integer"}, {"type": "null"}]}, 3, 3),
    ("int | None", {"anyOf": [{"type": "integer"}, {"type": "null"}]}, 3, 3),
    (list[int], {"type": "array", "items": {"type": "integer"}}, [1, 2], [1, 2]),
    (list, {"type": "array", "items": {}}, [1, "a"], [1, "a"]),
    (set[str], {"type": "array", "items": {"type": "string"}, "uniqueItems": True}, ["a"], {"a"}),
    (deque[int], {"type": "array", "items": {"type": "integer"}}, [1], deque([1])),
    (tuple[int, ...], {"type": "array", "items": {"type": "integer"}}, [1, 2], (1, 2)),
    (
        tuple[int, str],
        {
            "type": "array",
            "items": {"anyOf": [{"type": "integer"}, {"type": "string"}]},
            "minItems": 2,
            "maxItems": 2,
        },
        [1, "a"],
        (1, "a"),
    ),
    (dict[str, float], {"type": "object", "additionalProperties": {"type": "number"}}, {"a": 1}, {"a": 1.0}),
    (dict[int, str], {"type": "object", "additionalProperties": {"type": "string"}}, {"1": "a"}, {1: "a"}),
    (dict, {"type": "object", "additionalProperties": True}, {"a": [1]}, {"a": [1]}),
    (Literal["a", 1], {"enum": ["a", 1]}, 1, 1),
    (Literal["a", "b"], {"type": "string", "enum": ["a", "b"]}, "b", "b"),
    (Colour, {"type": "string", "enum": ["red", "blue"]}, "blue", Colour.BLUE),
    (Level, {"enum": [1, 2], "type": "integer"}, 2, Level.HIGH),
    (Shape, {"type": "string", "enum": ["DOT"]}, "DOT", Shape.DOT),
    (list[Colour], {"type": "array", "items": {"type": "string", "enum": ["red", "blue"]}}, ["red"], [Colour.RED]),
    (
        Point,
        {
            "type": "object",
            "properties": {
                "x": {"type": "integer"},
                "y": {"type": "number", "default": 0.0},
                "tags": {"type": "array", "items": {"type": "string"}},
            },
            "required": ["x"],
            "additionalProperties": False,
        },
        {"x": 1, "tags": ["a"]},
        Point(1, 0.0, ["a"]),
    ),
    (
        Options,
        {
            "type": "object",
            "properties": {"depth": {"type": "integer"}, "colour": {"type": "string", "enum": ["red", "blue"]}},
            "required": [],
            "additionalProperties": False,
        },
        {"colour": "red"},
        {"colour": Colour.RED},
    ),
    (
        Pair,
        {
            "type": "object",
            "properties": {"first": {"type": "integer"}, "second": {"type": "string", "default": "b"}},
            "required": ["first"],
            "additionalProperties": False,
        },
        {"first": 1},
        Pair(1),
    ),
    (Annotated[int, "how many"], {"type": "integer", "description": "how many"}, 1, 1),
    (Identifier, {"type": "integer"}, 1, 1),
    (Number, {"anyOf": [{"type": "integer"}, {"type": "number"}]}, 1, 1),
    (datetime.date, {"type": "string", "format": "date"}, "2026-01-31", datetime.date(2026, 1, 31)),
    (
        datetime.datetime,
        {"type": "string", "format": "date-time"},
        "2026-01-31T10:00:00Z",
        datetime.datetime(2026, 1, 31, 10, tzinfo=datetime.timezone.utc),
    ),
    (pathlib.Path, {"type": "string", "format": "path"}, "/a", pathlib.Path("/a")),
    (decimal.Decimal, {"type": "number"}, 1.5, decimal.Decimal("1.5")),
    (uuid.UUID, {"type": "string", "format": "uuid"}, "0" * 32, uuid.UUID(int=0)),
    (Point | None, None, {"x": 1}, Point(1)),  # type: ignore[list-item]
    (random.Random, {"description": "type: random.Random"}, [1], [1]),
    ("NoSuchType", {"description": "type: NoSuchType"}, 1, 1),
    ("print('canary')", {"description": "type: print('canary')"}, 1, 1),
]


@pytest.mark.parametrize(("annotation", "schema", "value", "expected"), CASES, ids=lambda case: str(case)[:30])
def test_an_annotation_as_schema_and_a_value_back(
    annotation: Any, schema: Any, value: Any, expected: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    made = schema_of(annotation, globals())
    assert schema is None or made == schema
    jsonschema.Draft202012Validator.check_schema(made)
    jsonschema.validate(value, made)
    got = to_python(value, annotation, globals())
    assert (got, type(got)) == (expected, type(expected))
    assert capsys.readouterr().out == ""


def test_a_pydantic_model_has_no_references_left_and_is_made_from_data() -> None:
    def f(item: Item, more: list[Item] | None = None) -> None: ...

    schema = offered(f)["parameters"]
    assert "$ref" not in json.dumps(schema) and "$defs" not in json.dumps(schema)
    price = schema["properties"]["item"]["properties"]["price"]
    assert (price["type"], price["exclusiveMinimum"], price["description"]) == ("number", 0, "in euros")
    assert schema["properties"]["more"]["anyOf"][0]["items"]["properties"]["price"] == price
    data = {"name": "a", "price": 2}
    assert bind(f, {"item": data, "more": [data]}) == ([], {"item": Item(**data), "more": [Item(**data)]})


def test_a_class_that_refers_to_itself_is_told_to_some_depth() -> None:
    schema = schema_of(Node, globals())
    assert len(json.dumps(schema)) < 5_000
    assert to_python({"value": 1, "next": {"value": 2}}, Node, globals()) == Node(1, Node(2))


@dataclasses.dataclass
class Loose:
    x: int = None  # type: ignore[assignment]
    y: datetime.date = None  # type: ignore[assignment]


NULLABLE: list[tuple[Any, dict[str, Any]]] = [
    (int, {"anyOf": [{"type": "integer"}, NULL]}),
    ("str", {"anyOf": [{"type": "string"}, NULL]}),
    (datetime.date, {"anyOf": [{"type": "string", "format": "date"}, NULL]}),
    (datetime.timedelta, {"anyOf": [{"type": "number"}, NULL], "description": "seconds"}),
    (Literal["a", "b"], {"anyOf": [{"type": "string", "enum": ["a", "b"]}, NULL]}),
    (Literal["a", None], {"enum": ["a", None]}),
    (list[int], {"anyOf": [{"type": "array", "items": {"type": "integer"}}, NULL]}),
    (Union[int, str], {"anyOf": [{"type": "integer"}, {"type": "string"}, NULL]}),  # noqa: UP007
    (Optional[int], {"anyOf": [{"type": "integer"}, NULL]}),  # noqa: UP045
    (Any, {}),
    (None, {"type": "null"}),
    (numpy.ndarray, {"anyOf": [{"type": "array", "items": {}}, NULL]}),
    (random.Random, {"description": "type: random.Random"}),
]


@pytest.mark.parametrize(("annotation", "schema"), NULLABLE, ids=lambda case: str(case)[:30])
def test_a_default_of_none_may_be_given(annotation: Any, schema: dict[str, Any]) -> None:
    def f(x: Any = None) -> None: ...

    f.__annotations__ = {"x": annotation}
    told = describe(f)
    made = parameters(Function("f", told["schema"], "", ""))
    assert made["properties"]["x"] == {**schema, "default": None}
    assert argument_problem(made, {"x": None}) is None
    assert bind(f, {"x": None}) == ([], {"x": None})


def test_so_may_that_of_a_field() -> None:
    def f(where: Loose) -> None: ...

    schema = offered(f)["parameters"]["properties"]["where"]["properties"]
    assert schema == {
        "x": {"anyOf": [{"type": "integer"}, NULL], "default": None},
        "y": {"anyOf": [{"type": "string", "format": "date"}, NULL], "default": None},
    }
    assert bind(f, {"where": {"x": None, "y": None}}) == ([], {"where": Loose()})


ANNOTATIONS = st.sampled_from([case[0] for case in CASES])

KINDS = st.sampled_from(["x{n}", "x{n}: a{n}", "x{n}: a{n} = d{n}", "x{n}=d{n}"])


@given(
    st.lists(st.tuples(KINDS, ANNOTATIONS, st.sampled_from([None, 1, "é", object(), [1], Colour.RED, float("nan")]))),
    st.booleans(),
    st.booleans(),
    st.text(),
)
def test_any_signature_gives_a_valid_schema(parts: list[Any], star: bool, stars: bool, doc: str) -> None:
    names: dict[str, Any] = {}
    written = []
    for n, (kind, annotation, default) in enumerate(parts):
        names |= {f"a{n}": annotation, f"d{n}": default}
        written.append(kind.format(n=n))
    separator = ["*more"] if star else ["*"] if written else []
    exec(f"def f({', '.join([*separator, *written, *(['**rest'] if stars else [])])}): pass", names)
    names["f"].__doc__ = doc
    made = offered(names["f"])
    assert set(made["parameters"]["required"]) <= set(made["parameters"]["properties"])
    assert len(made["description"]) <= 1_000


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(ANNOTATIONS, JSON)
def test_what_fits_the_schema_reaches_the_function_or_is_refused_by_the_parameters_name(
    annotation: Any, value: Any
) -> None:
    def f(x: Any) -> None: ...

    f.__annotations__ = {"x": annotation}
    told = describe(f)
    problem = argument_problem(parameters(Function("f", told["schema"], "", "")), {"x": value})
    if problem is None:
        try:
            assert list(bind(f, {"x": value})[1]) == ["x"]
        except Misfit as error:
            assert str(error).startswith("x: ")
