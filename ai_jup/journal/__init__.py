"""Runs on disk: what is written of them while they go on, and what a server that is gone has left."""

from .journal import Journal
from .retention import Bounds

__all__ = ["Bounds", "Journal"]
