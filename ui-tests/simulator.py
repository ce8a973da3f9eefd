"""The simulator of the browser tests: it takes only what the real providers would take."""

import asyncio
import contextlib
import sys
from pathlib import Path

# at the end: an installed ai-jup comes before the checkout, which has `tests`
sys.path.append(str(Path(__file__).parent.parent))

from tests.request_types import check
from tests.scripted_simulator import ScriptedSimulator


async def serve(port: int) -> None:
    """Serve until interrupted."""
    await ScriptedSimulator(check=check, control=True).start(port)
    await asyncio.Event().wait()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(int(sys.argv[1])))
