"""Where references stand in a Markdown text: `$` or `&` right before a code span of single backticks.

Markdown libraries give no places within a line, and the editor must find the same ones: so this follows CommonMark's
rules for what hides a backtick (escapes, fences, longer runs of backticks), and nothing else of it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

_CONTAINER = r"[ \t]*(?:>[ \t]*|[-*+][ \t]+|\d{1,9}[.)][ \t]+)*"
_OPENING = re.compile(_CONTAINER + r"(?:(`{3,})[^`\n]*|(~{3,})[^\n]*)$")
_BLANK = re.compile(r"[ \t>]*$")
_TOKEN = re.compile(r"\\[\\`$&]|[$&]?(`+)")
_RUN = re.compile(r"`+")


@dataclass(frozen=True)
class Span:
    """A reference's place and content, unparsed."""

    mark: Literal["$", "&"]
    start: int
    """Place of the mark."""
    end: int
    """Place after the closing backtick."""
    content: str


def reference_spans(text: str) -> Iterator[Span]:
    """The references in a text, in order."""
    for start, end in _paragraphs(text):
        yield from _spans_in(text, start, end)


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Stretches of text that are not in a fence; a code span cannot reach over a blank line or a fence."""
    fence, begun, at = "", 0, 0
    for line in text.split("\n"):
        body = line.rstrip("\r")
        opening = None if fence else _OPENING.match(body)
        if opening or fence or _BLANK.match(body):
            if not fence:
                yield begun, at
            begun = at + len(line) + 1
        if fence:
            fence = "" if _closes(body, fence) else fence
        elif opening:
            fence = opening[1] or opening[2]
        at += len(line) + 1
    if not fence:
        yield begun, len(text)


def _closes(line: str, fence: str) -> bool:
    found = line.strip(" \t>")
    return len(found) >= len(fence) and set(found) == {fence[0]}


def _spans_in(text: str, at: int, end: int) -> Iterator[Span]:
    while token := _TOKEN.search(text, at, end):
        at = token.end()
        run = token[1]
        closing = _closing(text, at, end, run) if run else None
        if closing is None:
            continue
        mark = token[0][0]
        # $`...`$ is mathematics elsewhere, unless that dollar sign begins the next reference
        is_mathematics = mark == "$" and text[closing : closing + 1] == "$" and text[closing + 1 : closing + 2] != "`"
        if (mark == "$" or mark == "&") and run == "`" and not is_mathematics:
            yield Span("$" if mark == "$" else "&", token.start(), closing, text[at : closing - 1])
        at = closing


def _closing(text: str, at: int, end: int, run: str) -> int | None:
    """Place after the run of as many backticks that closes a code span; null for one that is not closed."""
    return next((found.end() for found in _RUN.finditer(text, at, end) if found[0] == run), None)
