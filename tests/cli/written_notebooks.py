"""Notebooks for the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat
import nbformat.v4

MODEL = "anthropic/claude-sonnet-5"


def code(source: str, **metadata: Any) -> Any:
    return nbformat.v4.new_code_cell(source, metadata=metadata)


def markdown(source: str, **metadata: Any) -> Any:
    return nbformat.v4.new_markdown_cell(source, metadata=metadata)


def prompt(source: str, **own: Any) -> Any:
    return markdown(source, ai_jup={"isPromptCell": True, **own})


def notebook(*cells: Any, model: str | None = MODEL, **metadata: Any) -> Any:
    ours = {"ai_jup": {"model": model}} if model else {}
    spec = {"display_name": "Python 3", "language": "python", "name": "python3"}
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
        if (own := cell["metadata"].get("ai_jup")) and own.get("isPromptCell"):
            own.setdefault("id", f"prompt-{number}")
    return nbformat.v4.new_notebook(cells=list(cells), metadata={"kernelspec": spec, **ours, **metadata})


def save(content: Any, path: Path) -> Path:
    nbformat.write(content, path)
    return path


def read(path: Path) -> Any:
    return json.loads(path.read_text())


def sources(path: Path) -> list[str]:
    return ["".join(cell["source"]) for cell in read(path)["cells"]]


def own(path: Path, at: int) -> dict[str, Any]:
    """What a cell has of ours."""
    found: dict[str, Any] = read(path)["cells"][at]["metadata"]["ai_jup"]
    return found
