"""What every provider's end marker has in common: it is looked for in the events as the provider sent them.

LiteLLM reports a stream that was cut as finished. An answer is whole only when the provider said so, in its own way.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, Literal, TypeVar

Finish = Literal["stop", "length", "content_filter", "tool_calls"]


_T = TypeVar("_T")


def optional(holder: Mapping[str, Any], name: str, kind: type[_T]) -> _T | None:
    """A field of an event; null where it is absent. Raises `TypeError` where it is something else."""
    value = holder.get(name)
    if value is not None and not isinstance(value, kind):
        raise TypeError(f"{name} is no {kind.__name__}")
    return value


def needed(holder: Mapping[str, Any], name: str, kind: type[_T]) -> _T:
    """A field that an event of its type always has; raises `TypeError` where it has not."""
    value = optional(holder, name, kind)
    if value is None:
        raise TypeError(f"no {name}")
    return value


class ErrorEvent(Exception):
    """The provider reports an error in its stream; `body` is its error object."""

    def __init__(self, body: Mapping[str, Any]) -> None:
        super().__init__("error event")
        self.body = body


class Blocked(Exception):
    """The provider refuses the prompt, in place of an answer."""


class EndMarker(ABC):
    """Follows one reply; each dialect has its own."""

    finishes: Mapping[str, Finish] = {}
    """What a provider's reasons mean."""
    is_last = True
    """Whether nothing of the reply comes after its end marker; what does is not the answer's."""

    def __init__(self) -> None:
        self.ended = False
        """Whether the provider's end marker has passed."""
        self.finish: Finish = "stop"
        """Why the model ended; means something once `ended`."""
        self.begun = False
        """Whether anything of the answer itself has come."""
        self.unexplained = ""
        """The provider's own word for an end that is none of these; empty where it is one. The reply may not be
        whole."""
        self.answered_by: str | None = None
        """The model's name in the reply."""
        self.usage_seen = False
        """Whether the provider has counted the tokens."""
        self.refusal = ""
        """What the model says in place of an answer, where LiteLLM leaves it out."""
        self.malformed_call: str | None = None
        """The text of a call that the provider itself could not read, where it says so."""

    def done(self) -> None:  # noqa: B027  most providers do not send it
        """`data: [DONE]` has passed."""

    def closed(self) -> None:  # noqa: B027  for most providers that is no end
        """The stream was closed, not cut."""

    @abstractmethod
    def see(self, payload: Mapping[str, Any]) -> None:
        """The next event has passed. Raises `ErrorEvent` or `Blocked`.

        And `TypeError`, `ValueError` or `AttributeError` where a part of the answer in it is not what the provider
        documents: LiteLLM would pass over it in silence.
        """

    def _ended_for(self, reason: Any) -> None:
        self.finish = self.finishes.get(reason, "stop")
        self.unexplained = "" if reason in self.finishes else str(reason)

    def _answered_by(self, name: Any) -> None:
        if isinstance(name, str) and name:
            self.answered_by = name
