"""A request with whom it is asked, and how large it may be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..llm.dialects import Margin
from ..llm.port import Target
from ..models.choice import Choice
from ..models.target import SIMULATOR_LABEL
from ..prompt import CellText, Composition, size_of
from ..translation import say
from ..wire import ModelEntry, PromptRequest

REPLY_TOKENS = 32_000
"""Of one reply, where the administrator sets nothing else."""


@dataclass(frozen=True)
class TargetedRequest:
    """A request, by whom it is answered, and how much of the window is kept for the reply (tokens)."""

    request: PromptRequest
    choice: Choice
    target: Target
    reply: int
    values: Sequence[CellText] = ()
    tools: Sequence[Mapping[str, Any]] = ()
    """Functions that the model is offered."""

    @property
    def entry(self) -> ModelEntry:
        return self.choice.entry

    @property
    def label(self) -> str:
        """The model's name for people."""
        return say(SIMULATOR_LABEL) if self.target.simulated else self.entry.label

    @property
    def room(self) -> int | None:
        """Tokens that may be sent; null when the model's window is unknown."""
        window = self.entry.max_input_tokens
        return None if window is None else max(0, window - self.reply)

    @property
    def reply_limit_sent(self) -> int | None:
        return reply_limit_sent(self.entry, self.target, self.reply)


def reply_limit_sent(entry: ModelEntry, target: Target, reply: int) -> int | None:
    """Null where nothing is known and nothing was set, since a server that has a smaller window than that refuses the
    request."""
    is_known = entry.max_output_tokens is not None or entry.max_input_tokens is not None
    return None if target.provider.own and not is_known and reply == REPLY_TOKENS else reply


def reply_tokens(entry: ModelEntry, most: int) -> int:
    """Tokens that one reply may take: as the settings and the model say, and no more than a quarter of its window."""
    of_model = entry.max_output_tokens or most
    return min(most, of_model, (entry.max_input_tokens or 4 * most) // 4)


@dataclass(frozen=True)
class Sizes:
    """Tokens of texts, and what these counts are multiplied by."""

    counts: Mapping[str, int]
    margin: Margin

    def most_of(self, composition: Composition) -> int:
        return size_of(composition, self.counts, self.margin.most)

    def likely_of(self, composition: Composition) -> int:
        return size_of(composition, self.counts, self.margin.likely)
