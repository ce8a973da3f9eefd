"""`pip install ai-jup` brings what its code imports, and nothing that it does not."""

import ast
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

pytestmark = pytest.mark.once
ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

# they come with what is declared, which cannot be without them
BROUGHT = {"nbconvert", "pyzmq", "tornado", "traitlets", "websocket-client", "pydantic-core", "openai"}
# whoever uses its engine has it
CALLERS = {"papermill"}


def imported(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def test_what_is_imported_is_what_is_declared() -> None:
    # the probe runs in the user's kernel, and imports what is there
    files = [file for file in (ROOT / "ai_jup").rglob("*.py") if "probe" not in file.parts]
    modules = {module for file in files for module in imported(file)} - set(sys.stdlib_module_names) - {"ai_jup"}
    owners = packages_distributions()
    needed = {canonicalize_name(name) for module in modules for name in owners.get(module, [module])}
    declared = {canonicalize_name(Requirement(line).name) for line in PROJECT["dependencies"]}
    assert needed - BROUGHT - CALLERS == declared
