"""A function's parameters as JSON schema, and JSON arguments as what its annotations ask for."""

from __future__ import annotations

import dataclasses
import datetime
import decimal
import enum
import functools
import json
import pathlib
import uuid
from collections import deque
from typing import Annotated, Any, Literal, NamedTuple, NewType, Optional, TypedDict, TypeVar, Union

import jsonschema
import numpy
import pydantic
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai_jup.kernel import Function, argument_problem, own_arguments, parameters, tool, tool_names
from ai_jup.kernel.docstrings import type_schema
from ai_jup.kernel.probe.annotations import schema_of, to_python
from ai_jup.kernel.probe.functions import Misfit, NotCallable, bind, describe, digest


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
                "y": {"type": "number"},
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
            "properties": {"first": {"type": "integer"}, "second": {"type": "string"}},
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
    (numpy.ndarray, {"description": "type: numpy.ndarray"}, [1], [1]),
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


def offered(function: Any, name: str = "f") -> dict[str, Any]:
    told = json.loads(json.dumps(describe(function)))
    made = tool(Function(name, told["schema"], told["doc"], told["digest"]), name)["function"]
    jsonschema.Draft202012Validator.check_schema(made["parameters"])
    return made  # type: ignore[no-any-return]


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


NULL = {"type": "null"}
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
    (numpy.ndarray, {"description": "type: numpy.ndarray"}),
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
        "x": {"anyOf": [{"type": "integer"}, NULL]},
        "y": {"anyOf": [{"type": "string", "format": "date"}, NULL]},
    }
    assert bind(f, {"where": {"x": None, "y": None}}) == ([], {"where": Loose()})


GOOGLE = """Add up.

    Longer text.

    Args:
        x (int): the first
            of them
        y: the second

    Returns:
        the sum
    """
NUMPY = """Add up.

    Longer text.

    Parameters
    ----------
    x : int
        the first
        of them
    y
        the second

    Returns
    -------
    int
        the sum
    """
SPHINX = """Add up.

    Longer text.

    :param x: the first
        of them
    :param y: the second
    :returns: the sum
    """


@pytest.mark.parametrize("text", [GOOGLE, NUMPY, SPHINX], ids=["Google", "NumPy", "Sphinx"])
def test_a_docstring_describes_function_and_parameters(text: str) -> None:
    def f(x: int, y: int = 2, *, z: int = 3) -> int:
        return x + y + z

    f.__doc__ = text
    assert offered(f) == {
        "name": "f",
        "description": "Add up.\n\nLonger text.\n\nReturns: the sum",
        "parameters": {
            "type": "object",
            "properties": {
                "x": {"type": "integer", "description": "the first of them"},
                "y": {"type": "integer", "default": 2, "description": "the second"},
                "z": {"type": "integer", "default": 3},
            },
            "required": ["x"],
            "additionalProperties": False,
        },
    }


TYPED_GOOGLE = """Do it.

    Args:
        a (int): one
        b (list[float], optional): two
        c (np.ndarray): three
        d (int): four
        e (int): five
        *more (str): six
        **rest: and all
            others
    """
TYPED_NUMPY = """Do it.

    Parameters
    ----------
    a : int
        one
    b : list of floats, optional
        two
    c : np.ndarray
        three
    d : int
        four
    e : int
        five
    *more : str
        six
    **rest
        and all
        others
    """
TYPED_SPHINX = """Do it.

    :param int a: one
    :param b: two
    :type b: list[float]
    :param np.ndarray c: three
    :param int d: four
    :param e: five
    :type e: int
    :param str *more: six
    :param **rest: and all others
    """


