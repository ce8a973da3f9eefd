"""Takes keys out of texts: those of this server out of what is sent, and out of what a provider says.

An endpoint may repeat the key that it was sent, and providers print short keys whole, and `sk-ab***cd` of others.
"""

import base64
import json
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

from .shown_signs import Places, View, begun_escape, begun_hidden, signs, views

REMOVED = "[key removed]"
SHORTEST = 8
"""Characters; what is shorter is no key, and would be found in ordinary words."""
LONGEST_BEGUN = 4_000
"""Characters that a key may take up however it is written, for one that comes in pieces."""


@dataclass(frozen=True)
class _Forms:
    """How a key may be repeated, each longest first."""

    written: tuple[str, ...]
    """As it is, in an address, in JSON, in hexadecimal, in base 64."""
    shown: tuple[str, ...]
    """The letters and digits of these, for one that is escaped, marked up, or cut up by spaces and line ends."""


@lru_cache(maxsize=32)
def _forms(key: str) -> _Forms:
    data = key.encode(errors="replace")
    encoded = {data.hex(), data.hex().upper(), *_in_base_64(data)}
    shown = {signs(form) for form in encoded} | ({signs(key)} if _is_no_phrase(signs(key)) else set())
    return _Forms(
        _longest_first({key, quote(key, safe=""), json.dumps(key)[1:-1], *encoded}),
        _longest_first(shown),
    )


def _longest_first(forms: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted((form for form in forms if len(form) >= SHORTEST), key=lambda form: (-len(form), form)))


def _is_no_phrase(shown: str) -> bool:
    """Local servers take `not-needed` or `12345678` for a key: ordinary texts have the same letters or digits."""
    return len(shown) >= 20 or not (shown.isalpha() or shown.isdecimal())


def _in_base_64(data: bytes) -> Iterator[str]:
    """What is the same whatever stands before it (`Bearer `, a user's name) and after it."""
    for before in range(3):
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            encoded = encode(bytes(before) + data).decode()
            yield encoded[-(-before * 8 // 6) : (before + len(data)) * 8 // 6]


class KeyGuard:
    """Takes known keys out of texts, and remembers whether there was one."""

    def __init__(self, keys: Iterable[str] = ()) -> None:
        # a key that begins with another one goes first
        known = sorted({key for key in keys if len(key) >= SHORTEST}, key=len, reverse=True)
        self.forms = tuple(form for key in known for form in _forms(key).written)
        self._shown = tuple(form for key in known for form in _forms(key).shown)
        self.found = False

    def clean(self, text: str) -> str:
        """The text with `REMOVED` for every key."""
        for form in self.forms:
            if form in text:
                text = text.replace(form, REMOVED)
                self.found = True
        for view in views(text) if self._shown else ():
            shown = signs(text, view)
            if any(form in shown for form in self._shown):
                text = self._without_shown(text, shown, view)
                self.found = True
        return text

    def _without_shown(self, text: str, shown: str, view: View) -> str:
        # all in one pass: a long text may be nothing else
        places, kept, at = Places(text, view), list[str](), 0
        for found in re.finditer("|".join(self._shown), shown):
            kept += [text[at : places.of(found.start())[0]], REMOVED]
            at = places.of(found.end() - 1)[1]
        return "".join([*kept, text[at:]])

    def begun(self, text: str) -> int:
        """How many characters at the text's end may be a key's first."""
        end = text[-LONGEST_BEGUN:]
        written = [_begun(text, form) for form in self.forms]
        shown = [self._shown_begun(end, view) for view in views(end)]
        # what may yet be hidden is either none of the key's letters, or text
        if (last := begun_hidden(end)) and (before := self._shown_begun(end[: len(end) - last])):
            shown.append(before + last)
        return max(*written, begun_escape(end), *shown)

    def _shown_begun(self, text: str, view: View = "seen") -> int:
        shown = signs(text[: len(text) - begun_escape(text)], view)
        number = max((_begun(shown, form) for form in self._shown), default=0)
        return len(text) - Places(text, view).of(len(shown) - number)[0] if number else 0


def _begun(text: str, form: str) -> int:
    """How many characters at the text's end may be the form's first."""
    end = text[-(len(form) - 1) :]
    at = end.find(form[0])
    while at >= 0 and not form.startswith(end[at:]):
        at = end.find(form[0], at + 1)
    return len(end) - at if at >= 0 else 0


_SHARED = 4
"""Characters in a row that a word has of the key before it is taken for a part of it."""
_WORD = re.compile(r"[\w\-*•…]+(?:[.+/~]+[\w\-*•…]+)*")
_MASKED = re.compile(r"[*•]{3}|\w(?:…|\.{3})\w")
"""What stands for the part of a key that a provider does not print."""
_HOST = re.compile(r"(?:[a-z0-9-]+\.)+(?:ai|app|cloud|co|com|dev|io|net|org)(?=/|$)", re.IGNORECASE)
_ORDINARY_PIECE = re.compile(r"[A-Za-z]+(?:[-_.][A-Za-z]+)*|v\d+")
"""Of an address: words, as keys that are not masked do not look."""


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
    text = KeyGuard([key]).clean(text)
    own = key[max((len(found[0]) for pattern in ordinary.prefixes if (found := re.match(pattern, key))), default=0) :]

    def tells(word: str) -> bool:
        if word == key or _MASKED.search(word):
            return True
        if word.lower() in ordinary.words:
            return False
        begins = len(key) >= _SHARED and word.startswith(key[:_SHARED])
        return begins or any(own[at : at + _SHARED] in word for at in range(len(own) - _SHARED + 1))

    def judged(found: re.Match[str]) -> str:
        word = found[0]
        if not (text.endswith("://", 0, found.start()) or _HOST.match(word)):
            return REMOVED if tells(word) else word
        pieces = word.split("/")
        return "/".join(REMOVED if tells(each) and not _ORDINARY_PIECE.fullmatch(each) else each for each in pieces)

    return _WORD.sub(judged, text)
