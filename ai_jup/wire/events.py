"""What happens in a run, one event after another; exactly one of the last three ends it."""

from typing import Annotated, Any, Literal

from pydantic import Field

from .base import Message
from .errors import ErrorDetail

ToolStatus = Literal["ok", "error", "timeout", "refused", "unknown"]
"""`refused`: it was not called; `unknown`: whether it came to its end is not known."""
ConsentState = Literal["asked", "given", "refused"]
ConsentReason = Literal["untrusted", "setting"]
FinishReason = Literal["stop", "length", "content_filter", "max_steps"]
RunState = Literal["running", "finished", "failed", "stopped"]


class Basis(Message):
    """What an answer is based on, as short digests: where they differ from today's, it no longer fits."""

    instructions: str
    cells: str
    """Of the cells above, with their outputs."""
    prompt: str
    values: dict[str, str]
    """Expression to digest."""
    functions: dict[str, str]
    """Name to digest."""
    parameters: str


class RunRecord(Message):
    """What the notebook keeps of a run: at most 1 KiB as JSON; no key, no value, no payload."""

    run: str
    state: RunState
    model: str
    """The model asked for, `provider/name`."""
    answered_by: str | None
    """The model's own name for itself in its reply; null when nothing came."""
    simulated: bool
    parameters: dict[str, int | float | str | bool]
    started: str
    """ISO 8601, UTC; of an answer that was replayed, when it was recorded."""
    seconds: float
    input_tokens: int | None
    cached_tokens: int | None
    output_tokens: int | None
    cost: float | None
    """US dollars, an estimate from list prices; null when unknown."""
    finish_reason: FinishReason | None
    error: str | None
    """Code of the error that ended the run."""
    context: str
    """First 16 hex digits of the SHA-256 of the messages sent."""
    basis: Basis | None = None
    """Null in records of earlier versions."""
    replayed: bool = False
    """Whether the answer came from a cassette, and no model was asked."""


class _Event(Message):
    run: str
    seq: int = Field(ge=1)
    """Rises by one from event to event."""


class RunStarted(_Event):
    """The run was accepted."""

    type: Literal["run-started"] = "run-started"
    notebook: str
    prompt: str
    model: str
    label: str
    """The model's name for people; says so when it is the simulator."""
    simulated: bool
    asked_by: str | None = None
    """The name of who has asked, where others had the notebook open too; null for who worked alone."""


class AnswerPart(Message):
    """A part of an answer, as Markdown."""

    kind: Literal["text", "call"]
    text: str


class Spent(Message):
    """What an answer has taken so far, of its record; null what that does not tell."""

    seconds: float = 0
    input_tokens: int | None = None
    cached_tokens: int | None = None
    output_tokens: int | None = None
    cost: float | None = None
    estimated: bool = False


class AnswerContinued(_Event):
    """The run goes on with an answer that was not a whole one; comes right after `run-started`."""

    type: Literal["answer-continued"] = "answer-continued"
    parts: list[AnswerPart]
    """What there was of it. What the last text's normal form would have closed, a fence of code, is open."""
    attachments: dict[str, dict[str, str]]
    """Its pictures: name to mime bundle."""
    spent: Spent


class TextDelta(_Event):
    """A piece of the answer."""

    type: Literal["text-delta"] = "text-delta"
    text: str


class ReasoningDelta(_Event):
    """A piece of what the model thinks before it answers, where the provider shows it."""

    type: Literal["reasoning-delta"] = "reasoning-delta"
    text: str


class ToolCall(_Event):
    """The model called a function."""

    type: Literal["tool-call"] = "tool-call"
    id: str
    name: str
    arguments: dict[str, Any]


CALL_MIME = "application/vnd.ai-jup.call+json"


class CallFacts(Message):
    """What a mime bundle has no other place for, in a call's result."""

    seconds: float
    """From the call to its end; 0 where it was not made."""
    still_running: bool
    """Whether it goes on in the kernel although it was interrupted: only a restart ends it."""
    stopped: bool
    """Whether the user ended it."""
    pictures: list[dict[str, str]]
    """Those after the first: mime type to base64, one each."""


class ToolConsent(_Event):
    """Before a call the user is asked, by `POST runs/<id>/consent`, or has answered."""

    type: Literal["tool-consent"] = "tool-consent"
    id: str
    """The call's."""
    state: ConsentState
    reason: ConsentReason
    """Why it is asked: the notebook is not trusted, or the user's setting."""
    digest: str
    """Of the function's code: a page that answers for the user, because they said "always", does so for this one."""


class ToolResult(_Event):
    """A function's call ended, or was not made."""

    type: Literal["tool-result"] = "tool-result"
    id: str
    """The call's."""
    status: ToolStatus
    content: dict[str, Any]
    """Mime bundle: `text/plain`, the first picture, and as `CALL_MIME` what `CallFacts` has."""


class Warning(_Event):
    """Something the user should know of that does not end the run."""

    type: Literal["warning"] = "warning"
    code: str
    message: str


class Usage(_Event):
    """What the run has used so far."""

    type: Literal["usage"] = "usage"
    input_tokens: int
    cached_tokens: int
    """Of the input tokens, those read from the provider's cache."""
    output_tokens: int
    cost: float | None
    """US dollars, an estimate from list prices; null when unknown."""


class RunFinished(_Event):
    """The model ended its answer."""

    type: Literal["run-finished"] = "run-finished"
    finish_reason: FinishReason
    record: RunRecord


class RunFailed(_Event):
    """The run could not go on; the text so far stands."""

    type: Literal["run-failed"] = "run-failed"
    error: ErrorDetail
    record: RunRecord


class RunStopped(_Event):
    """The user stopped the run; the text so far stands."""

    type: Literal["run-stopped"] = "run-stopped"
    record: RunRecord


Event = Annotated[
    RunStarted
    | AnswerContinued
    | TextDelta
    | ReasoningDelta
    | ToolCall
    | ToolConsent
    | ToolResult
    | Warning
    | Usage
    | RunFinished
    | RunFailed
    | RunStopped,
    Field(discriminator="type"),
]
