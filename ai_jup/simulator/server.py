"""The simulator: a server on the loopback interface that speaks as the three providers do."""

from __future__ import annotations

from typing import Any

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application

from .answering import Answering
from .handlers import ProviderHandler

LOOPBACK = "127.0.0.1"
MAX_REQUEST_BYTES = 512 * 1024 * 1024
GEMINI_MODEL = r"models/([^/:]+)"


class Simulator(Answering):
    """The server."""

    def __init__(self) -> None:
        super().__init__()
        self.url = ""
        self._server: HTTPServer | None = None

    @property
    def bases(self) -> dict[str, str]:
        """The base address by provider, as that provider's own SDK takes it."""
        return {"openai": f"{self.url}/v1", "anthropic": self.url, "gemini": self.url}

    async def start(self, port: int = 0) -> None:
        """Listen on the loopback interface; port 0 takes a free one."""
        sockets = bind_sockets(port, LOOPBACK)
        application = Application(self._routes())
        self._server = HTTPServer(application, max_buffer_size=MAX_REQUEST_BYTES)
        self._server.add_sockets(sockets)
        self.stopping = False
        self.url = f"http://{LOOPBACK}:{sockets[0].getsockname()[1]}"

    async def stop(self) -> None:
        """Close all connections, also those in the midst of an answer."""
        self.stopping = True
        if self._server:
            self._server.stop()
            await self._server.close_all_connections()
            self._server = None

    def _routes(self) -> list[Any]:
        rows: list[tuple[str, str | None, str]] = [
            (r"/v1/chat/completions", "openai", "chat"),
            (r"/v1/responses", "openai", "responses"),
            (r"/v1/responses/input_tokens", "openai", "count"),
            (r"/v1/messages", "anthropic", "messages"),
            (r"/v1/messages/count_tokens", "anthropic", "count"),
            (rf"/v1(?:beta)?/{GEMINI_MODEL}:(\w+)", "gemini", "generate"),
            (r"/v1(?:beta)?/models", None, "models"),
            (rf"/v1(?:beta)?/{GEMINI_MODEL}", None, "models"),
            (r"/v1beta/.*", "gemini", "other"),
            # An unversioned address is what a client makes of Gemini's base without a version.
            (r"/models/.*", "gemini", "other"),
            (r"/.*", None, "other"),
        ]
        routes: list[Any] = []
        for pattern, provider, endpoint in rows:
            place = {"simulator": self, "provider": provider, "endpoint": endpoint}
            routes.append((pattern, ProviderHandler, place))
        return routes
