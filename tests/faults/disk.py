"""What a disk can do to runs: a table of what is wrong with a file that is read, and of what fails when it is written."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import json
import os
import shutil
import socket
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from ai_jup.journal import Journal, recovery
from ai_jup.run import Registry, Run
from ai_jup.run import run as run_module
from ai_jup.wire import Event

from .fault import Fault
from .oracle import cell_tells, holds, one_end
from .story import STORY, begun, tell

Spoil = Callable[[bytes, int, Random], bytes]

FILES: dict[str, Spoil] = {
    "torn": lambda whole, at, chance: whole[:at],
    "torn-and-on": lambda whole, at, chance: whole[:at] + b'\n{"notebook": "b.ipynb"}\n',
    "zeros": lambda whole, at, chance: whole[:at] + b"\0" * (len(whole) - at),
    "noise": lambda whole, at, chance: whole[:at] + chance.randbytes(40) + whole[at:],
    "flipped": lambda whole, at, chance: whole[:at] + bytes([whole[at] ^ (1 << chance.randrange(8))]) + whole[at + 1 :],
    "deleted": lambda whole, at, chance: whole[:at] + whole[at + chance.randrange(1, 30) :],
    "doubled-line": lambda whole, at, chance: _lines(whole, at, lambda line: [line, line]),
    "lost-line": lambda whole, at, chance: _lines(whole, at, lambda line: []),
    "foreign-line": lambda whole, at, chance: _lines(whole, at, lambda line: [chance.choice(FOREIGN), line]),
    "foreign-header": lambda whole, at, chance: chance.choice(HEADERS) + whole[whole.index(b"\n") :],
    "foreign-file": lambda whole, at, chance: chance.choice([*FOREIGN, *HEADERS]),
}
"""How a file is not what was written; the place is a byte of it."""
FOREIGN = [
    b"",
    b"[]",
    b"1",
    b"null",
    b'"text"',
    b"{}",
    b'{"type": "other"}',
    b'{"type": 1, "seq": {}}',
    b"[" * 20_000,
    b"\xff\xfe\x00",
    b'{"notebook": null}',
    b'{"seq": 99999999999999999999}',
]
_HEADER = {"run": "r", "notebook": "a.ipynb", "prompt": "p1", "started": "2026-01-01T00:00:00+00:00", "server": "gone"}
HEADERS = [
    json.dumps({**_HEADER, "pid": 2**22 + 1, "host": socket.gethostname(), **change}).encode()
    for change in (
        {"started": "yesterday"},
        {"started": None},
        {"pid": "many"},
        {"pid": -1},
        {"pid": 10**30},
        {"run": None},
        {"run": ["r"]},
        {"notebook": {}},
        {"prompt": 5},
        {"host": []},
    )
]


def _lines(whole: bytes, at: int, change: Callable[[bytes], list[bytes]]) -> bytes:
    lines = whole.splitlines()
    at = 1 + at % (len(lines) - 1)
    return b"\n".join([*lines[:at], *change(lines[at]), *lines[at + 1 :], b""])


def file_of_another() -> bytes:
    """A whole run's file, of a server that is gone."""
    run = begun()
    tell(run)
    header = {**_HEADER, "pid": 2**22 + 1, "host": socket.gethostname()}
    return "\n".join([json.dumps(header), *(event.model_dump_json() for event in run.events), ""]).encode()


def reads(fault: Fault, whole: bytes, told: list[Event], folder: Path) -> None:
    """A server starts, and finds a run's file spoilt; raises `Broken`."""
    spoilt = FILES[fault.kind](whole, fault.at, Random(fault.seed))
    path = folder / "r.jsonl"
    path.write_bytes(spoilt)
    with holds(fault, []):
        try:
            kept = recovery.read(path)
        except Exception as error:
            raise AssertionError(f"it cannot be read: {error!r}") from error
        if kept is None:
            return
        # no journal: it would write to the file
        run = Run.restored(replace(kept, torn=False), None)  # type: ignore[arg-type]
        one_end(run.events)
        cell_tells(run.events)
        events = run.events if len(kept.events) == len(run.events) else run.events[:-1]
        if fault.kind in ("torn", "torn-and-on", "zeros", "noise", "doubled-line", "lost-line", "foreign-line"):
            assert events == told[: len(events)], "not a beginning of what was told"
        if fault.kind == "torn":
            assert len(events) >= spoilt.count(b"\n") - 1, "a line that is whole is lost"
        if len(events) < len(told):
            assert run.events[-1].type == "run-failed", "ended as if it were whole"


async def lists(fault: Fault, whole: bytes, folder: Path) -> None:
    """Beside a file that is spoilt the other runs are found, and what is acknowledged does not come back."""
    (folder / "r.jsonl").write_bytes(FILES[fault.kind](whole, fault.at, Random(fault.seed)))
    await lists_beside(fault, whole, folder)


async def lists_beside(fault: Fault, whole: bytes, folder: Path) -> None:
    """Of a run beside what is there already; raises `Broken`."""
    other = whole.replace(b'"run": "r"', b'"run": "other"').replace(b'"run":"r"', b'"run":"other"')
    (folder / "other.jsonl").write_bytes(other)
    with holds(fault, []):
        first = await _restored_from(folder)
        found = {run.id for run in first.unacknowledged(None)}
        assert "other" in found, "the other run is not found"
        for run in first.unacknowledged(None):
            run.acknowledge()
        await asyncio.to_thread(first.journal.close)  # type: ignore[union-attr]
        again = await _restored_from(folder)
        assert not again.unacknowledged(None), "what was acknowledged comes back"
        await asyncio.to_thread(again.journal.close)  # type: ignore[union-attr]


