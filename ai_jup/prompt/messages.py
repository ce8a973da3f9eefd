"""The turns that are sent, in LiteLLM's (OpenAI chat completions') form."""

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ..llm.dialects import OPENAI_CHAT, Dialect
from ..unicode_surrogates import whole
from .cells import CellText
from .digests import Digests, picture_digests
from .instructions import SYSTEM
from .pictures import Picture

PART_TOKENS = 10
"""At most, for what a provider puts around a part, or a turn."""
CACHE_MARK = {"type": "ephemeral"}

_CLOSING = re.compile(r"<\s*/\s*notebook", re.IGNORECASE)

Message = dict[str, Any]
Part = dict[str, Any]


@dataclass(frozen=True)
class Composition:
    """What one request sends, part by part."""

    cells: Sequence[CellText]
    """The cells above in order, those left out too."""
    last: Sequence[CellText]
    """The last turn: the values, then the prompt. Where an answer goes on, that and the request to go on too."""
    dialect: Dialect = OPENAI_CHAT
    model: str = ""
    keys_found: bool = False
    """Whether a key of this server stood in it, and was taken out."""
    digests: Digests = field(default_factory=lambda: Digests("", "", ""))

    @property
    def every(self) -> list[CellText]:
        return [*self.cells, *self.last]

    @property
    def pictures(self) -> list[Picture]:
        """Those that are sent, in order."""
        return [picture for cell in self.every if not cell.absent for picture in cell.pictures]

    @property
    def bound(self) -> int:
        """Tokens that the request does not exceed, without counting: no tokenizer makes two of one byte."""
        parts = [part for message in self.messages[1:] for part in message["content"]]
        texts = sum(_bytes(part["text"]) for part in parts if part["type"] == "text")
        around = PART_TOKENS * (len(parts) + len(self.messages))
        return len(SYSTEM) + texts + around + sum(map(self.picture_tokens, self.pictures))

    @property
    def picture_places(self) -> list[tuple[int, int]]:
        """Of each of `pictures`, where it stands: message, and part of the message."""
        return [
            (index, number)
            for index, message in enumerate(self.messages)
            for number, part in enumerate(message["content"] if index else ())
            if part["type"] == "image_url"
        ]

    @property
    def texts(self) -> list[str]:
        """The texts that are sent: of each cell its source and its outputs."""
        return [text for cell in self.every if not cell.absent for text in (cell.text, cell.output) if text]

    def picture_tokens(self, picture: Picture) -> int:
        return self.dialect.picture_tokens(self.model, picture.width, picture.height)

    @cached_property
    def messages(self) -> list[Message]:
        """The system turn, the cells above in order, the prompt.

        Consecutive turns of one role are joined: Anthropic and Gemini want them to alternate. An earlier prompt looks
        as it did when it was the last one, but for the values, which stood right before it.
        """
        turns = _Turns(self.dialect.cache_marks)
        for cell in self.cells:
            turns.add_cell(cell)
        turns.add_last(self.last)
        return turns.finished()

    @cached_property
    def digest(self) -> str:
        """First 16 hex digits of the SHA-256 of what is sent, less what changes from run to run and means nothing."""
        parts = [
            [text, picture_digests(cell), cell.number if cell.absent else 0, cell.output_cut, len(cell.pictures_cut)]
            for cell, text in zip(self.every, self.digests.texts, strict=True)
            if cell.absent in (None, "room")
        ]
        return hashlib.sha256(json.dumps([self.digests.instructions, parts]).encode()).hexdigest()[:16]


