"""Takes keys out of texts: those of this server out of what is sent, and out of what a provider says.

An endpoint may repeat the key that it was sent, and providers print short keys whole, and `sk-ab***cd` of others.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

REMOVED = "[key removed]"
SHORTEST = 8
"""Characters; what is shorter is no key, and would be found in ordinary words."""


class KeyGuard:
    """Takes known keys out of texts, and remembers whether there was one."""

    def __init__(self, keys: Iterable[str] = ()) -> None:
        # a key that begins with another one goes first
        self._keys = sorted({key for key in keys if len(key) >= SHORTEST}, key=len, reverse=True)
        self.found = False

    def clean(self, text: str) -> str:
        for key in self._keys:
            if key in text:
                text = text.replace(key, REMOVED)
                self.found = True
        return text


def begun(text: str, key: str) -> int:
    """How many characters at the text's end may be the key's first."""
    longest = min(len(key) - 1, len(text))
    return next((length for length in range(longest, 0, -1) if text.endswith(key[:length])), 0)


_SHARED = 4
"""Characters in a row that a word has of the key before it is taken for a part of it."""
_WORD = re.compile(r"[\w\-*•…]+(?:[.+/~]+[\w\-*•…]+)*")
_MASKED = re.compile(r"[*•]{3}|\w(?:…|\.{3})\w")
"""What stands for the part of a key that a provider does not print."""


@dataclass(frozen=True)
class Ordinary:
    """What stands in many sentences and keys, and so tells nothing of one key."""

    words: Collection[str]
    """In lower case."""
    prefixes: Collection[str]
    """Patterns of what all keys of a provider begin with, which stands in words like "project" too."""


def without_traces(text: str, key: str, ordinary: Ordinary) -> str:
    """The text with `REMOVED` for every word that has a part of the key."""
    if not key:
        return text
    if len(key) >= _SHARED:
        text = text.replace(key, REMOVED)
    own = key[max((len(found[0]) for pattern in ordinary.prefixes if (found := re.match(pattern, key))), default=0) :]

    def tells(word: str) -> bool:
        if word == key or _MASKED.search(word):
            return True
        if word.lower() in ordinary.words:
            return False
        begins = len(key) >= _SHARED and word.startswith(key[:_SHARED])
        return begins or any(own[at : at + _SHARED] in word for at in range(len(own) - _SHARED + 1))

    return _WORD.sub(lambda word: REMOVED if tells(word[0]) else word[0], text)
