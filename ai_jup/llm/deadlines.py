"""The port's own time-outs: LiteLLM's hold for each read, so that a drip of keep-alives passes them."""

from collections.abc import Awaitable
from typing import TypeVar

import anyio

from .errors import ProviderTimeout
from .port import Target, Timeouts

T = TypeVar("T")


class Deadlines:
    """When the next piece of one reply must be there, counted from when this is made."""

    def __init__(self, target: Target, timeouts: Timeouts) -> None:
        self._target = target
        self._timeouts = timeouts
        self._started = anyio.current_time()
        self._last_piece: float | None = None

    def piece_came(self) -> None:
        """Note content: text, reasoning or a part of a call, not a keep-alive."""
        self._last_piece = anyio.current_time()

    async def wait(self, coming: Awaitable[T]) -> T:
        """Return what is awaited, if it comes in time; else cancel it. Raises `ProviderTimeout`."""
        due, error = self._due()
        with anyio.move_on_after(max(0.0, due - anyio.current_time())):
            return await coming
        raise error

    def _due(self) -> tuple[float, ProviderTimeout]:
        limits = self._timeouts
        total = self._started + limits.total
        if self._last_piece is None:
            due, seconds = self._started + limits.first_token, limits.first_token
            waited_for, setting = "no first word came", "first_token_timeout"
        else:
            due, seconds = self._last_piece + limits.idle, limits.idle
            waited_for, setting = "nothing more came", "idle_timeout"
        if total <= due:
            due, seconds = total, limits.total
            waited_for, setting = "the whole answer was not there", "total_timeout"
        return due, ProviderTimeout(self._target, waited_for=waited_for, seconds=seconds, setting=f"AiJup.{setting}")
