"""What is sent to a kernel."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

from ai_jup.kernel import probe, source

FOLDER = Path(probe.__file__).parent
FILES = sorted(path for path in FOLDER.rglob("*.py") if path.stem != "__init__")
OPTIONAL = {"annotationlib"}
"""Of a later Python; looked for only there."""


def name_of(path: Path) -> str:
    """As the probe's own, in the kernel."""
    return ".".join(path.relative_to(FOLDER).with_suffix("").parts)


def test_every_module_of_the_probe_is_sent() -> None:
    assert set(source._ORDER) == set(map(name_of, FILES))
    assert len(source._ORDER) == len(FILES)


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_it_needs_nothing_but_an_old_pythons_standard_library(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 8))
    before = source._ORDER[: source._ORDER.index(name_of(path))]
    folders = path.relative_to(FOLDER).parts[:-1]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            assert {alias.name.partition(".")[0] for alias in node.names} <= sys.stdlib_module_names | OPTIONAL
        elif isinstance(node, ast.ImportFrom):
            within = ".".join(folders[: len(folders) + 1 - node.level])
            module = f"{within}.{node.module}" if within else node.module
            assert module in before if node.level else node.module in sys.stdlib_module_names


def test_what_is_executed_is_one_expression_and_holds_no_text_of_a_request() -> None:
    request = {"do": "read", "expression": "x'); canary() #"}
    for code in (source.install(), source.answer(request), source.act(request), source.take("ab12")):
        assert isinstance(ast.parse(code, mode="eval").body, ast.Call) and "canary" not in code and "\n" not in code
