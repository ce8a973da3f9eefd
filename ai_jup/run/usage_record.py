"""What a run asked for, used and got: the record that the notebook keeps."""

import datetime
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..context.basis import basis_of
from ..context.report import left_out_numbers
from ..context.targeted_request import TargetedRequest
from ..journal.added_up import added_up
from ..llm.port import ChatMessage, ReplyEnd, TokenUsage
from ..prompt import Composition
from ..wire import FinishReason, RunRecord, RunState, Spent
from .consent import Consents

NAME_LENGTH = 100
"""Characters that are kept of the model's own name, or told of another one in its reply."""


@dataclass(frozen=True)
class OpenReply:
    """What has come of a reply."""

    turns: Sequence[ChatMessage]
    """What was sent besides the composition: calls, and what came of them."""
    pieces: list[str]
    """Text and reasoning."""


@dataclass
class UsageRecord:
    """Adds up over the replies of one run."""

    run: str
    asked: TargetedRequest
    composition: Composition
    """What is sent first."""
    started: datetime.datetime
    consents: Consents = field(default_factory=Consents)
    max_steps: int | None = None
    """Where that limit ended the answer."""
    open_reply: "OpenReply | None" = None
    """The reply that has begun and not ended: its tokens the provider tells at its end."""
    estimated: bool = False
    """Whether tokens and cost are this server's own count, in part at least."""
    answered_by: str | None = None
    recorded: list[str] = field(default_factory=list)
    """When each reply was recorded, where they come from a cassette; empty for one that does not."""
    tools: Sequence[Mapping[str, Any]] = ()
    """What the model was offered."""
    usage: TokenUsage | None = None
    spent: Spent | None = None
    """What the answer had taken that the run goes on with."""
    _begun: float = field(default_factory=time.monotonic)

    def add_usage(self, more: TokenUsage) -> TokenUsage:
        """Add one reply's usage; the cost is unknown as soon as one part of it is."""
        if self.usage is not None:
            costs = (self.usage.cost, more.cost)
            more = TokenUsage(
                input_tokens=self.usage.input_tokens + more.input_tokens,
                cached_tokens=self.usage.cached_tokens + more.cached_tokens,
                output_tokens=self.usage.output_tokens + more.output_tokens,
                cost=None if None in costs else sum(cost for cost in costs if cost is not None),
            )
        self.usage = more
        return more

    def add_estimate(self, input_tokens: int, output_tokens: int) -> None:
        """Add what a reply has used that was stopped or broke off, by list prices."""
        entry, target = self.asked.entry, self.asked.target
        prices = (entry.input_cost_per_token, entry.output_cost_per_token)
        known = None if target.simulated or None in prices else (prices[0] or 0, prices[1] or 0)
        cost = known and input_tokens * known[0] + output_tokens * known[1]
        self.add_usage(TokenUsage(input_tokens, 0, output_tokens, cost))
        self.estimated = True

    def add_end(self, end: ReplyEnd) -> None:
        # whatever the provider says, the record stays small
        self.answered_by = (end.answered_by or "")[:NAME_LENGTH] or self.answered_by
        self.recorded.append(end.recorded)

    def record(self, state: RunState, finish_reason: FinishReason | None = None, error: str | None = None) -> RunRecord:
        """The record of the run as it ends now."""
        used, target = self.usage, self.asked.target
        is_replayed = bool(self.recorded) and all(self.recorded)
        started, seconds = self.started.isoformat(timespec="seconds"), self._seconds
        record = RunRecord(
            run=self.run,
            state=state,
            model=target.model,
            answered_by="simulator" if target.simulated else self.answered_by,
            simulated=target.simulated,
            parameters=self._parameters(),
            # a replay is the same each time
            started=self.recorded[0] if is_replayed else started,
            seconds=0 if is_replayed else seconds,
            input_tokens=used.input_tokens if used else None,
            cached_tokens=used.cached_tokens if used else None,
            output_tokens=used.output_tokens if used else None,
            cost=used.cost if used else None,
            finish_reason=finish_reason,
            error=error,
            context=self.composition.digest,
            basis=basis_of(self.asked, self.composition.digests, self.tools),
            replayed=is_replayed,
        )
        return added_up(record, self.spent) if self.spent else record

    @property
    def _seconds(self) -> float:
        """Without the time that the user took to decide: it is not the model's."""
        return round(max(0.0, time.monotonic() - self._begun - self.consents.waited), 2)

    def _parameters(self) -> dict[str, int | float | str | bool]:
        limits = {"max_output_tokens": self.asked.reply_limit_sent, "max_steps": self.max_steps}
        sent = {name: limit for name, limit in limits.items() if limit is not None}
        how = {"estimated": self.estimated, "once": self.asked.request.options.once}
        return {**sent, **left_out_numbers(self.composition), **{name: True for name, is_so in how.items() if is_so}}
