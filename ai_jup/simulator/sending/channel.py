"""The way to one client: bytes out, and the moment it goes away."""

from __future__ import annotations

import asyncio
import socket
import struct
import time
from typing import cast

from tornado.http1connection import HTTP1Connection
from tornado.iostream import IOStream, StreamClosedError
from tornado.web import RequestHandler


class ClientGone(Exception):
    """The client closed the connection before the answer's end."""


class Channel:
    """Sends an answer's bytes; every wait ends with ClientGone once the client has closed."""

    def __init__(self, handler: RequestHandler) -> None:
        self._handler = handler
        self._gone = asyncio.Event()
        self._since = time.monotonic()

    def client_closed(self) -> float:
        """Note that the client closed; returns the seconds since the request came."""
        self._gone.set()
        return time.monotonic() - self._since

    async def wait(self, seconds: float) -> None:
        """Wait, at least long enough for the event loop to notice a closed connection."""
        if seconds <= 0:
            await asyncio.sleep(0)
        else:
            await self._sleep(seconds)
        if self._gone.is_set():
            raise ClientGone

    async def send(self, data: bytes) -> None:
        """Send bytes now, waiting while the client does not read."""
        if self._gone.is_set():
            raise ClientGone
        try:
            self._handler.write(data)
            await self._handler.flush()
        except StreamClosedError as error:
            raise ClientGone from error

    async def cut(self, data: bytes) -> None:
        """Announce a piece, send a part of it and reset the connection."""
        half = data[: max(1, len(data) // 2)]
        stream = self._stream
        try:
            await stream.write(b"%x\r\n" % len(data) + half)
        except StreamClosedError as error:
            raise ClientGone from error
        # A reset may overtake what the client has not read yet.
        await asyncio.sleep(0.02)
        self.reset()

    def reset(self) -> None:
        """Close the connection with a TCP reset."""
        if self._stream.closed():
            return
        linger = struct.pack("ii", 1, 0)
        self._stream.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self._stream.close()

    @property
    def _stream(self) -> IOStream:
        return cast(HTTP1Connection, self._handler.request.connection).stream

    async def _sleep(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._gone.wait(), seconds)
        except asyncio.TimeoutError:
            return
