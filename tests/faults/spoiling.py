"""What goes wrong with a provider's reply on its way: a table of kinds, each of which changes what is sent.

A kind is added by one function here. What the spoilt bytes then say is for `reading` to find out, not for the kind.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any, Literal

Ending = Literal["end", "close", "reset", "stall"]
"""How the body ends: as HTTP says, or by a connection that is closed or reset, or never."""
Unit = Literal["event", "byte", "reply"]
"""What a fault's place counts; `reply` for one that is as a whole what it is."""

EVENT_STREAM = "text/event-stream; charset=utf-8"
PAGE = b"<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<h1>502</h1>\r\n</body>\r\n</html>\r\n"
WORDS = b"upstream connect error or disconnect/reset before headers. reset reason: connection termination"


@dataclass(frozen=True)
class Wire:
    """One reply of HTTP as it is sent."""

    events: tuple[bytes, ...]
    """The body, event by event."""
    error: bytes
    """The provider's own error event."""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = (("content-type", EVENT_STREAM),)
    ending: Ending = "end"
    raw: bytes | None = None
    """Sent in place of all that, and then the connection is closed."""

    @property
    def body(self) -> bytes:
        return b"".join(self.events)


@dataclass(frozen=True)
class Kind:
    """A kind of fault: how it changes a reply at a place."""

    unit: Unit
    spoil: Callable[[Wire, int, Random], Wire]
    once: bool = False
    """Whether only the first attempt is hit."""


KINDS: dict[str, Kind] = {}


def _kind(name: str, unit: Unit, once: bool = False) -> Callable[[Callable[[Wire, int, Random], Wire]], None]:
    def add(spoil: Callable[[Wire, int, Random], Wire]) -> None:
        KINDS[name] = Kind(unit, spoil, once)

    return add


def _part(event: bytes, chance: Random) -> bytes:
    return event[: chance.randrange(1, max(2, len(event)))]


def _end_of(event: bytes) -> bytes:
    return b"\r\n\r\n" if event.endswith(b"\r\n\r\n") else b"\n\n"


def _put(wire: Wire, at: int, *added: bytes, over: int = 0) -> Wire:
    """Events put in at a place, in place of so many of those that are there."""
    return replace(wire, events=(*wire.events[:at], *added, *wire.events[at + over :]))


@_kind("none", "reply")
def _(wire: Wire, at: int, chance: Random) -> Wire:
    return wire


@_kind("cut", "event")
def _(wire: Wire, at: int, chance: Random) -> Wire:
    return replace(wire, events=(*wire.events[:at], _part(wire.events[at], chance)), ending="close")


@_kind("cut-between", "event")
def _(wire: Wire, at: int, chance: Random) -> Wire:
    return replace(wire, events=wire.events[:at], ending="close")


@_kind("cut-before-line-end", "event")
def _(wire: Wire, at: int, chance: Random) -> Wire:
    return replace(wire, events=(*wire.events[:at], wire.events[at].rstrip()), ending="close")


@_kind("reset", "event")
def _(wire: Wire, at: int, chance: Random) -> Wire:
    return replace(wire, events=(*wire.events[:at], _part(wire.events[at], chance)), ending="reset")


@_kind("stall", "event")
def _(wire: Wire, at: int, chance: Random) -> Wire:
    return replace(wire, events=wire.events[:at], ending="stall")


@_kind("truncate", "event")
def _(wire: Wire, at: int, chance: Random) -> Wire:
    return replace(wire, events=wire.events[:at])


@_kind("truncate-within", "event")
def _(wire: Wire, at: int, chance: Random) -> Wire:
    return replace(wire, events=(*wire.events[:at], _part(wire.events[at], chance)))


@_kind("no-end-marker", "reply")
def _(wire: Wire, at: int, chance: Random) -> Wire:
    return replace(wire, events=wire.events[:-1])


