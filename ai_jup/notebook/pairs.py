"""The prompts of a notebook, and which answer belongs to which."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Cell = dict[str, Any]
"""A cell of nbformat 4, which may be changed."""
Notebook = Any
"""An nbformat `NotebookNode`."""


@dataclass(frozen=True)
class PromptCell:
    """A prompt, and its answer where it has one."""

    index: int
    """Its place in the notebook, from 0."""
    cell: Cell
    answer: Cell | None

    @property
    def id(self) -> str | None:
        """Its own id; null where it has none yet."""
        return text_of(own_metadata(self.cell).get("id"))


def own_metadata(holder: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a cell or a notebook has under `metadata.ai_jup`; empty where that is nothing of ours."""
    metadata = holder.get("metadata")
    ours = metadata.get("ai_jup") if isinstance(metadata, Mapping) else None
    return ours if isinstance(ours, Mapping) else {}


def text_of(value: object) -> str | None:
    """A text that says something."""
    return value if isinstance(value, str) and value else None


def is_prompt(cell: Mapping[str, Any]) -> bool:
    return cell.get("cell_type") == "markdown" and own_metadata(cell).get("isPromptCell") is True


def is_answer(cell: Mapping[str, Any]) -> bool:
    return cell.get("cell_type") == "markdown" and own_metadata(cell).get("isOutputCell") is True


def prompts(notebook: Notebook) -> list[PromptCell]:
    """The prompts in order."""
    cells = notebook["cells"]
    found = ((at, find_answer(cells, at)) for at, cell in enumerate(cells) if is_prompt(cell))
    return [PromptCell(at, cells[at], None if answer is None else cells[answer]) for at, answer in found]


def find_answer(cells: Sequence[Mapping[str, Any]], at: int) -> int | None:
    """The place of the answer of the prompt at a place: the cell that names the prompt, the nearest below it if there
    are copies; else one right below that names no prompt, as earlier versions wrote them."""
    prompt = text_of(own_metadata(cells[at]).get("id"))
    named = [each for each in range(len(cells)) if prompt and _answers(cells[each], prompt)]
    if named:
        return next((each for each in named if each > at), named[0])
    below = cells[at + 1] if at + 1 < len(cells) else {}
    return at + 1 if is_answer(below) and "prompt" not in own_metadata(below) else None


def _answers(cell: Mapping[str, Any], prompt: str) -> bool:
    return is_answer(cell) and own_metadata(cell).get("prompt") == prompt


def clear_answers(notebook: Notebook) -> int:
    """Take all answers out, those without a prompt too; how many there were."""
    kept = [cell for cell in notebook["cells"] if not is_answer(cell)]
    number = len(notebook["cells"]) - len(kept)
    notebook["cells"] = kept
    return number
