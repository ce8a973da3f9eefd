"""The route `polled-events`: what the socket tells, by plain requests, for pages whose proxy lets no socket through."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING

import tornado.web
from jupyter_server.auth.decorator import authorized

from ..translation import say
from .base import ServiceHandler
from .following import Following

if TYPE_CHECKING:
    from ..run import Service
    from ..wire import SocketRequest

GATHER = 0.03
"""Seconds that what comes next is waited for: what comes together is told together."""
APART = 0.25
"""Seconds between two polls that are answered with news, so that an answer is not a request a word ..."""
AT_ONCE = 4
"""... but for so many after a rest: how a run begins, and its first words, wait for nothing."""
GONE = 10.0
"""Seconds without a poll until a page is taken to be gone."""
SESSIONS = 100
"""Pages that may poll at the same time."""
KEPT = 1_000
"""Messages that wait for a page to fetch them; those who follow runs for it wait then."""
TOO_MANY = 10_000
"""The same of what cannot wait: a page that fetches none of so many has to begin anew."""


class PolledSession:
    """One page, by plain requests. Messages are kept until it says that it has them: a reply may not reach it."""

    def __init__(self, service: Service, on_closed: Callable[[], object]) -> None:
        self.following = Following(service, self._send, self._send_later)
        self.closed = False
        self._on_closed = on_closed
        self._messages: list[str] = []
        self._fetched = 0
        """How many messages came before them, over all."""
        self._polls = 0
        self._waiting = 0
        """Polls that are not answered yet."""
        self._spent = 0.0
        """By when, on the clock, all of `AT_ONCE` may be had again."""
        self._changed = asyncio.Event()
        self._leaving: asyncio.TimerHandle | None = None

    async def poll(self, after: int, requests: list[SocketRequest], wait: float) -> tuple[int, list[str]]:
        """The messages with a higher number than `after`, and the last one's number; those up to it are let go of."""
        self._polls += 1
        this_one = self._polls
        self._waiting += 1
        if self._leaving:
            self._leaving.cancel()
        try:
            self._let_go(after)
            for request in requests:
                await self.following.take(request)
            await self._news(this_one, time.monotonic() + wait)
            return self._fetched + len(self._messages), list(self._messages)
        finally:
            self._waiting -= 1
            if not self._waiting and not self.closed:
                self._leaving = asyncio.get_running_loop().call_later(GONE, self.close)

    def wake(self) -> None:
        """Answer who waits: a connection was lost, and whose it was is not known."""
        self._polls += 1
        self._tell()

    def close(self) -> None:
        """The page is gone, or has to begin anew."""
        if not self.closed:
            self.closed = True
            self.following.close()
            self._on_closed()
            self._tell()

    async def _news(self, poll: int, until: float) -> None:
        """Wait for something to tell, unless the page has given this poll up and sent another."""
        is_there = bool(self._messages)
        while not self._messages and await self._changes(poll, until):
            pass
        if self._messages and not is_there:
            await asyncio.sleep(GATHER)
        free = self._spent - (AT_ONCE - 1) * APART
        while await self._changes(poll, min(until, free)):
            pass
        if self._messages:
            self._spent = max(self._spent, time.monotonic()) + APART

    async def _changes(self, poll: int, until: float) -> bool:
        """Whether anything happens by then, while the poll is still waited for."""
        left = until - time.monotonic()
        if left <= 0 or poll != self._polls or self.closed:
            return False
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._changed.wait(), left)
        return True

    def _let_go(self, after: int) -> None:
        had = max(0, after - self._fetched)
        self._fetched += len(self._messages[:had])
        del self._messages[:had]
        self._tell()

    async def _send(self, text: str) -> None:
        while len(self._messages) >= KEPT:
            await self._changed.wait()
        self._send_later(text)

    def _send_later(self, text: str) -> None:
        self._messages.append(text)
        if len(self._messages) > TOO_MANY:
            self.close()
        self._tell()

    def _tell(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()


class PolledEvents(ServiceHandler):
    """A page has one poll under way, whatever it follows: browsers open six connections to a server."""

    def initialize(self, sessions: dict[str, PolledSession]) -> None:
        self._sessions = sessions
        self._session: PolledSession | None = None

    @tornado.web.authenticated
    @authorized("read")  # type: ignore[untyped-decorator]  # as the socket
    async def post(self) -> None:
        from ..wire import Poll

        poll = await self.parse(Poll)
        name = self._open() if poll.session is None else poll.session
        session = self._session = self._known(name)
        # who learns the session's name cannot wait for it
        wait = 0.0 if poll.session is None else poll.wait
        last, messages = await session.poll(poll.after, poll.requests, wait)
        # each was encoded once, however many follow
        head = json.dumps({"session": name, "last": last})[:-1]
        self.finish(f'{head}, "messages": [{",".join(messages)}]}}')

    def on_connection_close(self) -> None:
        if self._session:
            self._session.wake()

    def _open(self) -> str:
        from ..refusal import Refusal

        if len(self._sessions) >= SESSIONS:
            raise Refusal(
                429,
                "too-many-pages",
                say("{sessions} pages follow this server's prompts by plain requests already.", sessions=SESSIONS),
                say("Close some, or have the proxy let WebSockets through."),
            )
        name = uuid.uuid4().hex
        self._sessions[name] = PolledSession(self.service, lambda: self._sessions.pop(name, None))
        return name

    def _known(self, name: str) -> PolledSession:
        from ..refusal import Refusal

        if name not in self._sessions:
            raise Refusal(
                404,
                "session-unknown",
                say("The server does not know this page any more."),
                say("Begin anew, with null for the session."),
            )
        return self._sessions[name]
