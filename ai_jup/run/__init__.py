"""A prompt's run: from the request to its events."""

from .neighbours import Neighbours
from .registry import Registry
from .run import Run
from .run_limits import Limits
from .service import Service

__all__ = ["Limits", "Neighbours", "Registry", "Run", "Service"]
