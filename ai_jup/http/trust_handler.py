"""`GET trust`: whether Jupyter has signed a notebook's file for this user."""

import tornado.web
from jupyter_core.utils import ensure_async
from jupyter_server.auth.decorator import authorized

from ..translation import say
from .base import ServiceHandler


class TrustHandler(ServiceHandler):
    @tornado.web.authenticated
    @authorized
    async def get(self) -> None:
        from ..wire import NotebookTrust

        await self._check_may_read()
        self.reply(NotebookTrust(trusted=await self.service.is_signed(self.notebook or "")))

    async def _check_may_read(self) -> None:
        """Raises 403 for a user who may not read the server's files."""
        may = self.authorizer.is_authorized(self, self.current_user, "read", "contents")
        if not await ensure_async(may):
            raise tornado.web.HTTPError(403, say("You do not have permission to read this server's notebooks."))
