"""A live or ended run: its events, and those who follow them."""

import asyncio
import contextlib
import datetime
from collections.abc import AsyncIterator
from typing import Any

from ..wire import (
    ErrorDetail,
    Event,
    RunFailed,
    RunFinished,
    RunState,
    RunStopped,
    RunSummary,
    Snapshot,
    TextDelta,
    encoded,
)
from .consent import Consents

ENDS: dict[type, RunState] = {
    RunFinished: "finished",
    RunFailed: "failed",
    RunStopped: "stopped",
}


class Run:
    """The events of one run, in order; `seq` is an event's place, counted from 1."""

    def __init__(self, run_id: str, notebook: str, prompt: str) -> None:
        self.id = run_id
        self.notebook = notebook
        self.prompt = prompt
        self.started = datetime.datetime.now(datetime.timezone.utc)
        self.events: list[Event] = []
        self.state: RunState = "running"
        self.acknowledged = False
        self.consents = Consents()
        """Answers that the user owes."""
        self.characters = 0
        """Of the answer so far."""
        self.task: asyncio.Task[None] | None = None
        self.cut_off: ErrorDetail | None = None
        """Why it is stopped, where that is not the user's doing."""
        self.size = 0
        """Characters of its events as JSON."""
        self._encoded: list[str] = []
        self._changed = asyncio.Event()

    def append(self, kind: Any, **fields: Any) -> None:
        """Add an event of the given type; the first that ends the run is the last that counts."""
        if self.ended:
            return
        event = kind(run=self.id, seq=len(self.events) + 1, **fields)
        self.events.append(event)
        # encoded once, however many follow
        self._encoded.append(encoded(event))
        self.size += len(self._encoded[-1])
        self.characters += len(event.text) if kind is TextDelta else 0
        self.state = ENDS.get(kind, self.state)
        self._changed.set()
        self._changed = asyncio.Event()

    @property
    def ended(self) -> bool:
        return self.state != "running"

    @property
    def text(self) -> str:
        """The answer so far."""
        return "".join(event.text for event in self.events if isinstance(event, TextDelta))

    def snapshot(self) -> Snapshot:
        return Snapshot(run=self.id, state=self.state, text=self.text, events=list(self.events))

    def summary(self) -> RunSummary:
        return RunSummary(
            run=self.id,
            state=self.state,
            notebook=self.notebook,
            prompt=self.prompt,
            last=len(self.events),
        )

    async def follow(self, after: int) -> AsyncIterator[str]:
        """The events with a higher seq as JSON, those to come too, until the run's end."""
        while True:
            changed = self._changed
            while after < len(self._encoded):
                after += 1
                yield self._encoded[after - 1]
            if self.ended:
                return
            await changed.wait()

    def acknowledge(self, seen: int) -> None:
        """A client that has the last event of an ended run keeps its answer."""
        if self.ended and seen >= len(self.events):
            self.acknowledged = True

    async def stop(self, why: ErrorDetail | None = None) -> None:
        """Stop a run that is live, for the user or for another reason, and wait until it has."""
        if self.task is None or self.ended:
            return
        self.cut_off = why
        # a task that is cancelled before its first step would have no chance to tell its end
        await asyncio.sleep(0)
        self.task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.wait([self.task])
