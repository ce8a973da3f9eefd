"""What a prompt names in the kernel: its values are read and its functions made ready, before anything is sent."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from ..kernel import Function, Kernels, KernelSession, Reading
from ..prompt import CellText, Composition, Picture, References, value_text
from ..wire import ConsentReason, Warning
from .calls import CallLimits, Calls
from .notice import Notice
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
        async with self.kernels.open(self.kernel_id, lambda: _say_busy(run)) as session:
            functions, readings = await self._read(session)
            composed = await self.compose([_as_text(reading) for reading in readings])
            calls = Calls(run, session, functions, self.limits, self.asks, self.clean) if functions else None
            yield Prepared(composed, calls)

    async def _read(self, session: KernelSession) -> tuple[list[Function], list[Reading]]:
        """One after another: each has its own limit of time."""
        try:
            functions = [await session.describe(name) for name in self.references.functions]
            readings = [await session.read(expression) for expression in self.references.values]
        except asyncio.CancelledError:
            await session.leave()
            raise
        return functions, readings


def _as_text(reading: Reading) -> CellText:
    pictures = [Picture(picture.media_type, picture.base64) for picture in reading.pictures]
    return value_text(reading.expression, reading.kind, reading.text, pictures)


def _say_busy(run: Run) -> None:
    message = "The kernel is busy. This prompt goes on when it is free."
    if not (run.events and getattr(run.events[-1], "code", None) == "kernel-busy"):
        run.append(Warning, code="kernel-busy", message=message)
