"""What the bytes of a reply say, by a reading of the test's own: strict, and without a line of what it judges.

A server-sent event is a few lines; `data` is JSON. A reading is whole when the provider's own end came, and nothing
before it was anything else than its events. Fields and types of events that were never seen are a provider's to add:
nobody can know what they say, and the reading is in doubt.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any


class NotSaid(Exception):
    """The bytes are not what this provider sends."""


@dataclass
class Reading:
    """What a reply said up to its end, or to what is wrong with it."""

    text: str = ""
    reasoning: str = ""
    calls: list[list[str]] = field(default_factory=list)
    """Name and arguments of each, in order."""
    ended: bool = False
    """Whether the provider's own end has come."""
    harm: str = ""
    """What is wrong, before the end."""
    doubt: bool = False
    """Whether something came that a provider may say, and nobody can read."""
    _finished: bool = False
    _open: dict[int, list[str]] = field(default_factory=dict)

    @property
    def whole(self) -> bool:
        return self.ended and not self.harm

    @property
    def anything(self) -> bool:
        return bool(self.text or self.reasoning or self.calls)

    def call(self, index: int, name: str, arguments: str = "") -> None:
        self._open[index] = [name, arguments]
        self.calls.append(self._open[index])

    def arguments(self, index: int, more: str) -> None:
        if index in self._open:
            self._open[index][1] += more
        else:
            self.doubt = True


_TELLING = {"type", "object", "role", "finish_reason", "finishReason", "stop_reason", "status"}
_COUNTING = {"index", "output_index", "content_index", "summary_index"}


