"""What is sent to a kernel."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

from ai_jup.kernel import probe, source

FILES = sorted(path for path in Path(probe.__file__).parent.glob("*.py") if path.stem != "__init__")
OPTIONAL = {"annotationlib"}
"""Of a later Python; looked for only there."""


def test_every_module_of_the_probe_is_sent() -> None:
    assert sorted(source._ORDER) == [path.stem for path in FILES]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_it_needs_nothing_but_an_old_pythons_standard_library(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 8))
    before = source._ORDER[: source._ORDER.index(path.stem)]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            assert {alias.name.partition(".")[0] for alias in node.names} <= sys.stdlib_module_names | OPTIONAL
        elif isinstance(node, ast.ImportFrom):
            assert node.module in (before if node.level else sys.stdlib_module_names)


def test_what_is_executed_is_one_expression_and_holds_no_text_of_a_request() -> None:
    request = {"do": "read", "expression": "x'); canary() #"}
    for code in (source.install(), source.answer(request), source.act(request), source.take("ab12")):
        assert isinstance(ast.parse(code, mode="eval").body, ast.Call) and "canary" not in code and "\n" not in code
