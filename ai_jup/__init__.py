"""AI prompt cells for JupyterLab: the server half."""

from typing import Any

try:
    from ._version import __version__
except ImportError:  # a checkout that was never built
    __version__ = "0+unknown"

__all__ = ["__version__"]


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    return [{"src": "labextension", "dest": "ai-jup"}]


def _jupyter_server_extension_points() -> list[dict[str, Any]]:
    from .app import AiJup

    return [{"module": "ai_jup.app", "app": AiJup}]
