"""The routes: each handler authorises, parses, calls and encodes."""

from .routes import routes

__all__ = ["routes"]