@pytest.mark.parametrize("text", [TYPED_GOOGLE, TYPED_NUMPY, TYPED_SPHINX], ids=["Google", "NumPy", "Sphinx"])
def test_a_docstring_tells_the_types_that_the_signature_does_not(text: str) -> None:
    def f(a, b=None, c=None, d="auto", e: str = "x", *more, **rest):  # type: ignore[no-untyped-def]
        return a

    f.__doc__ = text
    made = offered(f)
    numbers = {"type": "array", "items": {"type": "number"}}
    assert made["parameters"]["properties"] == {
        "a": {"type": "integer", "description": "one"},
        "b": {"anyOf": [numbers, NULL], "default": None, "description": "two"},
        "c": {"default": None, "description": "three type: np.ndarray"},
        # the default shows that it is not the whole truth
        "d": {"default": "auto", "description": "four type: int"},
        "e": {"type": "string", "default": "x", "description": "five"},
        "more": {"type": "array", "items": {"type": "string"}, "description": "six"},
    }
    assert made["description"] == "Do it.\n\n**rest: and all others"
    told = describe(f)
    problem = argument_problem(parameters(Function("f", told["schema"], told["doc"], "")), {"a": "1"})
    assert problem == "a: '1' is not of type 'integer'."


@pytest.mark.parametrize(
    ("said", "schema"),
    [
        ("int", {"type": "integer"}),
        ("float, optional", {"type": "number"}),
        ("str (optional)", {"type": "string"}),
        ("dict", {"type": "object", "additionalProperties": True}),
        ("List[bool]", {"type": "array", "items": {"type": "boolean"}}),
        ("list", {"type": "array", "items": {}}),
        ("int or None", {"anyOf": [{"type": "integer"}, NULL]}),
        ("Optional[int]", {"anyOf": [{"type": "integer"}, NULL]}),
        ("int or str", None),
        ("{'a', 'b'}", None),
        ("array_like", None),
        ("int, default 3", None),
        ("list[np.ndarray]", None),
        ("print('canary')", None),
    ],
)
def test_plain_types_of_docstrings_are_read(said: str, schema: Any) -> None:
    assert type_schema(said) == schema


class Callable:
    def __call__(self, a: int) -> int:
        """Call it."""
        return a

    def method(self, a: int, b: str = "x") -> None: ...

    @classmethod
    def of(cls, a: int) -> None: ...

    @staticmethod
    def plain(a: int) -> None: ...


def decorated(function: Any) -> Any:
    @functools.wraps(function)
    def inner(*args: Any, **kwargs: Any) -> Any:
        return function(*args, **kwargs)

    return inner


@decorated
def wrapped(a: int) -> int:
    return a


@pytest.mark.parametrize(
    ("function", "names", "required"),
    [
        (Callable(), ["a"], ["a"]),
        (Callable().method, ["a", "b"], ["a"]),
        (Callable.of, ["a"], ["a"]),
        (Callable.plain, ["a"], ["a"]),
        (wrapped, ["a"], ["a"]),
        (functools.partial(wrapped, 1), [], []),
        (functools.partial(Callable().method, b="y"), ["a", "b"], ["a"]),
        (Point, ["x", "y", "tags"], ["x"]),
        (len, ["obj"], ["obj"]),
        (lambda x, *more, y=1, **rest: None, ["x", "more", "y"], ["x"]),
    ],
    ids=range(10),
)
def test_all_that_can_be_called_is_offered(function: Any, names: list[str], required: list[str]) -> None:
    schema = offered(function)["parameters"]
    assert (list(schema["properties"]), schema["required"]) == (names, required)
    assert len(digest(function)) == 32


@pytest.mark.parametrize(
    ("thing", "why"),
    [
        (3, "not a function, but an int"),
        ("text", "a str"),
        (None, "a NoneType"),
        (dict.fromkeys, ""),
        (max, "cannot be"),
    ],
    ids=range(5),
)
def test_what_has_no_parameters_to_read_is_told(thing: Any, why: str) -> None:
    try:
        offered(thing)
    except NotCallable as error:
        assert why in str(error)
    else:  # newer Pythons tell the parameters of more built-in functions
        assert callable(thing)


