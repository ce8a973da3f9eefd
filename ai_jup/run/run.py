"""A live or ended run: its events, and those who follow them."""

import asyncio
import contextlib
import contextvars
import datetime
import json
import logging
import math
from collections.abc import AsyncIterator, Callable
from typing import Any

from ..answer import answer_cell
from ..journal.file_identity import NO_FILE, NotebookFile
from ..journal.journal import Journal
from ..journal.recovery import INTERRUPTED, Kept
from ..refusal import Refusal
from ..translation import marked, say
from ..wire import (
    AnswerCell,
    ErrorDetail,
    Event,
    RunFailed,
    RunFinished,
    RunState,
    RunStopped,
    RunSummary,
    Snapshot,
    TextDelta,
    ToolCall,
    Warning,
    encoded,
)
from .consent import Consents
from .writers import Writers

SAFE = (ToolCall,)
"""Events that are told only when they are on the disk itself: what a call is about to do is there before it is done."""
PATIENCE = 1.0
"""Seconds that an event waits for a disk that hangs, before it is shown all the same."""
_log = logging.getLogger(__name__)

ENDS: dict[type, RunState] = {
    RunFinished: "finished",
    RunFailed: "failed",
    RunStopped: "stopped",
}


class Run:
    """The events of one run, in order; `seq` is an event's place, counted from 1."""

    def __init__(
        self, run_id: str, notebook: str, prompt: str, journal: Journal | None = None, file: NotebookFile = NO_FILE
    ) -> None:
        self.id = run_id
        self.notebook = notebook
        self.prompt = prompt
        self.started = datetime.datetime.now(datetime.timezone.utc)
        self._context = contextvars.copy_context()
        self.asked_by: str | None = None
        """The name of who has asked, where the notebook is shared."""
        self.events: list[Event] = []
        self.state: RunState = "running"
        self.acknowledged = False
        self.consents = Consents()
        """Answers that the user owes."""
        self.writers = Writers()
        self.characters = 0
        """Of the answer so far."""
        self.task: asyncio.Task[None] | None = None
        self.cut_off: ErrorDetail | None = None
        """Why it is stopped, where that is not the user's doing."""
        self.is_stopped_before_work = False
        """Whether it was stopped while it waited to begin: no model is to be asked."""
        self.size = 0
        """Characters of its events as JSON."""
        self._encoded: list[str] = []
        self._cell: tuple[int, AnswerCell] | None = None
        self._changed = asyncio.Event()
        self.file = file
        self._journal = journal
        self._given_up: Journal | None = None
        """The journal that has a part of it alone."""
        self._on_disk = 0
        """Events that are there, or need not be."""
        self._watching: asyncio.TimerHandle | None = None
        self.is_elsewhere = False
        """Whether another server answers it."""
        self._may_lack_events = False
        """Whether a page may have seen more of it: a machine that loses power loses what was not on the disk itself."""
        self._has_file = asyncio.Event()
        if journal:
            journal.begin(journal.header(run_id, notebook, prompt, self.started.isoformat(), file), self._written)

    @classmethod
    def restored(cls, kept: Kept, journal: Journal) -> "Run":
        """A run that a file tells of; one that no server answers any more has failed."""
        run = cls._from_file(kept, kept.notebook)
        # the pages that knew it are gone
        run.writers.free_since = -math.inf
        run._journal = journal
        if kept.torn:
            # what comes now would be lost as a part of the torn line
            journal.write(run.id, "")
        if not run.ended:
            run.interrupt(kept, journal)
        return run

    @classmethod
    def elsewhere(cls, kept: Kept, notebook: str) -> "Run":
        """A run that another server answers, and pages of that server write."""
        run = cls._from_file(kept, notebook)
        run.is_elsewhere = True
        run.writers.free_since = math.inf
        return run

    @classmethod
    def _from_file(cls, kept: Kept, notebook: str) -> "Run":
        run = cls(kept.header.run, notebook, kept.prompt, file=kept.file)
        run.started = datetime.datetime.fromisoformat(kept.header.started)
        run.catch_up(kept)
        return run

    def catch_up(self, kept: Kept) -> None:
        """Add what its file tells by now."""
        for event in kept.events[len(self.events) :]:
            if not self.ended:
                self._add(event)
        self._on_disk = len(self.events)
        self._tell()
        if kept.acknowledged:
            self.acknowledge()

    def interrupt(self, kept: Kept, journal: Journal | None) -> None:
        """Its server is gone, and it is this one's now."""
        self.is_elsewhere = False
        self._may_lack_events = True
        self._journal = journal
        self.append(RunFailed, error=_interrupted(), record=kept.record())

    def append(self, kind: Any, **fields: Any) -> None:
        """Add an event of the given type; the first that ends the run is the last that counts."""
        if self.ended:
            return
        self._add(kind(run=self.id, seq=len(self.events) + 1, **fields))
        if self._journal:
            # whoever follows is told when it is written: there is nothing to see before
            self._journal.write(self.id, self._encoded[-1], self._written, len(self.events), kind in SAFE)
            self._watch_disk()
            if self.ended:
                self._journal.end(self.id)
        else:
            self._on_disk = len(self.events)
            self._tell()

    def _add(self, event: Event) -> None:
        self.events.append(event)
        # encoded once, however many follow
        self._encoded.append(encoded(event))
        self.size += len(self._encoded[-1])
        self.characters += len(event.text) if isinstance(event, TextDelta) else 0
        self.state = ENDS.get(type(event), self.state)

    def _tell(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    def _written(self, number: int, error: OSError | None) -> None:
        self._has_file.set()
        if error:
            self._give_up_journal(
                marked("It cannot be written to disk ({reason})."), error.strerror or type(error).__name__
            )
        elif number > self._on_disk:
            self._on_disk = number
            self._tell()

    def _watch_disk(self) -> None:
        if self._watching is None:
            loop = asyncio.get_running_loop()
            self._watching = loop.call_later(PATIENCE, self._look_at_disk, len(self.events), loop.time())

    def _look_at_disk(self, number: int, since: float) -> None:
        self._watching = None
        # after twice that time it was the server that slept: the thread that writes has had no more of it
        is_asleep = asyncio.get_running_loop().time() - since > 2 * PATIENCE
        if self._on_disk < number and not is_asleep:
            self._give_up_journal(marked("The disk does not respond."))
        elif self._on_disk < len(self.events):
            self._watch_disk()

    def _give_up_journal(self, text: str, reason: str = "") -> None:
        """The run goes on without; the user is told once."""
        if self._journal is None:
            return
        self._journal.end(self.id)
        self._given_up, self._journal = self._journal, None
        self._on_disk = len(self.events)
        self._tell()
        if self.ended:
            _log.warning(
                "ai-jup: the answer of run %s may be lost if the server stops. %s", self.id, text.format(reason=reason)
            )
        # whoever writes to the disk has no language
        message = self._context.run(_not_on_disk, text, reason)
        self.append(Warning, code="journal-failed", message=message)

    async def has_file(self) -> None:
        """Wait until other servers can see it; not for ever."""
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._has_file.wait(), PATIENCE)

    async def on_disk(self) -> None:
        """Wait until all that has happened would survive the server; not for ever."""
        number = len(self.events)
        while self._on_disk < number:
            await self._changed.wait()

    @property
    def ended(self) -> bool:
        return self.state != "running"

    @property
    def text(self) -> str:
        """The answer so far."""
        return "".join(event.text for event in self.events if isinstance(event, TextDelta))

    @property
    def has_content(self) -> bool:
        """Whether something of its own answer has come."""
        return any(isinstance(event, TextDelta | ToolCall) for event in self.events)

    def snapshot(self) -> Snapshot:
        return Snapshot(run=self.id, state=self.state, text=self.text, events=list(self.events))

    async def answer(self, clean: Callable[[str], str] = str) -> AnswerCell:
        """Its answer's cell as it would stand in the notebook now; written in a thread, once after each event.

        `clean` takes out of a text what must not be kept.
        """
        seen = len(self.events)
        if self._cell and self._cell[0] == seen:
            return self._cell[1]
        cell = await asyncio.to_thread(answer_cell, self.events[:seen], self.prompt, clean)
        self._cell = seen, cell
        return cell

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
        if self._may_lack_events and after >= len(self.events):
            yield encoded(self.events[-1].model_copy(update={"seq": after + 1}))
            return
        while True:
            changed = self._changed
            while after < self._on_disk:
                after += 1
                yield self._encoded[after - 1]
            if self.ended and after >= len(self._encoded):
                return
            await changed.wait()

    def acknowledge(self) -> None:
        """Its answer is saved, or not wanted; nothing happens before it has ended."""
        if self.ended and not self.acknowledged:
            self.acknowledged = True
            self.writers.saved()
            if self._journal:
                self._journal.write(self.id, json.dumps({"acknowledged": True}))
            elif self._given_up:
                # a part of it would come back as one that was interrupted; a disk that is full can still do that
                self._given_up.remove(self.id)

    def rename(self, notebook: str, file: NotebookFile = NO_FILE) -> None:
        """The notebook has another path now, and a file of another name where that is known."""
        self.notebook = notebook
        if file.path:
            self.file = file
        if self._journal:
            self._journal.write(self.id, json.dumps({"notebook": notebook, "file": self.file.path}))

    async def stop(self, why: ErrorDetail | None = None) -> None:
        """Stop a run that is live, for the user or for another reason, and wait until it has if it has begun to work.

        Raises `Refusal` (409) where another server answers it.
        """
        if self.is_elsewhere and not self.ended:
            raise Refusal(
                409,
                "run-elsewhere",
                say("This prompt is being answered by another Jupyter server."),
                say("Stop it in the window where it was started."),
            )
        if self.ended:
            return
        self.cut_off = why
        if self.task is None:
            # it waits for the disk, which may hang
            self.is_stopped_before_work = True
            return
        # a task that is cancelled before its first step would have no chance to tell its end
        await asyncio.sleep(0)
        self.task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.wait([self.task])


def _interrupted() -> ErrorDetail:
    return ErrorDetail(
        code=INTERRUPTED,
        message=say("The Jupyter server was stopped while this answer was arriving."),
        hint=say("Continue the answer, or run the prompt again."),
    )


def _not_on_disk(text: str, reason: str) -> str:
    lost = say("If the server stops before this answer is saved in the notebook, the answer is lost.")
    return f"{say(text, reason=reason)} {lost}"
