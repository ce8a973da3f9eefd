"""What the browser, or any program, sends."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, RootModel, Tag
from pydantic_core import PydanticCustomError

from ..translation import marked
from ..unicode_surrogates import whole
from .base import Message

PROTOCOL: Literal[1] = 1


def _joined(source: Any) -> Any:
    """nbformat stores multi-line text as one string or as a list of lines."""
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    return whole(source) if isinstance(source, str) else source


def _name(cell_id: Any) -> Any:
    """Before nbformat 4.5 cells have no ids, and some tools write what is none."""
    return cell_id if isinstance(cell_id, str) else None


def _as_cell(answer: Any) -> Any:
    """Of an answer its text alone will do."""
    return {"cell_type": "markdown", "source": answer} if isinstance(answer, str) else answer


def _path(text: str) -> str:
    """Python refuses to look for a file of such a name, whatever the system."""
    if "\0" in text:
        raise PydanticCustomError("path_invalid", "a path has no NUL character")
    return text


NotebookPath = Annotated[str, Field(max_length=4_096), AfterValidator(_path)]
"""Linux takes no longer ones; and to look for one takes the square of its length."""
MultilineText = Annotated[str, BeforeValidator(_joined)]
MimeBundle = dict[str, Any]


class NotebookCell(BaseModel):
    """A cell as it stands in the notebook (nbformat 4); fields that are not read here are let through."""

    model_config = ConfigDict(extra="ignore", frozen=True, use_attribute_docstrings=True)

    cell_type: Literal["code", "markdown", "raw"]
    id: Annotated[str | None, BeforeValidator(_name)] = None
    source: MultilineText = ""
    metadata: dict[str, Any] = Field(default_factory=dict)
    """Of it `ai_jup` is read: `skipped` keeps a cell out, `pinned` keeps it in, `isPromptCell` and `isOutputCell` say
    what it is. `changed` says that a code cell was edited since it was run: a client sets it in the request, never in
    the notebook."""
    attachments: dict[str, MimeBundle] = Field(default_factory=dict)
    """Markdown and raw cells: file name to mime bundle."""
    outputs: list[dict[str, Any]] = Field(default_factory=list)
    """Code cells: nbformat outputs. A client may take the middle out of a long stream: `missing` then says how many
    characters, of which it leaves 200,000 on either side."""
    execution_count: int | None = None
    """Null for a code cell that was not run, or runs."""


class NotebookReference(Message):
    """The notebook that a prompt stands in."""

    path: NotebookPath = Field(min_length=1)
    """Path as the contents API has it."""
    trusted: bool
    kernel_id: str | None = None
    """Id of one of this server's kernels."""
    language: str | None = Field(default=None, max_length=100)
    """Of its code, as the notebook's `language_info` names it; null for Python."""
    shared: bool = False
    """Whether other people have it open too: a run then says who has asked."""


class Prompt(Message):
    """The prompt cell."""

    id: str = Field(min_length=1, max_length=100)
    """`metadata.ai_jup.id` of the prompt cell; one run at a time for each."""
    source: MultilineText
    attachments: dict[str, MimeBundle] = Field(default_factory=dict)
    """Pictures pasted into the cell: file name to mime bundle."""


Replay = Literal["off", "record", "auto", "strict"]


class RunOptions(Message):
    """What one run may do differently; the settings' defaults hold for what is left out."""

    history: bool = True
    """Whether earlier prompts and their answers are sent."""
    max_steps: int | None = Field(default=None, ge=1, le=100)
    """Replies of the model in one run, at most; in the last it can call nothing."""
    ask_before_calls: bool = False
    """Whether the user is asked before each call; in a notebook that is not trusted they always are."""
    replay: Replay = "off"
    """Whether the notebook's cassette answers: `auto` what is recorded there, and the model what is not, which is then
    recorded; `strict` never asks the model; `record` always does."""
    call_functions: bool = True
    """Whether the model is offered the functions that the prompt names."""
    continues: Annotated[NotebookCell | None, BeforeValidator(_as_cell)] = None
    """The prompt's answer that is not a whole one, as it stands in the notebook, or its text: the run goes on with it,
    and its own answer is that one with more below."""
    once: bool = False
    """Whether the model is asked this once, in place of the one that answers the prompt otherwise: its answer is not
    out of date for that, by `once` in its record's `parameters`."""
    read_values: bool = True
    """Of `POST context` only: whether it reads what the prompt names in the kernel, as a run always does."""


