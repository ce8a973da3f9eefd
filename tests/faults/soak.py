"""The fault machine for hours, with new seeds, and plain runs; memory, files, sockets and threads must stay flat.

`python -m tests.faults.soak MINUTES RUNS`; prints its figures each minute.
"""

from __future__ import annotations

import asyncio
import gc
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from . import disk, sockets
from .fault import Fault
from .oracle import Broken, judge
from .provider import by_chance
from .story import STORY
from .world import MODELS, World, world

WARM_UP = 0.2
"""Of the time, before what is there is taken for what is needed."""
BOUNDS = {"memory": 60, "files": 20, "sockets": 20, "threads": 10}
"""How much more there may be than after the warm-up: MB, and numbers."""


@dataclass(frozen=True)
class Figures:
    """What a process uses now."""

    memory: int
    """MB that are resident."""
    files: int
    sockets: int
    threads: int

    @classmethod
    def now(cls) -> Figures:
        gc.collect()
        status = Path("/proc/self/status").read_text()
        memory = int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) // 1024
        targets = []
        for each in Path("/proc/self/fd").iterdir():
            try:
                targets.append(str(each.readlink()))
            except OSError:  # the folder's own
                continue
        is_socket = [target.startswith("socket:") for target in targets]
        return cls(memory, len(targets) - sum(is_socket), sum(is_socket), threading.active_count())

    def over(self, first: Figures) -> list[str]:
        """What has grown beyond its bound."""
        return [
            f"{name} grew from {getattr(first, name)} to {getattr(self, name)}"
            for name, bound in BOUNDS.items()
            if getattr(self, name) > getattr(first, name) + bound
        ]


class Soak:
    """Plays until its time is over."""

    def __init__(self, minutes: float, runs: int) -> None:
        self.begun = time.monotonic()
        self.seconds = minutes * 60
        self.plain = runs
        self.played: Counter[str] = Counter()
        self.lost: list[str] = []
        self.first: Figures | None = None

    @property
    def is_over(self) -> bool:
        return time.monotonic() - self.begun > self.seconds

    async def play(self, one: World) -> None:
        """Faults and plain runs in turn, until the time is over and all plain runs are done."""
        told = 0
        while not self.is_over or self.played["plain"] < self.plain:
            await self._round(one, random.randrange(1_000_000))
            minute = int((time.monotonic() - self.begun) / 60)
            if minute > told:
                told = minute
                self._tell(minute)

    async def _round(self, one: World, seed: int) -> None:
        for dialect in MODELS:
            wires = await one.clean(dialect)
            for fault in [*by_chance(dialect, wires, seed, 5), *[Fault("provider", dialect, "none", 0)] * 20]:
                await self._one(one, fault)
        chance = random.Random(seed)
        with tempfile.TemporaryDirectory() as folder:
            await self._write(
                Fault("disk", "write", chance.choice(list(disk.WRITES)), chance.randrange(len(STORY))), folder
            )
        await self._follow(
            Fault("socket", "client", chance.choice(list(sockets.KINDS)), chance.randrange(5), seed=seed)
        )

    async def _one(self, one: World, fault: Fault) -> None:
        played = await one.play(fault)
        self._judge("plain" if fault.kind == "none" else "provider", lambda: judge(played))
        played.run.acknowledge()
        await played.run.on_disk()
        # as on a server, whose old files are pruned
        played.path.unlink(missing_ok=True)

    async def _write(self, fault: Fault, folder: str) -> None:
        try:
            await disk.writes(fault, Path(folder) / "runs")
        except Broken as broken:
            self.lost.append(str(broken))
        self.played["disk"] += 1

    async def _follow(self, fault: Fault) -> None:
        try:
            await sockets.follows(fault)
        except Broken as broken:
            self.lost.append(str(broken))
        self.played["socket"] += 1

    def _judge(self, what: str, judged: object) -> None:
        try:
            judged()  # type: ignore[operator]
        except Broken as broken:
            self.lost.append(str(broken))
        self.played[what] += 1

    def _tell(self, minute: int) -> None:
        figures = Figures.now()
        if self.first is None and time.monotonic() - self.begun > WARM_UP * self.seconds:
            self.first = figures
        print(f"{minute:4} min  {dict(self.played)}  {len(self.lost)} lost  {figures}", flush=True)

    def problems(self) -> list[str]:
        """What is wrong at the end, empty if nothing is."""
        grown = Figures.now().over(self.first) if self.first else []
        return [*self.lost[:5], *grown]


async def main(minutes: float, runs: int) -> int:
    soak = Soak(minutes, runs)
    with tempfile.TemporaryDirectory() as folder:
        async with world(Path(folder)) as one:
            await soak.play(one)
            problems = soak.problems()
    print("\n".join(problems) or f"flat after {sum(soak.played.values()):,} runs: {Figures.now()}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main(float(sys.argv[1]), int(sys.argv[2]))))
