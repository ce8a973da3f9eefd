"""Text as a terminal would leave it."""

import re

EXCERPT = 200_000
"""Characters of either end of a text that are looked at; the middle of a longer one is nowhere shown."""

_ANSI = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[@-_]")
_UP = re.compile(r"\x1b\[(\d{0,4})[AF]")
_MOVES = re.compile(r"(\n|\x1b\[\d{0,4}[AF])")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def plain(text: str) -> str:
    """No colours, and of a progress bar its last state; line feeds and tabs are the only control characters left."""
    if _CONTROL.search(text) is None and "\r" not in text:
        return text
    if _UP.search(text):
        text = _moved(text)
    lines = _ANSI.sub("", text).split("\n")
    return _CONTROL.sub("", "\n".join(map(_last_frame, lines)))


def _moved(text: str) -> str:
    """Lines that were gone back to, as several progress bars do, are written over."""
    lines, row, is_end = [""], 0, True
    for part in _MOVES.split(text):
        up = _UP.fullmatch(part)
        if up:
            row, is_end = max(0, row - int(up[1] or 1)), False
        elif part == "\n":
            row, is_end = row + 1, row + 1 == len(lines)
            lines += [""] if is_end else []
        elif part.strip("\r"):
            # whoever goes back begins the line anew
            lines[row] = lines[row] + part if is_end else part
            is_end = True
    return "\n".join(lines)


def _last_frame(line: str) -> str:
    # many write the \r after a frame, where it overwrites nothing yet
    frame = line.rstrip("\r").rpartition("\r")[2]
    return _overwritten(frame) if "\b" in frame else frame


def _overwritten(frame: str) -> str:
    """Each backspace goes one back, and what comes then stands over what was there."""
    written: list[str] = []
    at = 0
    for character in frame:
        if character == "\b":
            at = max(0, at - 1)
        else:
            written[at : at + 1] = [character]
            at += 1
    return "".join(written)


def ends(text: str) -> tuple[str, int]:
    """A text that takes no time to look at, and how many characters of its middle that costs."""
    if len(text) <= 2 * EXCERPT:
        return text, 0
    return text[:EXCERPT] + text[-EXCERPT:], len(text) - 2 * EXCERPT


def shortened(text: str, limit: int, missing: int = 0) -> str:
    """Head and tail of a text over the limit (characters), and between them how much was left out.

    `missing` characters were taken out of its middle before.
    """
    if len(text) <= limit and not missing:
        return text
    head = min(limit, len(text)) * 2 // 3
    tail = min(limit, len(text)) - head
    left_out = len(text) - head - tail + missing
    return f"{text[:head]}\n[... {left_out:,} characters left out ...]\n{text[len(text) - tail :]}"
