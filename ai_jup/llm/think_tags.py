"""Thoughts that a server leaves in the answer's text, between `<think>` and `</think>` at its beginning."""

from typing import NamedTuple

_TAGS = {"<think>": "</think>", "<thinking>": "</thinking>"}


class Part(NamedTuple):
    text: str
    is_thought: bool


class ThinkTags:
    """Tells thoughts from the answer as its text comes, cut anywhere.

    Only at the beginning: further down, the tag is what the answer is about.
    """

    def __init__(self) -> None:
        self._held = ""
        """What may yet be a part of a tag."""
        self._end = ""
        """The tag that ends the thoughts; empty outside of them."""
        self._begins = True
        """Whether nothing but white space has come of the answer."""
        self._skips = False
        """Whether white space is passed over, which belongs to a tag."""

    def feed(self, text: str) -> list[Part]:
        """What is now known of the text."""
        self._held += text
        parts: list[Part] = []
        if self._begins and not self._end:
            self._look_for_start()
        if self._end:
            parts += self._thoughts()
        if not self._end and not self._begins:
            parts += self._taken(len(self._held), is_thought=False)
        return parts

    def rest(self) -> list[Part]:
        """What was held back, once nothing more comes."""
        return self._taken(len(self._held), is_thought=bool(self._end))

    def _look_for_start(self) -> None:
        said = self._held.lstrip()
        for tag, end in _TAGS.items():
            if said.startswith(tag):
                self._held, self._end, self._skips = said[len(tag) :], end, True
                return
        self._begins = any(tag.startswith(said) for tag in _TAGS)

    def _thoughts(self) -> list[Part]:
        before, end, after = self._held.partition(self._end)
        if not end:
            return self._taken(len(self._held) - _overlap(self._held, self._end), is_thought=True)
        parts = self._taken(len(before), is_thought=True)
        self._held, self._end, self._begins, self._skips = after, "", False, True
        return parts

    def _taken(self, length: int, is_thought: bool) -> list[Part]:
        text, self._held = self._held[:length], self._held[length:]
        if self._skips:
            text = text.lstrip()
            self._skips = not text
        return [Part(text, is_thought)] if text else []


def _overlap(text: str, tag: str) -> int:
    """How many of the last characters may be the first ones of a tag."""
    return next((size for size in range(min(len(tag) - 1, len(text)), 0, -1) if text.endswith(tag[:size])), 0)
