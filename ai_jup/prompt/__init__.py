"""What is sent to the model: pure functions from a request to messages, without any I/O."""

from .cells import CellText, prompt_text
from .messages import Composition, compose
from .outputs import Picture
from .references import References, parse_references
from .values import value_text

__all__ = [
    "CellText",
    "Composition",
    "Picture",
    "References",
    "compose",
    "parse_references",
    "prompt_text",
    "value_text",
]
