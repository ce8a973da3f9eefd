"""A way to a kernel: requests one after another, each with a limit of time, an interrupt, and an eye on its life.

Only messages of Jupyter's protocol, so that the kernel may run anywhere that this server's kernel manager reaches.
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from queue import Empty
from typing import Any, Literal

import anyio
from jupyter_client.session import Session
from jupyter_core.utils import ensure_async

from ..translation import say
from . import gateway
from .errors import KernelDied, KernelNotPython

BUSY_AFTER = 1.0
"""Seconds until a request that has not begun is said to wait."""
GRACE = 5.0
"""Seconds that an interrupt has to work."""
HALT_GRACE = 2.0
"""The same while the user waits for a stop."""
NUDGE_AFTER = 0.1
SHELL_AFTER = 0.1
"""Seconds without an answer on the control channel after which the shell channel is asked too."""
KNOCK_AFTER_MOST = 30.0
"""Seconds between two knocks at a kernel that does not take a request up, in the end."""
LOOK_EVERY = 0.5
"""Seconds between two looks at whether the kernel lives."""
STREAM_LIMIT = 20_000
"""Characters that are kept of what reaches us past the probe."""
ENDS_WITHIN = 0.5
"""Seconds in which an interrupt that comes from a restart is seen to."""
POLL = 0.003
"""Seconds between two looks at a gateway's queues, which cannot be waited for."""

READABLE = ("python", "r")
"""Languages of kernels that can be read."""

_PICTURES = 8


OnWaiting = Callable[[bool], None]
"""Called with true when the kernel is busy with something else, and with false when it is free for us."""
Halted = Literal["ended", "not-begun", "running"]
"""What became of a request that was to be stopped."""


class StillRunning(Exception):
    """What was asked for goes on in the kernel, although it was interrupted."""


@dataclass
class Execution:
    """A request and what came of it."""

    message: str
    content: Mapping[str, Any] | None = None
    """Of `execute_reply`."""
    started: float | None = None
    """When the kernel took it up; seconds of `time.monotonic`."""
    is_idle: bool = False
    was_interrupted: bool = False
    """By us."""
    printed: str = ""
    displayed: list[Mapping[str, Any]] = field(default_factory=list)
    """Mime bundles."""

    @property
    def is_over(self) -> bool:
        return self.content is not None and (self.is_idle or self.was_given_up)

    @property
    def was_given_up(self) -> bool:
        """Whether the kernel took it out of its queue after another cell's error; of such IRkernel tells no more."""
        return (self.content or {}).get("status") in ("aborted", "abort")

    def expression(self, name: str) -> Mapping[str, Any]:
        """A user expression's value, or how it failed."""
        found = ((self.content or {}).get("user_expressions") or {}).get(name)
        return found if isinstance(found, dict) else {}

    def take(self, message: Mapping[str, Any]) -> None:
        """Take in a message that answers the request."""
        content = message.get("content") or {}
        match message.get("msg_type"):
            case "execute_reply":
                self.content = content
            case "status" if content.get("execution_state") == "busy":
                self.started = time.monotonic()
            case "status" if content.get("execution_state") == "idle":
                self.is_idle = True
            case "stream":
                self.printed += str(content.get("text", ""))[: max(0, STREAM_LIMIT - len(self.printed))]
            case "display_data" | "execute_result" if len(self.displayed) < _PICTURES:
                self.displayed.append(content.get("data") or {})


