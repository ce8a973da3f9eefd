"""An answer as it stands in the notebook: harmless Markdown, its calls, and why it is not a whole one."""

from .cell import answer_cell, refused, written_digest
from .joint import joined, joint
from .markdown import normal

__all__ = ["answer_cell", "joined", "joint", "normal", "refused", "written_digest"]
