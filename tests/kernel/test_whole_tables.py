"""Of a frame, a series, an array or a container as much is told as there is room for."""

from __future__ import annotations

from typing import Any

import numpy
import pandas
import polars
import pytest

from ai_jup.kernel.probe.values.shown import show
from ai_jup.kernel.probe.values.text import LIMIT
from tests.kernel.live import LiveKernel
from tests.work import growth

SALES = pandas.DataFrame({"country": list("ABCDEFGH"), "sales": [5, 3, 2, 4, 2, 9, 25, 26]})


def lines_of(value: Any) -> list[str]:
    text = show(value, None)["text"]
    assert len(text) <= LIMIT
    return text.splitlines()


def test_every_row_of_a_small_frame_is_told() -> None:
    assert lines_of(SALES.describe())[-9:] == [
        "            sales",
        "count         8.0",
        " mean         9.5",
        "  std 10.12775536",
        "  min         2.0",
        "  25%        2.75",
        "  50%         4.5",
        "  75%        13.0",
        "  max        26.0",
    ]
    assert [line.split()[1:] for line in lines_of(SALES.head(8))[-8:]] == [list(map(str, row)) for row in SALES.values]


def test_a_call_that_gives_a_frame_tells_its_rows(kernel: LiveKernel) -> None:
    kernel.cell(
        "import pandas as pd\n"
        "sales = pd.DataFrame({'country': list('ABCDEFGH'), 'sales': [5, 3, 2, 4, 2, 9, 25, 26]})\n"
        "def best(n: int = 7): return sales.nlargest(n, 'sales')"
    )
    [text] = kernel.call("best", n=8).parts
    assert [line.split()[1] for line in str(text).splitlines()[-8:]] == ["H", "G", "F", "A", "D", "B", "C", "E"]


def test_every_count_of_a_series_is_told() -> None:
    counts = pandas.Series(list("aabbbcdefghijklmno"), name="letter").value_counts()
    lines = lines_of(counts)
    assert lines[:5] == [
        "15 values, dtype int64, name count",
        "index: Index letter b ... o",
        "missing: 0",
        "min, max, mean: 1, 3, 1.2",
        "all 15 rows:",
    ]
    assert lines[6:] == [f"{label:>6} {count}" for label, count in counts.items()]


@pytest.mark.parametrize("frame", [pandas.DataFrame, polars.DataFrame])
def test_of_a_long_frame_the_first_and_the_last_rows_are_told(frame: Any) -> None:
    lines = lines_of(frame({"n": list(range(100_000))}))
    between = next(at for at, line in enumerate(lines) if "rows left out" in line)
    head = [
        line.split()[-1] for line in lines[lines.index(next(x for x in lines if x.startswith("first"))) + 2 : between]
    ]
    tail = [line.split()[-1] for line in lines[between + 1 :]]
    assert head == list(map(str, range(len(head)))) and tail == list(map(str, range(100_000 - len(tail), 100_000)))
    assert lines[between] == f"... {100_000 - len(head) - len(tail):,} rows left out"
    assert sum(map(len, lines)) > LIMIT * 0.8 and len(head) > len(tail) > 100


def test_of_a_long_series_the_last_values_are_told_too() -> None:
    assert lines_of(pandas.Series(range(100_000)))[-1] == "99999 99999"
    assert lines_of(polars.Series(range(100_000)))[-1].strip() == "99999"


@pytest.mark.parametrize("frame", [pandas.DataFrame, polars.DataFrame])
def test_a_cell_is_whole_while_there_is_room(frame: Any) -> None:
    long = "a long comment of a customer, with a reason at its end: late " * 5
    assert long.strip() in "\n".join(lines_of(frame({"text": [long.strip()] * 3})))
    many = lines_of(frame({"text": [long] * 1_000}))
    assert max(map(len, many)) < 60


def test_levels_of_rows_and_columns_keep_their_places() -> None:
    frame = pandas.DataFrame(
        [[1, 2.5], [3, None]],
        index=pandas.MultiIndex.from_tuples([("a", 1), ("b", 2)], names=["k", "n"]),
        columns=pandas.MultiIndex.from_tuples([("x", "mean"), ("x", "std")]),
    )
    assert lines_of(frame)[-4:] == ["       x   x", "k n mean std", "a 1    1 2.5", "b 2    3 nan"]


@pytest.mark.parametrize(
    ("index", "text"),
    [
        (pandas.DataFrame(columns=[f"c{n}" for n in range(300)]).columns, "'c298'"),
        (pandas.date_range("2020-01-01", periods=200), "'2020-07-18 00:00:00'"),
        (pandas.MultiIndex.from_product([range(50), range(3)]), "(49, 2)"),
    ],
)
def test_every_label_of_an_index_is_told(index: Any, text: str) -> None:
    assert text in show(index, None)["text"]


def test_what_a_frame_is_grouped_by_is_told() -> None:
    assert show(SALES.groupby("country"), None)["text"] == (
        "groups by 'country' of a frame with the columns ['country', 'sales'] and 8 rows"
    )


