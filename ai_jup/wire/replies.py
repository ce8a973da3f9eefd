"""What the server answers."""

from typing import Any, Literal

from pydantic import RootModel

from .base import Message
from .errors import ErrorDetail
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
    supports_vision: bool
    """False only for models of an administrator's own endpoint."""
    supports_pdf_input: bool
    input_cost_per_token: float | None
    """US dollars."""
    output_cost_per_token: float | None
    """US dollars."""
    deprecation_date: str | None
    """When the provider retires the model, YYYY-MM-DD."""
    retires_soon: bool
    """Whether that is within 60 days."""


class Models(RootModel[dict[str, list[ModelEntry]]]):
    """Answer to `GET models`: provider id to its models in display order."""


ModelState = Literal["listed", "hidden", "retired", "not-allowed", "unknown"]
"""Whether a name can be picked: `hidden` is a dated snapshot of a listed model, which still runs."""


class ModelStatus(Message):
    """Answer to `GET model`: what became of a model that a setting, a notebook or a cell names."""

    name: str
    """As it was asked for."""
    state: ModelState
    entry: ModelEntry | None
    """What is known of the model; null for one that is unknown."""
    message: str
    """For people: why it cannot be picked; empty for a listed one."""
    successor: str | None
    """The name of a listed model to take instead; null when there is nothing to replace, or nothing like it."""


class DefaultModel(Message):
    """Answer to `GET default-model`: what answers where neither cell, notebook nor setting names a model."""

    name: str | None
    """As the administrator has set it, whether it can answer or not; else the name of `model`."""
    model: ModelEntry | None
    """Null while no provider is configured, and where what is set is no model."""
    locked: bool
    """Whether it answers every prompt, whatever else is named."""
    problem: ErrorDetail | None
    """Why no prompt that names no model can be answered; null when one can."""


class Availability(Message):
    """What a key may use of one provider's models, by the provider's own list."""

    checked: bool
    """Whether the list could be read; if not, nothing is known."""
    unavailable: list[str]
    """Names of the catalogue's models that are not in it."""


class Availabilities(RootModel[dict[str, Availability]]):
    """Answer to `GET availability`: provider id to what its key may use."""


class ProviderEntry(Message):
    """A provider, and whether the server has a key for it; never the key."""

    id: str
    label: str
    configured: bool
    source: Literal["env", "keyring"] | None
    """Where the key comes from: the environment, or the user, in Settings."""
    env_vars: list[str]
    """Names of the variables that are read for a key."""
    storage: Literal["keyring", "file"] | None
    """Where a key from Settings is, or would be, kept; null when none is taken from there."""
    remedy: str
    """For people: what to do to get a key; empty for a configured provider."""
    remedy_in_settings: str
    """The same, for a page of Settings that takes the key."""


class Providers(RootModel[list[ProviderEntry]]):
    """Answer to `GET providers`."""
