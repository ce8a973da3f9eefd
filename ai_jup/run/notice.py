"""What a user is told beside an answer."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Notice:
    """Becomes a `warning` of the run."""

    code: str
    message: str