class PromptRequest(Message):
    """Body of `POST prompt` and `POST context`."""

    protocol: Literal[1]
    notebook: NotebookReference
    prompt: Prompt
    model: str | None = None
    """`provider/name` as in the catalogue; null for the default model."""
    cells: list[NotebookCell]
    """The cells above the prompt, in order."""
    options: RunOptions = Field(default_factory=RunOptions)


class KnownCell(Message):
    """A cell that has not changed since its digest was told."""

    digest: str = Field(max_length=64)


class StaleRequest(Message):
    """Body of `POST stale`: which answers of a notebook no longer fit what stands above them."""

    protocol: Literal[1]
    notebook: NotebookReference
    model: str | None = None
    """The model of prompts whose cells name none; null for the default model."""
    cells: list[KnownCell | NotebookCell]
    """All of the notebook, in order; prompts and answers themselves, others as they were told, if they are the same."""
    options: RunOptions = Field(default_factory=RunOptions)


class ConsentRequest(Message):
    """Body of `POST runs/<id>/consent`: the user's answer to a `tool-consent` that asks."""

    call: str
    """The call's id."""
    allow: bool


class ConnectionRequest(Message):
    """Body of `POST test-connection`."""

    model: str | None = None


class KeyRequest(Message):
    """Body of `PUT keys/<provider>`."""

    remedy: ClassVar[str] = marked("Copy the key again, all of it and nothing else.")
    key: str = Field(min_length=1, max_length=1_000, repr=False)


Writes = Literal["first", "next"]


class Subscription(Message):
    """What a client sends on the socket to follow a run.

    The run's events with a seq above `after` follow. A subscription from the last event of an ended run on says
    that its answer is kept: once the notebook's file has it, the run is acknowledged, and no longer listed.
    """

    run: str
    after: int = Field(default=0, ge=0)
    dismissed: bool = False
    """The user does not want the answer of a run that has ended: it is acknowledged although no file has it."""
    writes: Writes | None = None
    """That the client can write the answer into the notebook: `first` if it has started the run, else `next`, should
    that one go. It is told when it is its turn (`WriterTurn`)."""
    page: str | None = Field(default=None, max_length=100)
    """Names the client that could write: when it comes back over another connection it takes its former place."""
    leaves: bool = False
    """That the client follows the run no more."""


class NotebookWatch(Message):
    """What a client sends on the socket to be told of the runs that begin in a notebook (`RunBegan`).

    The events of such a run follow at once, as if the client had subscribed to it from its beginning.
    """

    notebook: NotebookPath
    """Path, as in `GET runs`."""
    leaves: bool = False
    """That it wants to be told no more."""


class NotebookQuery(Message):
    """What the addresses of `GET runs` and `GET trust` may have behind them."""

    notebook: NotebookPath | None = None


def _kind(message: Any) -> str:
    return "notebook" if isinstance(message, dict) and "notebook" in message else "run"


class SocketRequest(
    RootModel[
        Annotated[
            Annotated[Subscription, Tag("run")] | Annotated[NotebookWatch, Tag("notebook")],
            Discriminator(_kind),
        ]
    ]
):
    """What a client may send on the socket."""


class Poll(Message):
    """Body of `POST polled-events`: the socket in plain requests, for who cannot have one."""

    session: str | None = None
    """As in the reply to the first poll, which names none."""
    after: int = Field(default=0, ge=0)
    """The last message that has arrived, as `last` of a reply: later ones are told, as often as it takes."""
    requests: list[SocketRequest] = Field(default=[], max_length=1_000)
    """What would be sent on the socket."""
    wait: float = Field(default=25, ge=0, le=25)
    """Seconds that it may take where there is no news. Many proxies give up after 30 or 60."""
