"""What one run may take: the administrator's settings."""

from dataclasses import dataclass, field

from ..context.targeted_request import REPLY_TOKENS
from ..llm.port import ReplyCaps, Timeouts
from ..prompt import ItemLimits


@dataclass(frozen=True)
class Limits:
    """What one run may take."""

    timeouts: Timeouts = Timeouts()
    output_tokens: int = REPLY_TOKENS
    """Of one reply, or less where the model allows less."""
    answer_characters: int = 1_000_000
    default_steps: int = 10
    """Replies in one run that asks for no other number."""
    max_steps: int = 100
    """Replies in any run."""
    asks_before_calls: bool = False
    """Whether the user is asked before each call, even where their own setting says no."""
    caps: ReplyCaps = ReplyCaps()
    call_seconds: float = 60.0
    """For one call of a function."""
    items: ItemLimits = field(default_factory=ItemLimits)

    def steps(self, asked_for: int | None) -> int:
        """Replies in a run that asks for so many."""
        return min(asked_for or self.default_steps, self.max_steps)
