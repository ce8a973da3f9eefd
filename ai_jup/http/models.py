"""`GET models`, `GET providers`: what can be picked."""

import tornado.web
from jupyter_server.auth.decorator import authorized

from .base import ServiceHandler


class ModelsHandler(ServiceHandler):
    @tornado.web.authenticated
    @authorized
    async def get(self) -> None:
        from ..wire import Models

        self.reply(Models(self.service.targets.models()))


class ProvidersHandler(ServiceHandler):
    @tornado.web.authenticated
    @authorized
    async def get(self) -> None:
        from ..wire import Providers

        self.reply(Providers(self.service.targets.providers()))
