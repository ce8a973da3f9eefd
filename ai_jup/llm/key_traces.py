"""Takes a key, whole or in part, out of a provider's words: they print short keys whole, and `sk-ab***cd` of others."""

import re

REMOVED = "[key removed]"

_SHARED = 4
"""Characters in a row that a word has of the key before it is taken for a part of it."""
_WORD = re.compile(r"[\w\-*•…]+(?:[.+/~]+[\w\-*•…]+)*")
_MASKED = re.compile(r"[*•]{3}|\w(?:…|\.{3})\w")
"""What stands for the part of a key that a provider does not print."""
_PREFIX = re.compile(r"^(?:sk-(?:(?:proj|svcacct|admin|ant-api\d+|ant|or-v\d+)-)?|AIza)")
"""What all keys of a provider begin with tells nothing of one, and stands in words like "project" too."""

_NAMES = {"openai", "anthropic", "claude", "google", "gemini", "api-key", "x-api-key", "api_key"}
"""Are in many sentences, and tell nothing of a key that has one, or a part of one, in it."""


def without_key(text: str, key: str) -> str:
    """The text with `REMOVED` for every word that has a part of the key."""
    if not key:
        return text
    if len(key) >= _SHARED:
        text = text.replace(key, REMOVED)
    return _WORD.sub(lambda word: REMOVED if _tells(word[0], key) else word[0], text)


def _tells(word: str, key: str) -> bool:
    if word == key or _MASKED.search(word):
        return True
    if word.lower() in _NAMES:
        return False
    begins = len(key) >= _SHARED and word.startswith(key[:_SHARED])
    own = _PREFIX.sub("", key)
    return begins or any(own[at : at + _SHARED] in word for at in range(len(own) - _SHARED + 1))
