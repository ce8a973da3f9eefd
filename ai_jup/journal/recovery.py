"""Runs that another server, or this one before it was restarted, has left on disk."""

import contextlib
import json
import logging
import os
import socket
import time
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from ..wire import AnswerContinued, Event, RunFailed, RunFinished, RunRecord, RunStarted, RunStopped, Usage
from . import processes
from .added_up import added_up
from .file_identity import NotebookFile
from .journal import ENDING, STALE, Header

_log = logging.getLogger(__name__)
_EVENTS: TypeAdapter[Event] = TypeAdapter(Event)
_HEADER = TypeAdapter(Header)
INTERRUPTED = "interrupted"
"""Code of the error of a run whose server is gone."""


@dataclass
class Kept:
    """What a file tells of a run."""

    header: Header
    notebook: str
    """Where the notebook was last."""
    file: NotebookFile
    """The same, as every server calls it."""
    events: list[Event] = field(default_factory=list)
    acknowledged: bool = False
    written: float = 0.0
    """When its file was written or touched last; seconds since 1970."""
    torn: bool = False
    """Whether its last line has no end."""

    @property
    def name(self) -> str:
        """Of its file."""
        return f"{self.header.run}{ENDING}"

    @property
    def prompt(self) -> str:
        return self.header.prompt

    @property
    def ended(self) -> bool:
        return bool(self.events) and isinstance(self.events[-1], RunFinished | RunFailed | RunStopped)

    @property
    def was_interrupted(self) -> bool:
        """Whether another server has ended it, as that of a server that is gone."""
        last = self.events[-1] if self.events else None
        return isinstance(last, RunFailed) and last.error.code == INTERRUPTED

    def record(self) -> RunRecord:
        """The record of a run that was interrupted."""
        begun = next((event for event in self.events if isinstance(event, RunStarted)), None)
        began = datetime.fromisoformat(self.header.started)
        used = next((event for event in reversed(self.events) if isinstance(event, Usage)), None)
        record = RunRecord(
            run=self.header.run,
            state="failed",
            model=begun.model if begun else "",
            answered_by=None,
            simulated=bool(begun and begun.simulated),
            parameters={},
            started=self.header.started,
            seconds=max(0.0, round(self.written - began.timestamp(), 2)),
            input_tokens=used.input_tokens if used else None,
            cached_tokens=used.cached_tokens if used else None,
            output_tokens=used.output_tokens if used else None,
            cost=used.cost if used else None,
            finish_reason=None,
            error=INTERRUPTED,
            context="",
        )
        before = next((event for event in self.events if isinstance(event, AnswerContinued)), None)
        return added_up(record, before.spent) if before else record


def abandoned(folder: Path, server: str, known: Set[str]) -> list[Kept]:
    """The runs, oldest first, that no server answers any more, but for those known; reads, so call it in a thread."""
    paths = sorted(run_files(folder, known), key=age_of, reverse=True)
    return [kept for path in paths if (kept := left(path, server))]


def left(path: Path, server: str) -> Kept | None:
    """What a file tells of a run that another server has left: it is gone, or has ended the run a while ago."""
    header, age = header_of(path), age_of(path)
    if header is None or header.server == server:
        return None
    is_gone = is_abandoned(header, age, server)
    kept = read(path) if is_gone or age > STALE else None
    return kept if kept and (is_gone or kept.ended) else None


def live_elsewhere(folder: Path, server: str, known: Set[str]) -> tuple[list[Kept], set[str]]:
    """The runs, but for those known, that another server answers now, and those that are over for good.

    Reads, so call it in a thread.
    """
    live: list[Kept] = []
    over: set[str] = set()
    for path in run_files(folder, known):
        header, age = header_of(path), age_of(path)
        if age > STALE if header is None else is_abandoned(header, age, server):
            over.add(path.stem)
        elif header and header.server != server and (kept := read(path)):
            if kept.ended:
                over.add(path.stem)
            # one without an event is none where its server could not remove it
            elif kept.events or age <= STALE:
                live.append(kept)
    return live, over


