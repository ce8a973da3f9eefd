"""An exception of the user's function, as a model reads it."""

from __future__ import annotations

import itertools
import traceback
from typing import Any, Iterator

from .values.text import said, shorten

FRAMES = 5
"""Last frames of a traceback."""
TRACEBACK = 3_000
"""Characters."""
BEHIND = 3
"""Exceptions that are told of those that the last one came from."""
DEEPEST = 5
"""Groups within groups."""
INSIDE = 10
"""Exceptions that are told of a group."""

_ASKED_TO_END = "The function tried to end the kernel. The function was stopped, and the kernel is still running."


def failure_text(error: BaseException) -> str:
    """The end of its traceback, and what it came from."""
    asked = [_ASKED_TO_END] if isinstance(error, SystemExit) else []
    return "\n".join([*asked, _last_frames(error), *_inside(error), *_behind(error)])


def _last_frames(error: BaseException) -> str:
    """The end of a traceback, without the frames of the call itself."""
    try:
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "ai-jup" not in frame.filename]
        lines: list[str] = traceback.format_list(frames[-FRAMES:])
        left_out = len(frames) - FRAMES
        if left_out > 0:
            lines.insert(0, f"[... {left_out:,} frames left out ...]\n")
        about = traceback.format_exception_only(type(error), error)
        return shorten("".join(["Traceback (most recent call last):\n", *lines, *about]).rstrip(), TRACEBACK)
    except Exception:  # an exception whose own text fails
        return said(error)


def _inside(error: BaseException) -> list[str]:
    """What a group of exceptions holds, those of groups within it too."""
    lines = list(itertools.islice(_members(error, 1), INSIDE + 1))
    return lines if len(lines) <= INSIDE else [*lines[:INSIDE], "[... and others in the group]"]


def _members(error: BaseException, depth: int) -> Iterator[str]:
    held: Any = getattr(error, "exceptions", None)
    # a group is no class of older Pythons; others build their own
    if depth > DEEPEST or not isinstance(held, (list, tuple)) or not hasattr(error, "derive"):
        return
    for each in held:
        if isinstance(each, BaseException):
            yield f"{'  ' * depth}In it: {said(each)}{_place(each)}"
            yield from _members(each, depth + 1)


def _behind(error: BaseException) -> list[str]:
    lines: list[str] = []
    seen = {id(error)}
    while True:
        cause = error.__cause__
        behind = cause if cause is not None or error.__suppress_context__ else error.__context__
        if behind is None or id(behind) in seen:
            return lines
        if len(lines) == BEHIND:
            return [*lines, "[... and others before that]"]
        how = "Caused by" if cause is not None else "Raised while handling"
        lines.append(f"{how} {said(behind)}{_place(behind)}")
        seen.add(id(behind))
        error = behind


def _place(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__, limit=-1)
    return f" (line {frames[0].lineno}, in {frames[0].name[:100]})" if frames else ""
