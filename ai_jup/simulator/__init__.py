"""The three providers' wire protocols on loopback, with scripted answers and faults."""

from .received import Received
from .reply import Fault, Reasoning, Reply, Text, ToolCall, Usage
from .server import Simulator

__all__ = [
    "Fault",
    "Reasoning",
    "Received",
    "Reply",
    "Simulator",
    "Text",
    "ToolCall",
    "Usage",
]
