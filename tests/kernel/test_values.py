"""Whatever a kernel holds is shown: small, in time, without a failure and without acting."""

from __future__ import annotations

import collections
import dataclasses
import json
import textwrap
from typing import Any

import numpy
import pandas
import polars
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure
from PIL import Image

from ai_jup.kernel.probe.output import HeadAndTail
from ai_jup.kernel.probe.time_limit import OutOfTime, within
from ai_jup.kernel.probe.values.shown import show
from ai_jup.kernel.probe.values.text import LIMIT, as_text, kept_ends, shorten

ROOM = 100
"""Characters that telling what was left out may take."""


class Hostile:
    """Fails wherever it is touched."""

    def __init__(self, error: BaseException) -> None:
        object.__setattr__(self, "error", error)

    def __getattribute__(self, name: str) -> Any:
        raise object.__getattribute__(self, "error")

    def __repr__(self) -> str:
        raise object.__getattribute__(self, "error")

    __str__ = __len__ = __iter__ = __bool__ = __repr__  # type: ignore[assignment]


class Odd:
    """Answers to every name, as mocks do."""

    def __getattr__(self, name: str) -> Any:
        return Odd()

    def __repr__(self) -> str:
        return "odd" * 100_000


@dataclasses.dataclass
class Point:
    x: Any
    y: Any = None


class Long:
    def __init__(self, length: int) -> None:
        self.length = length

    def __repr__(self) -> str:
        return "x" * self.length


Pair = collections.namedtuple("Pair", "a b")

ERRORS = st.sampled_from([ValueError("x" * 10_000), KeyError(), RecursionError(), AttributeError("no")])
# made when they are drawn: what tells of a failure would fail over some of them
STRANGE = st.integers(0, 9).map(
    lambda which: (10**10_000, "é" * 100_000, b"\x00" * 100_000, "\ud800", Odd(), int, len, json, range(10**9), ...)[
        which
    ]
)
SCALARS = st.one_of(
    *(st.none(), st.booleans(), st.floats(), st.text(), st.binary(), st.complex_numbers(), st.dates()),
    st.integers(min_value=-(10**50), max_value=10**50),
    STRANGE,
    st.builds(Hostile, ERRORS),
)
OBJECTS = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner),
        st.tuples(inner, inner),
        st.dictionaries(st.text(), inner),
        st.builds(Point, inner, inner),
        st.builds(Pair, inner, inner),
        st.lists(inner, max_size=3).map(collections.deque),
        st.lists(inner, min_size=1, max_size=2).map(lambda items: items * 5_000),
        inner.map(lambda value: type("Own", (), {"value": value})()),
    ),
    max_leaves=20,
)
COLUMNS = st.one_of(
    st.lists(st.floats(), min_size=4, max_size=4),
    st.lists(st.text() | st.none(), min_size=4, max_size=4),
    st.lists(STRANGE | st.integers() | st.lists(st.integers()), min_size=4, max_size=4),
)


def check(value: Any) -> None:
    shown = show(value, None)
    assert sorted(shown) == ["pictures", "text", "type"]
    assert len(shown["text"]) <= LIMIT + ROOM
    assert len(shown["type"]) <= 320
    json.dumps(shown)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(OBJECTS)
def test_any_object_is_shown_within_its_limits(value: Any) -> None:
    check(value)


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.text() | st.integers(-9, 9), COLUMNS, max_size=4))
def test_any_frame_is_shown_within_its_limits(columns: dict[Any, list[Any]]) -> None:
    frame = pandas.DataFrame({name: pandas.Series(values, dtype=object) for name, values in columns.items()})
    check(frame)
    check(frame.T)
    for name in frame:
        check(frame[name])


@settings(deadline=None)
@given(
    st.sampled_from(
        ["?", "i1", "u8", "f2", "f8", "c16", "M8[s]", "m8[D]", "U3", "S2", "O", [("a", "f8"), ("b", "i4")]]
    ),
    st.lists(st.integers(0, 3), max_size=4).map(tuple),
)
def test_any_array_is_shown_within_its_limits(dtype: Any, shape: tuple[int, ...]) -> None:
    check(numpy.zeros(shape, dtype=dtype))
    check(numpy.full(shape, numpy.nan, dtype="f8"))


