"""What keeping runs on disk costs: how much later a token can be followed, of one run and of many, and runs in a row.

With the journal and without by turns, and the medians of the pairs: what else the machine does meets both.
"""

import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Coroutine
from itertools import count
from pathlib import Path
from typing import Any

from ai_jup.journal import Journal
from ai_jup.run import Run
from ai_jup.wire import TextDelta

TOKENS = 60
PACE = 0.02
AT_ONCE = 100
ROUNDS = 8
RUNS = 20
EVENTS = 50
SYNCS = 100

_names = count()


async def report() -> None:
    """Print both with the journal, beside the same without, and what the disk takes without any of this."""
    with tempfile.TemporaryDirectory() as folder:
        journal = Journal(Path(folder))
        for runs in (1, AT_ONCE):
            pairs = [await _pair(_delays, journal, runs) for _ in range(ROUNDS)]
            for what, of in (("median", statistics.median), ("p95", _p95)):
                bare, kept = (statistics.median(of(pair[at]) for pair in pairs) * 1e3 for at in (0, 1))
                figures = f"{kept:.2f} ms on disk, {bare:.2f} ms in memory"
                print(f"{runs} at once, a token until it is followed, {what}: {figures}")
        times = [await _pair(_runs, journal) for _ in range(ROUNDS)]
        bare, kept = (statistics.median(pair[at] for pair in times) / RUNS * 1e3 for at in (0, 1))
        print(f"a run of {EVENTS} events, nothing else: {kept:.2f} ms on disk, {bare:.2f} ms in memory")
        journal.close()
        syncs = [await asyncio.to_thread(_sync, Path(folder) / f"{number}") for number in range(SYNCS)]
        figures = f"median {statistics.median(syncs) * 1e3:.2f} ms, p95 {_p95(syncs) * 1e3:.2f} ms"
        print(f"a small file until it is on the disk itself: {figures}")


async def _pair(measure: Callable[..., Coroutine[Any, Any, Any]], journal: Journal, *more: int) -> tuple[Any, Any]:
    """In memory, and on disk."""
    return await measure(None, *more), await measure(journal, *more)


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


async def _delays(journal: Journal | None, runs: int) -> list[float]:
    """Seconds from each token until who follows has it, the tokens of the runs spread over the pace."""
    return [
        late for each in await asyncio.gather(*(_one(journal, at / runs * PACE) for at in range(runs))) for late in each
    ]


async def _one(journal: Journal | None, after: float) -> list[float]:
    await asyncio.sleep(after)
    run, sent = Run(f"run-{next(_names)}", "a.ipynb", "p", journal), list[float]()
    delays: list[float] = []

    async def follow() -> None:
        async for _ in run.follow(0):
            delays.append(time.perf_counter() - sent[len(delays)])
            if len(delays) == TOKENS:
                return

    following = asyncio.create_task(follow())
    for _ in range(TOKENS):
        sent.append(time.perf_counter())
        run.append(TextDelta, text="word ")
        await asyncio.sleep(PACE)
    await following
    return delays


async def _runs(journal: Journal | None) -> float:
    begun = time.perf_counter()
    for _ in range(RUNS):
        run = Run(f"run-{next(_names)}", "a.ipynb", "p", journal)
        for _ in range(EVENTS):
            run.append(TextDelta, text="word " * 5)
            await asyncio.sleep(0)
        await run.on_disk()
    return time.perf_counter() - begun


def _sync(path: Path) -> float:
    begun = time.perf_counter()
    with path.open("wb") as file:
        file.write(b"word " * 100)
        file.flush()
        os.fsync(file.fileno())
    return time.perf_counter() - begun
