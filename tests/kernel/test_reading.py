"""Values of a real kernel are read, and the kernel stays as it was."""

from __future__ import annotations

import textwrap
from typing import Any

import pytest

from ai_jup.kernel import KernelValue
from ai_jup.kernel.errors import ReferenceUndefined
from tests.kernel.live import LiveKernel

pytestmark = pytest.mark.usefixtures("defined")


RUN = "run the cell that defines it, and run the prompt again."

CHANGE = "Change the reference, and run the prompt again."


def test_a_value_is_read(kernel: LiveKernel) -> None:
    assert kernel.read("cfg['lr']") == KernelValue("cfg['lr']", "float", "0.1")
    assert kernel.read("df").text == textwrap.dedent("""\
        2 rows, 2 columns
        columns, with dtype and missing values:
          price: float64, 1 missing
          name: str, 0 missing
        all 2 rows:
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


@pytest.mark.parametrize("expression", ["df", "bad", "bad.spins", "bad.prints", "figure", "dff"])
def test_reading_leaves_the_kernel_as_it_was(kernel: LiveKernel, expression: str) -> None:
    before = kernel.snapshot()
    try:
        kernel.read(expression)
    except ReferenceUndefined:
        assert expression == "dff"
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
