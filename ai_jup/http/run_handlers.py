"""What runs, stopping it, allowing calls: `warm`, `runs`, `runs/<id>`, `runs/<id>/answer`, `runs/<id>/consent`."""

import tornado.web
from jupyter_server.auth.decorator import authorized

from .base import ServiceHandler
from .kernel_handlers import KernelUser


class RunsHandler(ServiceHandler):
    @tornado.web.authenticated
    @authorized
    async def get(self) -> None:
        from ..wire import RunList

        self.reply(RunList(await self.service.runs(self.notebook)))


class WarmHandler(ServiceHandler):
    @tornado.web.authenticated
    @authorized
    async def post(self) -> None:
        self.service.warm()
        self.set_status(204)
        self.finish()


class RunHandler(ServiceHandler):
    @tornado.web.authenticated
    @authorized
    async def get(self, run_id: str) -> None:
        self.reply((await self.service.run(run_id)).snapshot())

    @tornado.web.authenticated
    @authorized
    async def delete(self, run_id: str) -> None:
        await (await self.service.run(run_id)).stop()
        self.set_status(204)
        self.finish()


class AnswerHandler(ServiceHandler):
    @tornado.web.authenticated
    @authorized
    async def get(self, run_id: str) -> None:
        self.reply(await self.service.answer(await self.service.run(run_id)))


class ConsentHandler(KernelUser):
    @tornado.web.authenticated
    @authorized
    async def post(self, run_id: str) -> None:
        from ..wire import ConsentRequest

        answer = await self.parse(ConsentRequest)
        await self.may_execute()
        (await self.service.run(run_id)).consents.answer(answer.call, answer.allow)
        self.set_status(204)
        self.finish()