def test_every_element_of_a_small_array_is_told_and_of_a_large_one_more_than_its_corners() -> None:
    assert "450" in show(numpy.arange(900), None)["text"].replace("450.", "").replace("449.5", "")
    large = show(numpy.arange(3_000_000).reshape(300, 100, 100), None)["text"]
    assert LIMIT / 5 < len(large) <= LIMIT


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"a": {"b": list(range(150))}}, "148, 149]"),
        ([["x" * 900]], "x" * 900),
        (list(range(1_000)), "999"),
        ({"deep": {"er": {"and": {"on": {"still": [1, 2]}}}}}, "'still': [1, 2]"),
    ],
)
def test_a_container_that_has_room_is_whole(value: Any, text: str) -> None:
    told = show(value, None)["text"]
    assert text in told and "more" not in told and len(told) <= LIMIT


def test_one_long_cell_takes_nothing_from_the_others() -> None:
    texts = ["ok"] * 50 + ["z" * 700 + " end"] + ["fine"] * 49
    text = show(pandas.DataFrame({"id": range(100), "comment": texts}), None)["text"]
    assert "\n50 50 " + texts[50] + "\n51 51    fine\n" in text and len(text) < 2_500
    [header, row] = lines_of(pandas.DataFrame({"a": [1], "b": ["q" * 3_000], "c": [2]}))[-2:]
    assert (header, row) == ("  a b c", f"0 1 {'q' * 3_000} 2")


@pytest.mark.parametrize("frame", [pandas.DataFrame, polars.DataFrame])
def test_every_column_is_told_while_there_is_room(frame: Any) -> None:
    lines = lines_of(frame({f"c{number}": [1, 2, 3] for number in range(200)}))
    assert "  c199: " in "\n".join(lines) and not any("more column" in line for line in lines)
    narrow = lines_of(frame({f"c{number}": [1] for number in range(61)}))
    assert narrow[-3] == "the only row:" and len(narrow[-2].split()) == 61
    many = lines_of(frame({f"c{number}": [1] for number in range(1_000)}))
    assert "more columns" in "\n".join(many) and many[-1].split()[-1] == "1"


def test_long_names_of_columns_are_told_apart() -> None:
    names = [f"a very long name of a column that goes on for {number}" for number in range(30)]
    text = show(pandas.DataFrame([range(30)] * 3, columns=names), None)["text"]
    assert all(f"\n  {name}: int64" in text for name in names)
    assert all(f"…mn that goes on for {number}"[-13:] in text for number in range(30))


def test_a_large_number_keeps_what_is_behind_its_point() -> None:
    assert lines_of(pandas.Series([1234567890.123456, 0.1 + 0.2]))[-2:] == [
        "0 1234567890.123456",
        "1               0.3",
    ]


def test_numbers_agree_with_their_words() -> None:
    assert lines_of(pandas.DataFrame({"a": [1]})[["a"]])[0] == "1 row, 1 column"
    assert lines_of(pandas.DataFrame()) == ["0 rows, 0 columns"]
    assert lines_of(pandas.Series([2]))[0] == "1 value, dtype int64"
    assert lines_of(polars.Series([2]))[0] == "1 value, dtype Int64"
    index = pandas.MultiIndex.from_tuples([("row\n" + "y" * 90, 1)])
    label = "('row\\n" + "y" * 33 + "…, 1)"
    assert lines_of(pandas.DataFrame({"a": [1]}, index=index))[1] == f"index: MultiIndex {label} ... {label}"


def test_of_a_long_index_of_several_levels_only_the_ends_are_read() -> None:
    def made(size: int) -> tuple[pandas.DataFrame, pandas.Series]:
        numbers = numpy.arange(size)
        index = pandas.MultiIndex.from_arrays([numbers, pandas.Series(numbers).astype(str)])
        return pandas.DataFrame({"v": numbers}, index=index), pandas.Series(numbers, index=index)

    def last_lines(those: tuple[pandas.DataFrame, pandas.Series]) -> list[str]:
        return [lines_of(each)[-1] for each in those]

    assert last_lines(made(1_000_000)) == ["999999 999999 999999"] * 2
    # all of them would be a hundred times the work
    assert growth(last_lines, made, 1_000_000, times=100) < 20


def test_of_a_frame_with_a_cell_that_takes_too_long_the_columns_are_told(kernel: LiveKernel) -> None:
    kernel.cell(
        "import pandas as pd\n"
        "class Hangs:\n"
        "    def __repr__(self):\n"
        "        while True: pass\n"
        "hangs = pd.DataFrame({'a': [1, 2], 'b': ['ok', Hangs()]})\n"
        "def give(): return hangs"
    )
    told = [
        *("2 rows, 2 columns", "columns, with dtype and missing values:"),
        *("  a: int64, 0 missing", "  b: object, 0 missing", "[the rest cannot be shown: it took more than 2 s]"),
    ]
    assert kernel.read("hangs").text.splitlines() == told
    [text] = kernel.call("give").parts
    assert text == "pandas.DataFrame: " + "\n".join(told)


def test_a_table_of_pyarrow_is_told_like_other_frames() -> None:
    pyarrow = pytest.importorskip("pyarrow")
    lines = lines_of(pyarrow.table({"n": range(3_000), "text": [None, *["a"] * 2_999]}))
    assert lines[:4] == [
        *("3,000 rows, 2 columns", "columns, with dtype and missing values:"),
        *("  n: int64, 0 missing", "  text: string, 1 missing"),
    ]
    assert lines[-1] == "2999    a" and len(lines) > 500


def test_the_cells_of_a_frame_in_a_container_are_whole() -> None:
    long = "a long comment of a customer, with a reason at its end: late " * 3
    text = show({"notes": [pandas.DataFrame({"text": [long.strip()], "n": [1]})]}, None)["text"]
    assert long.strip() in text
