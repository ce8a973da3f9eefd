"""LiteLLM's chunks as the port's pieces, and the whole reply out of them at the end."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from .port import CallRequest, ReasoningPiece, TextPiece

Message = dict[str, Any]


class Chunk(Protocol):
    """What is read of LiteLLM's `ModelResponseStream`."""

    choices: Sequence[Any]


def pieces(chunk: Chunk) -> Iterator[TextPiece | ReasoningPiece]:
    """What a chunk adds to the answer."""
    for choice in chunk.choices:
        if reasoning := getattr(choice.delta, "reasoning_content", None):
            yield ReasoningPiece(reasoning)
        if text := choice.delta.content:
            yield TextPiece(text)


def has_content(chunk: Chunk) -> bool:
    """Whether the model has gone on: text, reasoning or a part of a call, not only frame."""
    names = ("content", "reasoning_content", "tool_calls", "thinking_blocks")
    return any(getattr(choice.delta, name, None) for choice in chunk.choices for name in names)


def calls(message: Mapping[str, Any]) -> Iterator[CallRequest]:
    """The calls of a whole reply, in order."""
    for call in message.get("tool_calls") or ():
        function = call["function"]
        yield CallRequest(call["id"], function["name"] or "", function["arguments"] or "{}")


def sendable(message: Mapping[str, Any]) -> Message:
    """A turn of the history as LiteLLM can send it.

    Arguments that are no JSON object, which models do write, make LiteLLM fail for the providers that take objects:
    they are wrapped into one, so that the model sees what it wrote. The calls' ids and all else stay as they are.
    """
    turn = dict(message)
    if turn.get("tool_calls"):
        turn["tool_calls"] = [_with_readable_arguments(call) for call in turn["tool_calls"]]
    return turn


def _with_readable_arguments(call: Mapping[str, Any]) -> Message:
    function = call["function"]
    arguments = function.get("arguments") or "{}"
    if not _is_object(arguments):
        arguments = json.dumps({"malformed": arguments})
    return {**call, "function": {**function, "arguments": arguments}}


def _is_object(arguments: str) -> bool:
    try:
        return isinstance(json.loads(arguments), dict)
    except ValueError:
        return False
