"""The values that a prompt names, as the model reads them: data, quoted like the notebook's cells."""

from collections.abc import Sequence

from .cells import CellText, fenced
from .pictures import Picture
from .terminal import plain


def value_text(expression: str, kind: str, text: str, pictures: Sequence[Picture] = ()) -> CellText:
    """A value that was read in the kernel; `kind` is its type's name, empty where it could not be read."""
    named = f" ({kind})" if kind else ""
    lines = [f"Value of {expression}{named}:\n{fenced(plain(text))}"]
    if pictures:
        lines.append(f"Value of {expression}: {len(pictures)} picture(s), attached.")
    return CellText("value", "\n".join(lines), tuple(pictures), label=f"$`{expression}`")
