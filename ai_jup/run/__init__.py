"""A prompt's run: from the request to its events."""

from .offer import Offer
from .refusal import Refusal
from .registry import Registry
from .run import Run
from .service import Limits, Service
from .target import Targets

__all__ = ["Limits", "Offer", "Refusal", "Registry", "Run", "Service", "Targets"]
