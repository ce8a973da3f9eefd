"""What is left out of a notebook that is larger than the model takes.

In this order: old pictures, old long outputs, the oldest cells that are not pinned; then the same of the newest cells.
Never pinned cells, the prompt, or its values.

Each kind goes by blocks, whose borders are counted from the notebook's beginning: as it grows, what is sent of its
older part stays the same for many prompts, and so do the bytes that the providers' caches hold.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from .cells import CellText
from .picture_choice import Place, without_pictures

LONG_OUTPUT = 400
"""Characters; a shorter output is no gain."""
NEWEST = 10
"""The newest cells are the last to be left out; between this many and `STEP` more."""
STEP = 8
BLOCKS = 5
"""Of the room, one fifth is left out at once."""
FRAME_TOKENS = 12
"""For what stands around a cell's text: the mark, the turn; once more around its pictures."""
NOTE_TOKENS = 32
"""For the note in the place of what was left out."""


@dataclass(frozen=True)
class Weight:
    """What a cell costs, in tokens."""

    source: int
    output: int = 0
    pictures: tuple[int, ...] = ()

    @property
    def total(self) -> int:
        return self.source + self.output + sum(self.pictures)


@dataclass(frozen=True)
class _Candidate:
    gain: int
    places: tuple[int, ...]
    """Cells, or one cell."""
    picture: int = 0
    """The picture's place in the cell, where it is one."""


def fit(cells: Sequence[CellText], weights: Sequence[Weight], room: int) -> list[CellText]:
    """The cells with what is left out marked so; more than the room where too much of it must stay."""
    need = sum(weight.total for cell, weight in zip(cells, weights, strict=True) if not cell.absent) - room
    if need <= 0:
        return list(cells)
    old = _oldest(cells)
    block = max(1, room // BLOCKS)
    cuts = _Cuts(cells, weights)
    for first, last, step in ((0, old, block), (old, len(cells), 1)):
        for candidates, cut in ((_pictures, cuts.picture), (_outputs, cuts.output), (_cells, cuts.cells)):
            found = list(candidates(cells, weights, cuts, first, last))
            need -= _take(found, need, step, cut)
            if need <= 0:
                cuts.put_back(-need, block)
                return cuts.made()
    return cuts.made()


def _oldest(cells: Sequence[CellText]) -> int:
    """How many of the cells are old."""
    sent = [index for index, cell in enumerate(cells) if not cell.absent and cell.role != "value"]
    border = max(0, (len(sent) - NEWEST) // STEP * STEP)
    return sent[border] if sent else 0


class _Cuts:
    """What goes."""

    def __init__(self, cells: Sequence[CellText], weights: Sequence[Weight]) -> None:
        self._cells = cells
        self._weights = weights
        self.pictures: set[Place] = set()
        self.outputs: set[int] = set()
        self.gone: set[int] = set()
        self._rows: list[_Candidate] = []

    def picture(self, candidate: _Candidate) -> None:
        self.pictures.add((candidate.places[0], candidate.picture))

    def output(self, candidate: _Candidate) -> None:
        self.outputs.update(candidate.places)

    def cells(self, candidate: _Candidate) -> None:
        self.gone.update(candidate.places)
        self._rows.append(candidate)

    def put_back(self, free: int, block: int) -> None:
        """Cells come back, the newest first, while more than a block is free: a large one went after they had gone."""
        for candidate in reversed(self._rows):
            if free <= block:
                return
            cost = sum(map(self.left, candidate.places)) + NOTE_TOKENS
            if cost <= free:
                self.gone.difference_update(candidate.places)
                free -= cost

    def left(self, index: int) -> int:
        """Tokens of a cell that are still to be had."""
        weight = self._weights[index]
        output = NOTE_TOKENS if index in self.outputs else weight.output
        pictures = (cost for number, cost in enumerate(weight.pictures) if (index, number) not in self.pictures)
        return weight.source + output + sum(pictures)

    def made(self) -> list[CellText]:
        cells = without_pictures(self._cells, (place for place in self.pictures if place[0] not in self.gone))
        for index in self.outputs - self.gone:
            cells[index] = replace(cells[index], output_cut=True)
        for index in self.gone:
            cells[index] = replace(cells[index], absent="room")
        return cells


def _take(candidates: Sequence[_Candidate], need: int, block: int, cut: Callable[[_Candidate], None]) -> int:
    """Leave out from the oldest on until there is room, and on to the block's end; the tokens gained."""
    if need <= 0 or not candidates:
        return 0
    gained, end = 0, None
    for candidate in candidates:
        # a small cell can be less than the note in its place
        if end is not None and not need <= gained + candidate.gain <= end:
            break
        cut(candidate)
        gained += candidate.gain
        if end is None and gained >= need:
            end = -(-gained // block) * block
    return gained


def _may_go(cell: CellText) -> bool:
    return not (cell.absent or cell.pinned or cell.role == "value")


def _pictures(
    cells: Sequence[CellText], weights: Sequence[Weight], cuts: _Cuts, first: int, last: int
) -> Iterable[_Candidate]:
    for index in range(first, last):
        if _may_go(cells[index]):
            costs = weights[index].pictures
            yield from (_Candidate(cost, (index,), number) for number, cost in enumerate(costs))


def _outputs(
    cells: Sequence[CellText], weights: Sequence[Weight], cuts: _Cuts, first: int, last: int
) -> Iterable[_Candidate]:
    for index in range(first, last):
        gain = weights[index].output - NOTE_TOKENS
        if _may_go(cells[index]) and len(cells[index].output) > LONG_OUTPUT and gain > 0:
            yield _Candidate(gain, (index,))


def _cells(
    cells: Sequence[CellText], weights: Sequence[Weight], cuts: _Cuts, first: int, last: int
) -> Iterable[_Candidate]:
    """Cells; a prompt together with its answer. The first of a row pays for the row's note."""
    index, in_row = first, first > 0 and first - 1 in cuts.gone
    while index < last:
        if index in cuts.gone:  # the answer of the last prompt among the old ones went with it
            index, in_row = index + 1, True
            continue
        places = [index]
        if cells[index].role == "prompt" and _is_sent_answer(cells, index + 1):
            places.append(index + 1)
        gain = sum(cuts.left(place) for place in places if not cells[place].absent) - (0 if in_row else NOTE_TOKENS)
        if all(map(_may_go, (cells[place] for place in places))):
            in_row = True
            yield _Candidate(gain, tuple(places))
        elif not cells[index].absent:
            in_row = False
        index = places[-1] + 1


def _is_sent_answer(cells: Sequence[CellText], index: int) -> bool:
    return index < len(cells) and cells[index].role == "answer" and not cells[index].absent
