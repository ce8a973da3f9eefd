"""What keeping runs on disk costs: the delay of a token until it can be followed, and many runs in a row."""

import asyncio
import statistics
import tempfile
import time
from pathlib import Path

from ai_jup.run import Journal, Run
from ai_jup.wire import TextDelta

TOKENS = 1_000
PACE = 0.002
RUNS = 200
EVENTS = 50


async def report() -> None:
    """Print both with the journal, beside the same without."""
    with tempfile.TemporaryDirectory() as folder:
        journal = Journal(Path(folder))
        bare, kept = await _delay(None), await _delay(journal)
        print(f"a token until it is followed, p95: {kept * 1e3:.2f} ms on disk, {bare * 1e3:.2f} ms in memory")
        bare, kept = await _runs(None), await _runs(journal)
        print(f"{RUNS} runs of {EVENTS} events: {kept / bare:.2f} times in memory ({bare / RUNS * 1e3:.2f} ms a run)")
        journal.close()


async def _delay(journal: Journal | None) -> float:
    run, sent, delays = Run("delay", "a.ipynb", "p", journal), {}, []

    async def follow() -> None:
        async for _ in run.follow(0):
            seq = len(delays) + 1
            delays.append(time.perf_counter() - sent[seq])
            if seq == TOKENS:
                return

    following = asyncio.create_task(follow())
    for seq in range(1, TOKENS + 1):
        sent[seq] = time.perf_counter()
        run.append(TextDelta, text="word ")
        await asyncio.sleep(PACE)
    await following
    return statistics.quantiles(delays, n=20)[-1]


async def _runs(journal: Journal | None) -> float:
    begun = time.perf_counter()
    for number in range(RUNS):
        run = Run(f"run-{number}", "a.ipynb", "p", journal)
        for _ in range(EVENTS):
            run.append(TextDelta, text="word " * 5)
            await asyncio.sleep(0)
        await run.on_disk()
    return time.perf_counter() - begun
