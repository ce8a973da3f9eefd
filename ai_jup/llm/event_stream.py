"""A provider's stream on its way to LiteLLM: bytes as they come, server-sent events out of them, and neighbouring text
joined.

LiteLLM needs half a millisecond for each event, whatever its length: with this, a burst of 2,000 costs what a few do.
Nothing waits for it: only what is there already is joined.
"""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterable, Callable, Iterable, Iterator
from dataclasses import dataclass

import anyio

from ..unicode_surrogates import all_whole, ends_in_half, may_have_halves, whole
from .dialects import Payload, TextSlot

_FIELDS = ("data", "event", "id", "retry", "")
"""What a line of an event stream begins with, before the colon; a comment with nothing."""
LIMIT = 1_000_000
"""Bytes that may wait to be taken; the provider waits while there are more."""


async def joined(blocks: AsyncIterable[bytes]) -> AsyncGenerator[bytes, None]:
    """Yield what has come since the last time, as soon as there is anything; what `blocks` raises is raised last.

    httpx hands over each HTTP chunk by itself, and providers send one event a chunk, so a burst would come event by
    event.
    """
    waiting = _Waiting()
    reader = asyncio.create_task(waiting.fill(blocks))
    try:
        while block := await waiting.take():
            yield block
    finally:
        # not by the task: that would break off the closing of a connection that has come to its end, and leave it open
        waiting.reading.cancel()
        await asyncio.wait([reader])


class _Waiting:
    """The bytes that have come and were not taken yet."""

    def __init__(self) -> None:
        self._blocks: list[bytes] = []
        self._size = 0
        self._ended = False
        self._error: Exception | None = None
        self._changed = asyncio.Event()
        self.reading = anyio.CancelScope()
        """Of `fill`."""

    async def fill(self, blocks: AsyncIterable[bytes]) -> None:
        """Read on: httpx suspends only when all that has come is read."""
        try:
            with self.reading:
                async for block in blocks:
                    self._blocks.append(block)
                    self._size += len(block)
                    self._changed.set()
                    while self._size > LIMIT:
                        self._changed.clear()
                        await self._changed.wait()
        except Exception as error:
            # kept for who takes: where the stream is closed early, nobody asks the task for it
            self._error = error
        finally:
            self._ended = True
            self._changed.set()

    async def take(self) -> bytes:
        """Wait for something; empty at the end. What came before an error is returned before it is raised."""
        while not self._blocks and not self._ended:
            self._changed.clear()
            await self._changed.wait()
        if self._error and not self._blocks:
            raise self._error
        block = b"".join(self._blocks)
        self._blocks, self._size = [], 0
        self._changed.set()
        return block


@dataclass(frozen=True)
class ServerSentEvent:
    name: str
    data: str

    def encode(self) -> bytes:
        name = f"event: {self.name}\n" if self.name else ""
        data = "".join(f"data: {line}\n" for line in self.data.split("\n"))
        return f"{name}{data}\n".encode()


class NotAnEvent(ValueError):
    """The stream holds a line of something else, such as a proxy's error page or a damaged field."""


class EventTooLarge(NotAnEvent):
    """An event has no end within the limit."""


class Decoder:
    """Turns blocks of bytes, cut anywhere, into events; comments (keep-alives) are left out. `limit` is in bytes."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._size = 0
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
            if self._size > self._limit:
                return events, EventTooLarge()
        return events, EventTooLarge() if len(self._rest) > self._limit else None

    def end(self) -> tuple[list[ServerSentEvent], NotAnEvent | None]:
        """Return the last event, where the stream ends without the blank line that should follow it."""
        return self.feed(b"\n\n")

    def _line(self, line: bytes) -> ServerSentEvent | None:
        if not line:
            return self._dispatch()
        field, _, value = line.decode(errors="replace").partition(":")
        # a browser would pass over it, and what it should have said would be missing from an answer that looks whole
        if field not in _FIELDS:
            raise NotAnEvent("a line of the reply is not a valid event")
        value = value.removeprefix(" ")
        if field == "data":
            self._data.append(value)
            self._size += len(line)
        elif field == "event":
            self._name = value
        return None

    def _dispatch(self) -> ServerSentEvent | None:
        name, data = self._name, self._data
        self._name, self._data, self._size = "", [], 0
        return ServerSentEvent(name, "\n".join(data)) if data else None


@dataclass
class Part:
    """An event with its payload, and where its text is; null where it is not text alone."""

    event: ServerSentEvent
    payload: Payload
    slot: TextSlot | None


class TextJoiner:
    """Makes one event of neighbours that carry on the same text.

    A character that is cut between two of them, half of it in each, comes whole with the second.
    """

    def __init__(self, text_slot: Callable[[Payload], TextSlot | None]) -> None:
        self._text_slot = text_slot
        self._half: Part | None = None
        """The end of a text that waits for the rest of its last character."""

    def join(self, events: Iterable[tuple[ServerSentEvent, Payload]]) -> Iterator[bytes]:
        """Encode events of one read, each given with its payload."""
        waiting: list[Part] = [self._half] if self._half else []
        self._half = None
        for event, payload in events:
            part = self._part(event, payload)
            if waiting and (part.slot is None or _key(part) != _key(waiting[-1])):
                yield _encoded(waiting)
                waiting = []
            if part.slot is None:
                yield _encoded([part])
            else:
                waiting.append(part)
        if waiting:
            yield from self._up_to_half(waiting)

    def end(self) -> Iterator[bytes]:
        """What still waits, once nothing more comes."""
        if self._half:
            yield _encoded([self._half])
            self._half = None

    def _part(self, event: ServerSentEvent, payload: Payload) -> Part:
        slot = self._text_slot(payload)
        return Part(event, payload, slot if slot and isinstance(slot.holder.get(slot.field), str) else None)

    def _up_to_half(self, waiting: list[Part]) -> Iterator[bytes]:
        if ends_in_half(last := _text(waiting[-1])):
            event = waiting[-1].event
            self._half = self._part(event, json.loads(event.data))
            _set_text(self._half, last[-1])
            _set_text(waiting[-1], last[:-1])
            if not any(map(_text, waiting)):
                return
        yield _encoded(waiting)


def _key(part: Part) -> object:
    return part.slot and part.slot.key


def _text(part: Part) -> str:
    return str(part.slot.holder[part.slot.field]) if part.slot else ""


def _set_text(part: Part, text: str) -> None:
    if part.slot:
        part.slot.holder[part.slot.field] = text


def _encoded(parts: list[Part]) -> bytes:
    """One event of parts of one text, or of one part."""
    last = parts[-1]  # Gemini counts tokens in each, up to there
    if len(parts) > 1:
        _set_text(last, "".join(map(_text, parts)))
    elif not may_have_halves(last.event.data):
        return last.event.encode()
    _set_text(last, whole(_text(last)))
    return ServerSentEvent(last.event.name, json.dumps(all_whole(last.payload))).encode()
