"""The port's own time-outs: LiteLLM's hold for each read, so that a drip of keep-alives passes them."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeVar

import anyio

from ..translation import marked
from .port import Target, Timeouts
from .provider_errors import ProviderTimeout

PREPARING_SECONDS = 180.0
"""For LiteLLM, until the request leaves."""

T = TypeVar("T")


class Deadlines:
    """When the next piece of one reply must be there, counted from when its request left.

    What LiteLLM does before that, on a busy machine for long, is not the provider's time.
    """

    def __init__(self, target: Target, timeouts: Timeouts) -> None:
        self._target = target
        self._timeouts = timeouts
        self._sent: float | None = None
        self._last_piece: float | None = None
        self._waiting: anyio.CancelScope | None = None

    def sent(self) -> None:
        """Note that the request leaves."""
        self._sent = anyio.current_time()
        if self._waiting:
            self._waiting.deadline = self._due()[0]

    def piece_came(self) -> None:
        """Note content: text, reasoning or a part of a call, not a keep-alive."""
        self._last_piece = anyio.current_time()

    async def wait(self, coming: Awaitable[T]) -> T:
        """Return what is awaited, if it comes in time; else cancel it.

        Raises `ProviderTimeout`, or `TimeoutError` where the request did not even leave.
        """
        with anyio.CancelScope(deadline=self._due()[0]) as self._waiting:
            return await coming
        raise self._due()[1]()

    def _due(self) -> tuple[float, Callable[[], Exception]]:
        limits = self._timeouts
        if self._sent is None:
            return anyio.current_time() + PREPARING_SECONDS, TimeoutError
        total = self._sent + limits.total
        if self._last_piece is None:
            due, late = (
                self._sent + limits.first_token,
                (marked("the reply did not start"), limits.first_token, "first_token"),
            )
        else:
            due, late = self._last_piece + limits.idle, (marked("nothing more arrived"), limits.idle, "idle")
        if total <= due:
            due, late = total, (marked("the answer was not finished"), limits.total, "total")
        # made only when it is raised: each piece of a reply asks when the next is due
        return due, partial(self._late, *late)

    def _late(self, waited_for: str, seconds: float, setting: str) -> ProviderTimeout:
        return ProviderTimeout(self._target, waited_for=waited_for, seconds=seconds, setting=f"AiJup.{setting}_timeout")