def has_lost_its_server(path: Path, server: str) -> bool:
    """Whether no server answers the run of this file any more."""
    try:
        header = _read_header(path)
    except FileNotFoundError:
        return True
    except OSError:
        return False  # it cannot be told now
    return header is None or is_abandoned(header, age_of(path), server)


def read(path: Path) -> Kept | None:
    """What a file tells; null for one that tells of no run.

    Lines that cannot be read are left out, and events after them.
    """
    try:
        lines, written = path.read_bytes().split(b"\n"), path.stat().st_mtime
    except OSError as error:
        _log.warning("ai-jup: %s cannot be read: %s", path.name, type(error).__name__)
        return None
    header = _parsed(lines[0], path)
    if header is None:
        return None
    # the last line has its line feed too, or is torn
    file = NotebookFile(header.file, header.inode)
    kept = Kept(header, header.notebook, file, written=written, torn=bool(lines[-1]))
    take(kept, lines[1:-1])
    return kept


def header_of(path: Path) -> Header | None:
    """A file's first line; null where it is none, or cannot be read."""
    try:
        return _read_header(path)
    except OSError:
        return None


def _read_header(path: Path) -> Header | None:
    with path.open("rb") as file:
        return _parsed(file.readline(), path)


def _parsed(line: bytes, path: Path) -> Header | None:
    """A file's first line; null where it is none, or another file's."""
    try:
        header = _HEADER.validate_json(line)
        datetime.fromisoformat(header.started)
    except ValueError:
        return None
    return header if header.run == path.stem else None


def take(kept: Kept, lines: Iterable[bytes]) -> None:
    """Add what lines tell of a run; those that cannot be read are left out, and events after them."""
    for line in lines:
        with contextlib.suppress(ValueError, RecursionError):
            _take(kept, json.loads(line))


def _take(kept: Kept, line: Any) -> None:
    """Raises `ValueError` for what is no line of a journal."""
    if not isinstance(line, dict):
        raise ValueError("no object")
    if "type" in line:
        _take_event(kept, _EVENTS.validate_python(line))
    elif isinstance(line.get("notebook"), str):
        kept.notebook = line["notebook"]
        if isinstance(line.get("file"), str):
            kept.file = kept.file._replace(path=line["file"])
    elif line.get("acknowledged"):
        kept.acknowledged = True


def _take_event(kept: Kept, event: Event) -> None:
    if kept.was_interrupted and event.seq == len(kept.events):
        # the run's own server was there after all, and told this before it saw that another one had ended the run
        kept.events.pop()
    if event.seq == len(kept.events) + 1 and not kept.ended:
        kept.events.append(event)


def run_files(folder: Path, known: Set[str] = frozenset()) -> Iterator[Path]:
    """The runs' files, but for those of runs that are known."""
    try:
        names = os.listdir(folder)
    except OSError:
        return
    # all at once: there may be thousands
    for run in {name.removesuffix(ENDING) for name in names if name.endswith(ENDING)} - known:
        # a pipe of that name would be read for ever
        if (path := folder / f"{run}{ENDING}").is_file():
            yield path


def age_of(path: Path) -> float:
    """Seconds since it was written or touched."""
    try:
        return time.time() - path.stat().st_mtime
    except OSError:
        return 0.0


def is_abandoned(header: Header, age: float, server: str) -> bool:
    """Whether the server that answers the run is gone."""
    if header.server == server:
        return False
    if header.host != socket.gethostname() or header.place not in ("", processes.here()):
        return age > STALE
    # in a container that was started again the process has the number of the one before
    if header.pid == os.getpid():
        return True
    if header.born:
        # it may be stopped, or asleep, for however long
        return _has_ended(header)
    return not processes.lives(header.pid) or age > STALE


def _has_ended(header: Header) -> bool:
    try:
        return processes.born(header.pid) != header.born
    except OSError:
        return False
