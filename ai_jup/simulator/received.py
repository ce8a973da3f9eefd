"""What the simulator remembers of a request."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from .request_formats import anthropic, gemini, openai
from .request_formats.view import View

Provider = Literal["openai", "anthropic", "gemini"]
Endpoint = Literal["chat", "responses", "messages", "generate", "models", "count", "other"]

GENERATION: tuple[Endpoint, ...] = ("chat", "responses", "messages", "generate")


@dataclass
class Received:
    """One request.

    Header names are in lower case. `closed_after` is the number of seconds after which the client
    closed the connection before the answer's end, None if it did not. `problem` says why `check`
    refused it. `number` counts the simulator's requests from 1. `at` is when it came, and
    `content_at` when each piece of the answer's content was sent, both in seconds since 1970.
    """

    provider: Provider
    endpoint: Endpoint
    model: str
    method: str
    path: str
    headers: dict[str, str]
    query: dict[str, str]
    body: dict[str, Any] | None
    closed_after: float | None = None
    problem: str | None = None
    number: int = 0
    at: float = 0.0
    content_at: list[float] = field(default_factory=list)

    @property
    def view(self) -> View:
        """The request in the form common to all providers; empty for one without a body."""
        body = self.body or {}
        if self.provider == "gemini":
            # what is to be counted may be a whole request
            return gemini.read(body.get("generateContentRequest") or body)
        if self.provider == "anthropic":
            return anthropic.read(body)
        if "input" in body:
            return openai.read_responses(body)
        return openai.read_chat(body)

    @property
    def key(self) -> str:
        """The key that came along, empty if none did."""
        if self.provider == "gemini":
            return self.headers.get("x-goog-api-key") or self.query.get("key", "")
        if self.provider == "anthropic" and self.headers.get("x-api-key"):
            return self.headers["x-api-key"]
        scheme, _, token = self.headers.get("authorization", "").partition(" ")
        return token.strip() if scheme.lower() == "bearer" else ""

    @property
    def streams(self) -> bool:
        """Whether the answer is wanted in pieces."""
        if self.provider == "gemini":
            return self.path.endswith(":streamGenerateContent")
        return bool((self.body or {}).get("stream"))
