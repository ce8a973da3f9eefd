"""The notebook's kernel: its values, and calls of its functions."""

from .errors import OF_REFERENCES, KernelDied, KernelError, ReferenceUnusable, SeveralUnusable
from .kernels import Kernels
from .session import Function, KernelPicture, KernelSession, KernelValue, Outcome
from .tool_schemas import argument_problem, own_arguments, parameters, tool, tool_names

__all__ = [
    "OF_REFERENCES",
    "Function",
    "KernelDied",
    "KernelError",
    "KernelPicture",
    "KernelSession",
    "KernelValue",
    "Kernels",
    "Outcome",
    "ReferenceUnusable",
    "SeveralUnusable",
    "argument_problem",
    "own_arguments",
    "parameters",
    "tool",
    "tool_names",
]
