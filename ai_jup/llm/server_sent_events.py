"""Server-sent events out of bytes, as they come."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ServerSentEvent:
    name: str
    data: str

    def encode(self) -> bytes:
        name = f"event: {self.name}\n" if self.name else ""
        data = "".join(f"data: {line}\n" for line in self.data.split("\n"))
        return f"{name}{data}\n".encode()


class NotAnEvent(ValueError):
    """The stream holds a line of something else, such as a proxy's error page."""


class Decoder:
    """Turns blocks of bytes, cut anywhere, into events; comments (keep-alives) are left out."""

    def __init__(self) -> None:
        self._rest = b""
        self._name = ""
        self._data: list[str] = []

    def feed(self, block: bytes) -> tuple[list[ServerSentEvent], NotAnEvent | None]:
        """Return the events that this block completes, and what is wrong with the line after them, if anything."""
        *lines, self._rest = (self._rest + block).split(b"\n")
        events: list[ServerSentEvent] = []
        for line in lines:
            try:
                event = self._line(line.rstrip(b"\r"))
            except ValueError as error:
                return events, NotAnEvent(str(error))
            if event:
                events.append(event)
        return events, None

    def end(self) -> tuple[list[ServerSentEvent], NotAnEvent | None]:
        """Return the last event, where the stream ends without the blank line that should follow it."""
        return self.feed(b"\n\n")

    def _line(self, line: bytes) -> ServerSentEvent | None:
        if not line:
            return self._dispatch()
        if line[:1] in (b"<", b"{", b"["):
            raise NotAnEvent("a line is not an event")
        field, _, value = line.decode().partition(":")
        value = value.removeprefix(" ")
        if field == "data":
            self._data.append(value)
        elif field == "event":
            self._name = value
        return None

    def _dispatch(self) -> ServerSentEvent | None:
        name, data = self._name, self._data
        self._name, self._data = "", []
        return ServerSentEvent(name, "\n".join(data)) if data else None
