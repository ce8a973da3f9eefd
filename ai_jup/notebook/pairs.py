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
    found = find_answers(cells).items()
    return [PromptCell(at, cells[at], None if answer is None else cells[answer]) for at, answer in found]


def find_answers(cells: Sequence[Mapping[str, Any]]) -> dict[int, int | None]:
    """Of each prompt's place, in order, that of its answer: the cell that names the prompt, the nearest below it if
    there are copies; else one right below that names no prompt, as earlier versions wrote them. In one pass: a
    notebook may have a thousand cells."""
    answers = {at: own_metadata(cell).get("prompt", _NOBODY) for at, cell in enumerate(cells) if is_answer(cell)}
    named: dict[str, list[int]] = {}
    for at, prompt in answers.items():
        if isinstance(prompt, str):
            named.setdefault(prompt, []).append(at)
    return {at: _nearest(at, cell, answers, named) for at, cell in enumerate(cells) if is_prompt(cell)}


def _nearest(
    at: int, prompt: Mapping[str, Any], answers: Mapping[int, object], named: Mapping[str, list[int]]
) -> int | None:
    own_id = text_of(own_metadata(prompt).get("id"))
    own = named.get(own_id) if own_id else None
    if own:
        return next((each for each in own if each > at), own[0])
    return at + 1 if answers.get(at + 1) is _NOBODY else None


_NOBODY = object()
"""In place of the prompt that an answer of an earlier version does not name."""


def clear_answers(notebook: Notebook) -> int:
    """Take all answers out, those without a prompt too; how many there were."""
    kept = [cell for cell in notebook["cells"] if not is_answer(cell)]
    number = len(notebook["cells"]) - len(kept)
    notebook["cells"] = kept
    return number
