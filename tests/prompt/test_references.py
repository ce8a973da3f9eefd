"""The grammar of references, by the golden vectors that the editor's highlighting follows too."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai_jup.prompt.references import LONGEST, References, parse_references, references

VECTORS = json.loads((Path(__file__).parents[2] / "schema/vectors/references.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_the_references_of_a_text_are_those_of_the_vector(vector: dict[str, Any]) -> None:
    text = vector["text"]
    found = [
        {
            "kind": each.kind,
            "start": each.start,
            "end": each.end,
            "text": text[each.start : each.end],
            "names": list(each.names),
            "readable": each.problem is None,
        }
        for each in references(text, vector.get("language"))
    ]
    assert found == vector["references"]


def test_a_prompt_names_each_once_and_in_order() -> None:
    text = "$`b` &`[g, f]` $`a` $`b` &`f`"
    assert parse_references(text) == References(values=("b", "a"), functions=("g", "f"))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "Why\nis $`df.sum()` so?",
            "$`df.sum()` (line 2, column 4) cannot be read: it calls a function, and reading a value must not run code; "
            "assign the result to a name in a cell, or let the model call the function with &`name`.",
        ),
        ("&`f(1)`", "&`f(1)` (line 1, column 1) cannot be read: it calls the function; name it without parentheses."),
        ("$`x y`", "$`x y` (line 1, column 1) cannot be read: it is not a Python expression (invalid syntax)."),
        ("&`[]`", "&`[]` (line 1, column 1) cannot be read: it does not name a function."),
        (
            "&`f[0]`",
            "&`f[0]` (line 1, column 1) cannot be read: it is not a function's name; write `f`, `module.f`, or `[f, g]`.",
        ),
        (
            f"$`{'x' * (LONGEST + 1)}`",
            f"$`{'x' * 56}…` (line 1, column 1) cannot be read: it is longer than {LONGEST} characters.",
        ),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place_and_reason(text: str, problem: str) -> None:
    assert parse_references(text) == References(problems=(problem,))


PIECES = st.sampled_from(
    [*"$&`\\ \n>~-[](){}.:,=+*'\"@#%^|", "```", "~~~", "f", "x", "1", "df", "lambda", "for", "é", "\r"]
)


@given(st.lists(PIECES, max_size=60).map("".join))
def test_whatever_is_typed_is_either_readable_or_a_problem(text: str) -> None:
    end = 0
    for each in references(text):
        assert (each.problem is None) == bool(each.names)
        # in order, apart, and what they say they are
        assert end <= each.start < each.end <= len(text)
        assert text[each.start] == {"value": "$", "function": "&"}[each.kind] and text[each.end - 1] == "`"
        end = each.end
        for name in each.names:
            tree = ast.parse(name, mode="eval")
            assert not any(isinstance(node, ast.Call | ast.NamedExpr | ast.Await) for node in ast.walk(tree))


@pytest.mark.parametrize(
    ("expression", "problem"),
    [
        ("-" * 499 + "x", "it is nested too deeply."),
        ("(" * 240 + ")" * 240, "it is not a Python expression (too many nested parentheses)."),
    ],
)
def test_a_deeply_nested_expression_is_a_problem_not_a_failure(expression: str, problem: str) -> None:
    [each] = references(f"$`{expression}`")
    assert each.problem == problem
