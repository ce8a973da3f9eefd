"""The simulator with a script, and a memory of what it was sent: `python -m tests.scripted_simulator` runs it alone."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from ai_jup.simulator import Received, Reply, Simulator
from ai_jup.simulator.reply_formats.model_list import Models
from tests.simulator_control import routes


class ScriptedSimulator(Simulator):
    """Answers from `script`, and once that is empty with `answer`; keeps what it `received`.

    `check` is called with each request; what it raises becomes the provider's status 400.
    `control` adds the routes with which another process writes the script.
    """

    def __init__(
        self,
        answer: Callable[[Received], Reply] | None = None,
        check: Callable[[Received], None] | None = None,
        control: bool = False,
        models: Models | None = None,
    ) -> None:
        super().__init__()
        self.received: list[Received] = []
        self.script: deque[Reply] = deque()
        self.models = models or self.models
        self._answer = answer or super().next_reply
        self._check = check
        self._control = control

    def note(self, received: Received) -> Received:
        self.received.append(received)
        received.number = len(self.received)
        return received

    def problem(self, received: Received) -> str | None:
        if self._check is None:
            return None
        try:
            self._check(received)
        except Exception as error:
            received.problem = str(error) or type(error).__name__
        return received.problem

    def next_reply(self, received: Received) -> Reply:
        return self.script.popleft() if self.script else self._answer(received)

    @classmethod
    @contextmanager
    def run_in_thread(cls, **options: Any) -> Iterator[ScriptedSimulator]:
        """A started simulator on a thread and an event loop of its own."""
        simulator, loop = cls(**options), asyncio.new_event_loop()
        thread = threading.Thread(target=loop.run_forever, name="simulator", daemon=True)
        thread.start()
        try:
            asyncio.run_coroutine_threadsafe(simulator.start(), loop).result()
            yield simulator
            asyncio.run_coroutine_threadsafe(simulator.stop(), loop).result()
        finally:
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            loop.close()

    def _routes(self) -> list[Any]:
        return [*(routes(self) if self._control else []), *super()._routes()]


def main() -> None:
    """Serve until interrupted; prints one line with the address."""
    parser = argparse.ArgumentParser(prog="python -m tests.scripted_simulator", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(parser.parse_args().port))


async def _serve(port: int) -> None:
    simulator = ScriptedSimulator(control=True)
    await simulator.start(port)
    print(simulator.url, flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    main()
