"""Which cells are sent, and each as the model reads it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from ..wire import NotebookCell
from .outputs import Picture, bundle_of, output_text, picture_in

LEGACY_PREFIX = "**AI Prompt:** "
"""How a prompt's source began in notebooks of earlier versions."""

_ATTACHMENT = re.compile(r"!\[[^\]]*\]\(attachment:([^)\s]+)\)")
_FENCE = re.compile(r"`{3,}")


@dataclass(frozen=True)
class CellText:
    """A cell as the model reads it."""

    role: Literal["notebook", "prompt", "answer"]
    text: str
    pictures: tuple[Picture, ...] = ()


def read_cells(cells: Iterable[NotebookCell], history: bool) -> Iterator[CellText]:
    """The cells that are sent, in order; without `history`, no earlier prompts and answers."""
    for number, cell in enumerate(cells, start=1):
        role = role_of(cell)
        if cell.cell_type == "raw" or _ours(cell).get("skipped") or not _has_content(cell):
            continue
        if role == "notebook":
            yield _notebook_cell(number, cell)
        elif history and (text := prompt_text(cell.source)).strip():
            # no provider takes pictures in an assistant's turn
            yield CellText(role, text, attached(text, cell.attachments) if role == "prompt" else ())


def role_of(cell: NotebookCell) -> Literal["notebook", "prompt", "answer"]:
    """Whether a cell is a prompt, an answer, or neither."""
    if cell.cell_type == "markdown" and _ours(cell).get("isPromptCell"):
        return "prompt"
    if cell.cell_type == "markdown" and _ours(cell).get("isOutputCell"):
        return "answer"
    return "notebook"


def prompt_text(source: str) -> str:
    """The prompt without the mark that earlier versions put before it."""
    return source.removeprefix(LEGACY_PREFIX)


def attached(source: str, attachments: Mapping[str, Mapping[str, Any]]) -> tuple[Picture, ...]:
    """The pictures that a Markdown text shows of its cell's attachments, in order."""
    found = (picture_in(attachments.get(name, {})) for name in _ATTACHMENT.findall(source))
    return tuple(picture for picture in found if picture)


def fenced(text: str, language: str = "") -> str:
    """A fenced block that nothing in the text can close."""
    longest = max((len(fence) for fence in _FENCE.findall(text)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{language}\n{text.rstrip()}\n{fence}"


def _ours(cell: NotebookCell) -> Mapping[str, Any]:
    ours = cell.metadata.get("ai_jup")
    return ours if isinstance(ours, dict) else {}


def _has_content(cell: NotebookCell) -> bool:
    return bool(cell.source.strip() or cell.outputs)


def _notebook_cell(number: int, cell: NotebookCell) -> CellText:
    if cell.cell_type == "markdown":
        text = f"Cell {number}, Markdown:\n{fenced(cell.source, 'markdown')}"
        return CellText("notebook", text, attached(cell.source, cell.attachments))
    parts = [f"Cell {number}, code:\n{fenced(cell.source, 'python')}"]
    texts = [text for output in cell.outputs if (text := output_text(output))]
    pictures = [p for output in cell.outputs if (p := picture_in(bundle_of(output)))]
    if texts:
        parts.append(f"Output of cell {number}:\n{fenced(chr(10).join(texts))}")
    if pictures:
        parts.append(f"Output of cell {number}: {len(pictures)} picture(s), attached.")
    return CellText("notebook", "\n".join(parts), tuple(pictures))
