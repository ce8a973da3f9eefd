"""What reading a value and calling a function cost beyond a plain `execute_request` to the same kernel."""

import statistics
import time
from collections.abc import Awaitable, Callable
from typing import Any

from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager

from ai_jup.kernel import Kernels
from ai_jup.kernel.connection import connected

ROUNDS = 30
LIMIT = 60.0
CELL = """
import numpy, pandas
frame = pandas.DataFrame(numpy.random.default_rng(0).random((500_000, 50)), columns=[f"c{i}" for i in range(50)])
assert frame.memory_usage().sum() > 190_000_000
texts = pandas.DataFrame({f"t{i}": ["some text " * 4] * 500_000 for i in range(6)}, dtype=object)
number = 42
def add(x: int, y: int = 2) -> int:
    return x + y
async def later(x: int) -> int:
    return x
"""


async def report() -> None:
    """Print medians, each beside plain requests of the same minute."""
    manager = AsyncMappingKernelManager()
    kernel_id = await manager.start_kernel()
    kernels = Kernels(manager)
    try:
        async with connected(manager, kernel_id, lambda _: None) as connection:
            await connection.execute(CELL, {}, LIMIT)
            plain = await _median(lambda: connection.execute("1", {}, LIMIT))
        async with kernels.open(kernel_id, lambda _: None) as session:
            add, later = await session.describe("add"), await session.describe("later")
            figures = {
                "a call": await _median(lambda: session.call(add, {"x": 1}, LIMIT)),
                "a call of an async function": await _median(lambda: session.call(later, {"x": 1}, LIMIT)),
                "a number": await _median(lambda: session.read("number")),
                "a frame of 200 MB": await _median(lambda: session.read("frame")),
                "a frame of 3 million texts": await _median(lambda: session.read("texts")),
            }
        figures["opening a kernel for a run"] = await _median(lambda: _opened(kernels, kernel_id))
        for name, seconds in figures.items():
            more = (seconds - plain) * 1e3
            print(f"kernel, {name}: {seconds / plain:.2f} times a plain request ({plain * 1e3:.1f} ms, {more:+.1f} ms)")
    finally:
        await manager.shutdown_kernel(kernel_id, now=True)


async def _opened(kernels: Kernels, kernel_id: str) -> None:
    async with kernels.open(kernel_id, lambda _: None):
        pass


async def _median(action: Callable[[], Awaitable[Any]]) -> float:
    times = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        await action()
        times.append(time.perf_counter() - begun)
    return statistics.median(times)
