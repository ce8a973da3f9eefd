"""What a server's start costs with ai-jup and without: CPU seconds and memory, before any prompt."""

import os
import statistics
from dataclasses import dataclass
from pathlib import Path

from .servers import jupyter_server

ROUNDS = 3


@dataclass(frozen=True)
class Cost:
    cpu: float
    """Seconds, user and system."""
    memory: float
    """MB resident."""


def report() -> None:
    """Print medians of servers started in turn, and the median of what each pair differs by."""
    pairs = [(_started(False), _started(True)) for _ in range(ROUNDS)]
    without, with_it = zip(*pairs, strict=True)
    for name in ("cpu", "memory"):
        before = statistics.median(getattr(cost, name) for cost in without)
        after = statistics.median(getattr(cost, name) for cost in with_it)
        added = statistics.median(getattr(b, name) - getattr(a, name) for a, b in pairs)
        unit = "s" if name == "cpu" else "MB"
        print(f"server start, {name}: {after / before:.3f} times ({before:.2f} -> {after:.2f} {unit}, {added:+.3f})")


def _started(extension: bool) -> Cost:
    with jupyter_server(f"--ServerApp.jpserver_extensions={{'ai_jup': {extension}}}") as server:
        return _cost(server.pid)


def _cost(pid: int) -> Cost:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    ticks = int(fields[11]) + int(fields[12])
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return Cost(ticks / os.sysconf("SC_CLK_TCK"), pages * os.sysconf("SC_PAGE_SIZE") / 1e6)
