"""What may answer a prompt, and with which key."""

from .allowed_models import AllowedModels
from .keys import Key, Keys
from .target import Targets

__all__ = ["AllowedModels", "Key", "Keys", "Targets"]
