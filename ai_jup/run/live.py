"""What a prompt names in the kernel: its values are read and its functions made ready, before anything is sent."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..kernel import Function, KernelError, Kernels, KernelSession, Reading, ReferenceUnusable, SeveralUnusable
from ..prompt import CellText, Composition, Picture, References, value_text
from ..refusal import Notice
from ..wire import ConsentReason, ErrorDetail, Warning
from .calls import CallLimits, Calls, Message, as_tools
from .run import Run


@dataclass(frozen=True)
class Composed:
    """What is sent, and what is to be said of it."""

    composition: Composition
    notices: Sequence[Notice]
    left_out: Mapping[str, int]
    """For the run's record."""


@dataclass(frozen=True)
class Prepared:
    """What can be sent now."""

    composed: Composed
    calls: Calls | None


@dataclass(frozen=True)
class Live:
    """The live part of a prompt."""

    references: References
    kernels: Kernels
    kernel_id: str
    compose: Callable[[Sequence[CellText]], Awaitable[Composed]]
    """The messages with these values; may raise `Refusal`."""
    limits: CallLimits
    asks: ConsentReason | None
    """Why the user is asked before each call; null if they are not."""
    clean: Callable[[str], str]
    """Takes this server's keys out of what a call gives."""

    @contextlib.asynccontextmanager
    async def prepare(self, run: Run) -> AsyncIterator[Prepared]:
        """Read what is named; the functions can be called until the end of the context.

        Raises `KernelError`, `Refusal`.
        """
        async with self.kernels.open(self.kernel_id, lambda is_waiting: _say_busy(run, is_waiting)) as session:
            functions, values = await _read(session, self.references)
            composed = await self.compose(values)
            calls = Calls(run, session, functions, self.limits, self.asks, self.clean) if functions else None
            yield Prepared(composed, calls)


LIVE_NOT_COUNTED = "live-not-counted"

_BUSY = Notice(
    LIVE_NOT_COUNTED,
    "The kernel is busy: the values and functions that the prompt names were not read, and are not counted here.",
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
        return KernelView(notices=(_BUSY,))
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
    readings: list[Reading] = []
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
    if len(problems) > 1:
        raise SeveralUnusable(problems)
    if problems:
        raise problems[0]
    return functions, [_as_text(reading) for reading in readings]


def _as_text(reading: Reading) -> CellText:
    pictures = [Picture(picture.media_type, picture.base64) for picture in reading.pictures]
    return value_text(reading.expression, reading.kind, reading.text, pictures)


def _say_busy(run: Run, is_waiting: bool) -> None:
    if is_waiting:
        run.append(Warning, code="kernel-busy", message="The kernel is busy. This prompt goes on when it is free.")
    else:
        run.append(Warning, code="kernel-free", message="The kernel is free again.")
