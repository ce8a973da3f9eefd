"""Parameters of a notebook, as papermill has them: a cell behind the one that is tagged `parameters`."""

import json
import keyword
from collections.abc import Mapping
from typing import Any

import click
import nbformat.v4

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


def inject(notebook: Any, parameters: Mapping[str, Any], language: str | None) -> None:
    """Put the parameters in their cell, in place of those of an earlier run; raises `click.UsageError`."""
    if (language or "python").lower() != "python":
        raise click.UsageError(f"-p sets parameters of Python notebooks; for {language} use papermill --engine ai-jup.")
    cells = [cell for cell in notebook["cells"] if INJECTED not in _tags(cell)]
    place = next((at + 1 for at, cell in enumerate(cells) if "parameters" in _tags(cell)), 0)
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
