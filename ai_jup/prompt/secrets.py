"""Keys of this server that stand in a notebook are never sent."""

from collections.abc import Iterable

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
