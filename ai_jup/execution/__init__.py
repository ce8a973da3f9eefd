"""A notebook with prompts runs without a browser: its code by nbclient, its prompts by the service of the server."""

from .client import CellFailed, KernelNotReady, PromptNotebookClient, Stopped
from .cost_limit import OverBudget
from .progress import Progress, PromptDone
from .prompting import PromptOptions

__all__ = [
    "CellFailed",
    "KernelNotReady",
    "OverBudget",
    "Progress",
    "PromptDone",
    "PromptNotebookClient",
    "PromptOptions",
    "Stopped",
]
