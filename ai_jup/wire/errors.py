"""The one shape in which anything that went wrong is told."""

from .base import Message


class ErrorDetail(Message):
    """What went wrong, in a form for programs and one for people."""

    code: str
    """Stable, for programs: `key-missing`, `model-unknown`, ..."""
    message: str
    """One sentence for the user."""
    hint: str
    """The next step: which variable to set, which model to pick."""


class ErrorReply(Message):
    """The body of every 4xx and 5xx reply."""

    error: ErrorDetail


class SocketError(Message):
    """Answer on the socket to a message that could not be followed."""

    run: str | None
    error: ErrorDetail
