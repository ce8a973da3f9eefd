"""`POST prompt`, `POST context`, `POST stale`: start a run, show what it would send, which answers no longer fit."""

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


class StaleHandler(KernelUser):
    @tornado.web.authenticated
    @authorized
    async def post(self) -> None:
        from ..wire import StaleRequest

        request = await self.parse(StaleRequest)
        if request.notebook.kernel_id is not None:
            await self.check_kernel(request.notebook.kernel_id)
        self.reply(await self.service.stale(request))


class PromptHandler(KernelUser):
    @tornado.web.authenticated
    @authorized
    async def post(self) -> None:
        from ..wire import PromptRequest, RunReference

        request = await self.parse(PromptRequest)
        if request.notebook.kernel_id is not None:
            await self.check_kernel(request.notebook.kernel_id)
        # as Jupyter's identity has it: a page cannot ask in another's name
        run = await self.service.start(request, self.current_user.display_name)
        self.reply(RunReference(run=run.id), status=202)
