"""From a request to what it sends, and that within a model's input window."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..llm.dialects import OPENAI_CHAT, Dialect
from ..redaction import KeyGuard
from ..wire import PromptRequest
from .attached import read_attached
from .budget import FRAME_TOKENS, NOTE_TOKENS, Weight, fit
from .cell_language import fence_name
from .cells import CellText, ReadBefore, fenced, in_words, own_prompt, read_cells
from .continuing import to_go_on
from .digests import digests
from .instructions import SYSTEM
from .item_limits import ItemLimits
from .messages import Composition
from .outputs import Reading
from .picture_choice import choose_pictures
from .pictures import Picture, PictureReader


@dataclass(frozen=True)
class Rules:
    """For whom a request is composed, and how."""

    dialect: Dialect = OPENAI_CHAT
    model: str = ""
    limits: ItemLimits = field(default_factory=ItemLimits)
    keys: Sequence[str] = ()
    """The server's own, which are never sent."""


def compose(
    request: PromptRequest,
    rules: Rules | None = None,
    values: Sequence[CellText] = (),
    reader: PictureReader | None = None,
    before: ReadBefore | None = None,
) -> Composition:
    """What a request sends, whatever its size; the same request gives the same bytes.

    `values` stand in the last turn, before the prompt. An answer that it goes on with comes after that. `before` has
    cells that were read for earlier prompts by the same rules.
    """
    rules = rules or Rules()
    guard = KeyGuard(rules.keys)
    reading = Reading(rules.limits, guard, reader or PictureReader(), fence_name(request.notebook.language))
    cells = list(read_cells(request.cells, request.options.history, reading, before))
    last = [_value(value, reading) for value in values]
    last.append(own_prompt(request.prompt.source, request.prompt.attachments, reading))
    after = to_go_on(request.options.continues, reading)
    every = choose_pictures([*cells, *last, *after], rules.dialect.pictures, rules.limits.pictures, reading.pictures)
    basis = digests(cells, last, after)
    return Composition(every[: len(cells)], every[len(cells) :], rules.dialect, rules.model, guard.found, basis)


def within(composition: Composition, counts: Mapping[str, int], room: int, factor: float = 1.0) -> Composition:
    """The composition with so much left out that it takes at most `room` tokens, where that can be.

    `counts` has the tokens of each of its `texts`, and the system turn's; `factor` is what they are multiplied by.
    """
    weights = weights_of(composition, counts, factor)
    cells = fit(composition.every, weights, room - _system(counts, factor))
    return replace(composition, cells=cells[: len(composition.cells)], last=cells[len(composition.cells) :])


def size_of(composition: Composition, counts: Mapping[str, int], factor: float = 1.0) -> int:
    """Tokens of what is sent."""
    return _system(counts, factor) + sum(weight.total for weight in weights_of(composition, counts, factor))


def weights_of(composition: Composition, counts: Mapping[str, int], factor: float = 1.0) -> list[Weight]:
    """What each part costs, the cells' and the last turn's, as it is sent; for a row that is left out, its note."""
    weights: list[Weight] = []
    noted = False
    for cell in composition.every:
        weights.append(_weight(composition, cell, counts, factor, noted))
        noted = cell.absent == "room" or (noted and cell.absent is not None)
    return weights


def texts_to_count(composition: Composition) -> list[str]:
    """The texts whose tokens the functions above want to know."""
    return [SYSTEM, *composition.texts]


def _value(value: CellText, reading: Reading) -> CellText:
    clean = reading.keys.clean
    text = clean(value.text)
    notes: list[str] = []
    pictures: list[Picture] = []
    for each in value.pictures:
        told, shown = read_attached(each.media_type, each.base64, reading)
        pictures += shown
        if told.startswith("[a picture, not shown"):
            notes.append(told)
        elif told:
            text += f"\n{fenced(told)}"
    cleaned = replace(value, text=text, output=clean(value.output), label=clean(value.label))
    return replace(cleaned, role="value", pictures=tuple(pictures), notes=tuple(notes), hidden=in_words(notes))


def _weight(composition: Composition, cell: CellText, counts: Mapping[str, int], factor: float, noted: bool) -> Weight:
    if cell.absent:
        return Weight(NOTE_TOKENS if cell.absent == "room" and not noted else 0)
    # pictures stand between two parts of the notebook, with a note on them
    frame = FRAME_TOKENS * (2 if cell.pictures or cell.pictures_cut else 1)
    notes = sum(map(len, cell.notes))
    output = math.ceil(counts[cell.output] * factor) if cell.output else 0
    return Weight(
        math.ceil(counts.get(cell.text, 0) * factor) + notes + frame,
        NOTE_TOKENS if cell.output_cut else output,
        tuple(map(composition.picture_tokens, cell.pictures)),
    )


def _system(counts: Mapping[str, int], factor: float) -> int:
    return math.ceil(counts[SYSTEM] * factor) + FRAME_TOKENS
