"""An answer as it stands in the notebook: harmless Markdown, its calls, and why it is not a whole one."""

from .call_markdown import PICTURES, is_written
from .cell import answer_cell, refused, written_digest
from .joint import joined, joint
from .markdown import normal

__all__ = ["PICTURES", "answer_cell", "is_written", "joined", "joint", "normal", "refused", "written_digest"]
