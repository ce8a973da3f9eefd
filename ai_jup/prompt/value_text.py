"""The values that a prompt names, as the model reads them: data, quoted like the notebook's cells."""

from collections.abc import Sequence

from .cells import CellText, fenced
from .pictures import Picture
from .terminal_text import plain


def value_text(expression: str, kind: str, text: str, pictures: Sequence[Picture] = ()) -> CellText:
    """A value that was read in the kernel; `kind` is its type's name, empty where it could not be read."""
    named = f" ({kind})" if kind else ""
    told = f"Value of {expression}{named}:" + (f"\n{fenced(plain(text))}" if text or not pictures else "")
    return CellText("value", told, tuple(pictures), label=f"$`{expression}`")
