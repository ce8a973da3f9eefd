"""`POST prompt` and `POST context`: start a run, or show what it would send."""

import tornado.web
from jupyter_core.utils import ensure_async
from jupyter_server.auth.decorator import authorized

from .base import ServiceHandler


class ContextHandler(ServiceHandler):
    @tornado.web.authenticated
    @authorized
    async def post(self) -> None:
        from ..wire import PromptRequest

        self.reply(await self.service.context(self.parse(PromptRequest)))


class PromptHandler(ServiceHandler):
    @tornado.web.authenticated
    @authorized
    async def post(self) -> None:
        from ..wire import PromptRequest, RunReference

        request = self.parse(PromptRequest)
        await self._check_kernel(request.notebook.kernel_id)
        run = await self.service.start(request)
        self.reply(RunReference(run=run.id), status=202)

    async def _check_kernel(self, kernel_id: str | None) -> None:
        """A kernel must be this server's, and the user one who may execute in it."""
        from ..run import Refusal

        if kernel_id is None:
            return
        may = self.authorizer.is_authorized(self, self.current_user, "execute", "kernels")
        if not await ensure_async(may):
            raise tornado.web.HTTPError(403, "You may not execute code in this server's kernels.")
        if kernel_id not in self.kernel_manager:
            raise Refusal(
                404,
                "kernel-unknown",
                "The notebook's kernel is not one of this server's.",
                "Restart the kernel, or run the prompt with none.",
            )
