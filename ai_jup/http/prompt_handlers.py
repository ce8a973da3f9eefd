"""`POST prompt` and `POST context`: start a run, or show what it would send."""

import tornado.web
from jupyter_server.auth.decorator import authorized

from .base import ServiceHandler
from .kernel_handlers import KernelUser


class ContextHandler(ServiceHandler):
    @tornado.web.authenticated
    @authorized
    async def post(self) -> None:
        from ..wire import PromptRequest

        self.reply(await self.service.context(await self.parse(PromptRequest)))


class PromptHandler(KernelUser):
    @tornado.web.authenticated
    @authorized
    async def post(self) -> None:
        from ..wire import PromptRequest, RunReference

        request = await self.parse(PromptRequest)
        if request.notebook.kernel_id is not None:
            await self.check_kernel(request.notebook.kernel_id)
        run = await self.service.start(request)
        self.reply(RunReference(run=run.id), status=202)
