"""Reading and calling in a real kernel."""

from __future__ import annotations

import asyncio
import os
import signal
import textwrap
import time
from typing import Any

import pytest

from ai_jup.kernel import KernelPicture, Kernels, KernelValue, Outcome
from ai_jup.kernel.errors import FunctionUnsuitable, KernelDied, KernelNotPython, ReferenceUndefined
from tests.kernel.live import LiveKernel

RUN = "run the cell that defines it, and run the prompt again."
CHANGE = "Change the reference, and run the prompt again."
CELL = '''
import asyncio, datetime, os, subprocess, sys, threading, time
import matplotlib.pyplot as plt
import pandas as pd
if pd.__version__ < "3": pd.set_option("future.infer_string", True)  # as 3 does it
df = pd.DataFrame({"price": [1.0, None], "name": ["a", "b"]})
cfg = {"lr": 0.1}
rows = [1, 2, 3]
class Bad:
    def __repr__(self): raise ValueError("no repr")
    @property
    def fails(self): raise AttributeError("inner")
    @property
    def spins(self):
        while True: pass
    @property
    def sleeps(self): time.sleep(60)
    @property
    def leaves(self): raise SystemExit
    @property
    def prints(self):
        print("canary"); return 1
class Hangs:
    def __repr__(self): time.sleep(60)
class Leaves:
    def __repr__(self): raise SystemExit
class Interrupts:
    def __repr__(self): raise KeyboardInterrupt("its own")
bad, hangs, leaving, interrupting = Bad(), Hangs(), Leaves(), Interrupts()
figure, axes = plt.subplots(figsize=(2, 2)); axes.plot([1, 2]); plt.close()
calls = []
def add(x: int, y: int = 2) -> int:
    """Add two numbers."""
    calls.append((x, y)); print("adding"); return x + y
async def later(seconds: float):
    print("before"); await asyncio.sleep(seconds); print("after"); return "done"
def wrapped_later(): return later(0.01)
def plots():
    print("one"); plt.plot([1, 2]); plt.show(); print("two"); plt.plot([2, 1])
def returned_plot():
    figure, axes = plt.subplots(figsize=(2, 2)); axes.plot([1, 2]); return figure
def fails(): print("first"); return 1 / 0
def recurses(): return recurses()
def floods(): print("x" * 200_000_000); return "y" * 200_000_000
def floods_past_us(): os.write(1, b"z" * 1_000_000); sys.__stdout__.flush()
def nothing(): pass
def asks(): return input("?")
def leaves(): sys.exit(3)
def endless():
    print("spinning")
    while True: pass
def sleeps(): time.sleep(60)
def gives(): yield from range(1000)
def threads():
    thread = threading.Thread(target=lambda: print("from a thread")); thread.start(); thread.join()
def returns_bad(): return bad
def returns_leaving(): return leaving
def returns_interrupting(): return interrupting
def dated(day: "datetime.date"): return day
'''


@pytest.fixture(scope="module", autouse=True)
def defined(kernel: LiveKernel) -> None:
    kernel.cell(CELL)


def test_a_value_is_read(kernel: LiveKernel) -> None:
    assert kernel.read("cfg['lr']") == KernelValue("cfg['lr']", "float", "0.1")
    assert kernel.read("df").text == textwrap.dedent("""\
        2 rows, 2 columns
        columns, with dtype and missing values:
          price: float64, 1 missing
          name: str, 0 missing
        first 2 rows:
          price name
        0   1.0    a
        1   nan    b""")
    figure = kernel.read("axes")
    assert [picture.media_type for picture in figure.pictures] == ["image/png"]
    assert figure.pictures[0].base64.startswith("iVBORw0KGgo")


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("bad", "[it cannot be shown: ValueError: no repr]"),
        ("bad.fails", "[it could not be read: AttributeError: inner]"),
        ("bad.spins", "[it could not be read: it took more than 2 s]"),
        ("bad.leaves", "[it could not be read: SystemExit]"),
        ("bad.prints", "1"),
        # cannot be ended but by an interrupt
        ("bad.sleeps", "[it could not be read: it took more than 2 s]"),
        ("cfg['lr'] + 'x'", "[it could not be read: TypeError: unsupported operand type(s) for +: 'float' and 'str']"),
    ],
)
def test_a_value_that_fails_or_hangs_is_a_message(kernel: LiveKernel, expression: str, text: str) -> None:
    assert kernel.read(expression).text == text
    assert kernel.read("cfg['lr']").text == "0.1"


