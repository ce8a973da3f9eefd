"""Play faults again: `python -m tests.faults 'provider:anthropic:cut@7 seed=123' ...`."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from . import watched
from .fault import Fault
from .oracle import Broken, judge
from .reading import known_shapes
from .world import world


async def replay(fault: Fault, folder: Path) -> str:
    """What came of it, in words; raises `Broken`."""
    if fault.where != "provider":
        from . import replays

        return await replays.replay(fault, folder)
    wires = watched.wires(fault.subject)
    await watched.judge(fault, wires[fault.step - 1], known_shapes(wire.body for wire in wires))
    async with world(folder) as one:
        await one.clean(fault.subject)
        played = await one.play(fault)
    judge(played)
    return f"{played.run.state}, {len(played.run.events)} events, {len(played.sent)} requests"


def main() -> int:
    broken = 0
    for text in sys.argv[1:]:
        try:
            with tempfile.TemporaryDirectory() as folder:
                print(f"{text}: {asyncio.run(replay(Fault.read(text), Path(folder)))}")
        except Broken as error:
            broken += 1
            print(error)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
