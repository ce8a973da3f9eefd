"""The one kernel of a notebook that runs without a server, for who asks a server's kernel manager."""

from dataclasses import dataclass
from typing import Any

from jupyter_core.utils import ensure_async

ID = "notebook"
"""What its kernel is called."""


@dataclass
class OneKernel:
    """What the service needs of a `MappingKernelManager`."""

    manager: Any = None
    """nbclient's kernel manager; null before it has one."""

    def __contains__(self, kernel_id: str) -> bool:
        return kernel_id == ID and self.manager is not None

    def get_kernel(self, kernel_id: str) -> Any:
        return self.manager

    async def interrupt_kernel(self, kernel_id: str) -> None:
        await ensure_async(self.manager.interrupt_kernel())
