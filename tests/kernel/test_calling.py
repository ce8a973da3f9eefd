"""Functions of a real kernel are called."""

from __future__ import annotations

import sys
import time
from typing import Any

import pytest

from ai_jup.kernel import KernelPicture, Outcome
from ai_jup.kernel.errors import FunctionUnsuitable, ReferenceUndefined
from tests.kernel.definitions import CELL
from tests.kernel.live import LiveKernel

pytestmark = pytest.mark.usefixtures("defined")


def test_what_cannot_be_offered_is_told(kernel: LiveKernel) -> None:
    with pytest.raises(FunctionUnsuitable, match="not a function: its type is DataFrame"):
        kernel.describe("df")
    with pytest.raises(ReferenceUndefined, match="the name 'ad' is not defined"):
        kernel.describe("ad")


@pytest.mark.parametrize(
    ("name", "arguments", "outcome"),
    [
        ("add", {"x": 40}, Outcome("ok", ["adding\n", "int: 42"])),
        ("later", {"seconds": 0.01}, Outcome("ok", ["before\nafter\n", "str: 'done'"])),
        ("wrapped_later", {}, Outcome("ok", ["before\nafter\n", "str: 'done'"])),
        ("nothing", {}, Outcome("ok", ["None"])),
        ("threads", {}, Outcome("ok", ["from a thread\n", "None"])),
        ("returns_bad", {}, Outcome("ok", ["Bad: [it cannot be shown: ValueError: no repr]"])),
        ("returns_leaving", {}, Outcome("ok", ["Leaves: [it cannot be shown: SystemExit]"])),
        (
            "returns_interrupting",
            {},
            Outcome("ok", ["Interrupts: [it cannot be shown: KeyboardInterrupt: its own]"]),
        ),
        (
            "dated",
            {"day": "2024-02-30"},
            Outcome("refused", ["the arguments do not fit: day: ValueError: day is out of range for month"]),
        ),
    ],
)
def test_a_function_is_called_and_its_output_and_result_come_back(
    kernel: LiveKernel, name: str, arguments: dict[str, Any], outcome: Outcome
) -> None:
    assert kernel.call(name, **arguments) == outcome


def test_what_is_printed_and_plotted_comes_in_order(kernel: LiveKernel) -> None:
    got = kernel.call("plots")
    kinds = ["picture" if isinstance(part, KernelPicture) else part for part in got.parts]
    assert (got.status, kinds) == ("ok", ["one\n", "picture", "two\n", "picture", "None"])
    # nothing is left to be shown under the user's next cell
    assert kernel.cell("print(plt.get_fignums())") == "[]\n"


def test_a_figure_that_is_shown_and_returned_comes_once(kernel: LiveKernel) -> None:
    got = kernel.call("returned_plot")
    kinds = ["picture" if isinstance(part, KernelPicture) else part for part in got.parts]
    assert (got.status, kinds) == ("ok", ["picture", "matplotlib.Figure: <Figure size 200x200 with 1 Axes>"])


def test_an_exception_is_its_last_frames(kernel: LiveKernel) -> None:
    got = kernel.call("fails")
    assert got.status == "error" and got.parts[0] == "first\n"
    lines = str(got.parts[1]).splitlines()
    assert lines[0] == "Traceback (most recent call last):" and lines[-1] == "ZeroDivisionError: division by zero"
    assert "ai-jup" not in str(got.parts[1])
    deep = str(kernel.call("recurses").parts[0])
    assert "frames left out" in deep and "RecursionError" in deep and len(deep) < 3_200


CHAINS = """
def caused():
    try: {}["missing"]
    except KeyError as error: raise RuntimeError("could not load") from error
def while_handling():
    try: 1 / 0
    except ZeroDivisionError: {}["missing"]
def silenced():
    try: 1 / 0
    except ZeroDivisionError: raise ValueError("plain") from None
def long_chain(depth=9):
    try:
        if depth: long_chain(depth - 1)
        else: raise OSError("x" * 100_000)
    except Exception as error: raise ValueError(f"step {depth}") from error
def ring():
    error = ValueError("ring")
    error.__cause__ = OSError("back")
    error.__cause__.__cause__ = error
    raise error
"""


@pytest.mark.parametrize(
    ("name", "end"),
    [
        ("caused", ["RuntimeError: could not load", "Caused by KeyError: 'missing' (line 2, in caused)"]),
        (
            "while_handling",
            [
                "KeyError: 'missing'",
                "Raised while handling ZeroDivisionError: division by zero (line 5, in while_handling)",
            ],
        ),
        ("silenced", ["ValueError: plain"]),
        (
            "long_chain",
            [
                "ValueError: step 9",
                *(f"Caused by ValueError: step {step} (line 14, in long_chain)" for step in (8, 7, 6)),
                "[... and others before that]",
            ],
        ),
        ("ring", ["ValueError: ring", "Caused by OSError: back"]),
    ],
)
def test_what_an_exception_came_from_is_told(kernel: LiveKernel, name: str, end: list[str]) -> None:
    kernel.cell(CHAINS)
    got = kernel.call(name)
    lines = str(got.parts[0]).splitlines()
    assert (got.status, lines[-len(end) :]) == ("error", end)
    # before it comes code alone
    assert not lines[-len(end) - 1].startswith(("Caused by", "Raised while", "ValueError"))


