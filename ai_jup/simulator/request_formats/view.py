"""A request as every provider's reader gives it, whatever its wire format."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True)
class Picture:
    """A picture of a request: its bytes, or its address when it was sent by reference."""

    media_type: str
    data: bytes = b""
    url: str | None = None

    @classmethod
    def from_base64(cls, media_type: str, text: str) -> Picture:
        """Decode the providers' base64; what cannot be decoded becomes no bytes."""
        try:
            return cls(media_type, base64.b64decode(text, validate=True))
        except (binascii.Error, ValueError):
            return cls(media_type)

    @classmethod
    def from_url(cls, url: str) -> Picture:
        """Read a data URL, or keep the address."""
        head, comma, tail = url.partition(",")
        if not (comma and head.startswith("data:")):
            return cls("", url=url)
        return cls.from_base64(head[len("data:") :].partition(";")[0], tail)


@dataclass(frozen=True)
class Call:
    """A function call in the history."""

    id: str
    name: str
    arguments: Any


@dataclass(frozen=True)
class Result:
    """What a function gave back."""

    id: str
    text: str
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True)
class Offer:
    """A function that the model may call; `parameters` is its JSON schema."""

    name: str
    description: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)


@dataclass
class Turn:
    """One turn; results of functions are a turn of their own with the role "tool"."""

    role: Literal["user", "assistant", "tool"]
    texts: list[str] = field(default_factory=list)
    """Its parts that are text, in order."""
    pictures: list[Picture] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    results: list[Result] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All of its text."""
        return "".join(self.texts)


@dataclass
class View:
    """A whole request."""

    system: str = ""
    turns: list[Turn] = field(default_factory=list)
    tools: list[Offer] = field(default_factory=list)

    @property
    def prompt(self) -> str:
        """The last part of text in a user's turn: what came along with a prompt stands before it."""
        said = [text for turn in self.turns if turn.role == "user" for text in turn.texts if text]
        return said[-1] if said else ""

    @property
    def pictures(self) -> list[Picture]:
        """All pictures in order, those in results of functions among them."""
        found: list[Picture] = []
        for turn in self.turns:
            found += turn.pictures
            for result in turn.results:
                found += result.pictures
        return found

    @property
    def fresh_results(self) -> list[Result]:
        """The results that came after the model was last spoken to."""
        found: list[Result] = []
        for turn in reversed(self.turns):
            if turn.role == "user" and turn.text:
                break
            found = turn.results + found
        return found

    @property
    def characters(self) -> int:
        """How much text was sent, the system turn and the results included."""
        said = sum(len(turn.text) for turn in self.turns)
        given = sum(len(result.text) for turn in self.turns for result in turn.results)
        return len(self.system) + said + given
