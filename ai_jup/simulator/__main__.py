"""`python -m ai_jup.simulator`: the simulator on its own."""

from __future__ import annotations

import argparse
import asyncio
import contextlib

from .server import Simulator


def main() -> None:
    """Serve until interrupted; prints one line with the address."""
    parser = argparse.ArgumentParser(prog="python -m ai_jup.simulator", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--control", action="store_true", help="add the routes under /control")
    chosen = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(chosen.port, chosen.control))


async def _serve(port: int, control: bool) -> None:
    simulator = Simulator(control=control)
    await simulator.start(port)
    print(simulator.url, flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    main()
