"""What the server answers."""

from typing import Any, Literal

from pydantic import RootModel

from .base import Message
from .events import Event, RunState


class RunReference(Message):
    """Answer to `POST prompt`."""

    run: str


class Snapshot(Message):
    """A run as it stands."""

    run: str
    state: RunState
    text: str
    """The texts of all text-deltas, joined."""
    events: list[Event]


class RunSummary(Message):
    """A run that is live, or ended and not yet claimed."""

    run: str
    state: RunState
    notebook: str
    prompt: str
    last: int
    """Highest seq so far."""


class RunList(RootModel[list[RunSummary]]):
    """Answer to `GET runs`."""


class ConnectionWorks(Message):
    """Answer to `POST test-connection`: the model answered."""

    success: Literal[True] = True
    model: str
    seconds: float
    simulated: bool


class ConnectionFailed(Message):
    """Answer to `POST test-connection`: it did not."""

    success: Literal[False] = False
    model: str
    error: str
    """A few words: `Invalid API key`."""
    code: str
    """As in `ErrorDetail`."""
    details: str
    hint: str


ConnectionResult = ConnectionWorks | ConnectionFailed


class ContextReply(Message):
    """Answer to `POST context`: what would be sent."""

    model: str
    messages: list[dict[str, Any]]
    """In LiteLLM's (OpenAI chat completions') form."""
    images: int
    limit: int | None
    """The model's input window in tokens."""


class ModelEntry(Message):
    """A model of the catalogue."""

    name: str
    """`provider/name`, as it is passed to LiteLLM."""
    date: str | None
    """Release date, YYYY-MM-DD; null when unknown."""
    provider_raw: str
    """LiteLLM's own name of the provider."""
    label: str
    latest_alias: bool
    """Whether the name always points to the newest model of its family."""
    max_input_tokens: int | None
    max_output_tokens: int | None
    supports_function_calling: bool
    supports_reasoning: bool
    supports_pdf_input: bool
    input_cost_per_token: float | None
    """US dollars."""
    output_cost_per_token: float | None
    """US dollars."""
    deprecation_date: str | None
    """When the provider retires the model, YYYY-MM-DD."""


class Models(RootModel[dict[str, list[ModelEntry]]]):
    """Answer to `GET models`: provider id to its models in display order."""


class ProviderEntry(Message):
    """A provider, and whether the server has a key for it; never the key."""

    id: str
    label: str
    configured: bool
    source: Literal["env", "keyring"] | None
    """Where the key comes from."""
    env_vars: list[str]
    """Names of the variables that are read for a key."""


class Providers(RootModel[list[ProviderEntry]]):
    """Answer to `GET providers`."""
