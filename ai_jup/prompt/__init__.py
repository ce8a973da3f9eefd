"""What is sent to the model: pure functions from a request to messages, without any I/O."""

from .cells import prompt_text
from .messages import Composition, compose

__all__ = ["Composition", "compose", "prompt_text"]
