"""Which pictures are sent: the newest, up to what the provider takes in number and bytes.

Which ones those are changes by blocks: were it by one with each new plot, each prompt would differ from the one before
at its oldest picture, and the providers' caches would hold nothing after it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ..llm.dialects import PictureLimits
from .cells import CellText, CutPicture, CutReason
from .pictures import Picture, PictureReader

BLOCKS = 4
"""Of a limit, one quarter is left out at once."""

Place = tuple[int, int]
"""Of a picture: its cell's place among the cells, and its own in the cell."""


@dataclass(frozen=True)
class _Candidate:
    place: Place
    must: bool
    """Pasted with the prompt, of a value, or of a pinned cell."""


def choose_pictures(
    cells: Sequence[CellText], limits: PictureLimits, most: int, reader: PictureReader
) -> list[CellText]:
    """The cells with the pictures that are sent, as the provider takes them; the others are named as cut."""
    number = min(limits.number, most)
    cells = _without(cells, _beyond(list(_candidates(cells)), number), "number")
    cells = [_fitted(cell, limits, reader) for cell in cells]
    return _without(cells, _too_heavy(cells, limits.total_bytes), "bytes")


def without_pictures(cells: Sequence[CellText], places: Iterable[Place]) -> list[CellText]:
    """The cells without these pictures, for which there is no room."""
    return _without(cells, set(places), "room")


def _candidates(cells: Sequence[CellText]) -> Iterable[_Candidate]:
    for index, cell in enumerate(cells):
        must = cell.pinned or cell.role == "value"
        yield from (_Candidate((index, number), must) for number in range(len(cell.pictures)))


def _beyond(candidates: Sequence[_Candidate], limit: int) -> set[Place]:
    """The pictures that are too many: the oldest of those that may go, then the oldest of all."""
    excess = len(candidates) - limit
    if excess <= 0:
        return set()
    block = max(1, limit // BLOCKS)
    may_go = [candidate.place for candidate in candidates if not candidate.must]
    gone = may_go[: -(-excess // block) * block]
    if len(gone) < excess:
        gone += [candidate.place for candidate in candidates if candidate.must][: excess - len(gone)]
    return set(gone)


def _too_heavy(cells: Sequence[CellText], limit: int) -> set[Place]:
    """The pictures that make the request too large, in the same order."""
    weight = {(i, n): len(p.base64) for i, cell in enumerate(cells) for n, p in enumerate(cell.pictures)}
    excess = sum(weight.values()) - limit
    if excess <= 0:
        return set()
    block = max(1, limit // BLOCKS)
    must = {candidate.place for candidate in _candidates(cells) if candidate.must}
    gone: set[Place] = set()
    freed, wanted = 0, -(-excess // block) * block
    for place in sorted(weight, key=lambda place: (place in must, place)):
        if freed >= (excess if place in must else wanted):
            break
        gone.add(place)
        freed += weight[place]
    return gone


def _fitted(cell: CellText, limits: PictureLimits, reader: PictureReader) -> CellText:
    if not cell.pictures:
        return cell
    fitted = [(picture, reader.fitted(picture, limits)) for picture in cell.pictures]
    broken = [CutPicture(picture, "broken") for picture, made in fitted if made is None]
    kept = tuple(made for _, made in fitted if made is not None)
    return replace(cell, pictures=kept, pictures_cut=(*cell.pictures_cut, *broken))


def _without(cells: Sequence[CellText], gone: set[Place], why: CutReason) -> list[CellText]:
    if not gone:
        return list(cells)
    touched = {index for index, _ in gone}
    return [_cut(cell, index, gone, why) if index in touched else cell for index, cell in enumerate(cells)]


def _cut(cell: CellText, index: int, gone: set[Place], why: CutReason) -> CellText:
    kept: list[Picture] = []
    cut = list(cell.pictures_cut)
    for number, picture in enumerate(cell.pictures):
        if (index, number) in gone:
            cut.append(CutPicture(picture, why))
        else:
            kept.append(picture)
    return replace(cell, pictures=tuple(kept), pictures_cut=tuple(cut))
