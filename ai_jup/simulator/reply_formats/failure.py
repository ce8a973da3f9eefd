"""A failure before the first byte: what is wanted, and what is sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Failure:
    """An answer that is an error; a body that is a string is an HTML page."""

    status: int
    body: dict[str, Any] | str
    headers: dict[str, str]


@dataclass(frozen=True)
class Wanted:
    """Which failure a provider is to write, and about which request."""

    request: str
    model: str = ""
    key: str = ""
    status: int | None = None
    reason: str | None = None
    message: str | None = None
    retry_after: float | None = None

    def fill(self, text: str) -> str:
        """Put the model and the key, whole or masked as OpenAI does, into a message."""
        values = {"{model}": self.model, "{key}": self.key, "{masked}": _masked(self.key)}
        for name, value in values.items():
            text = text.replace(name, value)
        return text


def _masked(key: str) -> str:
    if len(key) < 8:
        return "*" * len(key)
    return key[:4] + "*" * (len(key) - 8) + key[-4:]
