"""What may answer a prompt, and with which key."""

from .allowed_models import AllowedModels
from .choice import Choice, Choices
from .keys import Key, Keys
from .setting_problems import setting_problems
from .target import Targets

__all__ = ["AllowedModels", "Choice", "Choices", "Key", "Keys", "Targets", "setting_problems"]