@pytest.mark.parametrize(
    ("name", "reading"),
    [
        ("hangs", KernelValue("hangs", "Hangs", "[it could not be read: it took more than 2 s]")),
        ("leaving", KernelValue("leaving", "Leaves", "[it could not be read: SystemExit]")),
        (
            "interrupting",
            KernelValue("interrupting", "Interrupts", "[it could not be read: KeyboardInterrupt: its own]"),
        ),
    ],
)
def test_a_value_that_cannot_be_shown_keeps_its_type(kernel: LiveKernel, name: str, reading: KernelValue) -> None:
    assert kernel.read(name) == reading


@pytest.mark.parametrize(
    ("expression", "why"),
    [
        ("rows * 1000000", "its result would be too large"),
        ("1000000000 * 'ab'", "its result would be too large"),
        ("'%1000000000d' % 1", "it formats text"),
    ],
)
def test_what_would_fill_the_memory_is_not_worked_out(kernel: LiveKernel, expression: str, why: str) -> None:
    assert kernel.read(expression) == KernelValue(expression, "", f"[it could not be read: {why}]")
    assert kernel.read("rows * 2").text == "[1, 2, 3, 1, 2, 3]"


@pytest.mark.parametrize(
    ("expression", "message", "hint"),
    [
        ("dff", "the name 'dff' is not defined.", f"Did you mean `df`? Else {RUN}"),
        ("zzzzz", "the name 'zzzzz' is not defined.", f"Run{RUN[3:]}"),
        ("df.shap", "an object of type DataFrame has no attribute 'shap'.", f"Did you mean `shape`? {CHANGE}"),
        # `ne` is like it, and not near
        (
            "df.nope",
            "an object of type DataFrame has no attribute 'nope'.",
            f"Its columns are 'price', 'name'. {CHANGE}",
        ),
        ("cfg['lrr']", "an object of type dict has no item 'lrr'.", f"Did you mean `'lr'`? {CHANGE}"),
        ("cfg['zzz']", "an object of type dict has no item 'zzz'.", f"Its keys are 'lr'. {CHANGE}"),
        ("cfg.zzz", "an object of type dict has no attribute 'zzz'.", f"Its keys are 'lr'. {CHANGE}"),
        ("df['prize']", "an object of type DataFrame has no item 'prize'.", f"Did you mean `'price'`? {CHANGE}"),
        ("rows[1000]", "an object of type list has no item 1000.", f"It has 3 items, 0 to 2. {CHANGE}"),
        ("rows[0].i", "an object of type int has no attribute 'i'.", CHANGE),
        ("df.values[5]", "an object of type ndarray has no item 5.", f"Its shape is (2, 2). {CHANGE}"),
    ],
)
def test_what_does_not_exist_is_told_with_what_may_be_meant(
    kernel: LiveKernel, expression: str, message: str, hint: str
) -> None:
    with pytest.raises(ReferenceUndefined) as told:
        kernel.read(expression)
    detail = told.value.to_detail()
    assert (detail.code, detail.message, detail.hint) == ("reference-undefined", f"$`{expression}`: {message}", hint)


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


CLASSES = """
import dataclasses, enum
class Plain:
    K = 3
    def go(self, x: int) -> str: return "a"
    class Inner:
        pass
@dataclasses.dataclass
class Point:
    x: int
    y: int = 2
class Colour(enum.Enum):
    RED = "red"
    BLUE = (1, 2)
Made = enum.Enum("Made", "ONE TWO")
Sub = type("Sub", (Plain,), {"go": lambda self, y: 1, "K": 4})
class Changed:
    A = 1
"""


def test_a_class_is_told_by_its_source_or_by_what_it_has(kernel: LiveKernel) -> None:
    kernel.cell(CLASSES)
    parts = CLASSES.split("\n@")[0].split("class Plain")[1], CLASSES.split("@")[1].split("class Colour")[0]
    assert kernel.read("Plain") == KernelValue("Plain", "type", f"class Plain{parts[0]}\n")
    assert kernel.read("Plain.Inner").text == "    class Inner:\n        pass\n"
    assert kernel.read("Point").text == f"@{parts[1]}"
    assert kernel.read("Colour").text == 'class Colour(enum.Enum):\n    RED = "red"\n    BLUE = (1, 2)\n'
    # Python 3.10 says so of every enumeration
    made = kernel.read("Made").text.replace("An enumeration.\n", "")
    assert made == "class Made(Enum)\n  ONE = 1\n  TWO = 2"
    assert kernel.read("Sub").text == "class Sub(Plain)\n  go(self, y)\n  K = 4"
    assert kernel.read("int").text.startswith("class int\nint([x]) -> integer")
    # which of the two it is cannot be told any more
    kernel.cell("class Changed:\n    A = 2")
    assert kernel.read("Changed").text == "class Changed\n  A = 2"


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


