"""A prompt's run: from the request to its events."""

from .journal import Journal
from .neighbours import Neighbours
from .registry import Registry
from .retention import Bounds
from .run import Run
from .run_limits import Limits
from .service import Service

__all__ = ["Bounds", "Journal", "Limits", "Neighbours", "Registry", "Run", "Service"]