@pytest.mark.parametrize("name", ["quits", "exits_later"])
def test_a_function_that_quits_is_told_and_the_kernel_stays(own_kernel: LiveKernel, name: str) -> None:
    own_kernel.cell("def quits(): quit(); return 1\nasync def exits_later(): exit()")
    before = own_kernel.snapshot()
    got = own_kernel.call(name)
    lines = "".join(map(str, got.parts)).splitlines()
    asked = "The function tried to end the kernel. The function was stopped, and the kernel is still running."
    assert (got.status, lines[0], lines[-1]) == ("error", asked, "SystemExit")
    time.sleep(0.5)  # ipykernel ends 0.1 s after it was asked to
    assert own_kernel.snapshot() == before
    assert own_kernel.value("('ask_exit' in vars(get_ipython()), get_ipython().exit_now)") == (False, False)


@pytest.mark.parametrize(("name", "last"), [("asks", "StdinNotImplementedError"), ("leaves", "SystemExit: 3")])
def test_a_function_cannot_ask_for_input_nor_leave(kernel: LiveKernel, name: str, last: str) -> None:
    got = kernel.call(name)
    assert got.status == "error" and last in str(got.parts[-1]).splitlines()[-1]


def test_a_flood_is_cut_in_the_kernel(kernel: LiveKernel) -> None:
    got = kernel.call("floods")
    assert got.status == "ok"
    assert [len(str(part)) < 9_000 for part in got.parts] == [True, True]
    assert "199,992,051 characters left out" in str(got.parts[0])


def test_what_goes_past_the_probe_is_cut_here(kernel: LiveKernel) -> None:
    got = kernel.call("floods_past_us")
    assert got.status == "ok" and sum(len(str(part)) for part in got.parts) <= 20_100


def test_a_generator_gives_its_first_items(kernel: LiveKernel) -> None:
    got = kernel.call("gives")
    assert "[only the first 100 items were read]" in str(got.parts[0])


ONE_BY_ONE = """
import itertools
async def agen():
    for n in itertools.count():
        yield n
async def few():
    print("few"); yield "a"; yield "b"
async def gives_later(): return few()
async def gives_map_later(): return map(str, [1, 2])
async def fails_later():
    yield 1
    raise ValueError("after one")
def maps(): return map(str.upper, "ab")
def zips(): return zip([1, 2], "ab")
def filters(): return filter(None, [0, 1])
def chained(): return itertools.chain([1], [2])
def table():
    import csv
    return csv.reader(["a,b"])
class Own:
    def __init__(self): self.left = 2
    def __iter__(self): return self
    def __next__(self):
        if not self.left: raise StopIteration
        self.left -= 1; return self.left
def owns(): return Own()
def reads(): return open(__import__("os").devnull)
def counts(): return iter(range(10**9))
"""


@pytest.mark.parametrize(
    ("name", "status", "parts"),
    [
        ("few", "ok", ["few\n", "async generator of: ['a', 'b']"]),
        ("gives_later", "ok", ["few\n", "async generator of: ['a', 'b']"]),
        ("gives_map_later", "ok", ["map of: ['1', '2']"]),
        ("maps", "ok", ["map of: ['A', 'B']"]),
        ("zips", "ok", ["zip of: [(1, 'a'), (2, 'b')]"]),
        ("filters", "ok", ["filter of: [1]"]),
        ("chained", "ok", ["chain of: [1, 2]"]),
        ("table", "ok", ["reader of: [['a', 'b']]"]),
        ("owns", "ok", ["Own of: [1, 0]"]),
    ],
)
def test_what_comes_one_by_one_is_read(kernel: LiveKernel, name: str, status: str, parts: list[str]) -> None:
    kernel.cell(ONE_BY_ONE)
    assert kernel.call(name) == Outcome(status, parts)  # type: ignore[arg-type]


def test_what_has_no_end_is_read_up_to_a_number(kernel: LiveKernel) -> None:
    kernel.cell(ONE_BY_ONE)
    for name in ("agen", "counts"):
        assert str(kernel.call(name).parts[-1]).endswith("\n[only the first 100 items were read]")
    assert "TextIOWrapper" in str(kernel.call("reads").parts[0])
    failed = kernel.call("fails_later")
    assert (failed.status, str(failed.parts[-1]).splitlines()[-1]) == ("error", "ValueError: after one")


GROUPS = """
def fails(value): raise ValueError(f"bad {value}")
def group(errors=2):
    caught = []
    for n in range(errors):
        try: fails(n)
        except ValueError as error: caught.append(error)
    raise ExceptionGroup("several", caught)
def nested():
    try: group()
    except ExceptionGroup as inner: raise ExceptionGroup("outer", [inner, KeyError("k")]) from OSError("disk")
"""