@pytest.mark.parametrize("name", ["endless", "sleeps"])
def test_a_call_over_its_time_is_interrupted_and_the_kernel_lives(kernel: LiveKernel, name: str) -> None:
    got = kernel.call(name, limit=0.5)
    assert (got.status, got.parts[-1], got.still_running) == (
        "timeout",
        "Interrupted: it did not finish within 0.5 s.",
        False,
    )
    assert kernel.call("add", x=1).status == "ok"


def test_an_async_call_over_its_time_is_cancelled(kernel: LiveKernel) -> None:
    got = kernel.call("later", limit=0.5, seconds=60)
    assert (got.status, got.parts) == ("timeout", ["before\n", "Interrupted: it did not finish within 0.5 s."])


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


def test_a_busy_kernel_is_waited_for_and_that_is_said(kernel: LiveKernel) -> None:
    async def read_while_busy() -> KernelValue:
        async with kernel.session() as session:
            busy = asyncio.create_task(kernel._cell("time.sleep(2.5)"))
            await asyncio.sleep(0.5)
            reading = await session.read("cfg['lr']")
            await busy
            return reading

    kernel.waits.clear()
    assert kernel.run(read_while_busy()).text == "0.1"
    assert kernel.waits == [True, False]


def test_a_call_waits_for_a_busy_kernel_and_is_made_once(kernel: LiveKernel) -> None:
    async def call_while_busy() -> Outcome:
        async with kernel.session() as session:
            function = await session.describe("add")
            busy = asyncio.create_task(kernel._cell("time.sleep(3)"))
            await asyncio.sleep(0.5)
            outcome = await session.call(function, {"x": 1}, 5)
            await busy
            return outcome

    kernel.cell("calls.clear()")
    assert kernel.run(call_while_busy()) == Outcome("ok", ["adding\n", "int: 3"])
    assert kernel.value("calls") == [(1, 2)]


def test_a_call_that_was_stopped_while_it_waited_is_never_made(kernel: LiveKernel) -> None:
    async def stop_while_busy() -> str:
        async with kernel.session() as session:
            function = await session.describe("add")
            busy = asyncio.create_task(kernel._cell("time.sleep(3)"))
            await asyncio.sleep(0.5)
            call = asyncio.create_task(session.call(function, {"x": 1}, 5))
            await asyncio.sleep(0.2)
            call.cancel()
            await asyncio.gather(call, return_exceptions=True)
            halted = await session.halt()
            await busy
            return halted

    kernel.cell("calls.clear()")
    assert kernel.run(stop_while_busy()) == "not-begun"
    assert kernel.value("calls") == []


def test_an_error_in_the_cell_before_does_not_lose_a_call(kernel: LiveKernel) -> None:
    async def call_behind_an_error() -> Outcome:
        async with kernel.session() as session:
            function = await session.describe("add")
            busy = asyncio.create_task(kernel._cell("time.sleep(0.7); 1 / 0"))
            await asyncio.sleep(0.3)
            outcome = await session.call(function, {"x": 1}, 5)
            await asyncio.gather(busy, return_exceptions=True)
            return outcome

    assert kernel.run(call_behind_an_error()) == Outcome("ok", ["adding\n", "int: 3"])


@pytest.mark.parametrize("expression", ["df", "bad", "bad.spins", "bad.prints", "figure", "dff"])
def test_reading_leaves_the_kernel_as_it_was(kernel: LiveKernel, expression: str) -> None:
    before = kernel.snapshot()
    try:
        kernel.read(expression)
    except ReferenceUndefined:
        assert expression == "dff"
    assert kernel.snapshot() == before


@pytest.mark.parametrize("name", ["nothing", "plots", "later", "fails", "asks", "leaves", "floods"])
def test_a_call_leaves_the_kernel_as_it_was(kernel: LiveKernel, name: str) -> None:
    before = kernel.snapshot()
    kernel.call(name, **({"seconds": 0.01} if name == "later" else {}))
    assert kernel.snapshot() == before


