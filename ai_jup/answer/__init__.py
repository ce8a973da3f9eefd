"""An answer as it stands in the notebook: harmless Markdown, its calls, and why it is not a whole one."""

from .cell import answer_cell, written_digest
from .joint import joint
from .markdown import normal

__all__ = ["answer_cell", "joint", "normal", "written_digest"]
