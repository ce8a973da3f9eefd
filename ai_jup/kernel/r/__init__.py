"""R's kernel (IRkernel): its values. `probe.R` is sent to the kernel as source."""

from .session import RSession

__all__ = ["RSession"]
