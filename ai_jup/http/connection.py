"""`POST test-connection`: whether a model answers."""

import json

import tornado.web
from jupyter_server.auth.decorator import authorized

from .base import ServiceHandler


class ConnectionHandler(ServiceHandler):
    @tornado.web.authenticated
    @authorized
    async def post(self) -> None:
        from ..wire import ConnectionRequest

        request = self.parse(ConnectionRequest)
        if not request.model:
            # the one reply of ai-jup whose error is a sentence: clients rely on it
            self.set_status(400)
            self.finish(json.dumps({"error": "model is required", "success": False}))
            return
        self.reply(await self.service.test_connection(request.model))
