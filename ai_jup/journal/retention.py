"""How long runs are kept on disk, and how many."""

import contextlib
from dataclasses import dataclass
from pathlib import Path

from .journal import STALE, Journal
from .recovery import age_of, header_of, left, run_files


@dataclass(frozen=True)
class Bounds:
    """How much is kept."""

    days: float = 30.0
    megabytes: float = 200.0


def prune(journal: Journal, bounds: Bounds) -> None:
    """Remove what is too old or too much, the oldest first; never a run that is live."""
    total = 0
    for path in sorted(run_files(journal.folder), key=age_of):
        # another server may remove it too
        with contextlib.suppress(OSError):
            size = path.stat().st_size
            is_too_much = age_of(path) > bounds.days * 86_400 or total + size > bounds.megabytes * 1_000_000
            if is_too_much and _is_over(path, journal):
                path.unlink()
            else:
                total += size


def _is_over(path: Path, journal: Journal) -> bool:
    if path.stem in journal.own:
        # of one that has just ended the last lines may yet be written
        return not journal.is_live(path.stem) and age_of(path) > STALE
    return header_of(path) is None or left(path, journal.server) is not None
