"""`GET models`, `model`, `default-model`, `availability`: what can be picked, and what became of a name."""

import tornado.web
from jupyter_server.auth.decorator import authorized

from ..translation import say
from .base import ServiceHandler


class ModelsHandler(ServiceHandler):
    @tornado.web.authenticated
    @authorized
    async def get(self) -> None:
        self.reply(self.service.models())


class ModelHandler(ServiceHandler):
    @tornado.web.authenticated
    @authorized
    async def get(self) -> None:
        from ..refusal import Refusal

        name = self.get_query_argument("name", "")
        if not name:
            raise Refusal(
                400, "name-missing", say("The request names no model."), say("Ask for model?name=provider/name.")
            )
        self.reply(self.service.model_status(name))


class DefaultModelHandler(ServiceHandler):
    @tornado.web.authenticated
    @authorized
    async def get(self) -> None:
        self.reply(await self.service.default_model())


class AvailabilityHandler(ServiceHandler):
    @tornado.web.authenticated
    @authorized
    async def get(self) -> None:
        self.reply(await self.service.availability())
