"""The table of `docs/live-kernel.md` says what the model is told, and what a function gets."""

from __future__ import annotations

import collections.abc
import dataclasses
import datetime
import decimal
import enum
import json
import pathlib
import re
import typing
import uuid
from pathlib import Path
from typing import Any

import numpy
import pandas
import pydantic
import pytest

from ai_jup.kernel.probe import variables
from ai_jup.kernel.probe.signatures.functions import bind
from ai_jup.llm.dialects.tool_parameters import explicit
from tests.kernel.offered import offered

DOCUMENT = Path(__file__).parents[2] / "docs" / "live-kernel.md"


class Colour(enum.Enum):
    RED = "red"
    BLUE = "blue"


@dataclasses.dataclass
class Point:
    x: int
    y: int = 0


NAMES: dict[str, Any] = {
    **{name: getattr(typing, name) for name in ("Any", "Annotated", "Literal", "Optional")},
    **{"Callable": collections.abc.Callable, "Field": pydantic.Field, "Path": pathlib.Path, "UUID": uuid.UUID},
    **{"date": datetime.date, "datetime": datetime.datetime, "timedelta": datetime.timedelta},
    **{"Decimal": decimal.Decimal, "np": numpy, "pd": pandas, "Colour": Colour, "Point": Point},
    **{"PosixPath": pathlib.PosixPath, "WindowsPath": pathlib.WindowsPath, "array": numpy.array},
    **{"Timestamp": pandas.Timestamp, "df": pandas.DataFrame({"a": [1]})},
}
ANYTHING = explicit({})
ITEMS = explicit({"items": {}})["items"]


def rows() -> list[list[str]]:
    """The cells of the table."""
    table = DOCUMENT.read_text().partition("| Parameter")[2].partition("\n\n")[0]
    lines = [line for line in table.splitlines()[2:] if line.startswith("|")]
    # a bar inside code is written `\|`
    return [[each.strip().replace("\\|", "|") for each in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def code(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def shown(schema: dict[str, Any]) -> str:
    """A schema as the table has it: what is of any type in words."""
    text = json.dumps({key: each for key, each in schema.items() if key != "default"})
    return text.replace(json.dumps(ANYTHING), "any").replace(json.dumps(ITEMS), "any")


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_the_table_is_true(row: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    parameter, told, passed = row
    names = dict(NAMES)
    exec(f"def f({code(parameter)[0]}): return x", names)
    monkeypatch.setattr(variables, "user_names", lambda: NAMES)
    schema = explicit(offered(names["f"])["parameters"])["properties"]["x"]
    assert shown(schema) == code(told)[0]
    given, got = code(passed)
    positional, named = bind(names["f"], {"x": json.loads(given)})
    result, expected = names["f"](*positional, **named), eval(got, dict(NAMES))
    assert (type(result), repr(result)) == (type(expected), repr(expected))


def test_there_is_a_table() -> None:
    assert len(rows()) > 20
