"""Plays a fault again that is none of a provider's."""

from __future__ import annotations

from pathlib import Path

from ai_jup.journal import recovery

from . import disk, sockets
from .fault import Fault


async def replay(fault: Fault, folder: Path) -> str:
    """What came of it, in words; raises `Broken`."""
    if fault.where == "disk":
        await _disk(fault, folder)
    elif (fault.where, fault.subject) == ("socket", "client"):
        await sockets.follows(fault)
    else:
        raise ValueError(f"only its test plays this again: {fault}")
    return "as it should be"


async def _disk(fault: Fault, folder: Path) -> None:
    whole = disk.file_of_another()
    match fault.subject:
        case "file":
            (folder / "r.jsonl").write_bytes(whole)
            kept = recovery.read(folder / "r.jsonl")
            assert kept is not None
            disk.reads(fault, whole, kept.events, folder)
        case "list":
            await disk.lists(fault, whole, folder)
        case "folder":
            await disk.finds(fault, whole, folder)
        case "write":
            await disk.writes(fault, folder)
