"""Which cells are sent, and each as the model reads it."""

import marshal
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from ..wire import NotebookCell
from .answers import answer_text, notice_in_place_of_answer
from .bounded_cache import BoundedCache
from .cell_language import cell_language
from .inline_pictures import lifted
from .markdown_pictures import shown_pictures
from .outputs import NAME_LIMIT, Reading, read_outputs
from .pictures import Picture, Pictures, attachment
from .text_digest import digest_of, digest_of_cell

LEGACY_PREFIX = "**AI Prompt:** "
"""How a prompt's source began in notebooks of earlier versions."""

OWN_PROMPT = "The prompt"
"""The label of the prompt that is run."""

ORPHAN = "an answer whose prompt is no longer above it"
"""What the model is told of one."""

LINKS = 10
"""Pictures from elsewhere that are named, of one cell."""

Kind = Literal["code", "markdown", "raw", "prompt", "answer", "value"]
Role = Literal["notebook", "prompt", "answer", "value"]
CutReason = Literal["number", "bytes", "room", "broken"]
"""Why a picture is not sent: too many, too large together, no room, or its data ends in the middle."""
Absence = Literal["skipped", "raw", "history", "room"]
"""Why a cell is not sent: marked so, never sent, earlier prompts switched off, or no room."""

_Fields = dict[str, Any]
_FENCE = re.compile(r"`{3,}")


@dataclass(frozen=True)
class CellText:
    """A cell as the model reads it, or another part of the last turn: a value, the prompt."""

    role: Role
    text: str
    """A cell's source; a code cell's outputs are apart."""
    pictures: tuple[Picture, ...] = ()
    output: str = ""
    kind: Kind = "value"
    label: str = ""
    """For people: `Cell 12, code`."""
    number: int = 0
    """The cell's place in the notebook, from 1."""
    cell_id: str | None = None
    pinned: bool = False
    notes: tuple[str, ...] = ()
    """What is missing of it, in words for the model."""
    shortened: bool = False
    """Whether an output was cut to its limit."""
    hidden: tuple[str, ...] = ()
    """What of it is only named, because it cannot be sent, in words for people."""
    absent: Absence | None = None
    output_cut: bool = False
    """Whether the outputs were left out for want of room."""
    pictures_cut: tuple["CutPicture", ...] = ()

    @cached_property
    def text_digest(self) -> str:
        """Of what is read of it but for its number and its pictures; a cell that is remembered has it at once."""
        return digest_of_cell(self.role, self.number, self.text, self.output)

    @cached_property
    def digest(self) -> str:
        """The same, with its pictures."""
        return digest_of(self.text_digest, *(digest_of(picture.base64) for picture in self.pictures))


@dataclass(frozen=True)
class CutPicture:
    """A picture that is not sent."""

    picture: Picture
    why: CutReason


ReadBefore = BoundedCache[object, CellText]
"""Cells as they were read for earlier prompts, by all that is read of them."""


def read_cells(
    cells: Iterable[NotebookCell], history: bool, reading: Reading, before: ReadBefore | None = None
) -> Iterator[CellText]:
    """The cells in order, those that are not sent too, but none that is empty.

    Without `history`, no earlier prompts and answers are sent. `before` has what was read with the same limits; most
    of a long notebook is as it was when the last prompt was sent.
    """
    prompt: CellText | None = None
    asked = set[str]()
    for number, cell in enumerate(cells, start=1):
        role = role_of(cell)
        if not _has_content(cell, role):
            continue
        key = _key(number, cell, reading) if before is not None and role == "notebook" else None
        if before is not None and key and (known := before.get(key)):
            yield known
            prompt = None
            continue
        is_orphan = role == "answer" and not _is_asked(cell, prompt, asked)
        absent = _absence(cell, role, history, prompt)
        content = {"text": "", "absent": absent} if absent else _content(number, cell, role, reading)
        if is_orphan and not absent and not _notice(cell, role):
            content["text"] = f"Cell {number}, {ORPHAN}:\n{fenced(content['text'], 'markdown')}"
        # what ai-jup wrote in place of an answer was not said by the model; what nobody asked is no turn of its own
        sent_as: Role = "notebook" if is_orphan or _notice(cell, role) else role
        text = CellText(sent_as, **content, **_place(number, cell, role, prompt))
        # what is drawn depends on the time that is left, and that a key was found is said of each prompt
        if before is not None and key and not (text.pictures or text.hidden or reading.keys.found):
            before.put(key, text, len(key[0]) + len(text.text) + len(text.output))
        yield text
        prompt = text if role == "prompt" else None
        if role == "prompt" and (own_id := own_metadata(cell).get("id")):
            asked.add(str(own_id))


def _key(number: int, cell: NotebookCell, reading: Reading) -> tuple[bytes, object] | None:
    """All that a cell which is neither prompt nor answer is read by; null for what did not come as JSON."""
    parts = (cell.cell_type, cell.id, cell.source, cell.metadata, cell.attachments, cell.outputs, cell.execution_count)
    try:
        # by far the quickest; of the second version, as later ones depend on what else refers to a text
        return marshal.dumps((number, *parts), 2), (reading.language, reading.keys.forms)
    except ValueError:
        return None


def _is_asked(answer: NotebookCell, above: CellText | None, asked: Set[str]) -> bool:
    """Whether an answer's prompt stands above it: right above, or, where one of them was moved, by its name."""
    return above is not None or str(own_metadata(answer).get("prompt")) in asked


def role_of(cell: NotebookCell) -> Literal["notebook", "prompt", "answer"]:
    """Whether a cell is a prompt, an answer, or neither."""
    if cell.cell_type == "markdown" and own_metadata(cell).get("isPromptCell"):
        return "prompt"
    if cell.cell_type == "markdown" and own_metadata(cell).get("isOutputCell"):
        return "answer"
    return "notebook"


