"""Functions of a real kernel are called."""

from __future__ import annotations

import time
from typing import Any

import pytest

from ai_jup.kernel import KernelPicture, Outcome
from ai_jup.kernel.errors import FunctionUnsuitable, ReferenceUndefined
from tests.kernel.live import LiveKernel

pytestmark = pytest.mark.usefixtures("defined")


def test_what_cannot_be_offered_is_told(kernel: LiveKernel) -> None:
    with pytest.raises(FunctionUnsuitable, match="not a function, but a DataFrame"):
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
    assert "199,992,001 characters left out" in str(got.parts[0])


def test_what_goes_past_the_probe_is_cut_here(kernel: LiveKernel) -> None:
    got = kernel.call("floods_past_us")
    assert got.status == "ok" and sum(len(str(part)) for part in got.parts) <= 20_100


def test_a_generator_gives_its_first_items(kernel: LiveKernel) -> None:
    got = kernel.call("gives")
    assert "[only the first 100 items were read]" in str(got.parts[0])


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
