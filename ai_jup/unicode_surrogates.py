r"""Halves of surrogate pairs, which no text has and none can be sent or kept with: JSON's `"\ud83d"` makes them.

A provider that cuts its stream between the two halves of an emoji sends one in each of two events.
"""

import re
from typing import Any

_HALF = re.compile("[\ud800-\udfff]")
_FIRST, _SECOND, _EITHER = (rf"u[dD][{digits}][0-9a-fA-F]{{2}}" for digits in ("89abAB", "c-fC-F", "89a-fA-F"))
_HALF_ESCAPE = re.compile(rf"\\{_EITHER}")
_ESCAPES = re.compile(rf"\\(?:{_FIRST}\\{_SECOND}|({_EITHER})|.)", re.DOTALL)


def whole(text: str) -> str:
    """The text with both halves of a pair joined, and U+FFFD for a half that stands alone."""
    if text.isascii() or not _HALF.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def all_whole(value: Any) -> Any:
    """A copy of a JSON value with every text in it whole."""
    if isinstance(value, str):
        return whole(value)
    if isinstance(value, list):
        return [all_whole(item) for item in value]
    if isinstance(value, dict):
        return {whole(key): all_whole(item) for key, item in value.items()}
    return value


def may_have_halves(json_text: str) -> bool:
    """Whether an escape in it is half of a pair; quick, and true for whole pairs as well."""
    return _HALF_ESCAPE.search(json_text) is not None


def whole_escapes(json_text: str) -> str:
    r"""JSON, well formed or not, with `\ufffd` for an escape that is half of a pair."""
    if not may_have_halves(json_text):
        return json_text
    return _ESCAPES.sub(lambda found: r"\ufffd" if found[1] else found[0], json_text)


def ends_in_half(text: str) -> bool:
    """Whether the text's last character is the first half of a pair, whose second may come yet."""
    return "\ud800" <= text[-1:] <= "\udbff"
