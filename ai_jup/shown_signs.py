"""A text's letters and digits as its reader sees them: without escapes, markup, and whatever stands between them.

For who looks for a word that may be written in another way: `sk\\-12`, `sk&#45;12`, `**sk**-12`, `73:6b`.
"""

import re
import string
from bisect import bisect_right
from html import unescape

_ESCAPE = r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});|\\(?:u[0-9a-fA-F]{4}|[nrt])|%[0-9a-fA-F]{2}"
"""Of HTML and Markdown, of JSON, of an address; a backslash before any other sign is passed over as that is."""
_TAG = r"</?[A-Za-z][A-Za-z0-9-]{0,30}(?:\s[^<>]{0,200})?/?>|<!--[^<>]{0,200}-->"
_ESCAPES, _TAGS = re.compile(_ESCAPE), re.compile(_TAG)
_SEGMENT = re.compile(rf"(?P<run>[A-Za-z0-9]+)|{_TAG}|{_ESCAPE}")
_BEGUN_ESCAPE = re.compile(r"(?:&#?[A-Za-z0-9]{0,32}|\\(?:u[0-9a-fA-F]{0,3})?|%[0-9a-fA-F]?)\Z")
_BEGUN_TAG = re.compile(r"<[^<>]{0,240}\Z")
_OTHERS = bytes(set(range(128)) - set((string.ascii_letters + string.digits).encode()))


def signs(text: str) -> str:
    """Its letters and digits (ASCII), in order."""
    if "<" in text:
        # not by nothing: what stands on either side would make an escape
        text = _TAGS.sub("\0", text)
    if "&" in text or "\\" in text or "%" in text:
        text = _ESCAPES.sub(lambda found: _meant(found[0]), text)
    return text.encode("ascii", "ignore").translate(None, _OTHERS).decode()


def _meant(escape: str) -> str:
    if escape[0] == "&":
        return unescape(escape)
    return chr(int(escape.lstrip("\\u%"), 16)) if escape[1:] not in ("n", "r", "t") else " "


class Places:
    """Where each of a text's signs is written."""

    def __init__(self, text: str) -> None:
        self._segments: list[re.Match[str]] = []
        self._firsts: list[int] = []
        """The first sign of each segment."""
        number = 0
        for segment in _SEGMENT.finditer(text):
            length = len(segment[0]) if segment["run"] else len(signs(segment[0]))
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


def begun_tag(text: str) -> int:
    """How many characters at the end may be a tag's first."""
    found = _BEGUN_TAG.search(text)
    return len(found[0]) if found else 0
