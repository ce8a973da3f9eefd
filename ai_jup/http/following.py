"""What one page follows: events of runs, runs that begin in a notebook, turns to write. How it is told is another's."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..refusal import Refusal
    from ..run import Service
    from ..run.run import Run
    from ..wire import NotebookWatch, SocketRequest, Subscription, Turn


class Following:
    """Each subscription is a task that reads a run's list of events from its own place: nothing is queued."""

    def __init__(
        self, service: Service, send: Callable[[str], Awaitable[None]], send_later: Callable[[str], None]
    ) -> None:
        self._service = service
        self._send = send
        """Sends a message as JSON; waits while the page is slow."""
        self._send_later = send_later
        """The same without waiting."""
        self._runs: dict[str, Callable[[], None]] = {}
        """Run id to what ends it."""
        self._notebooks: dict[str, Callable[[], None]] = {}
        """Notebook's path to what ends it."""
        self._closed = False

    async def take(self, message: SocketRequest) -> None:
        """Do what the page asks; what cannot be followed is answered."""
        from ..refusal import Refusal
        from ..wire import NotebookWatch

        request = message.root
        if self._closed:
            return
        if isinstance(request, NotebookWatch):
            self._watch(request)
            return
        try:
            await self._follow(request)
        except Refusal as refusal:
            self.refuse(refusal, request.run)

    def refuse(self, refusal: Refusal, run_id: str | None = None) -> None:
        """Answer a message that cannot be followed."""
        from ..wire import SocketError, encoded

        self._send_later(encoded(SocketError(run=run_id, error=refusal.detail)))

    def close(self) -> None:
        """The page is gone."""
        self._closed = True
        for end in [*self._runs.values(), *self._notebooks.values()]:
            end()
        self._runs.clear()
        self._notebooks.clear()

    def _watch(self, request: NotebookWatch) -> None:
        from ..wire import RunBegan, encoded

        def tell(run: Run) -> None:
            self._send_later(encoded(RunBegan(notebook=run.notebook, prompt=run.prompt, run=run.id)))
            if not run.ended:
                # its first words need not be asked for; the page's own subscription takes the place of this one
                self._runs[run.id] = self._passing_on(run, after=0)

        _end(self._notebooks, request.notebook)
        if not request.leaves:
            self._notebooks[request.notebook] = self._service.registry.watch(request.notebook, tell)

    async def _follow(self, request: Subscription) -> None:
        if request.leaves:
            _end(self._runs, request.run)
            return
        run = await self._service.run(request.run)
        if self._closed:
            return  # meanwhile
        if run.ended and request.after >= len(run.events):
            self._service.acknowledge(run, request.dismissed)
            if run.id in self._runs:
                return  # it stays the one that writes until the file is seen to have it
        _end(self._runs, run.id)
        stop = self._passing_on(run, request.after)
        leave = None
        if request.writes:
            leave = run.writers.join(request.writes, partial(self._tell_turn, run.id), request.page)

        def end() -> None:
            stop()
            if leave:
                leave()

        self._runs[run.id] = end

    def _passing_on(self, run: Run, after: int) -> Callable[[], None]:
        task = asyncio.create_task(self._pass_on(run.follow(after)))

        def stop() -> None:
            task.cancel()

        return stop

    async def _pass_on(self, events: AsyncIterator[str]) -> None:
        async for event in events:
            await self._send(event)

    def _tell_turn(self, run_id: str, turn: Turn) -> None:
        from ..wire import WriterTurn, encoded

        self._send_later(encoded(WriterTurn(run=run_id, turn=turn)))


def _end(those: dict[str, Callable[[], None]], name: str) -> None:
    if end := those.pop(name, None):
        end()
