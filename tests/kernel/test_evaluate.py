"""What an expression reads, step by step, and what it does not do."""

from __future__ import annotations

import collections
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai_jup.kernel.probe.evaluate import NotReading, Undefined, evaluate


class Canary:
    """Notes every call."""

    called = 0

    def __call__(self, *_: object, **__: object) -> None:
        Canary.called += 1


@given(
    st.sampled_from(
        [
            "f()",
            "[f()]",
            "(lambda: f())()",
            "f.__call__()",
            "[x for x in f]",
            "x := f()",
            "f'{f()}'",
            "a[f()]",
            "not f()",
        ]
    )
)
def test_the_kernel_itself_calls_nothing_either(expression: str) -> None:
    with pytest.raises((NotReading, Undefined, SyntaxError, TypeError)):
        evaluate(expression, {"f": Canary(), "a": {}})
    assert Canary.called == 0


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("a.real", 3),
        ("b[1:][0]", 2),
        ("c['k']", "v"),
        ("b[-1] + a * 2 - 1", 8),
        ("a > 2 and b", [1, 2, 3]),
        ("1 < a < 2", False),
        ("a if not b else c", {"k": "v"}),
        ("(a, [a], {a: 'x'}, {a})", (3, [3], {3: "x"}, {3})),
        ("len", len),
        ("a is None or ~a", -4),
    ],
)
def test_an_expression_has_pythons_own_value(expression: str, value: Any) -> None:
    assert evaluate(expression, {"a": 3, "b": [1, 2, 3], "c": {"k": "v"}}) == value


class TargetedRequest(dict):  # type: ignore[type-arg]
    """Keeps what it was asked for."""

    def __missing__(self, key: str) -> str:
        self[key] = "made"
        return "made"


@pytest.mark.parametrize(
    "owner",
    [
        collections.defaultdict(list, there=[1]),
        TargetedRequest(there=[1]),
        collections.ChainMap({}, collections.defaultdict(list, there=[1])),
        collections.ChainMap(collections.ChainMap(TargetedRequest()), {"there": [1]}),
    ],
)
def test_reading_a_missing_item_makes_none(owner: Any) -> None:
    before = repr(owner)
    with pytest.raises(Undefined, match="has no item 'panel'"):
        evaluate("owner['panel']", {"owner": owner})
    assert repr(owner) == before


def test_an_item_that_is_there_is_read_and_a_counter_counts_none() -> None:
    chained = collections.ChainMap({}, {"a": 1}, collections.defaultdict(list))
    assert evaluate("chained['a']", {"chained": chained}) == 1
    assert evaluate("made['a']", {"made": collections.defaultdict(list, a=[1])}) == [1]
    assert evaluate("counts['x']", {"counts": collections.Counter("aab")}) == 0


def test_similar_names_are_the_users_own() -> None:
    with pytest.raises(Undefined) as raised:
        evaluate("nope", {"open": open, "nose": 1})
    assert raised.value.near == ["nose"]
