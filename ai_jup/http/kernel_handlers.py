"""`GET kernel-names`, and whether a user may use a kernel at all."""

import tornado.web
from jupyter_core.utils import ensure_async
from jupyter_server.auth.decorator import authorized

from ..translation import say
from .base import ServiceHandler


class KernelUser(ServiceHandler):
    """A handler whose request has code run in a kernel."""

    async def may_execute(self) -> None:
        """Raises 403 for a user who may not execute code in kernels."""
        may = self.authorizer.is_authorized(self, self.current_user, "execute", "kernels")
        if not await ensure_async(may):
            raise tornado.web.HTTPError(403, say("You do not have permission to run code in this server's kernels."))

    async def check_kernel(self, kernel_id: str) -> None:
        """A kernel must be this server's, and the user one who may execute in it; raises 403, `Refusal` (404)."""
        from ..refusal import Refusal

        await self.may_execute()
        if kernel_id not in self.kernel_manager:
            raise Refusal(
                404,
                "kernel-unknown",
                say("The notebook's kernel does not belong to this server."),
                say("Restart the kernel, or run the prompt without a kernel."),
            )


class KernelNamesHandler(KernelUser):
    @tornado.web.authenticated
    @authorized
    async def get(self) -> None:
        kernel_id = self.get_query_argument("kernel_id", "")
        await self.check_kernel(kernel_id)
        self.reply(await self.service.kernel_names(kernel_id))
