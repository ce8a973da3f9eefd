"""How long runs are kept on disk, and how many."""

import contextlib
from dataclasses import dataclass
from pathlib import Path

from .recovery import age_of, header_of, is_abandoned, run_files


@dataclass(frozen=True)
class Bounds:
    """How much is kept."""

    days: float = 30.0
    megabytes: float = 200.0


def prune(folder: Path, server: str, bounds: Bounds) -> None:
    """Remove what is too old or too much, the oldest first; never a run that is live."""
    total = 0
    for path in sorted(run_files(folder), key=age_of):
        # another server may remove it too
        with contextlib.suppress(OSError):
            size = path.stat().st_size
            if age_of(path) > bounds.days * 86_400 or total + size > bounds.megabytes * 1_000_000:
                header = header_of(path)
                if header is None or is_abandoned(header, age_of(path), server):
                    path.unlink()
                    continue
            total += size
