"""The socket `events`: the events of many runs over one connection, one a browser tab."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import tornado.web
from jupyter_core.utils import ensure_async
from jupyter_server.auth.decorator import ws_authenticated
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.base.websocket import WebSocketMixin
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from .base import AUTH_RESOURCE, service_of

if TYPE_CHECKING:
    from ..run.run import Run
    from ..wire import Message, NotebookWatch, Subscription, Turn


class EventsSocket(WebSocketMixin, WebSocketHandler, JupyterHandler):
    """Each subscription is a task that reads a run's list of events from its own place: nothing is queued."""

    auth_resource = AUTH_RESOURCE

    @ws_authenticated
    async def get(self, *args: Any, **kwargs: Any) -> None:
        may = self.authorizer.is_authorized(self, self.current_user, "read", AUTH_RESOURCE)
        if not await ensure_async(may):
            raise tornado.web.HTTPError(403, "You do not have permission to read this server's prompts.")
        self._following: dict[str, Callable[[], None]] = {}
        """Run id to what ends it."""
        self._watching: dict[str, Callable[[], None]] = {}
        """Notebook's path to what ends it."""
        opened = super().get(*args, **kwargs)
        if opened is not None:
            await opened

    async def on_message(self, message: str | bytes) -> None:
        from ..refusal import Refusal
        from ..wire import NotebookWatch, SocketError, SocketRequest, encoded
        from .body import parse

        wanted = None
        try:
            request = parse(SocketRequest, _bytes(message), "application/json").root
            if isinstance(request, NotebookWatch):
                self._watch(request)
            else:
                wanted = request.run
                await self._follow(request)
        except Refusal as refusal:
            await self._send(encoded(SocketError(run=wanted, error=refusal.detail)))

    def on_close(self) -> None:
        for end in [*self._following.values(), *self._watching.values()]:
            end()
        self._following.clear()
        self._watching.clear()
        super().on_close()

    def _watch(self, request: NotebookWatch) -> None:
        from ..wire import RunBegan

        def tell(run: Run) -> None:
            self._send_later(RunBegan(notebook=run.notebook, prompt=run.prompt, run=run.id))

        _end(self._watching, request.notebook)
        if not request.leaves:
            self._watching[request.notebook] = service_of(self).registry.watch(request.notebook, tell)

    async def _follow(self, request: Subscription) -> None:
        if request.leaves:
            _end(self._following, request.run)
            return
        service = service_of(self)
        run = await service.run(request.run)
        if self.ws_connection is None:
            return  # closed meanwhile
        if run.ended and request.after >= len(run.events):
            service.acknowledge(run, request.dismissed)
            if run.id in self._following:
                return  # it stays the one that writes until the file is seen to have it
        _end(self._following, run.id)
        task = asyncio.create_task(self._pass_on(run.follow(request.after)))
        leave = None
        if request.writes:
            leave = run.writers.join(request.writes, partial(self._send_turn, run.id), request.page)

        def end() -> None:
            task.cancel()
            if leave:
                leave()

        self._following[run.id] = end

    async def _pass_on(self, events: AsyncIterator[str]) -> None:
        async for event in events:
            await self._send(event)

    async def _send(self, text: str) -> None:
        """Waits while the browser is slow; a socket that closes meanwhile ends here."""
        try:
            await self.write_message(text)
        except WebSocketClosedError:
            raise asyncio.CancelledError from None

    def _send_turn(self, run_id: str, turn: Turn) -> None:
        from ..wire import WriterTurn

        self._send_later(WriterTurn(run=run_id, turn=turn))

    def _send_later(self, message: Message) -> None:
        """Without waiting for the browser."""
        from ..wire import encoded

        with contextlib.suppress(WebSocketClosedError):
            self.write_message(encoded(message))


def _end(those: dict[str, Callable[[], None]], name: str) -> None:
    if end := those.pop(name, None):
        end()


def _bytes(message: str | bytes) -> bytes:
    return message.encode() if isinstance(message, str) else message
