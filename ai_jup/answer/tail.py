"""How an answer that was cut off really ended.

Its normal form closes what was open, a fence of code, and ends without white space. Who goes on with it needs to know.
"""

from typing import Any

from .markdown import last_block, normal
from .plain_text import cleaned

LONGEST = 2_000
"""Characters of Markdown that are kept beside the answer; where it takes more, it goes on from its normal form."""


def tail(text: str, shown: str) -> dict[str, Any] | None:
    """What the end of `shown`, the normal form of a text, is to be replaced with: characters, and by what.

    Null where the text ends just so.
    """
    text = cleaned(text)
    at = last_block(text)
    before = normal(text[:at])
    if not shown.startswith(before):
        return None
    written, raw = shown[len(before) :], text[at:]
    if before:
        gap = len(written) - len(written.lstrip("\n"))
        written = written[gap:]
    same = _common(written, raw)
    drop, rest = len(written) - same, raw[same:]
    return {"drop": drop, "text": rest} if (drop or rest) and len(rest) <= LONGEST else None


def _common(one: str, other: str) -> int:
    """Characters that both begin with."""
    pairs = zip(one, other, strict=False)
    return next((at for at, (left, right) in enumerate(pairs) if left != right), min(len(one), len(other)))
