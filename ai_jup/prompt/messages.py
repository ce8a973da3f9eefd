"""The turns that are sent, in LiteLLM's (OpenAI chat completions') form."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..wire import PromptRequest
from .cells import CellText, attached, prompt_text, read_cells
from .instructions import SYSTEM
from .outputs import Picture

PICTURE_LIMIT = 20

_CLOSING = re.compile(r"<\s*/\s*notebook", re.IGNORECASE)

Message = dict[str, Any]


@dataclass(frozen=True)
class Composition:
    """What one request sends."""

    messages: Sequence[Message]

    @property
    def digest(self) -> str:
        """First 16 hex digits of the SHA-256 of the messages."""
        canonical = json.dumps(self.messages, sort_keys=True, ensure_ascii=False).encode()
        return hashlib.sha256(canonical).hexdigest()[:16]


def compose(request: PromptRequest, values: Sequence[CellText] = ()) -> Composition:
    """The messages for a request: the system turn, the cells above in order, the values that it names, the prompt.

    Consecutive turns of one role are joined: Anthropic and Gemini want them to alternate.
    """
    cells = list(read_cells(request.cells, request.options.history))
    source = prompt_text(request.prompt.source)
    own = CellText("prompt", source, attached(source, request.prompt.attachments))
    turns = _joined(_newest_pictures([*cells, *values, own], PICTURE_LIMIT))
    messages: list[Message] = [{"role": "system", "content": SYSTEM}]
    for turn in turns:
        _append(messages, turn)
    return Composition(messages)


def _newest_pictures(turns: Sequence[CellText], limit: int) -> list[CellText]:
    """The turns with at most `limit` pictures, counted from the end; what is left out is said in the text."""
    kept: list[CellText] = []
    for turn in reversed(turns):
        room = max(limit, 0)
        left_out = len(turn.pictures) - room
        limit -= len(turn.pictures)
        if left_out > 0:
            note = f"\n[{left_out} earlier picture(s) left out]"
            pictures = turn.pictures[len(turn.pictures) - room :]
            turn = replace(turn, text=turn.text + note, pictures=pictures)
        kept.append(turn)
    return kept[::-1]


def _joined(turns: Sequence[CellText]) -> list[CellText]:
    """Cells of the notebook in one text up to the next picture: LiteLLM takes its time with each part of a turn."""
    joined: list[CellText] = []
    for turn in turns:
        before = joined[-1] if joined else None
        if before and before.role == turn.role == "notebook" and not before.pictures:
            joined[-1] = replace(turn, text=f"{before.text}\n\n{turn.text}")
        else:
            joined.append(turn)
    return joined


def _append(messages: list[Message], turn: CellText) -> None:
    role = "assistant" if turn.role == "answer" else "user"
    parts = _parts(turn)
    if messages[-1]["role"] == role:
        messages[-1]["content"].extend(parts)
    elif role == "assistant" and messages[-1]["role"] == "system":
        # an answer whose prompt was deleted: no provider takes a conversation that begins with the assistant
        messages.append({"role": "user", "content": [_text("<notebook>\nAn earlier answer:\n</notebook>")]})
        messages.append({"role": role, "content": parts})
    else:
        messages.append({"role": role, "content": parts})


def _parts(turn: CellText) -> list[Mapping[str, Any]]:
    if turn.role == "notebook":
        text = f"<notebook>\n{_CLOSING.sub('</ notebook', turn.text)}\n</notebook>"
    else:
        text = turn.text
    return [_text(text), *_pictures(() if turn.role == "answer" else turn.pictures)]


def _text(text: str) -> dict[str, Any]:
    # half of a surrogate pair, which cut text can end in, cannot be sent
    return {"type": "text", "text": text.encode(errors="replace").decode()}


def _pictures(pictures: Iterable[Picture]) -> list[dict[str, Any]]:
    return [{"type": "image_url", "image_url": {"url": picture.data_url}} for picture in pictures]
