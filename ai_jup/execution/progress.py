"""What is told of a notebook while it runs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class PromptDone:
    """How a prompt was answered."""

    prompt: str
    """Its id."""
    cell: int
    """Its place in the notebook, from 1."""
    state: str
    """As in the record: `finished`, `failed`, `stopped`; or `refused`, where nothing was started."""
    record: Mapping[str, Any]
    """Empty where there is none."""
    error: Mapping[str, str] | None = None
    """`code`, `message` and `hint` of what went wrong."""
    warnings: tuple[str, ...] = ()

    @property
    def paid(self) -> float | None:
        """US dollars; none for an answer that was replayed, null when unknown."""
        cost: float | None = self.record.get("cost")
        return 0.0 if self.record.get("replayed") or not self.record else cost


class Progress:
    """Is told of each step, and passes it on to nobody."""

    def begun(self, cell: int, kind: str, of: int) -> None:
        """A cell begins; `kind` is `code` or `prompt`, `of` how many cells there are."""

    def answering(self, model: str, output_tokens: int | None, characters: int) -> None:
        """An answer is coming."""

    def answered(self, done: PromptDone) -> None:
        """A prompt is over."""