async def _restored_from(folder: Path) -> Registry:
    """The runs that a server finds which starts now."""
    registry = Registry(Journal(folder))
    try:
        await registry.restore()
        await registry.restore()
    except Exception as error:
        raise AssertionError(f"the runs cannot be listed: {error!r}") from error
    return registry


FOLDERS: dict[str, Callable[[Path], None]] = {
    "a-folder-named-as-a-run": lambda path: path.mkdir(),
    "a-link-to-nothing": lambda path: path.symlink_to("nowhere"),
    "a-link-to-itself": lambda path: path.symlink_to(path.name),
    "a-pipe": lambda path: os.mkfifo(path),
    "a-file-that-is-empty": lambda path: path.touch(),
}
"""What may be in the folder that nobody has put there for us."""


async def finds(fault: Fault, whole: bytes, folder: Path) -> None:
    """Beside what is no run, old enough to be removed, the runs are found; raises `Broken`."""
    FOLDERS[fault.kind](folder / "r.jsonl")
    with contextlib.suppress(OSError):
        os.utime(folder / "r.jsonl", (0, 0), follow_symlinks=False)
    await lists_beside(fault, whole, folder)


Fails = Callable[[Any, int, bytes], int]


def _error(code: int) -> Fails:
    def fails(system: Any, descriptor: int, data: bytes) -> int:
        raise OSError(code, os.strerror(code))

    return fails


def _short(system: Any, descriptor: int, data: bytes) -> int:
    written: int = system.write(descriptor, data[: max(1, len(data) // 2)])
    return written


def _torn(system: Any, descriptor: int, data: bytes) -> int:
    system.write(descriptor, data[: len(data) // 2])
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _gone(system: Any, descriptor: int, data: bytes) -> int:
    """The file, and its folder, are removed behind the journal's back."""
    shutil.rmtree(Path(os.readlink(f"/proc/self/fd/{descriptor}")).parent)
    written: int = system.write(descriptor, data)
    return written


def _slow(system: Any, descriptor: int, data: bytes) -> int:
    time.sleep(0.06)
    written: int = system.write(descriptor, data)
    return written


WRITES: dict[str, tuple[Fails, bool]] = {
    "full": (_error(errno.ENOSPC), True),
    "io-error": (_error(errno.EIO), True),
    "read-only": (_error(errno.EROFS), True),
    "quota": (_error(errno.EDQUOT), True),
    "stale": (_error(errno.ESTALE), True),
    "torn": (_torn, True),
    "short": (_short, False),
    "slow": (_slow, True),
    "folder-gone": (_gone, True),
}
"""What happens in place of a write, and whether the user is told."""


async def writes(fault: Fault, folder: Path) -> None:
    """The write of a line fails while a run tells it; raises `Broken`."""
    fails, is_told = WRITES[fault.kind]
    journal = Journal(folder)
    # only a write that is slow on purpose is too slow, however busy the machine is
    patience = 0.03 if fault.kind == "slow" else 30.0
    with patch("ai_jup.journal.journal.os", _failing(fails, fault.at)), patch.object(run_module, "PATIENCE", patience):
        run = begun(journal)
        followed = asyncio.create_task(_followed(run))
        for at in range(len(STORY)):
            tell(run, at, at + 1)
            await asyncio.wait_for(run.on_disk(), 10)
        seen = await asyncio.wait_for(followed, 10)
        await asyncio.to_thread(journal.close)
    kept = recovery.read(journal.path("r"))
    with holds(fault, run.events):
        assert seen == [event.model_dump_json() for event in run.events], "what was followed is something else"
        one_end(run.events)
        cell_tells(run.events)
        warned = sum(event.type == "warning" and event.code == "journal-failed" for event in run.events)
        if run.events[-1].type != "run-finished":
            raise AssertionError("the disk ended the run")
        told = [event for event in run.events if not (event.type == "warning" and event.code == "journal-failed")]
        assert [type(event) for event in told] == [kind for kind, _ in STORY], "an event is lost"
        found = kept.events if kept else []
        assert found == run.events[: len(found)], "the file does not tell a beginning of it"
        assert warned <= 1, "warned twice"
        # once it has ended nothing more can be told
        is_last = fault.at >= len(STORY) - (fault.kind == "folder-gone")
        assert warned or is_last or not is_told or len(found) == len(run.events), (
            "not told that the file lacks something"
        )
        assert is_told or (not warned and len(found) == len(run.events)), "given up without need"


async def _followed(run: Run) -> list[str]:
    return [event async for event in run.follow(0)]


def _failing(fails: Fails, at: int) -> Any:
    """The operating system, whose write of a line goes wrong."""
    system = SimpleNamespace(**{name: getattr(os, name) for name in dir(os)})
    seen = 0

    def write(descriptor: int, data: bytes) -> int:
        nonlocal seen
        before, seen = seen, seen + data.count(b"\n")
        return fails(os, descriptor, data) if before <= at < seen else os.write(descriptor, data)

    system.write = write
    return system
