"""The socket `events`: the events of many runs over one connection, one a browser tab."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

import tornado.web
from jupyter_core.utils import ensure_async
from jupyter_server.auth.decorator import ws_authenticated
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.base.websocket import WebSocketMixin
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from ..translation import say
from .base import AUTH_RESOURCE, service_of
from .following import Following


class EventsSocket(WebSocketMixin, WebSocketHandler, JupyterHandler):
    """Tells a page what it follows. Where no socket can be had, `polled_events` does."""

    auth_resource = AUTH_RESOURCE

    @ws_authenticated
    async def get(self, *args: Any, **kwargs: Any) -> None:
        may = self.authorizer.is_authorized(self, self.current_user, "read", AUTH_RESOURCE)
        if not await ensure_async(may):
            raise tornado.web.HTTPError(403, say("You do not have permission to read this server's prompts."))
        self._following = Following(service_of(self), self._send, self._send_later)
        opened = super().get(*args, **kwargs)
        if opened is not None:
            await opened

    def open(self, *args: Any, **kwargs: Any) -> Any:
        # an event is small, and else waits until the browser has acknowledged the one before it
        self.set_nodelay(True)
        return super().open(*args, **kwargs)

    async def on_message(self, message: str | bytes) -> None:
        from ..refusal import Refusal
        from ..wire import SocketRequest
        from .body import parse

        try:
            request = parse(SocketRequest, _bytes(message), "application/json")
        except Refusal as refusal:
            self._following.refuse(refusal)
        else:
            await self._following.take(request)

    def on_close(self) -> None:
        self._following.close()
        super().on_close()

    async def _send(self, text: str) -> None:
        """Waits while the browser is slow; a socket that closes meanwhile ends here."""
        try:
            await self.write_message(text)
        except WebSocketClosedError:
            raise asyncio.CancelledError from None

    def _send_later(self, text: str) -> None:
        with contextlib.suppress(WebSocketClosedError):
            self.write_message(text)


def _bytes(message: str | bytes) -> bytes:
    return message.encode() if isinstance(message, str) else message
