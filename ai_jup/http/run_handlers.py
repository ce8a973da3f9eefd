"""`GET runs`, `GET runs/<id>`, `DELETE runs/<id>`, `POST runs/<id>/consent`: what runs, stopping it, allowing calls."""

import tornado.web
from jupyter_server.auth.decorator import authorized

from .base import ServiceHandler
from .kernel_handlers import KernelUser


class RunsHandler(ServiceHandler):
    @tornado.web.authenticated
    @authorized
    async def get(self) -> None:
        from ..wire import RunList

        notebook = self.get_query_argument("notebook", None)
        self.service.warm()
        self.reply(RunList(self.service.registry.unclaimed(notebook)))


class RunHandler(ServiceHandler):
    @tornado.web.authenticated
    @authorized
    async def get(self, run_id: str) -> None:
        self.reply(self.service.registry.get(run_id).snapshot())

    @tornado.web.authenticated
    @authorized
    async def delete(self, run_id: str) -> None:
        await self.service.registry.get(run_id).stop()
        self.set_status(204)
        self.finish()


class ConsentHandler(KernelUser):
    @tornado.web.authenticated
    @authorized
    async def post(self, run_id: str) -> None:
        from ..wire import ConsentRequest

        answer = self.parse(ConsentRequest)
        await self.may_execute()
        self.service.registry.get(run_id).consents.answer(answer.call, answer.allow)
        self.set_status(204)
        self.finish()
