"""What the server answers."""

from typing import Any, Literal

from pydantic import RootModel

from .base import Message
from .errors import ErrorDetail, SocketError
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


class AnswerCell(Message):
    """Answer to `GET runs/<id>/answer`: the answer as it would stand in the notebook now, a Markdown cell."""

    source: str
    attachments: dict[str, dict[str, str]]
    """Pictures that its calls gave: name to mime bundle."""
    metadata: dict[str, Any]
    """`ai_jup`: that it is an answer, of which prompt, what its source is made of; after its end, its record."""


class RunSummary(Message):
    """A run that is live, or ended and not yet acknowledged."""

    run: str
    state: RunState
    notebook: str
    prompt: str
    last: int
    """Highest seq so far."""


class RunList(RootModel[list[RunSummary]]):
    """Answer to `GET runs`."""


class RunBegan(Message):
    """On the socket, to who watches a notebook: one of its prompts is being answered."""

    notebook: str
    prompt: str
    run: str


Turn = Literal["write", "wait", "saved"]


class WriterTurn(Message):
    """On the socket, to who could write a run's answer into the notebook: it is its turn, it is so no more, or nothing
    is left to write: the file has the answer, or nobody wants it."""

    run: str
    turn: Turn


class Polled(Message):
    """Answer to `POST polled-events`."""

    session: str
    last: int
    """The number of the last message; the first ever is 1."""
    messages: list[Event | SocketError | WriterTurn | RunBegan]
    """As on the socket, in order."""


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


class ContextPicture(Message):
    """A picture of a part."""

    media_type: str
    width: int
    """Pixels, as it is sent: made smaller where the provider would make it so."""
    height: int
    size: int
    """Bytes of the file."""
    tokens: int
    message: int | None
    """Where it stands, to show it: index into `messages`; null for one that is not sent."""
    part: int | None
    """Index into that message's `content`."""
    why: str
    """Why it is not sent, for people; empty for one that is."""


class ContextPart(Message):
    """A part of what would be sent: a cell, a value, the prompt, the functions; or a cell that is left out."""

    kind: Literal["system", "code", "markdown", "raw", "prompt", "answer", "value", "function"]
    label: str
    """For people: `Cell 12, code`."""
    number: int | None
    """The cell's place in the notebook, from 1; null for what is no cell above the prompt."""
    cell_id: str | None
    """As in the request; null where there was none."""
    pinned: bool
    tokens: int
    """Of its text and its pictures, an estimate; 0 for one that is left out."""
    state: Literal["whole", "shortened", "left-out"]
    why: str
    """Why it is not whole, for people; empty for one that is."""
    pictures: list[ContextPicture]
    """Those that are not sent too."""


class ContextWarning(Message):
    """What a run of this prompt would warn of."""

    code: str
    message: str


class ContextReply(Message):
    """Answer to `POST context`: what would be sent. Nothing was sent for it, to a counting endpoint neither."""

    model: str
    label: str
    """The model's name for people; says so when it is the simulator."""
    simulated: bool
    messages: list[dict[str, Any]]
    """In LiteLLM's (OpenAI chat completions') form."""
    tools: list[dict[str, Any]]
    """Functions that the prompt names, in the same form; sent beside the messages."""
    images: int
    """Pictures that would be sent."""
    cells: int
    """Cells that would be sent."""
    tokens: int
    """Of all that would be sent, an estimate."""
    limit: int | None
    """The model's input window in tokens; null when unknown."""
    reply_tokens: int
    """Kept of it for the reply."""
    cost: float | None
    """US dollars for what would be sent, an estimate from list prices without what a cache saves; null when unknown."""
    parts: list[ContextPart]
    """In the order in which they are sent."""
    warnings: list[ContextWarning]
    refusal: ErrorDetail | None
    """Why a run would fail before anything is sent: its size, or what it names in the kernel; else null."""


AnswerState = Literal["current", "stale", "unanswered", "incomplete", "edited", "skipped", "unknown"]
"""Whether an answer fits what stands above it. `unknown` is one of an earlier version, whose record does not say."""


class AnswerCheck(Message):
    """Of one prompt, whether its answer fits."""

    prompt: str | None
    """Its id; null where it has none yet."""
    cell: int
    """Its place in the notebook, from 1."""
    state: AnswerState
    changes: list[str]
    """What has changed since a stale answer was given, for people."""


class StaleReply(Message):
    """Answer to `POST stale`."""

    answers: list[AnswerCheck]
    digests: list[str]
    """Of each cell, to be sent in its place while it is the same."""
    values_read: bool
    """Whether what the prompts name in the kernel was looked at: not while it is busy."""


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


class NotebookTrust(Message):
    """Answer to `GET trust`: whether a notebook's file is one that Jupyter has signed for this user."""

    trusted: bool | None
    """Null where notebooks are kept by something that signs none."""


class KernelName(Message):
    """A name in the kernel, as completion shows it."""

    name: str
    type: str
    """Name of its class."""
    callable: bool
    """Whether a prompt may offer it to the model: a function, a method, a class, or an object that can be called."""
    preview: str
    """A short value, a size or a shape; empty where telling it would run the user's code."""


class KernelNames(RootModel[list[KernelName]]):
    """Answer to `GET kernel-names`: the user's names, without those that begin with an underscore."""


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
    source: Literal["env", "settings"] | None
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