class _Turns:
    """The messages as they grow."""

    def __init__(self, cache_marks: int) -> None:
        self._marks = cache_marks
        system: Any = [_text(SYSTEM)] if cache_marks else SYSTEM
        self._messages: list[Message] = [{"role": "system", "content": system}]
        self._notebook: list[str] = []
        """Cells that become one part: LiteLLM takes its time with each part of a turn."""
        self._left_out: list[int] = []
        self._borders: list[Part] = []
        """The part before each prompt, where a cache can hold what came before it."""

    def add_cell(self, cell: CellText) -> None:
        if cell.absent == "room":
            self._left_out.append(cell.number)
        elif cell.absent is None:
            self._tell_left_out()
            self._add(cell)

    def add_last(self, cells: Sequence[CellText]) -> None:
        """The last turn: what is before it may be in a cache, its values will not."""
        self._tell_left_out()
        self._border()
        for cell in cells:
            if cell.role == "prompt":
                self._add_prompt(cell)
            elif cell.role == "answer":
                self._add_answer(cell)
            else:
                self._add_data(cell)

    def finished(self) -> list[Message]:
        self._close_notebook()
        if self._marks:
            # one of them is the system turn's
            for part in (self._messages[0]["content"][0], *self._borders[1 - self._marks :]):
                part["cache_control"] = dict(CACHE_MARK)
        return self._messages

    def _add(self, cell: CellText) -> None:
        if cell.role == "answer":
            self._add_answer(cell)
        elif cell.role == "prompt":
            self._border()
            self._add_prompt(cell)
        else:
            self._add_data(cell)

    def _add_data(self, cell: CellText) -> None:
        self._notebook.append("\n".join(_data(cell)))
        if cell.pictures:
            self._close_notebook()
            self._append("user", _pictures(cell.pictures))

    def _add_prompt(self, cell: CellText) -> None:
        self._close_notebook()
        notes = [*cell.notes, *_picture_notes(cell)]
        texts = [_text("\n".join(notes))] if notes else []
        own = [_text(cell.text)] if cell.text.strip() else []
        self._append("user", [*_pictures(cell.pictures), *texts, *own])

    def _add_answer(self, cell: CellText) -> None:
        self._close_notebook()
        self._append("assistant", [_text(cell.text.rstrip())])

    def _tell_left_out(self) -> None:
        if self._left_out:
            self._notebook.append(_left_out_note(self._left_out))
            self._left_out = []

    def _border(self) -> None:
        self._close_notebook()
        if len(self._messages) > 1:
            last = self._messages[-1]["content"][-1]
            if not self._borders or self._borders[-1] is not last:
                self._borders.append(last)

    def _close_notebook(self) -> None:
        if self._notebook:
            inner = _CLOSING.sub("</ notebook", "\n\n".join(self._notebook))
            self._notebook = []
            self._append("user", [_text(f"<notebook>\n{inner}\n</notebook>")])

    def _append(self, role: str, parts: Iterable[Part]) -> None:
        found = list(parts)
        if not found:
            return
        if self._messages[-1]["role"] == role:
            self._messages[-1]["content"].extend(found)
        else:
            self._messages.append({"role": role, "content": found})


def _data(cell: CellText) -> Iterable[str]:
    yield cell.text
    if cell.output and cell.output_cut:
        yield f"[Output of cell {cell.number} left out for lack of space: {len(cell.output):,} characters.]"
    elif cell.output:
        yield cell.output
    if cell.pictures and (cell.number or cell.role == "value"):
        shows = f"Cell {cell.number}" if cell.number else cell.label
        yield f"{shows} shows {_counted(len(cell.pictures), 'picture')}, attached."
    yield from cell.notes
    yield from _picture_notes(cell)


def _picture_notes(cell: CellText) -> Iterable[str]:
    if cell.pictures_cut:
        yield f"[{_counted(len(cell.pictures_cut), 'picture')} left out here.]"


def _left_out_note(numbers: Sequence[int]) -> str:
    which = f"Cell {numbers[0]} is" if len(numbers) == 1 else f"Cells {numbers[0]} to {numbers[-1]} are"
    return f"[{which} left out here: the notebook is larger than the model's context window.]"


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _text(text: str) -> Part:
    return {"type": "text", "text": whole(text)}


def _pictures(pictures: Iterable[Picture]) -> list[Part]:
    return [{"type": "image_url", "image_url": {"url": picture.data_url}} for picture in pictures]


def _bytes(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode(errors="replace"))
