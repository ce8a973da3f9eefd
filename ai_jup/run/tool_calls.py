"""The calls that a model asks for: which may be made, what came of each, and what the model is told."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import anyio.to_thread

from ..kernel import (
    Function,
    KernelPicture,
    KernelSession,
    Outcome,
    argument_problem,
    own_arguments,
    parameters,
    tool,
    tool_names,
)
from ..llm.dialects import as_plain_schema
from ..llm.port import CallRequest
from ..prompt import PictureReader, attached_reading, plain, read_attached
from ..translation import say
from ..wire import CALL_MIME, CallFacts, ConsentReason, ToolCall, ToolConsent, ToolResult, Warning
from .run import Run

RESULT_LIMIT = 24_000
"""Characters of one result that the model gets."""
SHOWN = 2_000
"""Characters of a name or of malformed arguments that are repeated."""

Message = dict[str, Any]
Result = TypeVar("Result")


def as_tools(functions: Sequence[Function]) -> list[Message]:
    """What the model is offered, sorted: the same functions are the same bytes.

    As they are sent, so that they are counted and shown as that.
    """
    return [as_plain_schema(tool(function, name)) for name, function in sorted(_by_tool_name(functions).items())]


def _by_tool_name(functions: Sequence[Function]) -> dict[str, Function]:
    names = tool_names(function.name for function in functions)
    return {names[function.name]: function for function in functions}


@dataclass(frozen=True)
class CallLimits:
    """What calls may take."""

    seconds: float = 60.0
    """For one call."""
    sees: bool = True
    """Whether the model takes pictures."""


class Calls:
    """Makes the calls of one run, one after another, and only of functions that the prompt names."""

    def __init__(
        self,
        run: Run,
        session: KernelSession,
        functions: Sequence[Function],
        limits: CallLimits,
        asks: ConsentReason | None,
        clean: Callable[[str], str],
    ) -> None:
        self._run = run
        self._session = session
        self._functions = _by_tool_name(functions)
        self._schemas = {name: parameters(function) for name, function in self._functions.items()}
        self._limits = limits
        self._asks = asks
        self._clean = clean
        self._pictures = PictureReader()
        self._made = 0
        """Calls so far."""
        self._is_timed = True

    @property
    def tools(self) -> list[Message]:
        """What the model is offered."""
        return as_tools(list(self._functions.values()))

    async def make(self, asked: Sequence[CallRequest], note: str | None = None, is_timed: bool = True) -> list[Message]:
        """Make the calls of one reply in order; gives the turns that tell the model, `note` at their end.

        Those of a replay are not timed: it is the same each time.
        """
        self._is_timed = is_timed
        messages = []
        for index, call in enumerate(asked):
            outcome = await self._one(call)
            messages.append(self._message(call, outcome, note if index == len(asked) - 1 else None))
        return messages

    async def _one(self, call: CallRequest) -> Outcome:
        function = self._functions.get(call.name)
        given = _arguments(call.arguments)
        arguments = own_arguments(function, given) if function and given is not None else given
        # the model's own ids stay in its messages: there are servers that repeat them from reply to reply
        self._made += 1
        number = f"call-{self._made}"
        self._run.append(
            ToolCall,
            id=number,
            name=function.name if function else call.name[:SHOWN],
            arguments=arguments if arguments is not None else {"malformed": call.arguments[:SHOWN]},
        )
        refusal = self._refusal(call, function, given)
        if refusal is None and function is not None and not await self._allowed(number, function):
            refusal = "Not called: the user does not allow this call. Do not ask for it again; go on without it."
        if refusal is not None or function is None or arguments is None:
            return self._tell(number, Outcome("refused", [refusal or ""]), 0)
        return await self._call(number, function, arguments)

    def _refusal(self, call: CallRequest, function: Function | None, arguments: Mapping[str, Any] | None) -> str | None:
        """Why a call is not made, as the model is told; null if nothing speaks against it."""
        if function is None:
            known = ", ".join(sorted(self._functions))
            return f"Not called: the prompt does not name the function {call.name[:200]!r}, only {known}."
        if arguments is None:
            return f"Not called: the arguments are not a JSON object: {call.arguments[:SHOWN]}"
        problem = argument_problem(self._schemas[call.name], arguments)
        return f"Not called: the arguments do not fit. {problem}" if problem else None

    async def _allowed(self, number: str, function: Function) -> bool:
        if self._asks is None:
            return True
        told = {"id": number, "reason": self._asks, "digest": function.digest}
        answer = self._run.consents.ask(number)
        self._run.append(ToolConsent, state="asked", **told)
        try:
            allowed = await answer
        except asyncio.CancelledError:
            self._tell(number, _STOPPED["not-begun"], 0)
            raise
        self._run.append(ToolConsent, state="given" if allowed else "refused", **told)
        return allowed

    async def _call(self, number: str, function: Function, arguments: Mapping[str, Any]) -> Outcome:
        # should the server stop now, it is known that it was called
        try:
            await self._run.on_disk()
        except asyncio.CancelledError:
            self._tell(number, _STOPPED["not-begun"], 0)
            raise
        begun = time.monotonic()
        try:
            outcome = await self._session.call(function, arguments, self._limits.seconds)
        except asyncio.CancelledError:
            halted = await _to_its_end(self._session.halt())
            self._tell(number, _STOPPED[halted], time.monotonic() - begun)
            raise
        seconds = time.monotonic() - begun
        # looking at pictures takes longer than other users' requests should wait
        return self._tell(number, await anyio.to_thread.run_sync(self._cleaned, outcome), seconds)

    def _cleaned(self, outcome: Outcome) -> Outcome:
        """As the outputs of cells are: text as a terminal leaves it, and whole pictures, which a provider takes.

        And without this server's keys, which stand in the kernel's environment too.
        """
        return replace(outcome, parts=[each for part in outcome.parts for each in self._parts(part)])

    def _parts(self, part: str | KernelPicture) -> list[str | KernelPicture]:
        if isinstance(part, str):
            return [self._clean(plain(part))]
        # a provider refuses a picture that is not of the type that it is said to be
        text, pictures = read_attached(part.media_type, part.base64, attached_reading(self._pictures))
        told = [self._clean(text)] if text else []
        return [*told, *(KernelPicture(picture.media_type, picture.base64) for picture in pictures)]

    def _tell(self, number: str, outcome: Outcome, seconds: float) -> Outcome:
        pictures = [part for part in outcome.parts if isinstance(part, KernelPicture)]
        facts = CallFacts(
            seconds=round(seconds, 3) if self._is_timed else 0,
            still_running=outcome.still_running,
            stopped=outcome.stopped,
            pictures=[{picture.media_type: picture.base64} for picture in pictures[1:]],
        )
        content: dict[str, Any] = {"text/plain": _text(outcome, SHOWN * 12), CALL_MIME: facts.model_dump()}
        content |= {picture.media_type: picture.base64 for picture in pictures[:1]}
        self._run.append(ToolResult, id=number, status=outcome.status, content=content)
        if outcome.still_running:
            message = say(
                "A call is still running in the kernel. Restart the kernel (Kernel → Restart Kernel) to stop it."
            )
            self._run.append(Warning, code="call-still-running", message=message)
        return outcome

    def _message(self, call: CallRequest, outcome: Outcome, note: str | None) -> Message:
        text = "\n\n".join(filter(None, [_text(outcome, RESULT_LIMIT), note]))
        pictures = [part for part in outcome.parts if isinstance(part, KernelPicture)]
        content: Any = text
        if pictures and self._limits.sees:
            images = [{"type": "image_url", "image_url": {"url": _url(picture)}} for picture in pictures]
            content = [{"type": "text", "text": text}, *images]
        elif pictures:
            content = f"{text}\n[{len(pictures)} picture(s) left out: this model does not accept pictures]"
        return {"role": "tool", "tool_call_id": call.id, "content": content}


_STOPPED = {
    "ended": Outcome("error", ["The user stopped it."], stopped=True),
    "not-begun": Outcome("refused", ["Not called: the user stopped the run before the call began."]),
    "running": Outcome(
        "unknown", ["The user stopped it, but it is still running despite the interrupt."], still_running=True
    ),
}


def _arguments(text: str) -> dict[str, Any] | None:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _text(outcome: Outcome, limit: int) -> str:
    """All of it in order, with the places of the pictures."""
    lines, pictures = [], 0
    for part in outcome.parts:
        if isinstance(part, KernelPicture):
            pictures += 1
            lines.append(f"[picture {pictures}]")
        else:
            lines.append(part.rstrip("\n"))
    text = "\n".join(lines)
    return text if len(text) <= limit else f"{text[:limit]}\n[... {len(text) - limit:,} characters left out ...]"


def _url(picture: KernelPicture) -> str:
    return f"data:{picture.media_type};base64,{picture.base64}"


async def _to_its_end(work: Awaitable[Result]) -> Result:
    """The work's result, however often whoever waits for it is cancelled."""
    task = asyncio.ensure_future(work)
    while not task.done():
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError:
            continue
    return task.result()
