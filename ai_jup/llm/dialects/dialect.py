"""What has to be known of a provider, and of the dialect that is spoken with it; nothing has a default, so that a part
that is forgotten is a type error.

Loaded by what reads notebooks and lists models, so nothing here, nor in a dialect's file, imports what takes long.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from ...translation import say
from .end_marker import EndMarker
from .picture_limits import PictureLimits

Facts = Mapping[str, Any]
"""What LiteLLM's data says of a model."""
Payload = dict[str, Any]
"""An event of a stream, or a message."""
Page = Mapping[str, str]
"""The query that asks for a page of a list."""


@dataclass(frozen=True)
class Provider:
    """A provider of models; an administrator's own endpoint is one too."""

    id: str
    """What its models' names begin with; LiteLLM's name for it, except for an own endpoint."""
    label: str
    env_vars: tuple[str, ...]
    """Variables that are read for a key; the first that is set wins. Empty for an endpoint that takes none."""
    base_url_var: str | None
    """Variable that is read for an address other than the provider's own."""
    keys_page: str | None
    """Where the provider gives out keys."""
    address: str
    """Where it is reached, in the form that its own SDK takes."""
    own: bool
    """Whether it is an administrator's own endpoint."""
    data_prefix: str
    """What LiteLLM's data puts before its models' names."""
    family: str
    """The word by which a name tells that the model is its own, on whatever platform."""
    family_words: str
    """Pattern of the words that stand for the family."""
    key_prefix: str
    """Pattern of what all its keys begin with."""

    @property
    def variables(self) -> str:
        """The variables of the key, for people."""
        *others, last = self.env_vars or ("",)
        return say("{names} or {last}", names=", ".join(others), last=last) if others else last


@dataclass(frozen=True)
class Margin:
    """What a count by this machine's tokenizer is to be multiplied by."""

    likely: float
    """For what people are shown."""
    most: float
    """For what must fit."""


@dataclass(frozen=True)
class ModelList:
    """The provider's own list of models."""

    path: str
    first_page: Page
    read: Callable[[Any], tuple[set[str], Page | None]]
    """The bare names on a page, and the next page; raises `KeyError`, `TypeError` or `AttributeError` for no list."""


@dataclass(frozen=True)
class Counting:
    """The provider's endpoint that counts the tokens of a request."""

    path: Callable[[str], str]
    """By the model's bare name."""
    question: Callable[[str, Payload], Payload]
    """The body, for the bare name and the body of a request for an answer."""
    answer: str
    """The field with the number."""


@dataclass(frozen=True)
class ForLiteLLM:
    """What LiteLLM wants to be told, so that it sends what is meant to where it is meant."""

    route: str
    """Before the model's bare name: which of its ways it goes."""
    path: str
    """Behind the provider's address."""
    openai_client: bool
    """Whether this way wants a client of OpenAI's SDK, rather than one of LiteLLM's own."""
    reply_limit: str
    """The argument that limits the reply's tokens."""
    arguments: Mapping[str, object]
    """That every request of this dialect has."""
    reasoning_arguments: Mapping[str, object]
    """That a request to a model which may reason has."""
    effort: Callable[[str], object]
    """The argument for an effort of reasoning."""
    arrange: Callable[[list[Payload]], list[Payload]]
    """The messages, which it may change, as the dialect takes them."""
    tools: Callable[[list[Payload]], Mapping[str, object]]
    """The arguments that offer functions, each given in the form of chat completions, its parameters as JSON schema."""


class TextSlot(NamedTuple):
    """Where in an event of a stream its text is: that of the answer, of reasoning, or of a call's arguments.

    Only of an event that carries nothing else, so that neighbours can be joined.
    """

    key: tuple[Any, ...]
    """Equal in the events that carry on the same text."""
    holder: dict[str, Any]
    field: str


# compared by identity: there is one object for each dialect
@dataclass(frozen=True, eq=False)
class Dialect:
    """How models of a provider are spoken to, and what is known of them there."""

    name: str
    serves: Callable[[Facts], bool]
    """Whether it is the dialect for a model, by what LiteLLM's data says; a provider's dialects are asked in order."""
    key_headers: Callable[[str], dict[str, str]]
    """The headers that carry the key, for what is asked of a provider without LiteLLM."""
    models: ModelList
    counting: Counting | None
    margin: Margin
    end_marker: Callable[[str], EndMarker]
    """What to look for in the reply to a request that went to this path."""
    put_right: Callable[[], Callable[[Payload], bool]]
    """For each reply anew, what changes its events to the form that the provider documents; it tells whether it did."""
    thoughts_in_text: bool
    """Whether there are servers that leave a model's thoughts in the answer's text, between tags."""
    text_slot: Callable[[Payload], TextSlot | None]
    retry_delay: Callable[[Mapping[str, Any]], str | None]
    """Seconds after which to come again, as an error object says it; null where only the headers do."""
    litellm: ForLiteLLM
    pictures: PictureLimits
    picture_tokens: Callable[[str, int, int], int]
    """What a picture of this size (pixels, as it is sent) costs with a model, by the provider's documented formula;
    where that differs from model to model, the dearest of those that are current."""
    cache_marks: int
    """Places that a request may mark for the provider's cache; 0 where it finds them itself."""
    rehearsal_model: str
    """Any model, for a call that is sent nowhere."""

    def __repr__(self) -> str:
        return f"<dialect {self.name}>"


def patches(width: int, height: int, side: int) -> int:
    """How many squares of this side cover a picture."""
    return max(1, -(-width // side)) * max(1, -(-height // side))


def only_item(items: Any) -> dict[str, Any] | None:
    """The item of a list of one; null for anything else."""
    if isinstance(items, list) and len(items) == 1 and isinstance(items[0], dict):
        return items[0]
    return None


def only_fields(body: Mapping[str, Any], *names: str) -> Payload:
    """The body without any other fields."""
    return {name: body[name] for name in names if name in body}


def unchanged(messages: list[Payload]) -> list[Payload]:
    """For a dialect that takes LiteLLM's messages as they are."""
    return messages


def as_documented() -> Callable[[Payload], bool]:
    """For a provider whose events are as it documents them."""
    return lambda payload: False


def no_delay(error: Mapping[str, Any]) -> None:
    """For a provider that says in its headers when to come again."""


def for_every_model(facts: Facts) -> bool:
    """For a provider with one dialect."""
    return True
