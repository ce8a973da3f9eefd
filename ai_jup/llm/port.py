"""What a run needs of a language model, whoever provides it."""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from ..wire import FinishReason
from .dialects import Dialect, Provider

ChatMessage = Mapping[str, Any]
"""A turn in LiteLLM's (OpenAI chat completions') form."""


@dataclass(frozen=True)
class Target:
    """A model, and where and how to reach it; everything explicit, nothing read from the environment."""

    model: str
    """`provider/name` as in the catalogue."""
    provider: Provider
    dialect: Dialect
    api_base: str | None
    """As the provider's own SDK takes it; null for the provider's own address."""
    api_key: str = field(repr=False)
    simulated: bool = False
    prices: tuple[float, float] | None = None
    """Of an own endpoint: US dollars for a token of input, and for one of output; null when unknown."""
    label: str = ""
    """What people call the model; empty where it has no such name."""
    key_from_settings: bool = False
    """Whether the key was given in Settings rather than in the environment."""
    address_setting: str | None = None
    """Trait or variable that `api_base` comes from."""

    @property
    def bare_name(self) -> str:
        """The model's name without the provider."""
        return self.model.partition("/")[2]

    @property
    def address(self) -> str:
        """Where the provider is reached; in its SDK's form, without a slash at the end."""
        return (self.api_base or self.provider.address).rstrip("/")


@dataclass(frozen=True)
class Timeouts:
    """Seconds."""

    connect: float = 10.0
    first_token: float = 60.0
    idle: float = 60.0
    """Between two pieces of an answer."""
    total: float = 600.0
    """For one reply of the model."""


@dataclass(frozen=True)
class ReplyCaps:
    """What one reply may bring, before it is stopped: an endpoint that errs must not take the server's memory."""

    reasoning: int = 1_000_000
    """Characters."""
    arguments: int = 1_000_000
    """Characters, of all calls together."""
    calls: int = 100
    event: int = 8_000_000
    """Bytes of one event of the stream."""


@dataclass(frozen=True)
class SentPart:
    """A part of what is sent, by digests: for who compares two requests, and tells people where they differ."""

    kind: Literal["instructions", "cell", "value", "prompt", "left-out"]
    name: str
    """Of a cell its number, of a value its expression; empty where there is only one."""
    text: str
    pictures: tuple[str, ...] = ()


@dataclass(frozen=True)
class ModelRequest:
    """One request to a model."""

    target: Target
    messages: Sequence[ChatMessage]
    tools: Sequence[Mapping[str, Any]] = ()
    """OpenAI function tools."""
    may_call: bool = True
    """Whether it may call one of them now. Where the turns before have calls the tools must stay: Anthropic takes calls
    and results only along with tools."""
    max_output_tokens: int | None = None
    reasoning_effort: Literal["low", "medium", "high"] | None = None
    """Null for the model's own default; ignored by models that do not reason."""
    timeouts: Timeouts = Timeouts()
    caps: ReplyCaps = ReplyCaps()
    parts: Callable[[], Sequence[SentPart]] = tuple
    """What the first of the messages are made of, up to the prompt."""


@dataclass(frozen=True)
class TextPiece:
    text: str


@dataclass(frozen=True)
class ReasoningPiece:
    text: str


@dataclass(frozen=True)
class CallRequest:
    """The model calls a function; sent once its arguments are whole."""

    id: str
    name: str
    arguments: str
    """JSON as the model wrote it: not yet parsed, possibly malformed."""


@dataclass(frozen=True)
class TokenUsage:
    input_tokens: int
    cached_tokens: int
    """Of the input tokens."""
    output_tokens: int
    cost: float | None
    """US dollars from list prices; null when unknown."""


@dataclass(frozen=True)
class ReplyEnd:
    """The provider's own end marker was seen; always the last piece of a whole reply."""

    finish_reason: FinishReason | Literal["tool_calls"]
    answered_by: str | None
    """The model's name in the provider's reply."""
    message: ChatMessage
    """The reply whole, to send back unchanged in a tool loop with the same model."""
    unexplained: str = ""
    """The provider's word for the end where it is none of the reasons; the reply may not be whole then."""
    recorded: str = ""
    """When it was recorded (ISO 8601), where it comes from a cassette."""


Piece = TextPiece | ReasoningPiece | CallRequest | TokenUsage | ReplyEnd


class LanguageModel(Protocol):
    """The port: one request in, the pieces of one reply out."""

    def stream(self, request: ModelRequest) -> AsyncGenerator[Piece, None]:
        """Yield the reply's pieces as they come, `ReplyEnd` last.

        Closing the iterator (`aclose`), or cancelling the task that reads it, closes the provider's connection.
        Raises `ProviderError` (`provider_errors.py`) for every failure; a reply that ends without the provider's end
        marker raises `StreamIncomplete` after the pieces that came.
        """
        ...

    def count(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text, as far as can be told on this machine; takes CPU time, so call it in a thread."""
        ...

    async def ask_count(self, request: ModelRequest) -> int | None:
        """The provider's own count of a request's input; null where it gives none. Never raises for a failure of it."""
        ...

    def is_ready(self) -> bool:
        """Whether a request goes out at once, without a wait for what `warm` does."""
        ...

    async def warm(self) -> None:
        """Make ready what the first request would have to wait for."""
        ...

    def close(self) -> None:
        """Release threads and connections; streams still open end."""
        ...