def test_what_refers_to_itself_is_shown() -> None:
    loop: list[Any] = [1]
    loop.append(loop)
    state = Point(1)
    state.y = {"again": state}
    assert (show(loop, None)["text"], show(state, None)["text"]) == ("[1, ...]", "Point(x=1, y={'again': ...})")
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    assert show(deep, None)["text"] == "[[[[[... 1 item]]]]]"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (list(range(1_000_000)), "999998, 999999\n]"),
        (list(range(1_000_000)), "... 998,800 more, "),
        (dict.fromkeys(range(9_000), 1), "533: 1, ... 8,200 more, 8734: 1"),
        ([[[[list(range(10_000))]]]], "[[[[[... 10,000 items]]]]]"),
        (collections.deque([1, 2], maxlen=5), "deque([1, 2], maxlen=5)"),
        (collections.deque([1]), "deque([1])"),
        (collections.defaultdict(list, a=[1]), "defaultdict(list, {'a': [1]})"),
        (collections.defaultdict(None), "defaultdict(None, {})"),
        ({"a": "x" * 10_000}, "'a': '" + "x" * 6_400 + "'... (10,000 characters in all)"),
        (Long(50_000_000), "[... 49,992,050 characters left out ...]"),
        ([Long(9_000)] * 2, "[... 5,850 characters left out ...]"),
        ("x" * 100_000, "str of 100,000 characters:"),
        (b"ab" * 10_000, "(20,000 bytes in all)"),
        (10**10_000, "<int of 33,220 bits>"),
        ({1, 2}, "{1, 2}"),
        ((1,), "(1,)"),
        (Pair(1, [2]), "Pair(a=1, b=[2])"),
        (type("Own", (), {})(), "Own object"),
    ],
    ids=range(18),
)
def test_what_is_left_out_is_told(value: Any, text: str) -> None:
    assert text in show(value, None)["text"]


@pytest.mark.filterwarnings("ignore:The 'future.infer_string' option")
def test_frames_of_pandas_and_polars() -> None:
    data = {"price": [1.5, None, 2.5], "name": ["a", "b", None]}
    with pandas.option_context("future.infer_string", True):  # pandas 2, as 3 does it
        frame = pandas.DataFrame(data, index=[3, 4, 5])
    assert show(frame, None) == {
        "type": "pandas.DataFrame",
        "text": textwrap.dedent("""\
            3 rows, 2 columns
            index: Index 3 ... 5
            columns, with dtype and missing values:
              price: float64, 1 missing
              name: str, 1 missing
            all 3 rows:
              price name
            3   1.5    a
            4   nan    b
            5   2.5  nan"""),
        "pictures": [],
    }
    text = show(polars.DataFrame(data), None)["text"]
    assert text.startswith(
        "3 rows, 2 columns\ncolumns, with dtype and missing values:\n  price: Float64, 1 missing\n"
        "  name: String, 1 missing\nall 3 rows:\nprice name\n  1.5    a\n None    b\n  2.5 None"
    )
    assert show(polars.Series("s", [1, None]), None)["text"] == (
        "2 values, dtype Int64, name 's'\nmissing: 1\nmin, max, mean: 1, 1, 1\nall 2 rows:\n   1\nNone"
    )


def test_a_large_frame_says_what_was_counted() -> None:
    frame = pandas.DataFrame(numpy.ones((100_000, 100)))
    lines = show(frame, None)["text"].splitlines()
    assert lines[:3] == [
        "100,000 rows, 100 columns",
        "columns, with dtype and missing values (in the first 20,000 of 100,000):",
        "  0: float64, 0 missing",
    ]
    assert lines[102:105] == [
        "first 8 and last 4 rows:",
        " " * 5 + "".join(f"{name:>4}" for name in range(100)),
        "    0 " + " ".join(["1.0"] * 100),
    ]
    assert lines[-1] == "99999 " + " ".join(["1.0"] * 100)
    assert "... 99,988 rows left out" in lines


def test_arrays_are_summed_up() -> None:
    array = numpy.array([[1.0, numpy.nan], [3.0, 4.0]])
    assert show(array, None)["text"] == (
        "array of shape (2, 2), dtype float64, 32 bytes\nNaN: 1\nmin, max, mean: 1, 4, 2.66667\n[[ 1. nan]\n [ 3.  4.]]"
    )
    large = show(numpy.arange(10_000_000), None)["text"]
    assert "min, max, mean (of the first 2,000,000 elements): 0, 2e+06, 1e+06" in large


def test_figures_and_images_are_pictures_of_a_bounded_size() -> None:
    figure = Figure(figsize=(100, 2))
    axes = figure.add_subplot()
    for value in (figure, axes, Image.new("RGB", (9_000, 20)), Image.new("CMYK", (3, 3))):
        [picture] = show(value, None)["pictures"]
        assert picture["type"] == "image/png" and len(picture["data"]) < 100_000


@given(st.text(), st.integers(1, 50))
def test_a_shortened_text_keeps_both_ends_and_tells_the_rest(text: str, limit: int) -> None:
    short = shorten(text, limit)
    if len(text) <= limit:
        assert short == text
    else:
        kept = sum(kept_ends(limit))
        head, tail = short.split(f"\n[... {len(text) - kept:,} characters left out ...]\n", 1)
        assert text.startswith(head) and text.endswith(tail) and len(head) + len(tail) == kept


@given(st.integers(0, 10**9), st.integers(100, 9_000))
def test_what_was_shortened_once_stays_as_it_is(more: int, limit: int) -> None:
    short = shorten("x" * (limit + min(more, 1_000_000)), limit)
    assert len(short) <= limit and shorten(short, limit) == short


