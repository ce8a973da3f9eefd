"""Takes the key out of a model's words: one that an endpoint repeats would be kept in the notebook."""

from collections.abc import AsyncGenerator
from dataclasses import replace

from ..redaction import SHORTEST, KeyGuard, begun, written
from .port import CallRequest, Piece, ReasoningPiece, Target, TextPiece

Words = TextPiece | ReasoningPiece


class _Held:
    """Holds back of a text what may be the key's beginning, until what follows it is there."""

    def __init__(self, key: str) -> None:
        self._forms = written(key)
        self.guard = KeyGuard([key])
        self._held: Words | None = None

    def words(self, piece: Words) -> list[Piece]:
        """What can be told once this text has come."""
        before: list[Piece] = []
        if type(self._held) is type(piece):
            piece = replace(piece, text=self._held.text + piece.text)
        else:
            before = self.rest()
        text = self.guard.clean(piece.text)
        cut = len(text) - max(begun(text, form) for form in self._forms)
        self._held = replace(piece, text=text[cut:]) if text[cut:] else None
        return [*before, replace(piece, text=text[:cut])] if text[:cut] else before

    def rest(self) -> list[Piece]:
        """What is held back, since no more of its text comes."""
        held, self._held = self._held, None
        return [held] if held else []


async def without_echoed_key(pieces: AsyncGenerator[Piece, None], target: Target) -> AsyncGenerator[Piece, None]:
    """The pieces of a reply, in their order, without the key."""
    key = target.api_key.strip()
    if len(key) < SHORTEST or target.simulated:
        async for piece in pieces:
            yield piece
        return
    held = _Held(key)
    try:
        async for piece in pieces:
            for ready in _ready(piece, held):
                yield ready
    except Exception:
        # what came before the failure is part of the answer
        for ready in held.rest():
            yield ready
        raise
    for ready in held.rest():
        yield ready


def _ready(piece: Piece, held: _Held) -> list[Piece]:
    if isinstance(piece, TextPiece | ReasoningPiece):
        return held.words(piece)
    if isinstance(piece, CallRequest):
        piece = replace(piece, arguments=held.guard.clean(piece.arguments))
    return [*held.rest(), piece]
