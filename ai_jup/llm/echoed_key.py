"""Takes the key out of a model's words: one that an endpoint repeats would be kept in the notebook."""

from collections.abc import AsyncGenerator
from dataclasses import replace

from .key_traces import REMOVED
from .port import CallRequest, Piece, ReasoningPiece, Target, TextPiece

SHORTEST = 8
"""Characters; a shorter key would be found in ordinary words."""


async def without_echoed_key(pieces: AsyncGenerator[Piece, None], target: Target) -> AsyncGenerator[Piece, None]:
    """The pieces of a reply; of a text what may be the key's beginning waits for what follows."""
    key = target.api_key.strip()
    if len(key) < SHORTEST or target.simulated:
        async for piece in pieces:
            yield piece
        return
    held: TextPiece | ReasoningPiece | None = None
    try:
        async for piece in pieces:
            if isinstance(piece, TextPiece | ReasoningPiece):
                before, held = held, None
                if before and type(before) is type(piece):
                    piece = replace(piece, text=before.text + piece.text)
                elif before:
                    yield before
                text = piece.text.replace(key, REMOVED)
                cut = len(text) - _begun(text, key)
                held = replace(piece, text=text[cut:]) if text[cut:] else None
                if text[:cut]:
                    yield replace(piece, text=text[:cut])
                continue
            if held:
                yield held
                held = None
            if isinstance(piece, CallRequest):
                piece = replace(piece, arguments=piece.arguments.replace(key, REMOVED))
            yield piece
    except Exception:
        # what came before the failure is part of the answer
        if held:
            yield held
        raise
    if held:
        yield held


def _begun(text: str, key: str) -> int:
    """How many characters at the text's end may be the key's first."""
    longest = min(len(key) - 1, len(text))
    return next((length for length in range(longest, 0, -1) if text.endswith(key[:length])), 0)
