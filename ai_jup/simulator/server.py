"""The simulator: a server on the loopback interface that speaks as the three providers do."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application

from . import control as control_routes
from . import model_list as model_lists
from .handlers import ProviderHandler
from .received import Received
from .reply import Reply
from .state import SimulatorState

LOOPBACK = "127.0.0.1"
MAX_REQUEST_BYTES = 512 * 1024 * 1024
GEMINI_MODEL = r"models/([^/:]+)"


class Simulator(SimulatorState):
    """The server; `control` adds the routes with which another process writes the script."""

    def __init__(
        self,
        answer: Callable[[Received], Reply] | None = None,
        check: Callable[[Received], None] | None = None,
        control: bool = False,
        models: model_lists.Models | None = None,
    ) -> None:
        super().__init__(answer, check, models)
        self.url = ""
        self._control = control
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

    @classmethod
    @contextmanager
    def run_in_thread(cls, **options: Any) -> Iterator[Simulator]:
        """A started simulator on a thread and an event loop of its own."""
        simulator, loop = cls(**options), asyncio.new_event_loop()
        thread = threading.Thread(target=loop.run_forever, name="simulator", daemon=True)
        thread.start()
        try:
            asyncio.run_coroutine_threadsafe(simulator.start(), loop).result()
            yield simulator
            asyncio.run_coroutine_threadsafe(simulator.stop(), loop).result()
        finally:
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            loop.close()

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
        routes: list[Any] = control_routes.routes(self) if self._control else []
        for pattern, provider, endpoint in rows:
            place = {"simulator": self, "provider": provider, "endpoint": endpoint}
            routes.append((pattern, ProviderHandler, place))
        return routes
