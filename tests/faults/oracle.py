"""What must hold of every run, whatever went wrong: one end, nothing lost or doubled, never whole when it is not."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Sequence
from typing import Any

from ai_jup.answer import answer_cell, normal
from ai_jup.journal import recovery
from ai_jup.run.retries import ATTEMPTS
from ai_jup.wire import Event, RunFinished, encoded

from .fault import Fault
from .reading import Reading, read
from .spoilt_simulator import Sent
from .world import CANARY, Played

ENDS = ("run-finished", "run-failed", "run-stopped")


class Broken(AssertionError):
    """A run that broke a promise."""


def judge(played: Played) -> None:
    """Raise `Broken`, with the fault's text, where a promise is broken."""
    run = played.run
    with holds(played.fault, run.events):
        one_end(run.events)
        texts_are(played)
        calls_are(played)
        kept(run.events, played)
        cell_tells(run.events)


@contextlib.contextmanager
def holds(fault: Fault, events: Sequence[Event]) -> Iterator[None]:
    """Say of what is broken inside which fault broke it."""
    try:
        yield
    except AssertionError as broken:
        shown = "\n".join(encoded(event)[:300] for event in events)
        raise Broken(f"{fault}: {broken}\n{shown}") from broken


def one_end(events: Sequence[Event]) -> None:
    """Exactly one end, which is last; numbered without a hole."""
    kinds = [event.type for event in events]
    # of a file that was torn at once nothing but the end is known
    assert kinds[0] == "run-started" or len(kinds) == 1, "it does not begin with its start"
    assert [kind in ENDS for kind in kinds] == [False] * (len(kinds) - 1) + [True], "not one end, or not last"
    assert [event.seq for event in events] == list(range(1, len(events) + 1)), "the numbers have holes"
    assert CANARY not in "".join(map(encoded, events)), "the key is in the events"


def reading_of(played: Played, sent: Sent) -> Reading:
    """What a reply said: nothing where it was no reply of status 200."""
    wire = sent.wire
    body = wire.body
    if wire.raw is not None and b"content-length" in wire.raw:
        body = wire.raw.partition(b"\r\n\r\n")[2]
    elif wire.raw is not None or wire.status != 200 or ("content-encoding", "gzip") in wire.headers:
        return Reading(harm="no reply")
    return read(played.fault.subject, body, played.known)


def texts_are(played: Played) -> None:
    """The text is what the provider said; and whole only where the provider ended it."""
    steps = [[sent for sent in played.sent if sent.step == step] for step in sorted({s.step for s in played.sent})]
    said, last = "", Reading()
    for step in steps:
        *earlier, last = [reading_of(played, sent) for sent in step]
        assert len(step) <= ATTEMPTS, "it was asked too often"
        assert not any(attempt.anything for attempt in earlier), "it was asked again after words had come"
        said += ("\n\n" if said.strip() and not said.endswith("\n\n") and last.text else "") + last.text
        if last.doubt:
            return
    told = played.run.text
    if played.sent[-1].wire.ending == "reset":  # which throws away what was not read yet
        assert said.startswith(told), f"not a beginning of what was said:\n{told!r}\n{said!r}"
    else:
        assert told == said, f"told, and said:\n{told!r}\n{said!r}"
    ended_well = isinstance(played.run.events[-1], RunFinished)
    assert not (ended_well and not last.whole), f"complete, although the provider did not end it: {last.harm}"
    assert not (last.whole and not ended_well), "not complete, although the provider ended it"
    retried = sum(event.type == "warning" and event.code == "retrying" for event in played.run.events)
    assert retried == len(played.sent) - len(steps), "an attempt was not told"


def calls_are(played: Played) -> None:
    """No call was made that was not asked for, none twice; and each has one result."""
    events = played.run.events
    called = [event for event in events if event.type == "tool-call"]
    results = [event.id for event in events if event.type == "tool-result"]
    assert sorted(results) == sorted(event.id for event in called), "a call without its one result"
    first = [sent for sent in played.sent if sent.step == 1]
    reading = reading_of(played, first[-1])
    if reading.doubt:
        assert all(played.begun.count(each) == 1 for each in played.begun), f"called twice: {played.begun}"
        return
    asked = [arguments for name, text in reading.calls if name == "act" and (arguments := _parsed(text)) is not None]
    assert not (played.begun and not reading.whole), "called by a reply that is not whole"
    rest = iter(asked)
    assert all(begun in rest for begun in played.begun), f"called what was not asked for: {played.begun} of {asked}"


def _parsed(text: str) -> Any:
    try:
        return json.loads(text or "{}")
    except ValueError:
        return None


def kept(events: Sequence[Event], played: Played) -> None:
    """The file tells the same."""
    found = recovery.read(played.path)
    assert found is not None and found.events == list(events), "the file tells something else"
    assert CANARY.encode() not in played.path.read_bytes(), "the key is in the file"


def cell_tells(events: Sequence[Event]) -> None:
    """The answer's cell has the text, and says that it is incomplete where it is."""
    cell = answer_cell(events, "p1")
    texts = [""]
    for event in events:
        if event.type == "tool-call":
            texts.append("")
        elif event.type == "text-delta":
            texts[-1] += event.text
    at = 0
    for text in filter(None, map(normal, texts)):
        at = cell.source.find(text, at)
        assert at >= 0, f"the cell lacks {text!r}"
        at += len(text)
    last = events[-1]
    says = any(f"> **{title}" in cell.source for title in ("Incomplete:", "No answer.", "Stopped."))
    whole = last.type == "run-finished" and last.finish_reason == "stop" and bool("".join(texts).strip())
    assert says != whole, "the cell does not say whether it is whole"
