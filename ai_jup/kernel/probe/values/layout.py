"""Tables in plain text: as many rows as there is room for, head and tail, and cells as long as the room allows."""

from __future__ import annotations

import itertools
import re
from typing import List, NamedTuple

WIDTHS = (4_000, 2_000, 1_000, 700, 400, 300, 200, 150, 100, 80, 60)
"""Characters that a cell may have as long as every row fits."""
CELL = 40
"""Characters of a cell where rows are left out."""

Row = List[str]

# a line feed would break the table; what other scripts are made of stays
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")


class Layout(NamedTuple):
    text: str
    """Its lines, under a line that says which rows they are."""
    cut: bool


def laid_out(header: list[Row], head: list[Row], tail: list[Row], size: int, room: int) -> Layout:
    """The first and the last rows of a table of this size, `head` and `tail` being the rows that are had.

    Between the two there may be any number of others.
    """
    given = [*head, *tail]
    is_whole = len(given) == size
    if is_whole:
        for width in WIDTHS:
            # a table is at least as long as its cells
            if sum(min(len(cell), width) + 1 for row in given for cell in row) > room:
                continue
            lines = _lines(header, given, width)
            text = "\n".join([_title(size, 0, size), *lines])
            if len(text) <= room:
                return Layout(text, any(len(cell) > width for row in given for cell in row))
    return _shortened(header, head, tail, size, room)


def _shortened(header: list[Row], head: list[Row], tail: list[Row], size: int, room: int) -> Layout:
    lines = _lines(header, [*head, *tail], CELL)
    titles, body = lines[: len(header)], lines[len(header) :]
    left = room - sum(len(line) + 1 for line in titles) - 80
    if len(body) == size and _fitting(body, left) == size:
        return Layout("\n".join([_title(size, 0, size), *lines]), True)
    last = _fitting((body if len(body) == size else body[len(head) :])[::-1], left // 3)
    rest = left - sum(len(line) + 1 for line in body[len(body) - last :])
    first = max(1, _fitting(body[: len(body) - last], rest))
    between = [f"... {size - first - last:,} rows left out"] if last else []
    shown = [*titles, *body[:first], *between, *(body[-last:] if last else [])]
    return Layout("\n".join([_title(first, last, size), *shown]), True)


def _fitting(lines: list[str], room: int) -> int:
    """How many lines, from the first on, have room."""
    ends = itertools.accumulate(len(line) + 1 for line in lines)
    return sum(1 for _ in itertools.takewhile(lambda end: end <= room, ends))


def _title(first: int, last: int, size: int) -> str:
    if first + last >= size:
        return "the only row:" if size == 1 else f"all {size:,} rows:"
    if last:
        return f"first {first:,} and last {last:,} rows:"
    return "first row:" if first == 1 else f"first {first:,} rows:"


def _lines(header: list[Row], rows: list[Row], width: int) -> list[str]:
    table = [[cell if len(cell) <= width else cell[: width - 1] + "…" for cell in row] for row in (*header, *rows)]
    # a long cell may stand out of its column: in all others its width would be nothing but spaces
    widths = [max((len(cell) for cell in column if len(cell) <= CELL), default=0) for column in zip(*table)]
    return [" ".join(cell.rjust(wide) for cell, wide in zip(row, widths)).rstrip() for row in table]


def shortened_cell(text: str, width: int) -> str:
    """One line of at most so many characters."""
    start = text[: width + 1]
    start = start if start.isprintable() else _CONTROLS.sub(lambda found: repr(found[0])[1:-1], start)
    return start if len(start) <= width else start[: width - 1] + "…"
