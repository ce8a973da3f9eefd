"""Kernels that only count: which call was begun, and how often."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Mapping
from typing import Any

from ai_jup.kernel import Function, KernelValue, Outcome

SCHEMA = {
    "type": "object",
    "properties": {"x": {"type": "integer"}},
    "required": ["x"],
    "additionalProperties": False,
}


class CountingKernels:
    """Stands in for `Kernels`: every kernel has the function `act`."""

    def __init__(self) -> None:
        self.begun: list[dict[str, Any]] = []
        """The arguments of each call, in order."""
        self.open_sessions = 0

    @contextlib.asynccontextmanager
    async def open(self, kernel_id: str, on_waiting: object) -> AsyncIterator[CountingSession]:
        self.open_sessions += 1
        try:
            yield CountingSession(self)
        finally:
            self.open_sessions -= 1


class CountingSession:
    """Stands in for `KernelSession`."""

    def __init__(self, kernels: CountingKernels) -> None:
        self._kernels = kernels

    async def describe(self, name: str) -> Function:
        return Function(name, SCHEMA, "Does something that cannot be undone.", "digest")

    async def read(self, expression: str) -> KernelValue:
        return KernelValue(expression, "int", "42")

    async def call(self, function: Function, arguments: Mapping[str, Any], limit: float) -> Outcome:
        self._kernels.begun.append(dict(arguments))
        return Outcome("ok", [f"done {len(self._kernels.begun)}"])

    async def halt(self) -> str:
        return "ended"

    async def leave(self) -> None: ...
