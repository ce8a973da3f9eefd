"""Takes the key out of a model's reply: one that an endpoint repeats would be kept in the notebook."""

from collections.abc import AsyncGenerator
from dataclasses import replace
from typing import Any

from ..redaction import SHORTEST, KeyGuard
from .port import CallRequest, Piece, ReasoningPiece, ReplyEnd, Target, TextPiece

Words = TextPiece | ReasoningPiece


class _Held:
    """Holds back of the text, and of the reasoning, what may be the key's beginning, until what follows it is there.

    Of each by itself: text that reasoning parts is joined later.
    """

    def __init__(self, guard: KeyGuard) -> None:
        self._guard = guard
        self._held: dict[type[Words], str] = {}

    def words(self, piece: Words) -> list[Piece]:
        """What can be told once this text has come."""
        text = self._guard.clean(self._held.pop(type(piece), "") + piece.text)
        cut = len(text) - self._guard.begun(text)
        if text[cut:]:
            self._held[type(piece)] = text[cut:]
        return [replace(piece, text=text[:cut])] if text[:cut] else []

    def rest(self) -> list[Piece]:
        """What is held back, since no more of its text comes."""
        held, self._held = self._held, {}
        return [kind(text) for kind, text in held.items()]


async def without_echoed_key(pieces: AsyncGenerator[Piece, None], target: Target) -> AsyncGenerator[Piece, None]:
    """The pieces of a reply, in their order, without the key."""
    key = target.api_key.strip()
    if len(key) < SHORTEST or target.simulated:
        async for piece in pieces:
            yield piece
        return
    guard = KeyGuard([key])
    held = _Held(guard)
    try:
        async for piece in pieces:
            if isinstance(piece, TextPiece | ReasoningPiece):
                ready = held.words(piece)
            else:
                ready = [*held.rest(), _cleaned(piece, guard)]
            for each in ready:
                yield each
    except Exception:
        # what came before the failure is part of the answer
        for each in held.rest():
            yield each
        raise
    for each in held.rest():
        yield each


def _cleaned(piece: Piece, guard: KeyGuard) -> Piece:
    """Every text in it: a call's name, the model's own name and its word for the end are kept as well."""
    if isinstance(piece, CallRequest | ReplyEnd):
        return replace(piece, **{name: _without(value, guard) for name, value in vars(piece).items()})
    return piece


def _without(value: Any, guard: KeyGuard) -> Any:
    if isinstance(value, str):
        return guard.clean(value)
    if isinstance(value, list):
        return [_without(item, guard) for item in value]
    if isinstance(value, dict):
        return {_without(name, guard): _without(item, guard) for name, item in value.items()}
    return value
