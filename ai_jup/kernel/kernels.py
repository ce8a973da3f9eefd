"""The kernels of this server, each with the session that its language needs."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from .connection import OnWaiting, connected
from .r import RSession
from .session import KernelSession

_SESSIONS = {"python": KernelSession, "r": RSession}
"""By the kernel's language, in small letters."""


@dataclass(frozen=True)
class Kernels:
    """The kernels of this server, by its own kernel manager, which may reach them on other machines."""

    manager: Any
    """A `MappingKernelManager`."""

    @contextlib.asynccontextmanager
    async def open(self, kernel_id: str, on_waiting: OnWaiting) -> AsyncIterator[KernelSession]:
        """A session with a kernel; `on_waiting` is told when the kernel is busy with something else, and when no more.

        Raises `KernelError`.
        """
        async with connected(self.manager, kernel_id, on_waiting) as connection:
            session = _SESSIONS[connection.language](connection)
            await session.begin()
            yield session
