"""A real kernel that is busy, is interrupted, takes too long or dies."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import textwrap
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from ai_jup.kernel import Kernels, KernelValue, Outcome, connection
from ai_jup.kernel.errors import KernelDied, KernelNotPython
from tests.kernel.live import LiveKernel

pytestmark = pytest.mark.usefixtures("defined")


@pytest.fixture
def said_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """That the kernel is busy is said after a fifth of a second."""
    monkeypatch.setattr(connection, "BUSY_AFTER", 0.2)


@pytest.mark.parametrize("name", ["endless", "sleeps"])
def test_a_call_over_its_time_is_interrupted_and_the_kernel_lives(kernel: LiveKernel, name: str) -> None:
    got = kernel.call(name, limit=0.5)
    assert (got.status, got.parts[-1], got.still_running) == (
        "timeout",
        "Interrupted: it did not finish within 0.5 s.",
        False,
    )
    assert kernel.call("add", x=1).status == "ok"


def test_a_call_that_catches_the_interrupt_is_told_as_out_of_time(kernel: LiveKernel) -> None:
    kernel.cell(
        """
def swallows():
    import time
    try:
        time.sleep(60)
    except BaseException:
        pass
    return 1
"""
    )
    got = kernel.call("swallows", limit=0.5)
    assert (got.status, got.still_running) == ("timeout", False)
    assert got.parts == [
        "int: 1",
        "Interrupted: it did not finish within 0.5 s. It then returned even so; what it gave may be incomplete.",
    ]


def test_an_async_call_over_its_time_is_cancelled(kernel: LiveKernel) -> None:
    got = kernel.call("later", limit=0.5, seconds=60)
    assert (got.status, got.parts) == ("timeout", ["before\n", "Interrupted: it did not finish within 0.5 s."])


@contextlib.asynccontextmanager
async def busy(kernel: LiveKernel, folder: Path, at_its_end: str = "") -> AsyncIterator[Path]:
    """A cell runs until the file that this gives is there, or the block is left."""
    begun, free = folder / "begun", folder / "free"
    cell = asyncio.create_task(
        kernel._cell(
            f"import pathlib, time\npathlib.Path({str(begun)!r}).touch()\n"
            f"while not pathlib.Path({str(free)!r}).exists(): time.sleep(0.01)\n{at_its_end}"
        )
    )
    while not begun.exists():
        await asyncio.sleep(0.01)
    kernel.waits.clear()
    yield free
    free.touch()
    await asyncio.gather(cell, return_exceptions=True)


async def said_to_be_busy(kernel: LiveKernel) -> None:
    while not kernel.waits:
        await asyncio.sleep(0.01)


@pytest.mark.usefixtures("said_soon")
def test_a_busy_kernel_is_waited_for_and_that_is_said(kernel: LiveKernel, tmp_path: Path) -> None:
    async def read_while_busy() -> KernelValue:
        async with kernel.session() as session, busy(kernel, tmp_path) as free:
            reading = asyncio.create_task(session.read("cfg['lr']"))
            await said_to_be_busy(kernel)
            free.touch()
            return await reading

    assert kernel.run(read_while_busy()).text == "0.1"
    assert kernel.waits == [True, False]


def miss_a_request(go: Path, missing: Path) -> str:
    """A cell: once told to go, the shell channel sleeps through a request. To look for it takes its wake-up away."""
    return textwrap.dedent(f"""\
        import pathlib, threading, time, zmq
        from ipykernel.kernelapp import IPKernelApp

        shell = IPKernelApp.instance().kernel.shell_stream

        def miss():
            pathlib.Path({str(missing)!r}).touch()
            while not shell.socket.getsockopt(zmq.EVENTS) & zmq.POLLIN:
                time.sleep(0.01)

        def wait():
            while not pathlib.Path({str(go)!r}).exists():
                time.sleep(0.01)
            shell.io_loop.add_callback(miss)

        threading.Thread(target=wait, daemon=True).start()
        """)


@pytest.mark.usefixtures("said_soon")
def test_a_kernel_that_misses_a_request_is_woken_up(own_kernel: LiveKernel, tmp_path: Path) -> None:
    go, missing = tmp_path / "go", tmp_path / "missing"

    async def read() -> KernelValue:
        async with own_kernel.session() as session:
            go.touch()
            while not missing.exists():
                await asyncio.sleep(0.01)
            return await session.read("2")

    own_kernel.cell(miss_a_request(go, missing))
    assert own_kernel.run(read()).text == "2"
    assert own_kernel.waits == [True, False]


@pytest.mark.usefixtures("said_soon")
@pytest.mark.parametrize("at_its_end", ["", "1 / 0"])
def test_a_call_waits_for_a_busy_kernel_and_is_made_once(kernel: LiveKernel, tmp_path: Path, at_its_end: str) -> None:
    async def call_while_busy() -> Outcome:
        async with kernel.session() as session:
            function = await session.describe("add")
            async with busy(kernel, tmp_path, at_its_end) as free:
                call = asyncio.create_task(session.call(function, {"x": 1}, 5))
                await said_to_be_busy(kernel)
                free.touch()
                return await call

    kernel.cell("calls.clear()")
    assert kernel.run(call_while_busy()) == Outcome("ok", ["adding\n", "int: 3"])
    assert kernel.value("calls") == [(1, 2)]


@pytest.mark.usefixtures("said_soon")
def test_a_call_that_was_stopped_while_it_waited_is_never_made(kernel: LiveKernel, tmp_path: Path) -> None:
    async def stop_while_busy() -> str:
        async with kernel.session() as session:
            function = await session.describe("add")
            async with busy(kernel, tmp_path):
                call = asyncio.create_task(session.call(function, {"x": 1}, 5))
                await said_to_be_busy(kernel)
                call.cancel()
                await asyncio.gather(call, return_exceptions=True)
                return await session.halt()

    kernel.cell("calls.clear()")
    assert kernel.run(stop_while_busy()) == "not-begun"
    assert kernel.value("calls") == []


@pytest.mark.parametrize("how", ["kill", "exit", "restart", "restart-at-once"])
def test_a_kernel_that_dies_in_a_call_is_told_and_the_call_is_not_repeated(own_kernel: LiveKernel, how: str) -> None:
    own_kernel.cell("import os, time\ndef hard(): os._exit(1)\ndef sleeps(): time.sleep(60)")

    async def call() -> Outcome:
        async with own_kernel.session() as session:
            function = await session.describe("hard" if how == "exit" else "sleeps")
            task = asyncio.create_task(session.call(function, {}, 60))
            await asyncio.sleep(0.5)
            kernel = own_kernel.manager.get_kernel(own_kernel.id)
            if how == "kill":
                os.kill(kernel.provisioner.pid, signal.SIGKILL)
            elif how.startswith("restart"):
                await own_kernel.manager.restart_kernel(own_kernel.id, now=how == "restart-at-once")
            return await task

    outcome = own_kernel.run(call())
    # before a restart Jupyter interrupts the kernel, which is not the user's interrupt
    died = "The notebook's kernel has died or was restarted. The call may or may not have finished."
    assert outcome == Outcome("unknown", [died])


def test_a_call_that_the_user_interrupts_is_told_as_that(kernel: LiveKernel) -> None:
    async def call() -> Outcome:
        async with kernel.session() as session:
            task = asyncio.create_task(session.call(await session.describe("sleeps"), {}, 60))
            await asyncio.sleep(0.5)
            await kernel.manager.interrupt_kernel(kernel.id)
            return await task

    told = "KeyboardInterrupt: the user interrupted the kernel."
    assert kernel.run(call()) == Outcome("error", [told], stopped=True)


def test_a_call_that_will_not_stop_is_said_to_run_and_nothing_else_is_called(own_kernel: LiveKernel) -> None:
    own_kernel.cell(
        textwrap.dedent("""\
        import time
        def stubborn():
            end = time.monotonic() + 60
            while time.monotonic() < end:
                try:
                    time.sleep(0.1)
                except BaseException:
                    pass
        def other(): pass""")
    )

    async def call() -> list[Outcome]:
        async with own_kernel.session() as session:
            both = [await session.describe(name) for name in ("stubborn", "other")]
            return [await session.call(each, {}, 0.5) for each in both]

    first, second = own_kernel.run(call())
    assert (first.status, first.still_running) == ("timeout", True) and "Restart the kernel" in first.parts[0]
    assert second.status == "refused"


def test_a_dead_kernel_and_one_that_is_not_python_are_told(own_kernel: LiveKernel, tmp_path: Any) -> None:
    async def open_it(kernel_id: str) -> None:
        async with Kernels(own_kernel.manager).open(kernel_id, lambda _: None):
            pass

    with pytest.raises(KernelDied):
        own_kernel.run(open_it("no-such-kernel"))
    assert KernelNotPython("julia").message == (
        "Values need a Python or R kernel, but this notebook's kernel uses julia."
    )


def test_what_other_clients_print_is_not_kept(kernel: LiveKernel) -> None:
    """The notebook goes on while a model answers, and all that it shows passes by."""

    async def beside() -> int:
        async with kernel.session() as session:
            await kernel._cell("for n in range(300): print('x' * 10_000, flush=True)")
            return session._connection._messages.qsize()

    assert kernel.run(beside()) <= 5
