"""What changes from run to run and means nothing is the same text; whatever means something is not."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai_jup.stable_text import stable_text

SAME = {
    "address": ("<a.B object at 0x7f6b6f95e390>", "<a.B object at 0x7f11111e3900>"),
    "bound method": (
        "<bound method A.f of <A object at 0x10abcdef0>>",
        "<bound method A.f of <A object at 0x10abcd000>>",
    ),
    "kernel's file": ("File /tmp/ipykernel_12/345.py:1, in f()", "File /tmp/ipykernel_99/1.py:1, in f()"),
    "temporary file": ("Wrote /tmp/tmpab12cd/x.csv", "Wrote /tmp/tmpzz99yy/x.csv"),
    "macOS": ("/var/folders/ab/cdef1234/T/tmpx1/x", "/var/folders/ab/cdef1234/T/tmpy2/x"),
    "Windows": (r"C:\Users\a\AppData\Local\Temp\tmp12\x", r"C:\Users\a\AppData\Local\Temp\tmp99\x"),
    "set": ("{'b', 'a', 3}", "{3, 'a', 'b'}"),
    "frozenset": ("frozenset({(1, 'x'), None})", "frozenset({None, (1, 'x')})"),
    "sets within": ("[{'a': {2, 1}}, {'c', 'd'}]", "[{'a': {1, 2}}, {'d', 'c'}]"),
    "set of sets": ("{frozenset({'b', 'a'}), frozenset()}", "{frozenset(), frozenset({'a', 'b'})}"),
    "enumeration": ("{<Color.RED: 1>, <Color.BLUE: 2>}", "{<Color.BLUE: 2>, <Color.RED: 1>}"),
    "objects": ("{<A object at 0x7f0000000001>, 1}", "{1, <A object at 0x7fffff000001>}"),
    "colons in texts": ("{'http://a', 'b: c'}", "{'b: c', 'http://a'}"),
    "set in a sentence": ("Words: {'b', 'a'} (2)", "Words: {'a', 'b'} (2)"),
}


@pytest.mark.parametrize(("one", "other"), SAME.values(), ids=SAME.keys())
def test_it_is_the_same(one: str, other: str) -> None:
    assert stable_text(one) == stable_text(other)


OTHER = {
    "members": ("{'a', 'b'}", "{'a', 'c'}"),
    "order of a dictionary": ("{'a': 1, 'b': 2}", "{'b': 2, 'a': 1}"),
    "order of a list": ("[1, 2]", "[2, 1]"),
    "number of digits": ("0x12", "0x13"),
    "path": ("/home/a/x.csv", "/home/b/x.csv"),
    "name in a temporary folder": ("/tmp/tmpab12/x.csv", "/tmp/tmpab12/y.csv"),
    "object": ("<A object at 0x7f0000000001>", "<B object at 0x7f0000000001>"),
    "LaTeX": (r"\frac{a, b}", r"\frac{a, c}"),
}


@pytest.mark.parametrize(("one", "other"), OTHER.values(), ids=OTHER.keys())
def test_it_is_another(one: str, other: str) -> None:
    assert stable_text(one) != stable_text(other)


LITERALS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda each: st.tuples(each, each) | st.frozensets(each, max_size=4),
    max_leaves=12,
)


@given(st.sets(LITERALS, min_size=1, max_size=6), st.randoms())
def test_a_set_shows_itself_in_any_order(members: set[object], chance: object) -> None:
    shown = list(map(repr, members))
    shuffled = sorted(shown, key=lambda _: chance.random())  # type: ignore[attr-defined]
    one, other = (stable_text("{" + ", ".join(each) + "}") for each in (shown, shuffled))
    assert one == other


@given(st.text(max_size=200))
def test_it_takes_any_text_and_is_the_same_again(text: str) -> None:
    once = stable_text(text)
    assert stable_text(once) == once


def test_two_processes_tell_the_same() -> None:
    code = (
        "from ai_jup.stable_text import stable_text\n"
        "class A: pass\n"
        "print(stable_text(f\"{ {'a', 'b', 'c', 'd', ('e', 1)} } {A()} {A.__init__} {[{'x', 'y', 'z'}]}\"))"
    )
    texts = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": str(seed)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in range(4)
    }
    assert len(texts) == 1


@pytest.mark.parametrize(
    "text", ["{" * 100_000, "{a," * 40_000, "{'" * 40_000, "{<" * 40_000, "{a,b}" * 40_000, "{x,{" * 40_000]
)
def test_no_text_holds_it_up(text: str) -> None:
    begun = time.process_time()
    stable_text(text)
    assert time.process_time() - begun < 5
