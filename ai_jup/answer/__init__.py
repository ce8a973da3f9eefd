"""An answer as it stands in the notebook: harmless Markdown, its calls, and why it is not a whole one."""

from .markdown import normal

__all__ = ["normal"]