@pytest.mark.skipif(sys.version_info < (3, 11), reason="groups are of Python 3.11")
def test_what_is_in_a_group_of_exceptions_is_told(kernel: LiveKernel) -> None:
    kernel.cell(GROUPS)
    lines = str(kernel.call("nested").parts[0]).splitlines()
    place = "(line 1, in fails)"
    assert lines[lines.index("ExceptionGroup: outer (2 sub-exceptions)") :] == [
        "ExceptionGroup: outer (2 sub-exceptions)",
        "  In it: ExceptionGroup: several (2 sub-exceptions) (line 7, in group)",
        f"    In it: ValueError: bad 0 {place}",
        f"    In it: ValueError: bad 1 {place}",
        "  In it: KeyError: 'k'",
        "Caused by OSError: disk",
    ]
    many = str(kernel.call("group", errors=50).parts[0]).splitlines()
    assert many[-2:] == [f"  In it: ValueError: bad 9 {place}", "[... and others in the group]"]


PEOPLES = """
from __future__ import annotations
from typing import Annotated, Any
import pandas as pd
from pydantic import Field
def search(
    most: Annotated[int, Field(ge=1, le=100, description="most results")] = 10,
    mode: str = "all",  # all or any
): return most, mode
def total(label: str, scale: int = 1, *values: float): return f"label={label} scale={scale} values={values}"
def shape(frame: pd.DataFrame): return frame.shape
def total_of(numbers: pd.Series, day: pd.Timestamp): return numbers.sum(), day.year
"""


def test_functions_of_a_notebook_are_told_and_called(own_kernel: LiveKernel) -> None:
    kernel = own_kernel
    kernel.cell(CELL)
    # not in the kernel that tests share: what a cell imports from the future holds for those after it
    kernel.cell(PEOPLES)
    assert kernel.describe("search").schema["properties"] == {
        "most": {"type": "integer", "minimum": 1, "maximum": 100, "description": "most results", "default": 10},
        "mode": {"type": "string", "default": "all", "description": "all or any"},
    }
    for name, arguments, result in (
        ("search", {"most": 5}, "tuple: (5, 'all')"),
        ("total", {"label": "a", "values": [10, 20]}, "str: 'label=a scale=1 values=(10.0, 20.0)'"),
        ("shape", {"frame": "df"}, "tuple: (2, 2)"),
        ("total_of", {"numbers": [1, 2], "day": "2024-05-01"}, "tuple: (3, 2024)"),
    ):
        assert kernel.call(name, **arguments) == Outcome("ok", [result])
    why = "the arguments do not fit: frame: ValueError: no variable of the notebook named 'cfg' holds a DataFrame"
    assert kernel.call("shape", frame="cfg").status == "refused"
    assert str(kernel.call("shape", frame="cfg").parts[0]).startswith(why)


def test_a_function_that_was_changed_is_not_called(kernel: LiveKernel) -> None:
    async def change() -> Outcome:
        async with kernel.session() as session:
            function = await session.describe("changing")
            await kernel._cell("def changing(): calls.append('canary')")
            return await session.call(function, {}, 5)

    kernel.cell("calls.clear()\ndef changing(): pass")
    assert kernel.run(change()) == Outcome("refused", ["the function changing has changed since the prompt began"])
    assert kernel.value("calls") == []


def test_arguments_are_data_whatever_is_in_them(kernel: LiveKernel) -> None:
    kernel.cell("calls.clear()\ndef keep(**anything): calls.append(anything)")
    nasty = {
        "a": "'); import os; calls.append('canary') #",
        'b"""': "\\N{BULLET} \ud83d \x00 {x} %s `!ls` ?",
        "__class__": [None, True, 1e300, {"deep": ["é"]}],
    }
    assert kernel.call("keep", **nasty).status == "ok"
    assert kernel.value("calls") == [nasty]


@pytest.mark.parametrize("name", ["nothing", "plots", "later", "fails", "asks", "leaves", "floods"])
def test_a_call_leaves_the_kernel_as_it_was(kernel: LiveKernel, name: str) -> None:
    before = kernel.snapshot()
    kernel.call(name, **({"seconds": 0.01} if name == "later" else {}))
    assert kernel.snapshot() == before


def test_what_was_given_before_a_failure_is_told(kernel: LiveKernel) -> None:
    kernel.cell(
        "def gives():\n    yield 1\n    yield 'two'\n    raise ValueError('bad')\n"
        "async def gives_async():\n    yield 1\n    raise ValueError('bad')\n"
        "def numbers(): return map(int, ['1', 'x'])\n"
        "def inside(): return zip([1], 'a'), {'m': 1}\n"
        "def named(): return {'a': filter(None, [0, 2]), 'b': gives()}"
    )
    for name, first in (
        ("gives", "generator of: [1, 'two']"),
        ("gives_async", "async generator of: [1]"),
        ("numbers", "map of: [1]"),
    ):
        outcome = kernel.call(name)
        assert (outcome.status, outcome.parts[0]) == ("error", first)
        assert "ValueError: " in str(outcome.parts[1])
    assert kernel.call("inside").parts == ["tuple: (zip of: [(1, 'a')], {'m': 1})"]
    [text] = kernel.call("named").parts
    assert text == "dict: {'a': filter of: [2], 'b': generator of: [1, 'two'], then ValueError: bad}"
