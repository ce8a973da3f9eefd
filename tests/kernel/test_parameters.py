"""Parameters in all the forms that Python has, and arguments that reach them."""

from __future__ import annotations

import datetime
import enum
import json
import re
from collections.abc import Callable
from typing import Annotated, Any, Literal, NamedTuple, ParamSpec

import annotated_types
import attrs
import numpy
import numpy.typing
import pandas
import pydantic
import pytest
from pydantic import Field
from typing_extensions import NotRequired, Required, TypedDict, Unpack

from ai_jup.kernel import Function, argument_problem, parameters
from ai_jup.kernel.probe import variables
from ai_jup.kernel.probe.signatures.functions import Misfit, bind, describe
from tests.kernel.offered import NULL, offered

# mypy: allow-untyped-defs
# ruff: noqa: B006, B008


def properties(function: Callable[..., Any]) -> dict[str, Any]:
    return offered(function)["parameters"]["properties"]  # type: ignore[no-any-return]


def called(function: Callable[..., Any], **arguments: Any) -> Any:
    """What the function returns, called as a model calls it."""
    told = describe(function)
    schema = parameters(Function("f", told["schema"], told["doc"], "", told["note"]))
    problem = argument_problem(schema, arguments)
    assert problem is None, problem
    positional, named = bind(function, arguments)
    return function(*positional, **named)


def refused(function: Callable[..., Any], **arguments: Any) -> str:
    """Why a call is not made."""
    told = describe(function)
    problem = argument_problem(parameters(Function("f", told["schema"], told["doc"], "")), arguments)
    if problem is not None:
        return problem
    with pytest.raises(Misfit) as raised:
        bind(function, arguments)
    return str(raised.value)


def total(label: str, scale: int = 1, *values: float):
    return label, scale, values


def placed(a: Any, b: Any = 2, c: Any = 3, /, d: Any = 4, *more: Any, e: Any = 5):
    return a, b, c, d, more, e


@pytest.mark.parametrize(
    ("function", "arguments", "expected"),
    [
        (total, {"label": "a", "values": [10, 20]}, ("a", 1, (10.0, 20.0))),
        (total, {"label": "a", "scale": 2, "values": [10]}, ("a", 2, (10.0,))),
        (total, {"values": [10], "label": "a"}, ("a", 1, (10.0,))),
        (total, {"label": "a", "values": []}, ("a", 1, ())),
        (total, {"scale": 3, "label": "a"}, ("a", 3, ())),
        (placed, {"a": 1, "c": 9}, (1, 2, 9, 4, (), 5)),
        (placed, {"a": 1, "d": 9}, (1, 2, 3, 9, (), 5)),
        (placed, {"a": 1, "more": [7], "e": 8}, (1, 2, 3, 4, (7,), 8)),
        (placed, {"a": 1, "b": 6, "d": 9, "more": [7]}, (1, 6, 3, 9, (7,), 5)),
    ],
)
def test_each_argument_reaches_its_own_parameter(function: Any, arguments: dict[str, Any], expected: Any) -> None:
    assert called(function, **arguments) == expected


def test_what_must_come_before_the_others_is_missing() -> None:
    positional, named = bind(total, {"label": "a"})
    assert (positional, named) == ([], {"label": "a"})
    with pytest.raises(Misfit, match="label: it is missing"):
        bind(total, {"values": [1]})


def search(limit: Annotated[int, Field(ge=1, le=100, description="most results")] = 10):
    return limit


def listed(
    words: list[Annotated[str, Field(min_length=2, pattern="^[a-z]+$")]],
    share: Annotated[float, annotated_types.Interval(gt=0, lt=1)] | None = None,
    pair: Annotated[list[int], Field(min_length=2, max_length=2)] = [1, 2],
    since: Annotated[datetime.date, Field(ge=datetime.date(2020, 1, 1))] = datetime.date(2024, 1, 1),
):
    return words, share, pair, since


