"""What the providers' dialects share: a chunk, a job, server-sent events, identifiers."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, Protocol

from .received import Received
from .reply import Reply, Usage
from .request_formats.view import View
from .tokens import estimate

Body = dict[str, Any]


@dataclass(frozen=True)
class Chunk:
    """Bytes sent at once: a "frame" around the content, "content", or part of the "end"."""

    data: bytes
    kind: Literal["frame", "content", "end"] = "frame"


@dataclass(frozen=True)
class Exchange:
    """A request and the reply it gets."""

    received: Received
    reply: Reply
    created: int = field(default_factory=lambda: int(time.time()))

    @cached_property
    def view(self) -> View:
        """The request, read once."""
        return self.received.view

    @property
    def body(self) -> Body:
        """The request's body."""
        return self.received.body or {}

    @cached_property
    def usage(self) -> Usage:
        """The tokens that the script gives, else an estimate."""
        return self.reply.usage or estimate(self.view, self.reply)

    def id(self, prefix: str, index: int = 0, length: int = 24) -> str:
        """An identifier that looks like a provider's; unique per request, the same every run."""
        seed = f"{prefix}/{self.received.number}/{index}".encode()
        return prefix + hashlib.sha256(seed).hexdigest()[:length]


class Dialect(Protocol):
    """How one endpoint writes a reply."""

    def stream(self, job: Exchange) -> Iterator[Chunk]:
        """The reply in pieces."""

    def whole(self, job: Exchange) -> Body:
        """The reply at once."""

    def error_event(self, job: Exchange, sent: int) -> bytes:
        """The provider's own error inside a stream, after `sent` chunks."""


def event(data: Body, name: str | None = None) -> bytes:
    """One server-sent event; half of a surrogate pair is written as JSON's escape for it."""
    head = f"event: {name}\n" if name else ""
    return f"{head}data: {json.dumps(data, ensure_ascii=False)}\n\n".encode(errors="backslashreplace")
