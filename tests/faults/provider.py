"""Which faults of a provider are tried: every kind at every event, and bytes by chance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

from .fault import Fault
from .spoiling import KINDS, Wire

SLOW = ("stall",)
"""Kinds that are waited for."""


def at_every_event(dialect: str, wires: Sequence[Wire], seed: int, bytes_each: int) -> Iterator[Fault]:
    """Each kind at each event of each reply; of those that hit a byte so many by chance for each reply."""
    chance = Random(f"{seed} {dialect}")
    for step, wire in enumerate(wires, 1):
        for name, kind in KINDS.items():
            places: Sequence[int] = range(1)
            if kind.unit == "event":
                places = range(len(wire.events))
            elif kind.unit == "byte":
                places = [chance.randrange(len(wire.body)) for _ in range(bytes_each)]
            for at in places:
                yield Fault("provider", dialect, name, at, step, chance.randrange(1_000_000))


def by_chance(dialect: str, wires: Sequence[Wire], seed: int, number: int) -> Iterator[Fault]:
    """So many faults, all kinds in turn, at places by chance; those that are waited for only once."""
    chance = Random(f"{seed} {dialect} by chance")
    waited: set[str] = set()
    while True:
        for name in chance.sample(sorted(KINDS), len(KINDS)):
            if name in waited:
                continue
            if name in SLOW:
                waited.add(name)
            if number == 0:
                return
            number -= 1
            step = chance.choice([1, 1, 2])
            yield one(dialect, wires, name, step, chance)


def one(dialect: str, wires: Sequence[Wire], kind: str, step: int, chance: Random) -> Fault:
    """A fault of a kind somewhere in a reply."""
    wire = wires[step - 1]
    places = {"event": len(wire.events), "byte": len(wire.body), "reply": 1}[KINDS[kind].unit]
    return Fault("provider", dialect, kind, chance.randrange(places), step, chance.randrange(1_000_000))
