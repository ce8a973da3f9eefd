"""A real kernel, used like a notebook does and like a run does, from tests that are not async."""

from __future__ import annotations

import ast
import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Coroutine
from typing import Any

from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager

from ai_jup.kernel import Function, Kernels, KernelSession, KernelValue, Outcome
from ai_jup.kernel.connection import connected

SNAPSHOT = """(lambda sys, signal, shell: repr({
    "names": {name: id(value) for name, value in globals().items()},
    "In": list(In), "Out": sorted(Out), "history": shell.history_manager.input_hist_parsed[:],
    "last": [repr(globals().get(name)) for name in ("_", "__", "___", "_i", "_ii", "_iii")],
    "count": shell.execution_count,
    "signals": {n: repr(signal.getsignal(n)) for n in map(int, signal.Signals) if n not in (9, 19)},
    "streams": [id(sys.stdout), id(sys.stderr), id(sys.stdin), id(sys.displayhook), id(sys.excepthook)],
    "display": [id(shell.display_pub), len(getattr(shell.display_pub, "_hooks", ()))],
    "path": list(sys.path),
}))(__import__("sys"), __import__("signal"), get_ipython())"""


class LiveKernel:
    """A kernel, and a thread whose event loop talks with it."""

    nothing = "None"
    """A cell that does nothing."""

    def __enter__(self) -> LiveKernel:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.waits: list[bool] = []
        self.run(self._start())
        self.cell(self.nothing)
        return self

    def __exit__(self, *_: object) -> None:
        self.run(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _start(self) -> None:
        self.manager = AsyncMappingKernelManager()
        self.id = await self.manager.start_kernel()
        self.kernels = Kernels(self.manager)

    async def _stop(self) -> None:
        # jupyter_server asks a kernel that dies just then for an error that it has not got yet
        with contextlib.suppress(asyncio.InvalidStateError):
            if self.id in self.manager:
                await self.manager.shutdown_kernel(self.id, now=True)
        self.manager.context.destroy()

    def run(self, work: Coroutine[Any, Any, Any], seconds: float = 90) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(seconds)

    def _on_waiting(self, is_waiting: bool) -> None:
        self.waits.append(is_waiting)

    @contextlib.asynccontextmanager
    async def session(self) -> AsyncIterator[KernelSession]:
        async with self.kernels.open(self.id, self._on_waiting) as session:
            yield session

    def cell(self, code: str) -> str:
        """Run a cell as a notebook does; what it printed."""
        return str(self.run(self._cell(code)))

    async def _cell(self, code: str) -> str:
        client = self.manager.get_kernel(self.id).client()
        client.start_channels(stdin=False, hb=False)  # each heart beat would be a thread
        printed = []
        try:
            await client.wait_for_ready(timeout=60)

            def on_output(message: Any) -> None:
                printed.append(message["content"].get("text", ""))

            reply = await client.execute_interactive(code, output_hook=on_output, timeout=60, allow_stdin=False)
            assert reply["content"]["status"] == "ok", reply["content"]
        finally:
            client.stop_channels()
        return "".join(printed)

    def value(self, expression: str) -> Any:
        """A plain value, read without any trace of our own code."""

        async def read() -> Any:
            async with connected(self.manager, self.id, self._on_waiting) as connection:
                reply = await connection.execute("", {"value": expression}, 10)
                shown = reply.expression("value")
                assert shown.get("status") == "ok", shown
                return ast.literal_eval(shown["data"]["text/plain"])

        return self.run(read())

    def snapshot(self) -> dict[str, Any]:
        """All that a user has in the kernel, as far as it can be compared."""
        taken: dict[str, Any] = ast.literal_eval(self.value(SNAPSHOT))
        return taken

    def read(self, expression: str) -> KernelValue:
        async def read() -> KernelValue:
            async with self.session() as session:
                return await session.read(expression)

        return self.run(read())  # type: ignore[no-any-return]

    def describe(self, name: str) -> Function:
        async def describe() -> Function:
            async with self.session() as session:
                return await session.describe(name)

        return self.run(describe())  # type: ignore[no-any-return]

    def call(self, name: str, limit: float = 20, **arguments: Any) -> Outcome:
        async def call() -> Outcome:
            async with self.session() as session:
                return await session.call(await session.describe(name), arguments, limit)

        return self.run(call())  # type: ignore[no-any-return]
