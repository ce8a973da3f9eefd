"""Functions as people have them, each with arguments that its Python takes."""

from __future__ import annotations

import dataclasses
import datetime
import decimal
import enum
import pathlib
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, Literal, NamedTuple, TypedDict, Union

import numpy
import numpy.typing
import pandas
import pydantic
from pydantic import Field
from typing_extensions import Unpack

# ruff: noqa: UP007
# mypy: allow-untyped-defs


class Colour(enum.IntEnum):
    RED = 1
    BLUE = 2


class Cat(pydantic.BaseModel):
    kind: Literal["cat"]
    lives: int = 9


class Dog(pydantic.BaseModel):
    kind: Literal["dog"]
    place: tuple[int, str] = (1, "a")
    friend: Dog | None = None


@dataclasses.dataclass
class Point:
    x: float
    label: Literal["", "origin"] | None = None


class Options(TypedDict, total=False):
    depth: int
    colour: Colour


class Pair(NamedTuple):
    first: int
    second: str = "b"


def mean(values):
    return sum(values) / len(values)


def scale(x, factor=5):
    return x * factor


def top(names: list, n: int = 3):  # type: ignore[type-arg]
    return names[:n]


def spread(a: numpy.ndarray):
    return max(a) - min(a)


def weigh(a: numpy.typing.NDArray[numpy.float64], b: numpy.typing.ArrayLike, c: pandas.Series[float]):
    return a, b, c


def year(ts: pandas.Timestamp):
    return ts.year


def price(kind: Literal["a", "b", 3]):
    return kind


def rows(order: Literal["", "asc", "desc"] = ""):
    return order


def sample(how: Literal["head", "tail", None] = None, whole: Literal[True] = True):
    return how


def size(width: Literal[256, 512, 1024] = 512, ratio: Literal[0.5, 1.5] = 0.5):
    return width


def paint(colour: Colour, others: list[Colour] | None = None):
    return colour


def tags(**values: float):
    return values


def anything(**values):
    return values


def limits(by: dict[str, int], named: Mapping[Literal["low", "high"], float] | None = None):
    return by


def nested(by: dict[str, dict[str, list[int]]], rest: dict):  # type: ignore[type-arg]
    return by


def pet(animal: Annotated[Union[Cat, Dog], Field(discriminator="kind")], others: list[Cat | Dog] | None = None):
    return animal


def place(point: Point, pair: Pair, corner: tuple[int, str], options: Options | None = None):
    return point


def search(limit: Annotated[int, Field(ge=1, le=100, description="most results")] = 10, word: str = Field("a")):
    return limit


def draw(**options: Unpack[Options]):
    return options


def total(label: str, scale: int = 1, *values: float):
    return label, scale, values


def defaults(a=1, b=1.5, c="x", d=True, e=(1, 2), f=[1], g={"a": 1}, h=None, i=datetime.date(2024, 1, 1)):  # noqa: B006
    return a


def plain(
    when: datetime.datetime,
    day: datetime.date,
    took: datetime.timedelta,
    cost: decimal.Decimal,
    path: pathlib.Path,
    id: uuid.UUID,
    raw: bytes,
    call: Callable[[int], int] | None = None,
):
    return when


def summary(frame: pandas.DataFrame, others: Sequence[pandas.DataFrame] = ()):
    return frame.shape


TAKEN: dict[Callable[..., Any], list[dict[str, Any]]] = {
    mean: [{"values": [1, 2.5]}, {"values": "text"}, {"values": {"a": 1}}, {"values": [[1, 2], [3, 4]]}],
    scale: [{"x": 2}, {"x": [1], "factor": 3}],
    top: [{"names": ["a"], "n": 1}, {"names": [1, "a", None]}],
    spread: [{"a": [1, 2, 3]}, {"a": [[1.5, 2], [3, 4]]}],
    weigh: [{"a": [1, 2], "b": [1], "c": ["a", "b"]}],
    year: [{"ts": "2024-05-01T10:00:00"}],
    price: [{"kind": "a"}, {"kind": "b"}, {"kind": 3}],
    rows: [{}, {"order": ""}, {"order": "asc"}, {"order": "desc"}],
    sample: [{"how": "head"}, {"how": "tail"}, {"how": None}, {"whole": True}],
    size: [{"width": 256}, {"width": 512}, {"width": 1024}, {"ratio": 0.5}, {"ratio": 1.5}],
    paint: [{"colour": 1}, {"colour": 2, "others": [1, 2]}, {"colour": 1, "others": None}],
    tags: [{"width": 1.5, "height": 2}],
    anything: [{"a": 1, "b": ["x"], "c": {"d": None}}],
    limits: [{"by": {"a": 1}}, {"by": {}, "named": {"low": 1.5}}],
    nested: [{"by": {"a": {"b": [1]}}, "rest": {"a": [1]}}],
    pet: [{"animal": {"kind": "cat"}}, {"animal": {"kind": "dog", "place": [1, "a"], "friend": {"kind": "dog"}}}],
    place: [{"point": {"x": 1, "label": ""}, "pair": {"first": 1}, "corner": [1, "a"], "options": {"colour": 2}}],
    search: [{}, {"limit": 100, "word": "b"}],
    draw: [{}, {"depth": 1, "colour": 2}],
    total: [{"label": "a", "values": [10, 20]}],
    defaults: [{"a": 2, "b": 1, "c": "y", "d": False, "e": [3, 4], "f": [], "g": {}, "h": [1], "i": "2024-02-01"}],
    plain: [
        {
            **{"when": "2024-01-01T00:00:00Z", "day": "2024-01-01", "took": 60, "cost": 1.5, "path": "a/b"},
            **{"id": "00000000-0000-0000-0000-000000000000", "raw": "é"},
        }
    ],
    summary: [{"frame": "df", "others": ["df"]}],
}
"""Of each function calls that fit."""

CHOICES: dict[Callable[..., Any], dict[str, list[Any]]] = {
    price: {"kind": ["a", "b", 3]},
    rows: {"order": ["", "asc", "desc"]},
    sample: {"how": ["head", "tail", None], "whole": [True]},
    size: {"width": [256, 512, 1024], "ratio": [0.5, 1.5]},
    paint: {"colour": [1, 2]},
}
"""All that some parameters take."""
