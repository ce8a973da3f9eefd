"""`GET providers`, `PUT keys/<provider>`, `DELETE keys/<provider>`: who answers, and with which keys."""

import tornado.web
from jupyter_server.auth.decorator import authorized

from .base import ServiceHandler


class ProvidersHandler(ServiceHandler):
    @tornado.web.authenticated
    @authorized
    async def get(self) -> None:
        self.reply(await self.service.providers())


class KeyHandler(ServiceHandler):
    @tornado.web.authenticated
    @authorized
    async def put(self, provider: str) -> None:
        from ..wire import KeyRequest

        self.reply(await self.service.keep_key(provider, (await self.parse(KeyRequest)).key))

    @tornado.web.authenticated
    @authorized
    async def delete(self, provider: str) -> None:
        self.reply(await self.service.remove_key(provider))
