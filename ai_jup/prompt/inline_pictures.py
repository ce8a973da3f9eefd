"""Pictures that stand in a Markdown text itself, as `data:` addresses."""

import base64
import re
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

INLINE = "inline picture "
"""How the name begins of a picture that was taken out of its text."""
SHORTEST = 100
"""Characters; a shorter address costs less than its picture."""

# in a page within a page, the quote at its end is written &quot;
_ADDRESS = re.compile(
    r"data:(image/[\w.+-]+)((?:;[\w=.+-]+)*),((?:(?!&(?:quot|#39|#34|#x27);)[^\s\"'<>)\]])+)", re.IGNORECASE
)


_UNSEEN = re.compile(r"<(style|script)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)


class Inline(NamedTuple):
    """A picture that was taken out of a text."""

    name: str
    """What stands in its place: `inline picture 1`."""
    media_type: str
    base64: str


def without_icons(html: str) -> str:
    """A page without the pictures that its styles and scripts have, which are icons; the styles a drawing may need."""
    return _UNSEEN.sub(lambda part: _ADDRESS.sub("", part[0]), html) if "data:image/" in html else html


def lifted(source: str) -> tuple[str, list[Inline]]:
    """The text with a name in the place of each such address, and the pictures in order.

    As text they would be tens of thousands of tokens that nobody can read.
    """
    found: list[Inline] = []

    def name(match: re.Match[str]) -> str:
        if len(match[0]) < SHORTEST:
            return match[0]
        parameters = match[2].lower().split(";")
        file = unquote_to_bytes(match[3])
        data = file.decode(errors="replace") if "base64" in parameters else base64.b64encode(file).decode()
        found.append(Inline(f"{INLINE}{len(found) + 1}", match[1].lower(), data))
        return found[-1].name

    return _ADDRESS.sub(name, source) if "data:image/" in source.lower() else source, found