def test_arguments_reach_parameters_of_every_kind() -> None:
    def f(a: int, /, b: int, *more: float, c: str = "c", **rest: list[int]) -> Any:
        return a, b, more, c, rest

    schema = offered(f)["parameters"]
    assert schema["properties"]["more"] == {"type": "array", "items": {"type": "number"}}
    assert schema["additionalProperties"] == {"type": "array", "items": {"type": "integer"}}
    assert schema["required"] == ["a", "b"]
    assert argument_problem(schema, {"a": 1, "b": 2, "z": ["x"]}) == "z.0: 'x' is not of type 'integer'."
    for arguments, expected in (
        ({"a": 1, "b": 2}, (1, 2, (), "c", {})),
        ({"a": 1, "b": 2, "more": [3, 4], "c": "d", "z": [5]}, (1, 2, (3.0, 4.0), "d", {"z": [5]})),
    ):
        positional, named = bind(f, arguments)
        assert f(*positional, **named) == expected


def test_what_stands_for_other_arguments_may_be_of_any_type() -> None:
    def f(**rest) -> Any:  # type: ignore[no-untyped-def]
        return rest

    def g(**rest: Item) -> Any:
        return rest

    assert offered(f)["parameters"]["additionalProperties"] is True
    assert offered(g)["parameters"]["additionalProperties"]["type"] == "object"


def test_an_argument_that_cannot_be_read_is_named() -> None:
    def f(day: datetime.date, *more: datetime.date, **rest: datetime.date) -> None: ...

    problem = "ValueError: day is out of range for month"
    for arguments, name in (
        ({"day": "2024-02-30"}, "day"),
        ({"day": "2024-02-01", "more": ["2024-02-30"]}, "more"),
        ({"day": "2024-02-01", "last": "2024-02-30"}, "last"),
    ):
        with pytest.raises(Misfit, match=f"^{name}: {problem}"):
            bind(f, arguments)


def test_the_digest_follows_the_code() -> None:
    def made(body: str) -> Any:
        names: dict[str, Any] = {}
        exec(body, names)
        return names["f"]

    assert digest(made("def f(x): return x + 1")) == digest(made("def f(x): return x + 1"))
    others = ["def f(x): return x + 2", "def f(x): return x - 1", "def f(x=1): return x + 1", "f = lambda x: x + 1"]
    assert len({digest(made(body)) for body in ["def f(x): return x + 1", *others]}) == 5


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


def test_names_are_what_providers_take_and_stay_apart() -> None:
    assert tool_names(["plot", "db.query", "größe"]) == {"plot": "plot", "db.query": "db_query", "größe": "gr__e"}
    assert tool_names(["db.query", "db_query"]) == {"db_query": "db_query", "db.query": "db_query_82223c7d"}


@given(st.lists(st.text(min_size=1, max_size=100), unique=True))
def test_no_two_functions_share_a_name(names: list[str]) -> None:
    made = tool_names(names)
    assert sorted(made) == sorted(names) and len(set(made.values())) == len(names)
    assert all(len(name) <= 64 and name.replace("-", "_").isascii() for name in made.values())
    assert made == tool_names(reversed(names))


def test_parameters_are_offered_by_names_that_every_provider_takes() -> None:
    def measure(größe: int, groesse: int = 2, **rest: int) -> None:
        """Measure.

        Args:
            größe: in metres
        """

    told = describe(measure)
    function = Function("measure", told["schema"], told["doc"], "")
    offered = tool(function, "measure")["function"]["parameters"]
    assert offered["required"] == ["gr__e"]
    assert offered["properties"]["gr__e"] == {"type": "integer", "description": "größe: in metres"}
    assert parameters(function)["properties"].keys() == {"gr__e", "groesse"}
    given = {"gr__e": 3, "groesse": 1, "other": 4}
    assert argument_problem(parameters(function), given) is None
    assert own_arguments(function, given) == {"größe": 3, "groesse": 1, "other": 4}
