"""What went wrong with a connection, in words for people: what the HTTP library says is for programmers, or nothing."""

import socket
import ssl
from collections.abc import Iterator

import httpx

from ..translation import say

_CLOSED = ("peer closed connection", "server disconnected")
"""How the library begins to say so."""


def connection_words(error: Exception) -> str:
    """The reason as a part of a sentence; what is not known is quoted as it is."""
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return say("its certificate is not trusted: {reason}", reason=cause.verify_message)
        if isinstance(cause, ssl.SSLError):
            return say("no encrypted connection can be made ({reason})", reason=cause.reason or type(cause).__name__)
        if isinstance(cause, ConnectionRefusedError):
            return say("nobody answers there")
        if isinstance(cause, socket.gaierror):
            return say("the name of the host is not known")
    said = str(error).splitlines()[0] if str(error) else ""
    if said.lower().startswith(_CLOSED) or (isinstance(error, httpx.NetworkError) and not said):
        return say("the connection ended before the reply did")
    return said or type(error).__name__


def _causes(error: BaseException) -> Iterator[BaseException]:
    found: BaseException | None = error
    while found is not None:
        yield found
        found = found.__cause__ or found.__context__
