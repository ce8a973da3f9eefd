"""Which process answers a run, and whether it still does, where the system tells that."""

import os
from functools import cache
from pathlib import Path

_PROC = Path("/proc")


@cache
def here() -> str:
    """The machine since it was started, and the namespace of its processes; empty where the system tells neither.

    Only there a process's number means the same process: two containers, which may share a host's name, do not.
    """
    try:
        # a container may have been given the outer machine's /proc, with other numbers
        if os.readlink(_PROC / "self") != str(os.getpid()):
            return ""
        boot = (_PROC / "sys/kernel/random/boot_id").read_text().strip()
        return f"{boot} {os.stat(_PROC / 'self/ns/pid').st_ino}"
    except OSError:
        return ""


def born(pid: int) -> str:
    """When a process of here began, as the system counts; empty for one that has ended.

    Raises `OSError` where that cannot be told.
    """
    try:
        stat = (_PROC / str(pid) / "stat").read_text(errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return ""
    # behind the name, which may have spaces and parentheses
    state, *rest = stat.rpartition(")")[2].split()
    # one that has ended has its number until its parent has asked for it
    return "" if state in "ZX" else rest[18]


def lives(pid: int) -> bool:
    """Whether there is a process of this number; it may be another than it was."""
    if os.name != "posix":
        return True  # os.kill would end it there
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True
