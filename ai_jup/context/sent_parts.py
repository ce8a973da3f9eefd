"""What a request is made of, for who compares it with another."""

from collections.abc import Iterator

from ..llm.port import SentPart
from ..prompt import OWN_PROMPT, CellText, Composition, digest_of, picture_digests


def sent_parts(composition: Composition) -> list[SentPart]:
    """The parts of a composition, in order, as they are sent."""
    return [SentPart("instructions", "", composition.digests.instructions), *_cells(composition)]


def _cells(composition: Composition) -> Iterator[SentPart]:
    for cell, text in zip(composition.every, composition.digests.texts, strict=True):
        if cell.absent == "room":
            yield SentPart("left-out", str(cell.number), "")
        elif not cell.absent:
            yield _part(cell, text)


def _part(cell: CellText, text: str) -> SentPart:
    # the prompt that is asked is no cell; an earlier one is a cell like others
    kind = "cell" if cell.number else "value" if cell.role == "value" else "prompt"
    is_prompt = not cell.number and cell.label == OWN_PROMPT
    name = str(cell.number) if cell.number else "" if is_prompt else cell.label.strip("$`")
    cut = f"{cell.output_cut} {len(cell.pictures_cut)}"
    return SentPart(kind, name, digest_of(text, cut), picture_digests(cell))  # type: ignore[arg-type]
