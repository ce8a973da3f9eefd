"""Short digests of what a prompt is answered from, by which it is told whether an answer still fits."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .cells import CellText
from .instructions import SYSTEM
from .text_digest import digest_of


@dataclass(frozen=True)
class Digests:
    """Of a composition before anything is left out for want of room: how much fits says nothing of the notebook."""

    instructions: str
    cells: str
    prompt: str
    values: Mapping[str, str] = field(default_factory=dict)
    """By their expressions."""
    texts: Sequence[str] = ()
    """Of each part, its text alone: the cells above, those that are not sent too; the last turn; what comes after."""


def digests(cells: Sequence[CellText], last: Sequence[CellText], after: Sequence[CellText] = ()) -> Digests:
    """Of the cells above, and of the last turn: values and prompt. What comes `after` it an answer is not based on."""
    texts = [cell.text_digest for cell in (*cells, *last, *after)]
    return Digests(
        instructions=digest_of(SYSTEM),
        cells=cells_digest(map(cell_digest, cells)),
        prompt=cell_digest(last[-1]) or "",
        values={value.label.strip("$`"): cell_digest(value) or "" for value in last[:-1]},
        texts=texts,
    )


def cells_digest(each: Iterable[str | None]) -> str:
    """Of the cells above, from the digest of each."""
    return digest_of(*(digest for digest in each if digest))


def digests_of_cells_above(each: Sequence[str | None]) -> Iterator[str]:
    """Of the cells above each cell in turn, in one pass: a notebook may have many prompts and a thousand cells."""
    above = hashlib.sha256()
    separator = b""
    for digest in each:
        yield above.hexdigest()[:8]
        if digest:
            above.update(separator + digest.encode(errors="surrogatepass"))
            separator = b"\0"


def cell_digest(cell: CellText) -> str | None:
    """Of what the model reads of a cell, but for its number; null for one that is not sent."""
    return None if cell.absent else cell.digest


def picture_digests(cell: CellText) -> tuple[str, ...]:
    return tuple(digest_of(picture.base64) for picture in cell.pictures)


def tool_digest(tool: Mapping[str, Any]) -> str:
    """Of a function as the model is told of it."""
    return digest_of(json.dumps(tool, sort_keys=True, ensure_ascii=False))


ROOM = 60
"""Bytes of JSON that a record has for values, and for functions: what has no room in it has one digest together."""
OTHERS = "*"


def few(named: Mapping[str, str]) -> dict[str, str]:
    """As many as a small record takes, each by its name, and one digest for all others."""
    kept: dict[str, str] = {}
    others = list(named)
    room = ROOM - len(json.dumps({OTHERS: "0" * 8}))
    while others and (room := room - len(json.dumps({others[0]: "0" * 8}))) >= 0:
        name = others.pop(0)
        kept[name] = named[name]
    return {**kept, OTHERS: digest_of(*(f"{name} {named[name]}" for name in others))} if others else kept