class Connection:
    """One client of one kernel, with a session of its own; not for several tasks at once."""

    def __init__(self, kernels: Any, kernel_id: str, on_waiting: OnWaiting) -> None:
        self._kernels = kernels
        self._kernel_id = kernel_id
        self._on_waiting = on_waiting
        self._client: Any = None
        self._manager: Any = None
        self._incarnation: object = None
        self._messages: asyncio.Queue[Mapping[str, Any] | None] = asyncio.Queue()
        self._pumps: list[asyncio.Task[None]] = []
        self._last: Execution | None = None
        self._knock_socket: Any = None
        self._is_open = False
        self.language = ""
        """In small letters, once it is open: one of `READABLE`."""

    async def open(self) -> None:
        """Connect; raises `KernelDied`, `KernelNotPython`. A busy kernel does not keep it waiting."""
        if self._kernel_id not in self._kernels:
            raise KernelDied
        self._manager = self._kernels.get_kernel(self._kernel_id)
        self._incarnation = self._process()
        await self._check_life()
        client = self._client = self._manager.client()
        # the manager's own session would have us take other clients' messages for ours
        client.session = Session(key=client.session.key, signature_scheme=client.session.signature_scheme)
        await self._start_channels()
        for channel in (client.shell_channel, client.iopub_channel, client.control_channel):
            self._pumps.append(asyncio.create_task(self._pump(channel), name="ai-jup kernel messages"))
        self.language = await self._greet()
        if self.language not in READABLE:
            raise KernelNotPython(self.language)

    async def _start_channels(self) -> None:
        client = self._client
        if not self._is_remote:
            await ensure_async(client.start_channels(stdin=False, hb=False))
            self._is_open = True
            return
        await gateway.start_channels(client)
        self._is_open = True

    async def close(self) -> None:
        for pump in self._pumps:
            pump.cancel()
        await asyncio.gather(*self._pumps, return_exceptions=True)
        await asyncio.sleep(0)  # what was waited for is taken back before the sockets close
        if self._knock_socket is not None:
            self._knock_socket.close(linger=0)
        if not self._is_open:
            return
        if self._is_remote:
            await asyncio.to_thread(self._client.stop_channels)
        else:
            self._client.stop_channels()

    async def execute(self, code: str, expressions: Mapping[str, str], limit: float) -> Execution:
        """Execute, silently, and wait for the end.

        `limit` is in seconds from when the kernel takes it up; then it is interrupted. Raises `StillRunning` if that
        does not end it, `KernelDied`.
        """
        message = self._client.execute(
            code,
            silent=True,
            store_history=False,
            user_expressions=dict(expressions),
            allow_stdin=False,
            stop_on_error=False,
        )
        reply = self._last = Execution(message)
        pause = BUSY_AFTER
        while not await self._wait(reply, lambda: reply.started is not None or reply.is_over, pause):
            if pause == BUSY_AFTER:
                self._on_waiting(True)
            self._knock()
            pause = min(2 * pause, KNOCK_AFTER_MOST)
        if pause != BUSY_AFTER:
            self._on_waiting(False)
        if not await self._wait(reply, lambda: reply.is_over, limit):
            await self._interrupt(reply)
        return reply

    async def halt(self, within: float) -> Halted:
        """End the last request, if it runs.

        `within` is in seconds: one that the kernel has not taken up by then, it never will.
        """
        reply = self._last
        if reply is None or reply.is_over:
            return "ended"
        if not await self._wait(reply, lambda: reply.started is not None or reply.is_over, within):
            return "not-begun"
        try:
            await self._interrupt(reply, HALT_GRACE)
        except StillRunning:
            return "running"
        return "ended"

    async def check_stays(self) -> None:
        """Raises `KernelDied` if the kernel is being restarted or shut down, which begins with an interrupt."""
        if getattr(self._manager, "shutting_down", False):
            raise KernelDied
        if self._last is not None:
            await self._wait(self._last, lambda: False, ENDS_WITHIN)

    def _knock(self) -> None:
        """Wake the kernel's shell channel up, by a connection that says nothing.

        ipykernel 7 can miss a request that comes while it sends a reply, and sleep with it until someone connects
        (https://github.com/ipython/ipykernel/issues/1554): it would seem busy for ever.
        """
        if self._is_remote:
            return
        if self._knock_socket is not None:
            self._knock_socket.close(linger=0)
        self._knock_socket = self._manager.connect_shell()

    async def _interrupt(self, reply: Execution, grace: float = GRACE) -> None:
        if reply.is_over:
            return
        reply.was_interrupted = True
        await ensure_async(self._kernels.interrupt_kernel(self._kernel_id))
        if await self._wait(reply, lambda: reply.is_over, NUDGE_AFTER):
            return
        # one that awaits sees the interrupt when its event loop wakes up, which a message does
        self._client.kernel_info()
        if not await self._wait(reply, lambda: reply.is_over, grace):
            raise StillRunning

    async def _wait(self, reply: Execution, condition: Callable[[], bool], seconds: float | None) -> bool:
        """Take in messages until the condition holds; whether it does, in time."""
        end = None if seconds is None else time.monotonic() + seconds
        while not condition():
            left = LOOK_EVERY if end is None else min(LOOK_EVERY, end - time.monotonic())
            if left <= 0:
                return False
            message = await self._next(left)
            if message is not None and self._ends(message):
                raise KernelDied
            if message is not None and (message.get("parent_header") or {}).get("msg_id") == reply.message:
                reply.take(message)
        return True

    async def _next(self, seconds: float) -> Mapping[str, Any] | None:
        """The next message; null when none came. Raises `KernelDied` when none can come any more."""
        # not wait_for, which before Python 3.12 can swallow a stop
        with anyio.move_on_after(seconds):
            message = await self._messages.get()
            if message is None:
                raise KernelDied(say("The connection to the notebook's kernel was lost."))
            return message
        await self._check_life()
        return None

    async def _check_life(self) -> None:
        async with gateway.reached():
            alive = self._kernel_id in self._kernels and await ensure_async(self._manager.is_alive())
        if not alive or self._process() != self._incarnation:
            raise KernelDied

    def _ends(self, message: Mapping[str, Any]) -> bool:
        """Whether it tells that the kernel ends, or has begun anew.

        One that has just been started says so only after it has answered on its control channel. Of a process of this
        machine it is known whether it is another one.
        """
        process = self._process()
        is_late = _state(message) == "starting" and process is not None and process == self._incarnation
        return _is_end(message) and not is_late

    def _process(self) -> object:
        """Changes when the kernel is restarted, where it is this machine's."""
        return getattr(getattr(self._manager, "provisioner", None), "pid", None)

    @property
    def _is_remote(self) -> bool:
        return hasattr(self._client, "channel_socket")

    async def _greet(self) -> str:
        """The kernel's language, once its messages reach us.

        Asked on the control channel, which a busy kernel answers too; again and again, because what is published before
        our subscription has got there is lost. Where that is not answered, once also on the shell channel, and there
        again whenever that has been answered: there are kernels (R's) that take requests only there, when they are
        free. Of one that is busy, and whose language cannot be read anyway, its spec has to do.
        """
        pause, language, is_heard, begun = 0.02, None, False, time.monotonic()
        told = False
        on_shell = ""
        while language is None or not is_heard:
            asked = self._client.session.msg("kernel_info_request")
            self._client.control_channel.send(asked)
            end = time.monotonic() + pause
            while (left := end - time.monotonic()) > 0 and (language is None or not is_heard):
                message = await self._next(left)
                if message is None:
                    break
                if _is_end(message):  # another client's restart, which is over when our greeting is answered
                    continue
                kind = str(message.get("msg_type"))
                if kind == "kernel_info_reply":
                    info = (message.get("content") or {}).get("language_info") or {}
                    language = str(info.get("name", "")).lower()
                    if language not in READABLE:
                        return language
                is_heard = is_heard or not kind.endswith("_reply")
                # also one that was given up in the queue after a cell's error: IRkernel answers `kernel_reply` then
                if kind.endswith("_reply") and (message.get("parent_header") or {}).get("msg_id") == on_shell:
                    on_shell = self._client.kernel_info()
            pause = min(pause * 2, 1.0)
            passed = time.monotonic() - begun
            if language is None and not on_shell and passed > SHELL_AFTER:
                on_shell = self._client.kernel_info()
            if language is None and self._spec_language not in ("", *READABLE) and passed > BUSY_AFTER:
                return self._spec_language
            if not told and passed > 2 * BUSY_AFTER:
                told = True
                self._on_waiting(True)
        if told:
            self._on_waiting(False)
        return language

    @property
    def _spec_language(self) -> str:
        """What the kernel's spec says of it; empty where nothing does."""
        return str(getattr(getattr(self._manager, "kernel_spec", None), "language", "") or "").lower()

    async def _pump(self, channel: Any) -> None:
        """Every message of a channel, in order, to where it is waited for."""
        while True:
            try:
                # not for ever: the wake-up of a socket can be lost when one before it had the same file descriptor
                message = await channel.get_msg(timeout=0 if self._is_remote else LOOK_EVERY)
            except Empty:
                await asyncio.sleep(POLL if self._is_remote else 0)
                continue
            except ValueError:  # of another key, or one that came twice
                continue
            except Exception:  # the gateway has closed, or the socket
                self._messages.put_nowait(None)
                return
            if self._concerns_us(message):
                self._messages.put_nowait(message)

    def _concerns_us(self, message: Mapping[str, Any]) -> bool:
        """Whether a message is kept: all that other clients' code prints and shows passes here too."""
        parent = message.get("parent_header") or {}
        return parent.get("session") == self._client.session.session or _is_end(message)


def _is_end(message: Mapping[str, Any]) -> bool:
    """Whether it tells that the kernel ends, or has begun anew."""
    if message.get("msg_type") == "shutdown_reply":
        return True
    return _state(message) in ("starting", "restarting", "dead")


def _state(message: Mapping[str, Any]) -> str | None:
    """What a kernel says of itself; null for other messages."""
    found = (message.get("content") or {}).get("execution_state")
    return found if message.get("msg_type") == "status" and isinstance(found, str) else None


@contextlib.asynccontextmanager
async def connected(kernels: Any, kernel_id: str, on_waiting: OnWaiting) -> AsyncIterator[Connection]:
    """A connection that is closed at the end, whatever happens."""
    connection = Connection(kernels, kernel_id, on_waiting)
    try:
        await connection.open()
        yield connection
    finally:
        await connection.close()
