"""What a run asks of a kernel: read a value, describe a function, call it."""

import contextlib
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..translation import english_told, marked, say, say_told
from ..unicode_surrogates import all_whole, whole
from ..wire import KernelName, ToolStatus
from . import source
from .connection import Connection, Execution, Halted, StillRunning
from .errors import FunctionUnsuitable, KernelDied, KernelSilent, ReferenceUndefined, ReferenceUnreadable

READ_LIMIT = 3.0
"""Seconds after which reading is interrupted; the probe itself gives up after two."""


@dataclass(frozen=True)
class KernelPicture:
    media_type: str
    base64: str


@dataclass(frozen=True)
class KernelValue:
    """A value of the kernel, or why it could not be read."""

    expression: str
    kind: str
    """Its type's name; empty when it could not be read."""
    text: str
    pictures: tuple[KernelPicture, ...] = ()


@dataclass(frozen=True)
class Function:
    """A function of the kernel that a model may call."""

    name: str
    """As the prompt names it, dotted."""
    schema: Mapping[str, Any]
    """JSON schema of its parameters."""
    documentation: str
    digest: str
    """Changes with its code."""
    note: str = ""
    """What a model should know besides."""


@dataclass(frozen=True)
class Outcome:
    """What became of a call."""

    status: ToolStatus
    parts: Sequence[str | KernelPicture]
    """What it printed, showed and returned, in order."""
    still_running: bool = False
    stopped: bool = False
    """Whether the user ended it."""


class KernelSession:
    """The probe in one kernel, for one task at a time."""

    _decides = False
    """Whether the kernel is the one to say what is an expression that reads: in Python the server has said it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._offset = 0.0
        """The kernel's clock beside ours, seconds; late rather than early."""
        self._window = 1.0
        """Seconds in which the kernel must take a call up; later it leaves it, because nobody may wait any more."""
        self._is_stuck = False

    async def begin(self) -> None:
        """Make the probe ready; raises `KernelError`."""
        hello = source.answer({"do": "hello"})
        reply = await self._execute("", {"install": source.install(), "answer": hello}, READ_LIMIT, say(PREPARING))
        answered = self._answer(reply)
        if answered is None:
            raise KernelSilent(say(PREPARING))
        took = time.monotonic() - (reply.started or time.monotonic())
        self._offset = float(answered["clock"]) - time.monotonic()
        self._window = 1.0 + took

    async def read(self, expression: str) -> KernelValue:
        """Read a value. Raises `ReferenceUnusable`, `KernelDied`, `KernelSilent`; all else is told in the reading."""
        shown = f"$`{expression}`"
        answered = await self._ask({"do": "read", "expression": expression}, say("reading {shown}", shown=shown))
        match answered.get("status"):
            case "ok":
                pictures = tuple(map(_picture, answered["pictures"]))
                return KernelValue(expression, whole(answered["type"]), whole(answered["text"]), pictures)
            case "undefined":
                raise _undefined(shown, answered)
            case "unsuitable" if self._decides:
                raise ReferenceUnreadable(shown, whole(say_told(answered["message"])))
            case _:
                kind = whole(answered.get("type", ""))
                return KernelValue(
                    expression, kind, f"[it could not be read: {whole(english_told(answered['message']))}]"
                )

    async def describe(self, name: str) -> Function:
        """A function's parameters and text. Raises `ReferenceUndefined`, `FunctionUnsuitable`, `KernelDied`."""
        answered = await self._ask({"do": "describe", "name": name}, say("reading &`{name}`", name=name))
        match answered.get("status"):
            case "ok":
                schema, note = all_whole(answered["schema"]), whole(answered["note"])
                return Function(name, schema, whole(answered["doc"]), answered["digest"], note)
            case "undefined":
                raise _undefined(f"&`{name}`", answered)
            case _:
                raise FunctionUnsuitable(name, whole(say_told(answered["message"])))

    async def names(self, limit: int) -> list[KernelName]:
        """The user's names, for completion; none of their code is run."""
        answered = await self._ask({"do": "names", "limit": limit}, say("listing its names"))
        found = answered.get("names", ())  # none where that has failed
        return [KernelName(**{key: _cleaned(value) for key, value in each.items()}) for each in found]

    async def call(self, function: Function, arguments: Mapping[str, Any], limit: float) -> Outcome:
        """Call a function, once; never raises but `CancelledError`, after which `halt` must be asked.

        `limit` is in seconds, after which it is interrupted.
        """
        if self._is_stuck:
            return Outcome("refused", ["Not called: the kernel is still busy with the previous call."])
        try:
            return await self._call(function, arguments, limit)
        except StillRunning:
            self._is_stuck = True
            return Outcome("timeout", [_STILL_RUNNING.format(limit=limit)], still_running=True)
        except KernelDied as error:
            return Outcome("unknown", [f"{error.message} The call may or may not have finished."])

    async def halt(self) -> Halted:
        """After a stop in mid-call: interrupt the call, or see to it that it never begins."""
        try:
            return await self._connection.halt(self._window)
        except KernelDied:
            return "ended"

    async def leave(self) -> None:
        """After a stop in mid-reading: end it if it runs. What has not begun does no harm when it does."""
        with contextlib.suppress(KernelDied):
            await self._connection.halt(0)

    async def _call(self, function: Function, arguments: Mapping[str, Any], limit: float) -> Outcome:
        while True:
            token = secrets.token_hex(8)
            asked = {
                "token": token,
                "name": function.name,
                "digest": function.digest,
                "arguments": arguments,
                "before": time.monotonic() + self._offset + self._window,
            }
            expressions = {"answer": source.take(token)}
            reply = await self._connection.execute(source.act(asked), expressions, limit)
            answered = self._answer(reply)
            # neither has called anything: the kernel was busy for too long, or gave its queue up after an error
            if reply.was_given_up or (answered and answered["status"] == "expired"):
                continue
            if answered and answered["status"] == "waiting":
                left = limit - (time.monotonic() - (reply.started or time.monotonic()))
                reply = await self._finish(token, expressions, max(left, 0.1))
                answered = self._answer(reply)
            if answered and answered["status"] == "interrupted" and not reply.was_interrupted:
                await self._connection.check_stays()
            return _outcome(reply, answered, limit)

    async def _finish(self, token: str, expressions: Mapping[str, str], limit: float) -> Execution:
        while True:
            reply = await self._connection.execute(source.finish(token), expressions, limit)
            if not reply.was_given_up:
                return reply

    async def _ask(self, request: Mapping[str, Any], doing: str) -> dict[str, Any]:
        reply = await self._execute("", {"answer": source.answer(request)}, READ_LIMIT, doing)
        return self._told(reply, self._answer(reply))

    def _told(self, reply: Execution, answered: dict[str, Any] | None) -> dict[str, Any]:
        if answered is not None:
            return answered
        message = marked("reading it took too long") if reply.was_interrupted else marked("the kernel failed")
        return {"status": "failed", "message": {"text": message, "values": {}}}

    async def _execute(self, code: str, expressions: Mapping[str, str], limit: float, doing: str) -> Execution:
        while True:
            try:
                reply = await self._connection.execute(code, expressions, limit)
            except StillRunning:
                raise KernelSilent(doing) from None
            if not self._is_to_repeat(reply):
                return reply

    def _is_to_repeat(self, reply: Execution) -> bool:
        """Whether the kernel has given a request up after another cell's error, without having begun it."""
        return reply.was_given_up

    def _answer(self, reply: Execution) -> dict[str, Any] | None:
        return source.decoded(reply.expression("answer"))


