"""What a script tells the simulator to answer."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Finish = Literal["stop", "length", "content_filter", "refusal", "other"]
"""`other` is an end that explains nothing; OpenAI has none, and stops."""
FaultKind = Literal[
    "status",
    "stall",
    "drip",
    "cut",
    "truncate",
    "malformed",
    "html",
    "error-event",
    "flood",
    "repeat",
    "silent",
    "empty",
]
Reason = Literal["quota", "context_length", "low_credit", "content_policy", "failed"]


@dataclass(frozen=True)
class Text:
    """Text of the answer."""

    text: str


@dataclass(frozen=True)
class Reasoning:
    """The model's thinking; sent only if the request asks for it, as the providers do."""

    text: str


@dataclass(frozen=True)
class ToolCall:
    """A call of an offered function; `arguments` as a string is sent raw, even when malformed."""

    name: str
    arguments: dict[str, Any] | str = field(default_factory=dict)
    id: str | None = None

    @property
    def json(self) -> str:
        """The arguments as the provider would write them."""
        if isinstance(self.arguments, str):
            return self.arguments
        return json.dumps(self.arguments)

    @property
    def decoded(self) -> dict[str, Any] | None:
        """The arguments as an object, or None when they are not one."""
        try:
            value = json.loads(self.json)
        except ValueError:
            return None
        return value if isinstance(value, dict) else None


Part = Text | Reasoning | ToolCall


@dataclass(frozen=True)
class Usage:
    """Tokens of one answer: `input` includes `cached`, `output` includes `reasoning`."""

    input: int
    output: int
    cached: int = 0
    reasoning: int = 0


@dataclass(frozen=True)
class Fault:
    """What goes wrong with an answer.

    `after` counts the content chunks that are sent before it strikes; a number beyond the last
    one strikes just before the provider's end marker. `status` and `reason` pick the error body
    of the kind "status"; `{key}` in `message` is replaced by the request's key. `seconds` is how
    long "stall", "drip" and "silent" last; the first two then go on with the answer.
    """

    kind: FaultKind
    after: int = 0
    status: int | None = None
    reason: Reason | None = None
    retry_after: float | None = None
    message: str | None = None
    seconds: float = 600.0
    interval: float = 0.1


@dataclass(frozen=True)
class Reply:
    """One answer: its parts in order, how it ends, and how it travels.

    `delay` is the time before the first byte and `pace` the time between chunks, in seconds;
    `chunk` is the number of characters of a chunk, None for whole words.
    """

    parts: list[Part] = field(default_factory=list)
    finish: Finish = "stop"
    usage: Usage | None = None
    fault: Fault | None = None
    delay: float = 0.0
    pace: float = 0.0
    chunk: int | None = None
    verbatim: tuple[str, ...] = ()
    """Events of a stream that are sent as they are in place of the parts, for servers that speak in their own way."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Headers besides the provider's own, as a proxy adds them."""

    def pieces(self, text: str) -> Iterator[str]:
        """Cut a text into the pieces that are sent one by one; joined they give the text."""
        if self.chunk is None:
            return (match.group() for match in re.finditer(r"\s*\S+\s*|\s+", text))
        size = self.chunk
        return (text[at : at + size] for at in range(0, len(text), size))

    @property
    def calls(self) -> list[ToolCall]:
        """The tool calls among the parts."""
        return [part for part in self.parts if isinstance(part, ToolCall)]

    def joined(self, kind: type[Text] | type[Reasoning]) -> str:
        """All text of one kind of part."""
        return "".join(part.text for part in self.parts if isinstance(part, kind))
