"""The answer to `POST context`: what would be sent, part by part."""

from collections.abc import Iterator, Sequence
from typing import Literal

from ..number_format import in_thousands
from ..prompt import CellText, Composition
from ..prompt.budget import Weight
from ..prompt.cells import Absence, CutPicture, CutReason
from ..prompt.compose import weights_of
from ..refusal import Notice
from ..translation import marked, say
from ..wire import ContextPart, ContextPicture, ContextReply, ContextWarning, ErrorDetail
from .cell_labels import told_label
from .fitting import Measured
from .targeted_request import TargetedRequest

NAMED = 3
"""Of what cannot be sent, before the rest is only counted."""

_ABSENT: dict[Absence, str] = {
    "skipped": marked("It is marked as skipped."),
    "raw": marked("Raw cells are not sent."),
    "history": marked("Sending earlier prompts and answers is turned off."),
    "room": marked("There is no room for it."),
}
_PICTURE_CUT: dict[CutReason, str] = {
    "number": marked("The number of pictures in one request is limited, and newer ones are sent instead."),
    "bytes": marked("The size of one request is limited, and newer pictures are sent instead."),
    "room": marked("There is no room for it."),
    "broken": marked("Its data cannot be read."),
}


def context_reply(
    asked: TargetedRequest, measured: Measured, notices: Sequence[Notice], problem: ErrorDetail | None = None
) -> ContextReply:
    """What is told of a request that is not sent; `problem` is what the kernel has against it."""
    composition, price = measured.composition, asked.entry.input_cost_per_token
    parts = [*_parts(measured), *_offered(asked, measured)]
    tokens = sum(part.tokens for part in parts)
    return ContextReply(
        model=asked.target.model,
        label=asked.label,
        simulated=asked.target.simulated,
        messages=[dict(message) for message in composition.messages],
        tools=[dict(tool) for tool in asked.tools],
        images=len(composition.pictures),
        cells=sum(not cell.absent for cell in composition.cells),
        tokens=tokens,
        limit=asked.entry.max_input_tokens,
        reply_tokens=asked.reply,
        cost=None if price is None else tokens * price,
        parts=parts,
        warnings=[ContextWarning(code=notice.code, message=notice.message) for notice in notices],
        refusal=measured.refusal.detail if measured.refusal else problem,
    )


def context_notices(asked: TargetedRequest, composition: Composition) -> Iterator[Notice]:
    """What the user should know of what is sent, before a run and in it."""
    window = asked.entry.max_input_tokens
    left_out = list(_left_out(composition))
    if left_out:
        limit = (
            say("{model} accepts {limit} tokens.", model=asked.entry.label, limit=in_thousands(window))
            if window
            else ""
        )
        what = say("Left out to fit the model's context window: {left_out}.", left_out=", ".join(left_out))
        message = " ".join(filter(None, [what, limit, say("Pin the cells that must stay.")]))
        yield Notice("context-shortened", message)
    too_many = sum(cut.why in ("number", "bytes") for cell in composition.every for cut in cell.pictures_cut)
    if too_many:
        kept = len(composition.pictures)
        message = say(
            "Only the newest {kept} of {all} pictures are sent: they do not all fit in one request, and "
            "older ones are left out several at a time so that the provider's cache stays useful.",
            kept=kept,
            all=kept + too_many,
        )
        yield Notice("pictures-left-out", message)
    if composition.keys_found:
        message = say(
            "The text to be sent contained one of this server's API keys. "
            "The key was left out; remove it from the notebook too."
        )
        yield Notice("key-removed", message)


def left_out_numbers(composition: Composition) -> dict[str, int]:
    """For the run's record: how much was left out, where something was."""
    cells = sum(cell.absent == "room" for cell in composition.every)
    pictures = sum(len(cell.pictures_cut) for cell in composition.every)
    numbers = {"cells_left_out": cells, "pictures_left_out": pictures}
    return {name: number for name, number in numbers.items() if number}


def _left_out(composition: Composition) -> Iterator[str]:
    every = composition.every
    cells = sum(cell.absent == "room" for cell in every)
    outputs = sum(cell.output_cut for cell in every)
    pictures = sum(cut.why == "room" for cell in every for cut in cell.pictures_cut)
    if cells:
        yield say("1 cell") if cells == 1 else say("{number:,} cells", number=cells)
    if outputs:
        yield say("1 long output") if outputs == 1 else say("{number:,} long outputs", number=outputs)
    if pictures:
        yield say("1 picture") if pictures == 1 else say("{number:,} pictures", number=pictures)


def _parts(measured: Measured) -> Iterator[ContextPart]:
    composition, sizes = measured.composition, measured.sizes
    weights = weights_of(composition, sizes.counts, sizes.margin.likely)
    told = sizes.likely_of(composition) - sum(weight.total for weight in weights)
    yield _outside("system", say("System instructions"), told)
    places = iter(composition.picture_places)
    for cell, weight in zip(composition.every, weights, strict=True):
        yield _part(cell, weight, list(_pictures(composition, cell, places)))


def _outside(kind: Literal["system", "function"], label: str, tokens: int) -> ContextPart:
    """A part that comes neither from the notebook nor from the kernel's values."""
    return ContextPart(
        kind=kind,
        label=label,
        number=None,
        cell_id=None,
        pinned=False,
        tokens=tokens,
        state="whole",
        why="",
        pictures=[],
    )


def _offered(asked: TargetedRequest, measured: Measured) -> Iterator[ContextPart]:
    """The functions that the model may call, which stand beside the messages."""
    if asked.tools:
        names = ", ".join(tool["function"]["name"] for tool in asked.tools)
        yield _outside("function", say("May be called: {names}", names=names), measured.tool_tokens)


def _part(cell: CellText, weight: Weight, pictures: list[ContextPicture]) -> ContextPart:
    why = _why(cell)
    return ContextPart(
        kind=cell.kind,
        label=told_label(cell),
        number=cell.number or None,
        cell_id=cell.cell_id,
        pinned=cell.pinned and bool(cell.number),
        tokens=weight.total,
        state="left-out" if cell.absent else "shortened" if why else "whole",
        why=why,
        pictures=pictures,
    )


def _why(cell: CellText) -> str:
    if cell.absent:
        return say(_ABSENT[cell.absent])
    said = []
    if cell.output_cut:
        said.append(say("There is no room for its outputs."))
    elif cell.shortened:
        said.append(say("Its outputs are shortened to fit the limits."))
    if cell.pictures_cut:
        said.append(say("Not all of its pictures are sent."))
    if cell.hidden:
        rest = len(cell.hidden) - NAMED
        named = "; ".join([*cell.hidden[:NAMED], *([say("and {number} more", number=rest)] if rest > 0 else [])])
        said.append(say("The model gets only part of this, and is told so: {named}.", named=named))
    return " ".join(said)


def _pictures(composition: Composition, cell: CellText, places: Iterator[tuple[int, int]]) -> Iterator[ContextPicture]:
    for picture in () if cell.absent else cell.pictures:
        message, part = next(places)
        yield ContextPicture(
            media_type=picture.media_type,
            width=picture.width,
            height=picture.height,
            size=picture.size,
            tokens=composition.picture_tokens(picture),
            message=message,
            part=part,
            why="",
        )
    yield from (_not_sent(cut) for cut in cell.pictures_cut)


def _not_sent(cut: CutPicture) -> ContextPicture:
    picture = cut.picture
    return ContextPicture(
        media_type=picture.media_type,
        width=picture.width,
        height=picture.height,
        size=picture.size,
        tokens=0,
        message=None,
        part=None,
        why=say(_PICTURE_CUT[cut.why]),
    )