@_kind("malformed", "event")
def _(wire: Wire, at: int, chance: Random) -> Wire:
    event = wire.events[at]
    return _put(wire, at, event[: len(event) * 2 // 3].rstrip() + _end_of(event), over=1)


@_kind("no-object", "event")
def _(wire: Wire, at: int, chance: Random) -> Wire:
    return _put(wire, at, b"data: " + chance.choice([b"null", b"[]", b"1", b'"text"', b"{", b""]) + b"\n\n")


@_kind("wrong-part", "event")
def _(wire: Wire, at: int, chance: Random) -> Wire:
    """A part of an event is missing, or of another type."""
    before, field, data = wire.events[at].partition(b"data: ")
    if not data.startswith(b"{"):
        return wire
    payload = json.loads(data)
    holder, name = chance.choice(list(_parts(payload)))
    if chance.random() < 0.2:
        del holder[name]
    else:
        holder[name] = chance.choice([None, "x", 5, [], {}, True])
    return _put(wire, at, before + field + json.dumps(payload).encode() + _end_of(wire.events[at]), over=1)


def _parts(value: Any) -> Iterator[tuple[Any, Any]]:
    """Everything inside, each by what holds it and its name or place there."""
    names = list(value) if isinstance(value, dict) else list(range(len(value))) if isinstance(value, list) else []
    for name in names:
        yield value, name
        yield from _parts(value[name])


@_kind("error-event", "event")
def _(wire: Wire, at: int, chance: Random) -> Wire:
    return replace(wire, events=(*wire.events[:at], wire.error))


@_kind("error-event-and-on", "event")
def _(wire: Wire, at: int, chance: Random) -> Wire:
    return _put(wire, at, wire.error)


@_kind("page", "event")
def _(wire: Wire, at: int, chance: Random) -> Wire:
    return replace(wire, events=(*wire.events[:at], PAGE))


@_kind("page-and-on", "event")
def _(wire: Wire, at: int, chance: Random) -> Wire:
    return _put(wire, at, PAGE)


@_kind("words", "event")
def _(wire: Wire, at: int, chance: Random) -> Wire:
    return replace(wire, events=(*wire.events[:at], WORDS))


@_kind("words-and-on", "event")
def _(wire: Wire, at: int, chance: Random) -> Wire:
    return _put(wire, at, WORDS + b"\n\n")


@_kind("dropped", "event")
def _(wire: Wire, at: int, chance: Random) -> Wire:
    return _put(wire, at, over=1)


@_kind("doubled", "event")
def _(wire: Wire, at: int, chance: Random) -> Wire:
    return _put(wire, at, wire.events[at])


@_kind("swapped", "event")
def _(wire: Wire, at: int, chance: Random) -> Wire:
    return _put(wire, at, *wire.events[at : at + 2][::-1], over=2)


@_kind("keep-alive", "event")
def _(wire: Wire, at: int, chance: Random) -> Wire:
    return _put(wire, at, b": still there\n\n" * chance.randrange(1, 4))


@_kind("line-ends", "reply")
def _(wire: Wire, at: int, chance: Random) -> Wire:
    return replace(wire, events=tuple(re.sub(rb"\r?\n", b"\r\n", event) for event in wire.events))


@_kind("after-the-end", "event")
def _(wire: Wire, at: int, chance: Random) -> Wire:
    return replace(wire, events=(*wire.events, wire.events[at]))


@_kind("page-after-the-end", "reply")
def _(wire: Wire, at: int, chance: Random) -> Wire:
    return replace(wire, events=(*wire.events, PAGE), ending=chance.choice(["end", "close"]))


@_kind("half-a-character", "event")
def _(wire: Wire, at: int, chance: Random) -> Wire:
    """The stream ends within a character of several bytes, or goes on without the rest of it."""
    event = wire.events[at]
    places = [place for place, byte in enumerate(event) if byte >= 0x80] or [len(event) // 2]
    place = chance.choice(places)
    if chance.random() < 0.5:
        return replace(wire, events=(*wire.events[:at], event[:place]))
    return _put(wire, at, event[:place] + event[place + 1 :], over=1)


@_kind("huge", "event")
def _(wire: Wire, at: int, chance: Random) -> Wire:
    return _put(wire, at, b": " + b"x" * 400_000 + b"\n\n")


@_kind("endless", "event")
def _(wire: Wire, at: int, chance: Random) -> Wire:
    """An event without an end, larger than may be."""
    return replace(wire, events=(*wire.events[:at], b'data: {"x": "' + b"x" * 3_000_000))


def _bytes(name: str) -> Callable[[Callable[[bytes, Random], bytes]], None]:
    """A kind that changes one byte."""

    def add(change: Callable[[bytes, Random], bytes]) -> None:
        def spoil(wire: Wire, at: int, chance: Random) -> Wire:
            body = wire.body
            at %= len(body)
            return replace(wire, events=(body[:at], change(body[at : at + 1], chance), body[at + 1 :]))

        KINDS[name] = Kind("byte", spoil)

    return add


@_bytes("flipped")
def _(byte: bytes, chance: Random) -> bytes:
    return bytes([byte[0] ^ (1 << chance.randrange(8))])


@_bytes("deleted")
def _(byte: bytes, chance: Random) -> bytes:
    return b""


@_bytes("twice")
def _(byte: bytes, chance: Random) -> bytes:
    return byte * 2


@_bytes("inserted")
def _(byte: bytes, chance: Random) -> bytes:
    return byte + bytes([chance.randrange(256)])


@_bytes("zeroed")
def _(byte: bytes, chance: Random) -> bytes:
    return b"\0"


@_kind("redirect", "reply")
def _(wire: Wire, at: int, chance: Random) -> Wire:
    status = chance.choice([301, 302, 303, 307, 308])
    return replace(wire, events=(), status=status, headers=(("location", "http://127.0.0.1:9/elsewhere"),))


@_kind("empty", "reply")
def _(wire: Wire, at: int, chance: Random) -> Wire:
    return replace(wire, events=())


@_kind("page-as-reply", "reply")
def _(wire: Wire, at: int, chance: Random) -> Wire:
    return replace(wire, events=(PAGE,), headers=(("content-type", "text/html"),))


@_kind("other-type", "reply")
def _(wire: Wire, at: int, chance: Random) -> Wire:
    return replace(wire, headers=(("content-type", chance.choice(["application/json", "text/plain", ""])),))


@_kind("gzip-that-is-none", "reply")
def _(wire: Wire, at: int, chance: Random) -> Wire:
    return replace(wire, headers=(*wire.headers, ("content-encoding", "gzip")))


def _raw(name: str, raw: Callable[[Wire, Random], bytes]) -> None:
    """A kind that is no HTTP as it should be."""
    KINDS[name] = Kind("reply", lambda wire, at, chance: replace(wire, raw=raw(wire, chance)))


def _head(*lines: str) -> bytes:
    return "\r\n".join(["HTTP/1.1 200 OK", *lines]).encode()


_raw("nothing", lambda wire, chance: b"")
_raw("no-http", lambda wire, chance: chance.randbytes(200))
_raw("head-cut", lambda wire, chance: _part(_head("content-type: text/event-stream", "x-canary: y"), chance))
_raw(
    "chunk-size-that-is-none",
    lambda wire, chance: _head("transfer-encoding: chunked", "", "") + b"zz\r\n" + wire.body,
)
_raw(
    "too-short",
    lambda wire, chance: _head(f"content-length: {len(wire.body) + 100}", "", "") + wire.body,
)

STATUSES: Sequence[int] = (400, 401, 402, 403, 404, 408, 413, 418, 422, 429, 500, 502, 503, 504, 529)
RETRIED = ("429", "500", "503", "529")


def _status(status: int, *headers: tuple[str, str], page: bool = False) -> Callable[[Wire, int, Random], Wire]:
    def spoil(wire: Wire, at: int, chance: Random) -> Wire:
        # a 404 that is not about the model is of a server without this API, which is asked in another way
        message = "canary refusal of the model" if status == 404 else "canary refusal"
        error = json.dumps({"error": {"message": message, "type": "x", "code": None}}).encode()
        body, kind = (PAGE, "text/html") if page else (error, "application/json")
        return replace(wire, events=(body,), status=status, headers=(("content-type", kind), *headers))

    return spoil


for _each in STATUSES:
    KINDS[f"status-{_each}"] = Kind("reply", _status(_each))
for _each in (429, 500, 503, 529):
    KINDS[f"once-{_each}"] = Kind("reply", _status(_each), once=True)
KINDS["once-429-after"] = Kind("reply", _status(429, ("retry-after", "0.01")), once=True)
KINDS["status-429-after"] = Kind("reply", _status(429, ("retry-after", "0.01")))
KINDS["status-429-much-later"] = Kind("reply", _status(429, ("retry-after", "3600")))
KINDS["status-502-page"] = Kind("reply", _status(502, page=True))
KINDS["once-nothing"] = Kind("reply", KINDS["nothing"].spoil, once=True)
KINDS["once-empty"] = Kind("reply", KINDS["empty"].spoil, once=True)