@given(st.lists(st.text(max_size=40)), st.integers(3, 60))
def test_what_is_printed_is_kept_at_both_ends(pieces: list[str], limit: int) -> None:
    kept = HeadAndTail(limit)
    for piece in pieces:
        kept.add(piece)
    assert kept.text() == shorten("".join(pieces), limit)


def test_work_without_an_end_is_ended() -> None:
    def endless() -> None:
        while True:
            try:
                while True:
                    pass
            except BaseException:  # as stubborn as code gets
                raise

    with pytest.raises(OutOfTime):
        within(0.1, endless)
    # and nothing comes after it
    assert [within(10, lambda: sum(range(1_000))) for _ in range(200)] == [499_500] * 200


def test_a_repr_that_fails_inside_spoils_only_its_place() -> None:
    class Bad:
        def __repr__(self) -> str:
            raise ValueError("no")

    assert as_text([1, {"a": Bad(), "b": 2}]).endswith("Bad, whose repr failed: ValueError: no>, 'b': 2}\n]")


def raising(*_: object) -> Any:
    raise RuntimeError("not now")


class ShapelessFrame(pandas.DataFrame):
    shape = property(raising)  # type: ignore[assignment]


class Shapeless:
    shape = property(raising)
    dtype = "f8"

    def __repr__(self) -> str:
        return "its own repr"


class EndlessList(list[int]):
    def __len__(self) -> int:
        return 10**9

    def __iter__(self) -> Any:
        return iter(int, 1)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (numpy.ma.masked_all(3), "array of shape (3,), dtype float64, 24 bytes\nmasked: 3\n[-- -- --]"),
        (
            numpy.ma.masked_array([1, 2, 3], [1, 0, 0]),
            "array of shape (3,), dtype int64, 24 bytes\nmasked: 1\nmin, max, mean: 2, 3, 2.5\n[-- 2 3]",
        ),
        (ShapelessFrame({"a": [1]}), "   a\n0  1\n[its facts could not be read: RuntimeError: not now]"),
        (Shapeless(), "its own repr\n[its facts could not be read: RuntimeError: not now]"),
        (type("Sizeless", (dict,), {"__len__": raising, "items": raising})(a=1), "Sizeless({'a': 1})"),
        (EndlessList([1, 2]), "EndlessList([1, 2])"),
    ],
    ids=range(6),
)
def test_what_fails_of_a_value_costs_no_more_than_that(value: Any, text: str) -> None:
    assert show(value, None)["text"] == text


def test_numbers_of_numpy_are_told_as_numbers() -> None:
    frame = pandas.DataFrame({"x": [1, 2]}, index=pandas.MultiIndex.from_product([["a"], numpy.array([1, 2])]))
    assert show(frame, None)["text"].splitlines()[1] == "index: MultiIndex ('a', 1) ... ('a', 2)"
    assert show([numpy.float64(1.5), numpy.bool_(True), numpy.int64(3)], None)["text"] == "[1.5, True, 3]"
    assert show(numpy.float32(0.5), None) == {"type": "numpy.float32", "text": "0.5", "pictures": []}


def test_labels_do_not_break_a_table() -> None:
    label, short, long = "x" * 3_000, "x" * 26 + "…" + "x" * 13, "x" * 80 + "…" + "x" * 39
    frame = pandas.DataFrame({"a\nb": [1], label: [2]}, index=["r\n" + "y" * 3_000])
    lines = show(frame, None)["text"].splitlines()
    assert lines[2:6] == [
        "columns, with dtype and missing values:",
        "  a\\nb: int64, 0 missing",
        f"  {long}: int64, 0 missing",
        "the only row:",
    ]
    assert lines[6].split() == ["a\\nb", short] and lines[7].split() == ["r\\n" + "y" * 36 + "…", "1", "2"]
    assert len(lines) == 8
    deep = pandas.DataFrame([[1, 2]], columns=pandas.MultiIndex.from_product([["A\nB"], ["x", label]]))
    assert max(map(len, show(deep, None)["text"].splitlines())) < 150
    wide = show(polars.DataFrame({"a\nb": [1], label: [2], label + "2": [3]}), None)["text"]
    assert label[:120] not in wide and wide.count("a\\nb") == 2 and len(wide.splitlines()) < 40
    series = show(frame[label], None)["text"].splitlines()
    assert max(map(len, series)) < 150 and len(series) == 6


def test_a_set_is_told_in_one_order_whatever_its_own_is() -> None:
    """Also what is cut off: in each process another part of it would be told."""
    words = [f"word {number}" for number in range(5_000)]
    one, other = as_text(set(words)), as_text(set(reversed(words)))
    assert one == other
    assert as_text({3, 1, 2}) == "{1, 2, 3}"
    assert as_text(frozenset({"b", "a", 1})) == "frozenset({1, 'a', 'b'})"
    assert as_text(set()) == "set()"
    assert as_text({(1, 2)}) == "{(1, 2)}"
