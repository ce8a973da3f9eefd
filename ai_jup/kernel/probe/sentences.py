"""What a user is told, kept in its parts: the server says it in the language of the page, which nobody here knows."""

from __future__ import annotations

from typing import Any


class Sentence(str):
    """In English, whole; `parts` is how the server is told of it."""

    parts: dict[str, Any]


def marked(text: str, **values: object) -> Sentence:
    """The text with its values where it has their names in braces; `scripts/translations` finds it by this name."""
    given = {name: f"{value}" for name, value in values.items()}
    sentence = Sentence(text.format(**given))
    sentence.parts = {"text": text, "values": given}
    return sentence


def told(sentence: Any) -> Any:
    """As the server is told: what is not marked, such as the words of an exception, as it is."""
    return sentence.parts if isinstance(sentence, Sentence) else sentence
