"""Events of chat completions as OpenAI writes them, where a server writes them a little differently."""

import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .dialect import Payload
from .end_marker import optional


@dataclass
class _Call:
    """One that has begun, and what its server called it."""

    number: int
    id: str
    given_index: int
    given_id: str
    arguments: str = ""

    @property
    def is_whole(self) -> bool:
        if not self.arguments.rstrip().endswith("}"):
            return False
        try:
            return isinstance(json.loads(self.arguments), dict)
        except (ValueError, RecursionError):
            return False


class ChatEvents:
    """Follows one reply: each call gets an index and an id of its own, and content becomes text.

    Raises `TypeError` or `AttributeError` for a call that is none.
    """

    def __init__(self) -> None:
        self._calls: list[_Call] = []

    def __call__(self, payload: Payload) -> bool:
        """Put an event right; whether it had to be changed."""
        choices = payload.get("choices")
        deltas = [choice.get("delta") for choice in choices or () if isinstance(choice, dict)]
        return any([self._put_right(delta) for delta in deltas if isinstance(delta, dict)])

    def _put_right(self, delta: Payload) -> bool:
        calls = optional(delta, "tool_calls", list) or []
        return any([*[self._put_call_right(call) for call in calls], _content_as_text(delta)])

    def _put_call_right(self, call: Payload) -> bool:
        before = json.dumps(call)
        # LiteLLM passes over a call without one, and with it over what begins the call
        function: Payload = optional(call, "function", dict) or {"arguments": ""}
        call["function"] = function
        if isinstance(function.get("arguments"), dict | list):
            function["arguments"] = json.dumps(function["arguments"])
        optional(function, "name", str)
        optional(function, "arguments", str)
        open_call = self._open(call, function)
        if open_call is None:
            open_call = self._begun(call)
            call["id"] = open_call.id
        elif call.get("id"):
            call["id"] = open_call.id
        call["index"] = open_call.number
        open_call.arguments += function.get("arguments") or ""
        return before != json.dumps(call)

    def _open(self, call: Payload, function: Payload) -> _Call | None:
        """The call that this goes on; null where it begins another."""
        last = self._last_like(call)
        if last is None:
            return None
        if not function.get("name"):
            return last
        given = call.get("id") or ""
        if given and given != last.given_id:
            return None
        # there are servers that repeat the name in each piece, and others that give no ids
        begins_anew = not given and last.is_whole and (function.get("arguments") or "").strip()
        return None if begins_anew else last

    def _last_like(self, call: Payload) -> _Call | None:
        like = [each for each in self._calls if each.given_index == _index(call)]
        named = [each for each in like if call.get("id") and each.given_id == call["id"]]
        found = named or like
        return found[-1] if found else None

    def _begun(self, call: Payload) -> _Call:
        given = call.get("id")
        given = given if isinstance(given, str) else ""
        is_own = bool(given) and all(each.id != given for each in self._calls)
        own = given if is_own else f"call_{secrets.token_hex(6)}"
        begun = _Call(len(self._calls), own, _index(call), given)
        self._calls.append(begun)
        return begun


def _index(call: Payload) -> int:
    # there are servers that leave out what is 0
    return optional(call, "index", int) or 0


def _content_as_text(delta: Payload) -> bool:
    content = delta.get("content")
    if not isinstance(content, list):
        return False
    delta["content"] = "".join(_texts(content, ("text", None)))
    if thoughts := "".join(_texts(content, ("thinking", "reasoning"))):
        delta["reasoning_content"] = f"{delta.get('reasoning_content') or ''}{thoughts}"
    return True


def _texts(parts: list[Any], kinds: tuple[str | None, ...]) -> Iterator[str]:
    for part in parts:
        if isinstance(part, str) and None in kinds:
            yield part
        elif isinstance(part, dict) and part.get("type") in kinds:
            inner = part.get(part.get("type") or "text", part.get("text"))
            yield "".join(_texts(inner, ("text", None))) if isinstance(inner, list) else str(inner or "")
