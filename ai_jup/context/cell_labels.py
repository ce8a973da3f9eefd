"""What a part of a request is called where the user reads it; the model reads the names that `prompt` gives."""

from ..prompt import CellText
from ..translation import marked, say

_KINDS = {
    "code": marked("Cell {number}, code"),
    "markdown": marked("Cell {number}, Markdown"),
    "raw": marked("Cell {number}, raw"),
    "prompt": marked("Cell {number}, prompt"),
    "answer": marked("Cell {number}, answer"),
}
marked("The prompt")
marked("The answer so far")
marked("The request to go on")


def told_label(cell: CellText) -> str:
    if cell.number and cell.kind in _KINDS:
        return say(_KINDS[cell.kind], number=cell.number)
    return say(cell.label) if cell.kind != "value" else cell.label