def shapes(value: Any, at: str = "") -> Iterator[str]:
    """Of a payload the names that it has, where they stand, and the values that say what something is."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield f"{at}.{name}:{type(item).__name__}"
            if name in _TELLING | _COUNTING and not isinstance(item, dict | list):
                yield f"{at}.{name}={item}"
            yield from shapes(item, f"{at}.{name}")
    elif isinstance(value, list):
        yield f"{at}#{len(value)}"
        for item in value:
            yield from shapes(item, f"{at}[]")


def known_shapes(bodies: Iterable[bytes]) -> frozenset[str]:
    """The shapes of what a provider sends when nothing goes wrong."""
    payloads = (data for body in bodies for data in _events(body) if data != "[DONE]")
    return frozenset(shape for data in payloads for shape in shapes(json.loads(data)))


def read(dialect: str, body: bytes, known: frozenset[str]) -> Reading:
    """Read a body of status 200 from a provider whose shapes are known."""
    reading = Reading()
    try:
        for data in _events(body):
            if not reading.ended and data.strip() != "[DONE]" and not known.issuperset(shapes(_object(data))):
                reading.doubt = True
            _see(dialect, reading, data)
    except (NotSaid, AttributeError, TypeError) as harm:
        if not reading.ended:
            reading.harm = str(harm)
    return reading


def _see(dialect: str, reading: Reading, data: str) -> None:
    if reading.ended and dialect != "gemini":  # whose earlier models give a reason to finish with every event
        return
    if data.strip() == "[DONE]":
        reading.ended = dialect == "chat" and reading._finished
    else:
        DIALECTS[dialect](reading, _object(data))


def _events(body: bytes) -> Iterator[str]:
    """The data of each event; a last one without its empty line is one too."""
    data: list[str] = []
    for line in [*body.split(b"\n"), b"", b""]:
        line = line.rstrip(b"\r")
        if not line:
            if data:
                yield "\n".join(data)
            data = []
            continue
        name, _, value = line.decode(errors="replace").partition(":")
        if name not in ("", "data", "event", "id", "retry"):
            raise NotSaid("a line that is none of an event's")
        if name == "data":
            data.append(value.removeprefix(" "))


def _object(data: str) -> dict[str, Any]:
    try:
        found = json.loads(data)
    except ValueError:
        raise NotSaid("no JSON") from None
    if not isinstance(found, dict):
        raise NotSaid("no object")
    return found


def _chat(reading: Reading, payload: dict[str, Any]) -> None:
    if payload.get("error"):
        raise NotSaid("an error")
    for choice in _if_there(reading, payload, "choices", list):
        delta = _if_there(reading, choice, "delta", dict)
        _text(delta, "refusal")
        if delta.get("content") == []:
            reading.doubt = True  # as a list it may come from others
        else:
            reading.text += _text(delta, "content")
        for call in _if_there(reading, delta, "tool_calls", list) if "tool_calls" in delta else ():
            index = _if_there(reading, call, "index", int)
            if call.get("function") is None:
                reading.doubt = True  # OpenAI's reference does not ask for one in each piece
                continue
            function = _dict(call, "function")
            name, arguments = _text(function, "name"), _arguments(reading, function)
            if name:
                reading.call(index, name)
            reading.arguments(index, arguments)
        reading._finished = reading._finished or bool(choice.get("finish_reason"))


def _arguments(reading: Reading, function: dict[str, Any]) -> str:
    """There are servers that give them as an object."""
    if isinstance(given := function.get("arguments"), dict | list):
        reading.doubt = True
        return json.dumps(given)
    return _text(function, "arguments")


def _responses(reading: Reading, payload: dict[str, Any]) -> None:
    match _needed(payload, "type"):
        case "error" | "response.failed":
            raise NotSaid("an error")
        case "response.output_text.delta":
            reading.text += _needed(payload, "delta")
        case "response.reasoning_summary_text.delta":
            reading.reasoning += _needed(payload, "delta")
        case "response.output_item.added" if _dict(payload, "item").get("type") == "function_call":
            reading.call(payload.get("output_index", 0), _needed(payload["item"], "name"))
        case "response.function_call_arguments.delta":
            reading.arguments(payload.get("output_index", 0), _needed(payload, "delta"))
        case "response.completed" | "response.incomplete":
            _dict(payload, "response")
            reading.ended = True


def _anthropic(reading: Reading, payload: dict[str, Any]) -> None:
    match _needed(payload, "type"):
        case "error":
            raise NotSaid("an error")
        case "message_start":
            _if_there(reading, payload, "message", dict)
        case "content_block_start":
            block = _dict(payload, "content_block")
            if _needed(block, "type") == "tool_use":
                reading.call(payload.get("index", 0), _needed(block, "name"))
        case "content_block_delta":
            _anthropic_delta(reading, payload)
        case "message_stop":
            reading.ended = True


def _anthropic_delta(reading: Reading, payload: dict[str, Any]) -> None:
    delta = _dict(payload, "delta")
    match _needed(delta, "type"):
        case "text_delta":
            reading.text += _needed(delta, "text")
        case "thinking_delta":
            reading.reasoning += _needed(delta, "thinking")
        case "input_json_delta":
            if payload.get("index", 0) not in reading._open:
                raise NotSaid("arguments of a call that has not begun")
            reading.arguments(payload.get("index", 0), _needed(delta, "partial_json"))


def _gemini(reading: Reading, payload: dict[str, Any]) -> None:
    if payload.get("error") or (payload.get("promptFeedback") or {}).get("blockReason"):
        raise NotSaid("an error")
    for candidate in _if_there(reading, payload, "candidates", list):
        for part in _if_there(reading, _if_there(reading, candidate, "content", dict), "parts", list):
            if "functionCall" in part:
                call = _dict(part, "functionCall")
                reading.call(len(reading.calls), _needed(call, "name"), json.dumps(call.get("args") or {}))
            elif part.get("thought"):
                reading.reasoning += _text(part, "text")
            else:
                reading.text += _text(part, "text")
        reading.ended = reading.ended or bool(candidate.get("finishReason"))


DIALECTS: dict[str, Callable[[Reading, dict[str, Any]], None]] = {
    "chat": _chat,
    "responses": _responses,
    "anthropic": _anthropic,
    "gemini": _gemini,
}


def _dict(holder: Any, name: str) -> dict[str, Any]:
    found = holder.get(name) if isinstance(holder, dict) else None
    if not isinstance(found, dict):
        raise NotSaid(f"no {name}")
    return found


def _if_there(reading: Reading, holder: Any, name: str, kind: type[Any]) -> Any:
    """A part that an event may lack: whether one is lost, nobody can know."""
    found = holder.get(name)
    if found is None:
        reading.doubt = True
        return kind()
    if not isinstance(found, kind):
        raise NotSaid(f"no {name}")
    return found


def _text(holder: dict[str, Any], name: str) -> str:
    found = holder.get(name)
    if not isinstance(found, str | None):
        raise NotSaid(f"{name} is no text")
    return found or ""


def _needed(holder: dict[str, Any], name: str) -> str:
    if not isinstance(holder.get(name), str):
        raise NotSaid(f"no {name}")
    return str(holder[name])
