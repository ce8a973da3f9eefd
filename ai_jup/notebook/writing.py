"""An answer into a notebook's file, where and as the page would put it."""

import hashlib
from collections.abc import Mapping
from typing import Any

import nbformat
import nbformat.v4

from ..wire import AnswerCell
from .pairs import Cell, Notebook, PromptCell, find_answers, is_prompt, own_metadata, text_of


def identify(notebook: Notebook, prompt: PromptCell) -> str:
    """The id of a prompt. It gets one if it has none, or shares it with a prompt above it: the same one each time."""
    cells = notebook["cells"]
    if prompt.id and _first(cells, prompt.id) == prompt.index:
        return prompt.id
    taken = {text_of(own_metadata(cell).get("id")) for cell in cells if is_prompt(cell)}
    made = _made("prompt", prompt.cell.get("id") or prompt.index, taken, 32)
    _update(prompt.cell, {"id": made})
    if prompt.answer is not None and "prompt" not in own_metadata(prompt.answer):
        _update(prompt.answer, {"prompt": made})
    return made


def answer_for(notebook: Notebook, prompt: PromptCell) -> Cell:
    """The answer cell of a prompt with an id, right below it: the one that it has, or a new one."""
    cells = notebook["cells"]
    prompt_id = prompt.id or ""
    found = find_answers(cells)[_place(cells, prompt.cell)]
    answer = _new(notebook, prompt_id) if found is None else cells.pop(found)
    cells.insert(_place(cells, prompt.cell) + 1, answer)
    return answer


def write_answer(answer: Cell, content: AnswerCell) -> None:
    """The user's marks of the cell stay."""
    written = {**content.metadata["ai_jup"]}
    # whose it is stands there already
    for name in ("isOutputCell", "prompt"):
        written.pop(name, None)
    answer["source"] = content.source
    answer.pop("attachments", None)
    if content.attachments:
        answer["attachments"] = _node(content.attachments)
    # what was said of the answer before
    gone = {"run": None, "refused": None, "tail": None, "withoutPictures": None}
    _update(answer, {**gone, **written})


def _new(notebook: Notebook, prompt: str) -> Cell:
    metadata = {"ai_jup": {"isOutputCell": True, "prompt": prompt}}
    cell: Cell = nbformat.v4.new_markdown_cell("", metadata=metadata)  # type: ignore[no-untyped-call]
    taken = {each.get("id") for each in notebook["cells"]}
    if (notebook["nbformat"], notebook.get("nbformat_minor", 0)) >= (4, 5):
        cell["id"] = _made("answer", prompt, taken, 8)
    else:
        cell.pop("id", None)
    return cell


def _made(kind: str, of: Any, taken: set[Any], length: int) -> str:
    """An id that is the same whenever the notebook is run."""
    for number in range(len(taken) + 1):
        made = hashlib.sha256(f"{kind} {of} {number}".encode()).hexdigest()[:length]
        if made not in taken:
            return made
    raise AssertionError("more ids than are taken were tried")


def _first(cells: list[Cell], prompt: str) -> int:
    return next(at for at, cell in enumerate(cells) if is_prompt(cell) and own_metadata(cell).get("id") == prompt)


def _place(cells: list[Cell], cell: Cell) -> int:
    return next(at for at, each in enumerate(cells) if each is cell)


def _update(cell: Cell, changes: Mapping[str, Any]) -> None:
    ours = {**own_metadata(cell), **changes}
    metadata = cell.setdefault("metadata", _node({}))
    metadata["ai_jup"] = _node({name: value for name, value in ours.items() if value is not None})


def _node(value: Mapping[str, Any]) -> Any:
    return nbformat.from_dict(value)  # type: ignore[no-untyped-call]