def test_limits_and_descriptions_that_stand_as_text_are_told() -> None:
    about = {"minimum": 1, "maximum": 100, "description": "most results", "default": 10}
    assert properties(search) == {"limit": {"type": "integer", **about}}
    assert properties(listed) == {
        "words": {"type": "array", "items": {"type": "string", "minLength": 2, "pattern": "^[a-z]+$"}},
        "share": {"anyOf": [{"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1}, NULL], "default": None},
        "pair": {"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 2, "default": [1, 2]},
        "since": {"type": "string", "format": "date", "description": "at least 2020-01-01", "default": "2024-01-01"},
    }
    assert called(search, limit=100) == 100
    assert called(listed, words=["ab"], share=0.5) == (["ab"], 0.5, [1, 2], datetime.date(2024, 1, 1))


@pytest.mark.parametrize(
    ("function", "arguments", "why"),
    [
        (search, {"limit": 0}, "limit: 0 is less than the minimum of 1."),
        (search, {"limit": 101}, "limit: 101 is greater than the maximum of 100."),
        (search, {"limit": "5"}, "limit: '5' is not of type 'integer'."),
        (listed, {"words": ["a"]}, "words.0: 'a' is too short."),
        (listed, {"words": ["AB"]}, "words.0: 'AB' does not match '^[a-z]+$'."),
        (listed, {"words": [], "pair": [1]}, "pair: [1] is too short."),
        (listed, {"words": [], "since": "2019-01-01"}, "since: ValueError: it must be at least 2020-01-01"),
    ],
)
def test_limits_are_checked(function: Any, arguments: dict[str, Any], why: str) -> None:
    assert refused(function, **arguments) == why


def test_a_fields_default_is_the_parameters() -> None:
    def f(
        limit: int = Field(10, ge=1, description="how many"),
        names: list[str] = Field(default_factory=lambda: ["a"]),
        depth: Annotated[int, Field(default=3)] = Field(default=4),
        must: str = Field(),
    ):
        return limit, names, depth, must

    def g(depth: Annotated[int, Field(default=3, gt=0)], name: Annotated[str, Field()]):
        return depth, name

    made = offered(f)["parameters"]
    assert made["properties"]["limit"] == {
        "type": "integer",
        "minimum": 1,
        "description": "how many",
        "default": 10,
    }
    assert made["properties"]["names"] == {"type": "array", "items": {"type": "string"}}
    assert made["required"] == ["must"]
    assert called(f, must="x") == (10, ["a"], 4, "x")
    assert called(f, must="x", limit=2, names=["b"]) == (2, ["b"], 4, "x")
    assert offered(g)["parameters"]["required"] == ["name"]
    assert called(g, name="x") == (3, "x")
    assert refused(f, must="x", limit=0) == "limit: 0 is less than the minimum of 1."


def test_only_what_notes_limits_is_called_in_an_annotation(capsys: pytest.CaptureFixture[str]) -> None:
    def f(
        a: Annotated[int, print("canary")],
        b: Annotated[int, Field(ge=1, examples=[print("canary")])],
        c: print("canary"),  # type: ignore[valid-type]
        d: list[pydantic.conint(ge=3)],  # type: ignore[valid-type]
        e: Annotated[str, re.compile("canary")] = "x",
    ): ...

    capsys.readouterr()
    assert properties(f) == {
        "a": {"type": "integer"},
        "b": {"type": "integer", "minimum": 1},
        "c": {"description": "type: print('canary')"},
        "d": {"type": "array", "items": {"type": "integer", "minimum": 3}},
        "e": {"type": "string", "default": "x"},
    }
    assert capsys.readouterr().out == ""


class Options(TypedDict, total=False):
    depth: Required[int]
    since: datetime.date


class Whole(TypedDict):
    a: int
    b: NotRequired[str]


def test_the_keywords_of_a_typed_dict_are_parameters() -> None:
    def f(x: int, **options: Unpack[Options]):
        return x, options

    def g(**options: Unpack[Whole]):
        return options

    assert offered(f)["parameters"] == {
        "type": "object",
        "properties": {
            "x": {"type": "integer"},
            "depth": {"type": "integer"},
            "since": {"type": "string", "format": "date"},
        },
        "required": ["x", "depth"],
        "additionalProperties": False,
    }
    assert called(f, x=1, depth=2, since="2024-01-01") == (1, {"depth": 2, "since": datetime.date(2024, 1, 1)})
    assert refused(f, x=1) == "The arguments: 'depth' is a required property."
    assert refused(f, x=1, depth=1, deep=2) == (
        "The arguments: Additional properties are not allowed ('deep' was unexpected); the names are: x, depth, since."
    )
    assert (offered(g)["parameters"]["required"], called(g, a=1)) == (["a"], {"a": 1})


# fmt: off
def commented(
    x: int,  # how many
    y: str = "a, b # c",  # the name, such as "a # b"
    *,
    z=1, w=2,  # both
    # on a line of its own
    v: dict[str, int] = {
        "a": 1,
    },  # the counts
    t: int = 3,  # pylint: disable=canary
    s: Callable[
        [int],  # inside
        int,
    ]
    | None = None,
    r: int = 4,  #: four
    key: Any = lambda a, b: a,  # lost
    **rest: int,  # all others
):  # behind
    """Do it.

    Args:
        r: as in the text
    """
# fmt: on


def test_comments_behind_parameters_describe_them() -> None:
    told = {name: each.get("description") for name, each in properties(commented).items()}
    assert told == {
        "x": "how many",
        "y": 'the name, such as "a # b"',
        "z": None,
        "w": None,
        "v": "the counts",
        "t": None,
        "s": "inside",
        "r": "as in the text; four",
        "key": "default: <lambda>",
    }
    assert offered(commented)["parameters"]["additionalProperties"] == {"type": "integer", "description": "all others"}

    def starred(
        x: int,  # first
        *values: float,  # the values
    ): ...

    assert [each["description"] for each in properties(starred).values()] == ["first", "the values"]


def hiding(function: Any) -> Any:
    def inner(*args: Any, **kwargs: Any) -> Any:
        return function(*args, **kwargs)

    return inner


P = ParamSpec("P")


def of_another(function: Callable[P, Any]) -> Callable[P, Any]:
    def inner(*args: P.args, **kwargs: P.kwargs) -> Any:
        return function(*args, **kwargs)

    return inner


class Hiding:
    def __init__(self, function: Any) -> None:
        self.function = function

    def __call__(self, *args: Any) -> Any:
        return self.function(*args)


def untold(function):
    def inner(*args, **kwargs):
        return function(*args, **kwargs)

    return inner


@untold
def add(x: int, y: int = 2):
    return x + y


def test_a_wrapper_that_hides_parameters_says_so() -> None:
    assert offered(add)["description"] == (
        "A wrapper hides this function's own parameters. They are probably those of add(x: 'int', y: 'int' = 2). "
        "Arguments by position go into args."
    )
    assert called(add, args=[1], y=5) == 6

    def shown(x: int, y: int = 2):
        return x + y

    note = "A wrapper hides this function's own parameters. They are probably those of shown(x: 'int', y: 'int' = 2)."
    for decorator in (hiding, of_another, Hiding):
        assert describe(decorator(shown))["note"] == f"{note} Arguments by position go into args."

    def second(x: int): ...

    def either(**named):
        return shown(**named) or second(**named)

    assert describe(either)["note"] == "A wrapper hides this function's own parameters."

    def own(*args, **kwargs): ...

    assert describe(own)["note"] == describe(total)["note"] == ""


class Name(str): ...


class Mode(enum.IntFlag):
    READ = 1
    WRITE = 2


class Place(TypedDict):
    city: str


class Spot(TypedDict):
    x: int
    when: datetime.date


CONVERTED: list[tuple[Any, Any, Any, str]] = [
    # annotation, argument, what the function gets, what does not fit
    (bytes, "é", b"\xc3\xa9", "1"),
    (numpy.int64, 3, numpy.int64(3), '"a"'),
    (numpy.float32, 1.5, numpy.float32(1.5), '"a"'),
    (pandas.Timestamp, "2024-01-02", pandas.Timestamp("2024-01-02"), '"no moment"'),
    (pandas.Timedelta, "2h", pandas.Timedelta("2h"), '"no duration"'),
    (range, [1, 3], range(1, 3), "[]"),
    (re.Pattern, "a+", re.compile("a+"), '"("'),
    (Name, "a", Name("a"), "1"),
    (Mode, 2, Mode.WRITE, '"a"'),
    (dict[Literal[1, 2], datetime.date], {"1": "2024-01-02"}, {1: datetime.date(2024, 1, 2)}, '{"3": "2024-01-02"}'),
    (datetime.date | None, "2024-01-02", datetime.date(2024, 1, 2), '"no day"'),
    (Literal["now"] | datetime.date, "now", "now", '"no day"'),
    (Place | Spot, {"x": 1, "when": "2024-01-02"}, {"x": 1, "when": datetime.date(2024, 1, 2)}, '{"y": 1}'),
    (Mode | list[Mode], [1, 2], [Mode.READ, Mode.WRITE], '["a"]'),
]


@pytest.mark.parametrize(("annotation", "argument", "expected", "misfit"), CONVERTED, ids=lambda each: str(each)[:30])
def test_arguments_are_converted_where_there_is_a_plain_rule(
    annotation: Any, argument: Any, expected: Any, misfit: str
) -> None:
    def f(x: Any):
        return x

    f.__annotations__ = {"x": annotation}
    got = called(f, x=argument)
    assert (got, type(got)) == (expected, type(expected))
    assert refused(f, x=json.loads(misfit)).startswith("x")


def test_lists_become_arrays() -> None:
    def f(a: numpy.ndarray, b: numpy.typing.NDArray[numpy.float64], c: pandas.Series, d=numpy.array([1])):  # type: ignore[type-arg]
        return a, b, c, d

    a, b, c, d = called(f, a=[[1, 2], [3, 4]], b=[1], c=["x"], d=[5])
    assert (a.shape, a.dtype.kind, b.dtype, d.tolist()) == ((2, 2), "i", numpy.float64, [5])
    assert isinstance(c, pandas.Series) and c.tolist() == ["x"]
    assert refused(f, a=[[1], [1, 2]], b=[], c=[]).startswith("a: ValueError: ")
    assert refused(f, a=[], b=["x"], c=[]).startswith("b: ValueError: ")


def test_a_frame_is_given_by_the_name_of_a_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    prices = pandas.DataFrame({"a": [1]})
    names = {"prices": prices, "_hidden": prices, "rows": [1], "f": lambda: 1}
    monkeypatch.setattr(variables, "user_names", lambda: names)

    def f(frame: pandas.DataFrame, other: pandas.DataFrame | None = None, more: list[pandas.DataFrame] = []):
        return frame, other, more

    told = "the name of a variable of the notebook that holds a pandas.DataFrame"
    assert properties(f)["frame"] == {"type": "string", "description": told}
    assert called(f, frame="prices") == (prices, None, [])
    frame, other, more = called(f, frame="prices", other="prices", more=["prices"])
    assert frame is other is more[0] is prices
    for name in ("price", "_hidden", "rows", "f", "prices.T"):
        why = f"ValueError: no variable of the notebook named '{name}' holds a DataFrame; those that do: prices"
        assert refused(f, frame=name) == f"frame: {why}"
        assert refused(f, frame="prices", other=name) == f"other: {why}"
    names.pop("prices")
    assert refused(f, frame="x").endswith("holds a DataFrame; none does")
    assert refused(f, frame=[{"a": 1}]) == "frame: [{'a': 1}] is not of type 'string'."


def test_a_default_shows_the_type() -> None:
    def f(a=5, b=1.5, c="x", d=True, e=[1], g={"a": 1}, h=None):
        return a, c

    assert properties(f) == {
        "a": {"type": "integer", "default": 5},
        "b": {"type": "number", "default": 1.5},
        "c": {"type": "string", "default": "x"},
        "d": {"type": "boolean", "default": True},
        "e": {"type": "array", "items": {}, "default": [1]},
        "g": {"type": "object", "additionalProperties": True, "default": {"a": 1}},
        "h": {"default": None},
    }
    # a whole number as default does not say that others are wrong
    assert called(f, a=2.5) == (2.5, "x")
    assert refused(f, a="2") == "a: '2' is not of type 'number'."
    assert refused(f, c=1) == "c: 1 is not of type 'string'."


def test_defaults_that_json_does_not_have_show_it_too() -> None:
    def f(a=(1, 2), b={1}, c=datetime.date(2024, 1, 1), d=float("inf"), e=Mode.READ, g=print):
        return a, b, c, d, e, g

    assert properties(f) == {
        "a": {"type": "array", "items": {}, "default": [1, 2]},
        "b": {"type": "array", "items": {}, "uniqueItems": True, "description": "default: {1}"},
        "c": {"type": "string", "format": "date", "default": "2024-01-01"},
        "d": {"type": "number", "description": "default: inf"},
        "e": {"type": "integer", "description": "the sum of any of: 1 READ, 2 WRITE", "default": 1},
        "g": {"description": "default: print"},
    }
    got = called(f, a=[3], b=[4], c="2024-02-01", e=2, g=1)
    assert got == ((3,), {4}, datetime.date(2024, 2, 1), float("inf"), Mode.WRITE, 1)


@attrs.define
class Box:
    width: int
    label: str | None = None
    items: list[datetime.date] = attrs.Factory(list)


def test_a_class_of_attrs_is_a_record() -> None:
    def f(box: Box):
        return box

    schema = properties(f)["box"]
    assert (list(schema["properties"]), schema["required"]) == (["width", "label", "items"], ["width"])
    assert called(f, box={"width": 1, "items": ["2024-01-02"]}) == Box(1, None, [datetime.date(2024, 1, 2)])
    assert refused(f, box={"width": "1"}) == "box.width: '1' is not of type 'integer'."


class Cat(pydantic.BaseModel):
    kind: Literal["cat"]


class Dog(pydantic.BaseModel):
    kind: Literal["dog"]
    age: int


def test_one_of_several_kinds_is_made_and_a_misfit_says_why_it_is_none() -> None:
    def f(pet: Annotated[Cat | Dog, Field(discriminator="kind")]):
        return pet

    assert called(f, pet={"kind": "dog", "age": 1}) == Dog(kind="dog", age=1)
    assert refused(f, pet={"kind": "bird"}) == (
        "pet: {'kind': 'bird'} fits none of its kinds: kind 'cat' was expected; 'age' is a required property."
    )


def test_flags_may_be_added_up() -> None:
    def f(mode: Mode) -> Any:
        return mode

    assert called(f, mode=3) is Mode.READ | Mode.WRITE


class Nothing(enum.Enum):
    given = "NOT_GIVEN"


class Node(pydantic.BaseModel):
    name: str
    kids: list[Node] = []


class Span(NamedTuple):
    start: int
    label: str = "z"


def test_what_descriptions_say_is_told_apart() -> None:
    def f(
        data: bytes = b"x",
        wait: datetime.timedelta = datetime.timedelta(days=1),
        frame=pandas.DataFrame({"a": [1, 2]}),
        how: int | Literal[Nothing.given] = Nothing.given,
        span: Span = Span(1),
        other: str | Nothing = Nothing.given,
    ):
        """Do it.

        Args:
            wait: How long.
        """

    made = properties(f)
    assert made["data"]["description"] == "text, passed as its bytes in UTF-8; default: b'x'"
    assert made["wait"]["description"] == "How long; seconds; default: datetime.timedelta(days=1)"
    assert made["frame"]["description"].endswith("pandas.DataFrame; default: a pandas.DataFrame")
    assert (made["how"], made["other"]) == ({"type": "integer"}, {"type": "string"})
    assert made["span"]["default"] == {"start": 1, "label": "z"}
    assert made["span"]["properties"]["label"] == {"type": "string", "default": "z"}


def test_a_model_in_itself_is_told_by_its_name() -> None:
    def f(tree: Node) -> None: ...

    items = offered(f)["parameters"]["properties"]["tree"]["properties"]["kids"]["items"]
    assert items == {"type": "object", "description": "a Node, like the one that it is in"}


def test_a_series_may_be_named_like_a_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    frame, series = pandas.DataFrame({"a": [1]}), pandas.Series([1])
    monkeypatch.setattr(variables, "user_names", lambda: {"df": frame, "s": series})

    def f(d: pandas.DataFrame | pandas.Series, e: pandas.Series | None = None) -> Any:
        return d, e

    assert [each is series for each in called(f, d="s", e="s")] == [True, True]
    d, e = called(f, d="df", e=[2])
    assert d is frame and list(e) == [2]
    # and where the annotation is known to type checkers only
    assert [option["type"] for option in properties(pandas.merge)["left"]["anyOf"][:1]] == ["string"]
    assert "NO_DEFAULT" not in str(properties(pandas.merge)) + str(properties(pandas.read_csv))
