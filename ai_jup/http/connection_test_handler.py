"""`POST test-connection`: whether a model answers."""

import asyncio
import contextlib
import json

import tornado.web
from jupyter_server.auth.decorator import authorized

from .base import ServiceHandler


class ConnectionHandler(ServiceHandler):
    _asking: "asyncio.Task[None] | None" = None

    @tornado.web.authenticated
    @authorized
    async def post(self) -> None:
        from ..wire import ConnectionRequest

        request = await self.parse(ConnectionRequest)
        if not request.model:
            # the one reply of ai-jup whose error is a sentence: clients rely on it
            self.set_status(400)
            self.finish(json.dumps({"error": "model is required", "success": False}))
            return
        self._asking = asyncio.create_task(self._test(request.model))
        with contextlib.suppress(asyncio.CancelledError):
            await self._asking

    def on_connection_close(self) -> None:
        """Nobody waits for the result: the provider need not go on either."""
        if self._asking:
            self._asking.cancel()
        super().on_connection_close()

    async def _test(self, model: str) -> None:
        self.reply(await self.service.test_connection(model))
