"""One reply put together from LiteLLM's chunks: what to show, and the message to send back in a tool loop."""

from collections.abc import Callable, Iterator
from typing import Any

from .port import CallRequest, ChatMessage, ReasoningPiece, TextPiece
from .reply import calls, pieces

Build = Callable[[list[Any]], Any]
"""LiteLLM's `stream_chunk_builder`."""


class Chunks:
    """Collects the chunks of one reply."""

    def __init__(self) -> None:
        self.usage: Any = None
        """LiteLLM's usage object; null until the provider has counted."""
        self._chunks: list[Any] = []
        self._texts: list[str] = []
        self._signed: list[Any] = []
        self._reasoning_items: list[Any] = []

    def add(self, chunk: Any) -> Iterator[TextPiece | ReasoningPiece]:
        """The pieces of a chunk that can be shown at once; calls come when they are whole."""
        self._chunks.append(chunk)
        self.usage = getattr(chunk, "usage", None) or self.usage
        for choice in chunk.choices or ():
            self._keep_reasoning(choice.delta)
        for piece in pieces(chunk):
            if isinstance(piece, TextPiece):
                self._texts.append(piece.text)
            yield piece

    def message(self, build: Build) -> ChatMessage:
        """The reply whole, with all that its provider wants back: ids, signatures, encrypted reasoning."""
        message: dict[str, Any] = build(self._chunks).choices[0].message.model_dump(exclude_none=True)
        # LiteLLM's builder joins each thinking block with its own repetition, and drops the reasoning items
        if self._signed:
            message["thinking_blocks"] = self._signed
        if self._reasoning_items:
            message["reasoning_items"] = self._reasoning_items
        return message

    def calls(self, build: Build) -> tuple[ChatMessage, list[CallRequest]]:
        """The reply whole, and the functions that it calls, in order."""
        message = self.message(build)
        return message, list(calls(message))

    def text_message(self) -> ChatMessage:
        """The reply when it calls nothing; not built by LiteLLM, which is slow."""
        return {"role": "assistant", "content": "".join(self._texts)}

    def _keep_reasoning(self, delta: Any) -> None:
        blocks = getattr(delta, "thinking_blocks", None) or ()
        self._signed += [block for block in blocks if block.get("signature")]
        self._reasoning_items += getattr(delta, "reasoning_items", None) or ()
