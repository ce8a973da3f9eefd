"""What can be called is offered, and arguments reach its parameters."""

from __future__ import annotations

import dataclasses
import datetime
import functools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai_jup.kernel import Function, argument_problem, own_arguments, parameters, tool, tool_names
from ai_jup.kernel.probe.signatures.functions import Misfit, NotCallable, bind, describe, digest
from tests.kernel.offered import offered


@dataclasses.dataclass
class Point:
    x: int
    y: float = 0.0
    tags: list[str] = dataclasses.field(default_factory=list)


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
        (3, "not a function: its type is int"),
        ("text", "its type is str"),
        (None, "its type is NoneType"),
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

    def g(**rest: Point) -> Any:
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
