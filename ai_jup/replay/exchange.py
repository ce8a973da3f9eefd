"""One exchange with a model as a line of text."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from ..llm.port import CallRequest, Piece, ReasoningPiece, ReplyEnd, TextPiece, TokenUsage
from .sent import Sent

KINDS: dict[str, type[Any]] = {
    "text": TextPiece,
    "reasoning": ReasoningPiece,
    "call": CallRequest,
    "usage": TokenUsage,
    "end": ReplyEnd,
}
"""What a piece is called in the file."""
_NAMES = {kind: name for name, kind in KINDS.items()}


@dataclass(frozen=True)
class Exchange:
    """What was sent, by digests, and what came."""

    sent: Sent
    reply: Sequence[Piece]
    recorded: str
    """When: ISO 8601, UTC."""

    @property
    def line(self) -> str:
        """As it stands in the file; the same exchange is the same line."""
        sent = self.sent
        fields = {
            "key": sent.key,
            "recorded": self.recorded,
            "model": sent.model,
            "parameters": dict(sent.parameters),
            "functions": dict(sent.functions),
            "sent": sent.parts,
            "reply": [_told(piece) for piece in self.reply],
        }
        return json.dumps(fields, ensure_ascii=False, separators=(", ", ": "))

    @classmethod
    def read(cls, line: str) -> "Exchange":
        """Raises `ValueError`, `TypeError`, `KeyError` for a line that is none."""
        fields = json.loads(line)
        parts = [(kind, name, text, tuple(pictures)) for kind, name, text, pictures in fields["sent"]]
        sent = Sent(fields["model"], fields["parameters"], fields["functions"], parts)
        reply = [KINDS[name](**piece) for each in fields["reply"] for name, piece in each.items()]
        if not reply or not isinstance(reply[-1], ReplyEnd):
            raise ValueError("a reply without its end")
        return cls(sent, reply, str(fields["recorded"]))


def joined(pieces: Iterable[Piece]) -> list[Piece]:
    """Neighbouring pieces of text as one: how a provider cut it up says nothing."""
    made: list[Piece] = []
    for piece in pieces:
        last = made[-1] if made else None
        if isinstance(piece, TextPiece) and isinstance(last, TextPiece):
            made[-1] = TextPiece(last.text + piece.text)
        elif isinstance(piece, ReasoningPiece) and isinstance(last, ReasoningPiece):
            made[-1] = ReasoningPiece(last.text + piece.text)
        else:
            made.append(piece)
    return made


def _told(piece: Piece) -> dict[str, Any]:
    fields = asdict(piece)
    # the line says it
    fields.pop("recorded", None)
    return {_NAMES[type(piece)]: fields}
