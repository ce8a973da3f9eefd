"""What is said to a user in place of an answer, or beside one."""

from dataclasses import dataclass

from .wire import ErrorDetail


class Refusal(Exception):
    """The request cannot be run as it stands; nothing was started.

    `status` is the HTTP status that says so.
    """

    def __init__(self, status: int, code: str, message: str, hint: str) -> None:
        super().__init__(message)
        self.status = status
        self.detail = ErrorDetail(code=code, message=message, hint=hint)


@dataclass(frozen=True)
class Notice:
    """Becomes a `warning` of the run."""

    code: str
    message: str
