"""An answer that was cut off, and the request to go on with it: what stands after the prompt."""

from ..wire import NotebookCell
from .answers import answer_so_far, with_remarks
from .cells import CellText, own_metadata
from .inline_pictures import lifted
from .instructions import GO_ON
from .outputs import Reading


def to_go_on(answer: NotebookCell | None, reading: Reading) -> list[CellText]:
    """Nothing where there is no answer to go on with."""
    text = with_remarks(answer_so_far(answer.source, own_metadata(answer))) if answer else ""
    if not text.strip():
        return []
    # no provider takes pictures in an assistant's turn
    so_far = lifted(reading.keys.clean(text))[0]
    return [
        CellText("answer", so_far, kind="answer", label="The answer so far", pinned=True),
        CellText("prompt", GO_ON, kind="prompt", label="The request to go on", pinned=True),
    ]
