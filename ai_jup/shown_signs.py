r"""A text's letters and digits as its reader sees them: without escapes, markup, and whatever stands between them.

For who looks for a word that may be written in another way: `sk\-12`, `sk&#45;12`, `**sk**-12`, `[sk](a.md)-12`,
`73:6b`.
"""

import re
import string
from bisect import bisect_right
from typing import Literal

from .entities import unescaped

View = Literal["seen", "source", "code"]
"""Of a text: what its reader sees; the same with tags and the addresses of links; the same without the escapes of JSON
and of addresses, which in most texts are none."""

_NAMES = {r"#\d{1,40}": r"\d", "#[xX][0-9a-fA-F]{1,40}": "0-9a-fA-F", "[A-Za-z][A-Za-z0-9]{1,31}": "A-Za-z0-9"}
# one without a semicolon ends before what is none of its signs; at a text's end more may come
_ENTITY = "|".join(f"&{name}(?:;|(?=[^{more};]))" for name, more in _NAMES.items())
_ESCAPE = rf"{_ENTITY}|\\(?:u[0-9a-fA-F]{{4}}|[nrt])|%[0-9a-fA-F]{{2}}"
"""Of HTML and Markdown, of JSON, of an address; a backslash before any other sign is passed over as that is."""

_TAG = r"</?[A-Za-z][A-Za-z0-9-]{0,30}(?:\s[^<>]{0,200})?/?>|<!--[^<>]{0,200}-->"
_TITLE = r"(?:\s{1,9}(?:\"[^\"]{0,200}\"|'[^']{0,200}'))?"
_LINK_END = rf"\](?:\((?:<[^<>\n]{{0,2000}}>|[^()<>\s]{{0,2000}}){_TITLE}\)|\[[^\[\]]{{0,200}}\])"
"""Of a link or a picture: its address and title, or the name of its address."""
_LANGUAGE = r"`{3,}[\w+-]{1,30}(?=\n)"
"""Of a fence of code."""
_HIDDEN = f"{_TAG}|{_LINK_END}|{_LANGUAGE}"

_ENTITIES, _ESCAPES, _HIDDENS = re.compile(_ENTITY), re.compile(_ESCAPE), re.compile(_HIDDEN)
_RUN = "(?P<run>[A-Za-z0-9]+)"
_SEGMENTS: dict[View, re.Pattern[str]] = {
    "seen": re.compile(f"{_RUN}|{_HIDDEN}|{_ESCAPE}"),
    "source": re.compile(f"{_RUN}|{_ESCAPE}"),
    "code": re.compile(f"{_RUN}|{_HIDDEN}|{_ENTITY}"),
}
_BEGUN_ESCAPE = re.compile(r"(?:&#?[A-Za-z0-9]{0,32}|\\(?:u[0-9a-fA-F]{0,3})?|%[0-9a-fA-F]?)\Z")
_BEGUN_HIDDEN = re.compile(r"(?:<[^<>]{0,240}|\](?:\([^()]{0,240}|\[[^\[\]]{0,200})?)\Z")
_OTHERS = bytes(set(range(128)) - set((string.ascii_letters + string.digits).encode()))


def views(text: str) -> list[View]:
    """Those of a text that may differ."""
    found: list[View] = ["seen"]
    if "<" in text or "](" in text or "][" in text or "```" in text:
        found.append("source")
    if "\\" in text or "%" in text:
        found.append("code")
    return found


def signs(text: str, view: View = "seen") -> str:
    """Its letters and digits (ASCII), in order."""
    if view != "source":
        # not by nothing: what stands on either side would make an escape
        text = _HIDDENS.sub("\0", text)
    if "&" in text or "\\" in text or "%" in text:
        escapes = _ENTITIES if view == "code" else _ESCAPES
        text = escapes.sub(lambda found: _meant(found[0]), text)
    return text.encode("ascii", "ignore").translate(None, _OTHERS).decode()


def _meant(escape: str) -> str:
    if escape[0] == "&":
        return unescaped(escape)
    return chr(int(escape.lstrip("\\u%"), 16)) if escape[1:] not in ("n", "r", "t") else " "


class Places:
    """Where each of a text's signs is written."""

    def __init__(self, text: str, view: View) -> None:
        self._segments: list[re.Match[str]] = []
        self._firsts: list[int] = []
        """The first sign of each segment."""
        number = 0
        for segment in _SEGMENTS[view].finditer(text):
            # an entity without a semicolon ends before the next sign
            length = len(segment[0]) if segment["run"] else len(signs(f"{segment[0]}\0", view))
            if length:
                self._segments.append(segment)
                self._firsts.append(number)
                number += length

    def of(self, sign: int) -> tuple[int, int]:
        """Begin and end in the text."""
        index = bisect_right(self._firsts, sign) - 1
        segment = self._segments[index]
        if not segment["run"]:
            return segment.span()
        begin = segment.start() + sign - self._firsts[index]
        return begin, begin + 1


def begun_escape(text: str) -> int:
    """How many characters at the end may be an escape's first."""
    found = _BEGUN_ESCAPE.search(text)
    return len(found[0]) if found else 0


def begun_hidden(text: str) -> int:
    """How many characters at the end may be the first of a tag, or of a link's address."""
    found = _BEGUN_HIDDEN.search(text)
    return len(found[0]) if found else 0