PREPARING = marked("preparing to read values")
_CAUGHT = " It then returned even so; what it gave may be incomplete."
_STILL_RUNNING = (
    "The call did not finish within {limit:g} s and is still running even though it was interrupted. "
    "Restart the kernel (Kernel → Restart Kernel) to stop it."
)


def _undefined(shown: str, answered: Mapping[str, Any]) -> ReferenceUndefined:
    near = [whole(each) for each in answered["near"]]
    exists = answered["exists"]
    return ReferenceUndefined(
        shown, whole(say_told(answered["message"])), near, None if exists is None else whole(say_told(exists))
    )


def _outcome(reply: Execution, answered: Mapping[str, Any] | None, limit: float) -> Outcome:
    parts = [_part(part) for part in (answered or {}).get("parts", ())]
    # what came past the probe: handlers and processes that hold the kernel's own streams
    parts += [whole(reply.printed)] if reply.printed else []
    parts += [picture for bundle in reply.displayed if (picture := _displayed(bundle))]
    status = (answered or {}).get("status")
    if answered is None and not reply.was_interrupted:
        error = reply.content or {}
        return Outcome("error", [*parts, whole(f"{error.get('ename', 'Error')}: {error.get('evalue', '')}")])
    if reply.was_interrupted:
        # a function that catches everything catches the interrupt, and goes on
        more = _CAUGHT if status == "ok" else ""
        return Outcome("timeout", [*parts, f"Interrupted: it did not finish within {limit:g} s.{more}"])
    if status == "interrupted":
        return Outcome("error", [*parts, "KeyboardInterrupt: the user interrupted the kernel."], stopped=True)
    return Outcome({"ok": "ok", "refused": "refused"}.get(str(status), "error"), parts)  # type: ignore[arg-type]


def _part(part: Mapping[str, Any]) -> str | KernelPicture:
    return _picture(part["picture"]) if "picture" in part else whole(part["text"])


def _picture(picture: Mapping[str, str]) -> KernelPicture:
    return KernelPicture(picture["type"], picture["data"])


def _displayed(bundle: Mapping[str, Any]) -> KernelPicture | None:
    for kind in ("image/png", "image/jpeg"):
        data = bundle.get(kind)
        if isinstance(data, str) and len(data) < 6_000_000:
            return KernelPicture(kind, "".join(data.split()))
    return None


def _cleaned(value: Any) -> Any:
    return whole(value) if isinstance(value, str) else value
