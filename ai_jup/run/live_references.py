"""What a prompt names in the kernel: its values are read and its functions made ready, before anything is sent."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass

from ..kernel import Function, KernelError, Kernels, KernelSession, KernelValue, ReferenceUnusable, SeveralUnusable
from ..prompt import CellText, Picture, References, value_text
from ..refusal import Notice
from ..translation import say
from ..wire import ConsentReason, ErrorDetail, Warning
from .run import Run
from .tool_calls import CallLimits, Calls, Message, as_tools


@dataclass(frozen=True)
class Live:
    """The live part of a prompt."""

    references: References
    kernels: Kernels
    kernel_id: str
    limits: CallLimits
    asks: ConsentReason | None
    """Why the user is asked before each call; null if they are not."""
    clean: Callable[[str], str]
    """Takes this server's keys out of what a call gives."""

    @contextlib.asynccontextmanager
    async def read(self, run: Run) -> AsyncIterator[tuple[list[CellText], Calls | None]]:
        """The values that are named; and the functions, which can be called until the end of the context.

        Raises `KernelError`.
        """
        async with contextlib.AsyncExitStack() as stack:
            opened = self.kernels.open(self.kernel_id, lambda is_waiting: _say_busy(run, is_waiting))
            session = await stack.enter_async_context(opened)
            functions, values = await _read(session, self.references)
            if functions:
                yield values, Calls(run, session, functions, self.limits, self.asks, self.clean)
                return
        # nothing more is asked of the kernel: it was left before the model is asked
        yield values, None


LIVE_NOT_COUNTED = "live-not-counted"


def _busy() -> Notice:
    return Notice(
        LIVE_NOT_COUNTED,
        say(
            "The kernel is busy: the values and functions that the prompt names were not read, and are "
            "not counted here."
        ),
    )


@dataclass(frozen=True)
class KernelView:
    """What a prompt names, as it is now."""

    values: Sequence[CellText] = ()
    tools: Sequence[Message] = ()
    problem: ErrorDetail | None = None
    """Why a run would fail."""
    notices: Sequence[Notice] = ()
    """Why nothing was read."""


async def look(kernels: Kernels, kernel_id: str, references: References) -> KernelView:
    """Read what is named if the kernel is free; nobody waits for it."""
    try:
        async with kernels.open(kernel_id, _give_up) as session:
            functions, values = await _read(session, references)
    except _Busy:
        return KernelView(notices=(_busy(),))
    except KernelError as error:
        return KernelView(problem=error.to_detail())
    return KernelView(values, as_tools(functions))


class _Busy(Exception):
    """The kernel does something else."""


def _give_up(is_waiting: bool) -> None:
    raise _Busy


async def _read(session: KernelSession, references: References) -> tuple[list[Function], list[CellText]]:
    """One after another: each has its own limit of time. Raises `KernelError` that tells of all that are wrong."""
    functions: list[Function] = []
    readings: list[KernelValue] = []
    problems: list[ReferenceUnusable] = []

    @contextlib.contextmanager
    def noting() -> Iterator[None]:
        try:
            yield
        except ReferenceUnusable as problem:
            problems.append(problem)

    try:
        for name in references.functions:
            with noting():
                functions.append(await session.describe(name))
        for expression in references.values:
            with noting():
                readings.append(await session.read(expression))
    except asyncio.CancelledError:
        await session.leave()
        raise
    if len({problem.message for problem in problems}) > 1:
        raise SeveralUnusable(problems)
    if problems:
        raise problems[0]
    return functions, [_as_text(reading) for reading in readings]


def _as_text(reading: KernelValue) -> CellText:
    pictures = [Picture(picture.media_type, picture.base64) for picture in reading.pictures]
    return value_text(reading.expression, reading.kind, reading.text, pictures)


def _say_busy(run: Run, is_waiting: bool) -> None:
    if is_waiting:
        message = say("The kernel is busy. This prompt will continue when the kernel is free.")
        run.append(Warning, code="kernel-busy", message=message)
    else:
        run.append(Warning, code="kernel-free", message=say("The kernel is free again."))
