"""Parameters of a notebook, as papermill has them: a cell behind the one that is tagged `parameters`."""

import json
import keyword
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import click
import nbformat.v4

TAG = "parameters"
INJECTED = "injected-parameters"


def parsed(pairs: tuple[str, ...]) -> dict[str, Any]:
    """`NAME=VALUE` pairs; a value that reads as JSON, or as Python's True, False or None, is that.

    Raises `click.UsageError`.
    """
    found: dict[str, Any] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name.isidentifier() or keyword.iskeyword(name):
            raise click.UsageError(f"-p takes NAME=VALUE, with a Python name: {pair!r}.")
        found[name] = _value(value)
    return found


def _value(text: str) -> Any:
    if text in ("True", "False", "None"):
        return {"True": True, "False": False, "None": None}[text]
    try:
        return json.loads(text)
    except ValueError:
        return text


def unknown(notebook: Any, parameters: Iterable[str]) -> Iterator[str]:
    """Of what the notebook has no parameter, which papermill warns of too; each in a line for people."""
    found = next((cell["source"] for cell in notebook["cells"] if TAG in _tags(cell)), None)
    if found is None:
        yield f"The notebook has no cell with the tag `{TAG}`: what -p sets stands at its top."
        return
    for name in parameters:
        # also in `a, b = 1, 2`, `a: int = 1`, and where the cell has magics
        if not re.search(rf"^[^#=\n]*\b{name}\b[^#=\n]*=(?!=)", found, re.MULTILINE):
            yield f"The notebook has no parameter {name!r}; it is set all the same."


def inject(notebook: Any, parameters: Mapping[str, Any], language: str | None) -> None:
    """Put the parameters in their cell, in place of those of an earlier run; raises `click.UsageError`."""
    if (language or "python").lower() != "python":
        raise click.UsageError(f"-p sets parameters of Python notebooks; for {language} use papermill --engine ai-jup.")
    cells = [cell for cell in notebook["cells"] if INJECTED not in _tags(cell)]
    place = next((at + 1 for at, cell in enumerate(cells) if TAG in _tags(cell)), 0)
    lines = ["# Parameters", *(f"{name} = {value!r}" for name, value in parameters.items())]
    cell: Any = nbformat.v4.new_code_cell("\n".join(lines), metadata={"tags": [INJECTED]})  # type: ignore[no-untyped-call]
    if (notebook["nbformat"], notebook.get("nbformat_minor", 0)) >= (4, 5):
        cell["id"] = INJECTED
    else:
        cell.pop("id", None)
    cells.insert(place, cell)
    notebook["cells"] = cells


def _tags(cell: Mapping[str, Any]) -> list[Any]:
    tags = cell["metadata"].get("tags")
    return tags if isinstance(tags, list) else []
