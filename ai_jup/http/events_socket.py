"""The socket `events`: the events of many runs over one connection, one a browser tab."""

import asyncio
from typing import Any

import tornado.web
from jupyter_core.utils import ensure_async
from jupyter_server.auth.decorator import ws_authenticated
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.base.websocket import WebSocketMixin
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from .base import AUTH_RESOURCE, service_of


class EventsSocket(WebSocketMixin, WebSocketHandler, JupyterHandler):
    """Each subscription is a task that reads a run's list of events from its own place: nothing is queued."""

    auth_resource = AUTH_RESOURCE

    @ws_authenticated
    async def get(self, *args: Any, **kwargs: Any) -> None:
        may = self.authorizer.is_authorized(self, self.current_user, "read", AUTH_RESOURCE)
        if not await ensure_async(may):
            raise tornado.web.HTTPError(403, "You do not have permission to read this server's prompts.")
        self._following: dict[str, asyncio.Task[None]] = {}
        opened = super().get(*args, **kwargs)
        if opened is not None:
            await opened

    async def on_message(self, message: str | bytes) -> None:
        from ..refusal import Refusal
        from ..wire import SocketError, Subscription, encoded
        from .body import parse

        subscription = None
        try:
            subscription = parse(Subscription, _bytes(message), "application/json")
            service = service_of(self)
            run = await service.run(subscription.run)
        except Refusal as refusal:
            wanted = subscription.run if subscription else None
            await self._send(encoded(SocketError(run=wanted, error=refusal.detail)))
            return
        if run.ended and subscription.after >= len(run.events):
            service.acknowledge(run, subscription.dismissed)
        self._stop_following(run.id)
        self._following[run.id] = asyncio.create_task(self._follow(run.follow(subscription.after)))

    def on_close(self) -> None:
        for run_id in list(self._following):
            self._stop_following(run_id)
        super().on_close()

    async def _follow(self, events: Any) -> None:
        async for event in events:
            await self._send(event)

    async def _send(self, text: str) -> None:
        """Waits while the browser is slow; a socket that closes meanwhile ends here."""
        try:
            await self.write_message(text)
        except WebSocketClosedError:
            raise asyncio.CancelledError from None

    def _stop_following(self, run_id: str) -> None:
        if task := self._following.pop(run_id, None):
            task.cancel()


def _bytes(message: str | bytes) -> bytes:
    return message.encode() if isinstance(message, str) else message