def test_names_are_told_without_running_anything(kernel: LiveKernel) -> None:
    kernel.cell(
        "class Model:\n"
        "    def __call__(self, x): return x\n"
        "class Sly:\n"
        "    @property\n"
        "    def __class__(self): raise SystemExit\n"
        "    def __getattribute__(self, name): raise SystemExit\n"
        "model, sly = Model(), Sly()"
    )

    async def names() -> Any:
        async with kernel.session() as session:
            return {each.name: each for each in await session.names(1_000)}

    told = kernel.run(names())
    assert (told["df"].type, told["df"].preview, told["df"].callable) == ("DataFrame", "2 × 2", False)
    assert (told["add"].type, told["add"].callable) == ("function", True)
    assert (told["bad"].type, told["bad"].preview) == ("Bad", "")
    assert (told["model"].callable, told["sly"].callable) == (True, False)
    assert not {"In", "Out", "get_ipython", "exit", "_"} & set(told)


@pytest.mark.parametrize("how", ["kill", "exit", "restart", "restart-at-once"])
def test_a_kernel_that_dies_in_a_call_is_told_and_the_call_is_not_repeated(own_kernel: LiveKernel, how: str) -> None:
    own_kernel.cell("import os, time\ndef hard(): os._exit(1)\ndef sleeps(): time.sleep(60)")

    async def call() -> tuple[Outcome, float]:
        async with own_kernel.session() as session:
            function = await session.describe("hard" if how == "exit" else "sleeps")
            task = asyncio.create_task(session.call(function, {}, 60))
            await asyncio.sleep(0.5)
            begun = time.monotonic()
            kernel = own_kernel.manager.get_kernel(own_kernel.id)
            if how == "kill":
                os.kill(kernel.provisioner.pid, signal.SIGKILL)
            elif how.startswith("restart"):
                await own_kernel.manager.restart_kernel(own_kernel.id, now=how == "restart-at-once")
            return await task, time.monotonic() - begun

    outcome, seconds = own_kernel.run(call())
    # before a restart Jupyter interrupts the kernel, which is not the user's interrupt
    died = "The notebook's kernel has died or was restarted. The call may or may not have finished."
    assert outcome == Outcome("unknown", [died])
    assert seconds < 40


def test_a_call_that_the_user_interrupts_is_told_as_that(kernel: LiveKernel) -> None:
    async def call() -> Outcome:
        async with kernel.session() as session:
            task = asyncio.create_task(session.call(await session.describe("sleeps"), {}, 60))
            await asyncio.sleep(0.5)
            await kernel.manager.interrupt_kernel(kernel.id)
            return await task

    told = "KeyboardInterrupt: the user interrupted the kernel."
    assert kernel.run(call()) == Outcome("error", [told], stopped=True)


def test_a_call_that_will_not_stop_is_said_to_run_and_nothing_else_is_called(own_kernel: LiveKernel) -> None:
    own_kernel.cell(
        textwrap.dedent("""\
        import time
        def stubborn():
            end = time.monotonic() + 8
            while time.monotonic() < end:
                try:
                    time.sleep(0.1)
                except BaseException:
                    pass
        def other(): pass""")
    )

    async def call() -> list[Outcome]:
        async with own_kernel.session() as session:
            both = [await session.describe(name) for name in ("stubborn", "other")]
            return [await session.call(each, {}, 0.5) for each in both]

    first, second = own_kernel.run(call())
    assert (first.status, first.still_running) == ("timeout", True) and "Restart the kernel" in first.parts[0]
    assert second.status == "refused"


def test_a_dead_kernel_and_one_that_is_not_python_are_told(own_kernel: LiveKernel, tmp_path: Any) -> None:
    async def open_it(kernel_id: str) -> None:
        async with Kernels(own_kernel.manager).open(kernel_id, lambda _: None):
            pass

    with pytest.raises(KernelDied):
        own_kernel.run(open_it("no-such-kernel"))
    assert KernelNotPython("R").message == "References need a Python kernel, but this notebook's kernel uses R."


def test_what_other_clients_print_is_not_kept(kernel: LiveKernel) -> None:
    """The notebook goes on while a model answers, and all that it shows passes by."""

    async def beside() -> int:
        async with kernel.session() as session:
            await kernel._cell("for n in range(300): print('x' * 10_000, flush=True)")
            return session._connection._messages.qsize()

    assert kernel.run(beside()) <= 5