def prompt_text(source: str) -> str:
    """The prompt without the mark that earlier versions put before it."""
    return source.removeprefix(LEGACY_PREFIX)


def own_prompt(source: str, attachments: Mapping[str, Mapping[str, Any]], reading: Reading) -> CellText:
    """The prompt that is run."""
    shown = _shown(reading.keys.clean(prompt_text(source)), attachments, reading)
    return CellText("prompt", **shown, kind="prompt", label=OWN_PROMPT, pinned=True)


def fenced(text: str, language: str = "") -> str:
    """A fenced block that nothing in the text can close."""
    longest = max((len(fence) for fence in _FENCE.findall(text)), default=2) if "```" in text else 2
    fence = "`" * (longest + 1)
    return f"{fence}{language}\n{text.rstrip()}\n{fence}"


def in_words(notes: Iterable[str]) -> tuple[str, ...]:
    """Notes that the model gets, without their marks."""
    return tuple(note.strip("[]").rstrip(".") for note in notes)


def own_metadata(cell: NotebookCell) -> Mapping[str, Any]:
    """What a cell has under `metadata.ai_jup`; empty where that is nothing of ours."""
    ours = cell.metadata.get("ai_jup")
    return ours if isinstance(ours, dict) else {}


def _has_content(cell: NotebookCell, role: Role) -> bool:
    source = prompt_text(cell.source) if role == "prompt" else cell.source
    return bool(source.strip() or (cell.cell_type == "code" and cell.outputs))


def _absence(cell: NotebookCell, role: Role, history: bool, prompt: CellText | None) -> Absence | None:
    if cell.cell_type == "raw":
        return "raw"
    if role != "notebook" and not history:
        return "history"
    # an answer says little without its question
    with_prompt = role == "answer" and prompt is not None and prompt.absent == "skipped"
    return "skipped" if own_metadata(cell).get("skipped") or with_prompt else None


def _place(number: int, cell: NotebookCell, role: Role, prompt: CellText | None) -> _Fields:
    """What is told of a cell beside its text; `prompt` is the cell above it, if that is one."""
    kind = cell.cell_type if role == "notebook" else role
    pinned = bool(own_metadata(cell).get("pinned")) or (role == "answer" and prompt is not None and prompt.pinned)
    label = f"Cell {number}, {'Markdown' if kind == 'markdown' else kind}"
    return {"kind": kind, "label": label, "number": number, "cell_id": cell.id, "pinned": pinned}


def _notice(cell: NotebookCell, role: Role) -> str | None:
    return notice_in_place_of_answer(cell.source) if role == "answer" else None


def _content(number: int, cell: NotebookCell, role: Role, reading: Reading) -> _Fields:
    source = reading.keys.clean(cell.source)
    if notice := _notice(cell, role):
        return {"text": f"[The prompt above was not answered: {reading.keys.clean(notice)}]"}
    if role == "answer":
        # no provider takes pictures in an assistant's turn
        return {"text": lifted(reading.keys.clean(answer_text(cell.source, own_metadata(cell))))[0]}
    if role == "prompt":
        return _shown(prompt_text(source), cell.attachments, reading)
    if cell.cell_type == "markdown":
        shown = _shown(source, cell.attachments, reading)
        return {**shown, "text": f"Cell {number}, Markdown:\n{fenced(shown['text'], 'markdown')}"}
    outputs = read_outputs(cell.outputs, reading)
    return {
        "text": f"Cell {number}, code{_state(cell)}:\n{fenced(source, cell_language(cell, reading.language))}",
        "pictures": outputs.pictures,
        "output": f"Output of cell {number}:\n{fenced(outputs.text)}" if outputs.text else "",
        "shortened": outputs.shortened,
        "hidden": outputs.hidden,
    }


def _state(cell: NotebookCell) -> str:
    if cell.execution_count is None:
        return " (not finished)" if cell.outputs else " (not run)"
    return " (changed since it was run)" if own_metadata(cell).get("changed") else ""


def _shown(source: str, attachments: Mapping[str, Mapping[str, Any]], reading: Reading) -> _Fields:
    """A Markdown text with the pictures that it shows, its cell's attachments first, and notes on what cannot be."""
    text, inline = lifted(source)
    shown = shown_pictures(text)
    named = [(f"attachment {name}", attachment(name, attachments)) for name in shown.attachments]
    named += [(name, {media_type: data}) for name, media_type, data in inline]
    read = [_picture(f"The {name}", bundle, reading) for name, bundle in named]
    notes = (*(each for each in read if isinstance(each, str)), *_linked(shown.linked))
    pictures = tuple(each for each in read if isinstance(each, Picture))
    return {"text": text, "pictures": pictures, "notes": notes, "hidden": in_words(notes)}


def _linked(names: Sequence[str]) -> Iterator[str]:
    """That the notebook's own pictures are all that is sent: nothing is loaded from files or the network."""
    if names:
        shown = ", ".join(name[:NAME_LIMIT] for name in names[:LINKS])
        others = f" and {len(names) - LINKS} others" if len(names) > LINKS else ""
        yield f"[Not shown, because the notebook only links to it: {shown}{others}.]"


def _picture(name: str, bundle: Mapping[str, Any] | None, reading: Reading) -> Picture | str:
    """The picture, or why there is none, for the model."""
    if bundle is None:
        return f"[{name} is missing.]"
    found = reading.pictures.read_all(bundle, reading.drawing)
    if isinstance(found, Pictures):
        return found.pictures[0]
    types = ", ".join(sorted(map(str, bundle))) or "no type"
    return f"[{name} is not shown: {found.why if found else f'it is of type {types}'}.]"
