"""What holds the worker's loop up is told in the log."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import anyio
import pytest

from ai_jup.llm.blocked_loop import SECONDS
from ai_jup.llm.worker import Worker

pytestmark = pytest.mark.anyio


@pytest.fixture
def worker() -> Iterator[Worker]:
    worker = Worker("watched")
    yield worker
    worker.close()


def block_the_loop(seconds: float) -> None:
    time.sleep(seconds)


async def test_a_block_is_told_once_with_its_place_and_then_its_length(
    worker: Worker, caplog: pytest.LogCaptureFixture
) -> None:
    async def blocking() -> None:
        block_the_loop(2 * SECONDS)

    for _ in range(2):
        await worker.run(blocking)
    await anyio.sleep(0.1)
    first, goes_on, *others = [record.getMessage() for record in caplog.records]
    assert "the thread 'watched' has been held up for 1 s" in first
    assert "block_the_loop" in first and "time.sleep(seconds)" in first
    seconds = float(goes_on.split()[-2])
    assert SECONDS < seconds < 4 * SECONDS and "goes on" in goes_on
    assert len(others) == 2  # of the second block


async def test_a_loop_that_comes_round_is_not_told_of(worker: Worker, caplog: pytest.LogCaptureFixture) -> None:
    async def waiting() -> None:
        await anyio.sleep(1.5 * SECONDS)

    await worker.run(waiting)
    assert caplog.records == []


async def test_an_idle_worker_is_not_looked_at(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    async def nothing() -> None:
        pass

    await worker.run(nothing)
    await anyio.sleep(0.6)
    asked: list[object] = []
    loop, _ = worker._running()
    monkeypatch.setattr(loop, "call_soon_threadsafe", asked.append)
    await anyio.sleep(1.2)
    monkeypatch.undo()
    assert asked == []


async def test_the_watchdog_ends_with_its_worker(worker: Worker) -> None:
    async def nothing() -> None:
        pass

    await worker.run(nothing)
    worker.close()
    with anyio.fail_after(5):
        while any(thread.name == "watched-watchdog" for thread in threading.enumerate()):
            await anyio.sleep(0.05)
