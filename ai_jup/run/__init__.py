"""A prompt's run: from the request to its events."""

from .registry import Registry
from .run import Run
from .service import Limits, Service

__all__ = ["Limits", "Registry", "Run", "Service"]
