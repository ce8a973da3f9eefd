"""A fault, and the short text that tells of it and brings it back."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TEXT = re.compile(
    r"(?P<where>\w+):(?P<subject>[\w-]+):(?P<kind>[\w-]+)@(?:(?P<step>\d+)\.)?(?P<at>\d+) seed=(?P<seed>\d+)"
)


@dataclass(frozen=True)
class Fault:
    """What goes wrong, where, and at which place of it."""

    where: str
    """`provider`, `kernel`, `disk`, `socket`."""
    subject: str
    """What is hit: for a provider its dialect."""
    kind: str
    at: int
    """The event, line or byte before which it happens, counted from 0."""
    step: int = 1
    """Which of the model's replies, counted from 1."""
    seed: int = 0
    """Of all that is left to chance."""

    def __str__(self) -> str:
        step = f"{self.step}." if self.step > 1 else ""
        return f"{self.where}:{self.subject}:{self.kind}@{step}{self.at} seed={self.seed}"

    @classmethod
    def read(cls, text: str) -> Fault:
        """The fault that a text tells of; raises `ValueError`."""
        found = _TEXT.fullmatch(text.strip())
        if found is None:
            raise ValueError(f"not a fault: {text!r}")
        return cls(
            found["where"],
            found["subject"],
            found["kind"],
            int(found["at"]),
            int(found["step"] or 1),
            int(found["seed"]),
        )
