"""JSON in short: as much of its lists and texts as there is room for. The server's side reads outputs with it too."""

from __future__ import annotations

import base64
import binascii
import json
import struct
from typing import Any, NamedTuple

STEPS = (
    *((3, 200), (5, 200), (10, 200), (15, 300), (20, 300), (30, 500), (40, 500), (60, 500), (80, 1_000), (100, 1_000)),
    *((150, 1_000), (200, 2_000), (300, 2_000), (500, 5_000), (1_000, 5_000), (100_000, 1_000_000)),
)
"""Items of a list, and characters of a text, before the rest is only counted: the most that there is room for."""
DEPTH = 12

_NOISE = frozenset({"template", "config", "$schema", "usermeta", "uid"})
"""How a chart looks by default, which is long and says nothing of it."""
_PACKED = {
    **{"f8": "d", "f4": "f", "i1": "b", "u1": "B", "i2": "h", "u2": "H", "i4": "i", "u4": "I"},
    **{"float64": "d", "float32": "f", "int8": "b", "uint8": "B", "int16": "h", "uint16": "H", "int32": "i"},
    "uint32": "I",
}
"""Numbers as Plotly and Bokeh pack them, and as `struct` calls them."""


class Short(NamedTuple):
    """JSON in short, as one line."""

    text: str
    cut: bool
    """Whether some of the data is not in it."""


def in_short(value: Any, room: int) -> Short:
    """JSON whose long lists and texts are cut, if it has more than so many characters; it may be longer even so."""
    found: Short | None = None
    for items, characters in STEPS:
        cutter = _Cutter(items, characters, room if found else None)
        try:
            kept = cutter.cut(value, DEPTH)
        except _TooLong:
            break
        text = json.dumps(kept, ensure_ascii=False, separators=(", ", ": "), default=str)
        if found and len(text) > room:
            break
        found = Short(text, cutter.has_cut)
        if not cutter.has_cut:
            break
    assert found
    return found


class _TooLong(Exception):
    """There is no room for so much."""


class _Cutter:
    def __init__(self, items: int, characters: int, room: int | None) -> None:
        self._items = items
        self._characters = characters
        self._room = room
        """Characters; known beforehand, so that no large data is gone through in vain."""
        self.has_cut = False

    def cut(self, value: Any, depth: int) -> Any:
        if isinstance(value, str):
            self._take(len(value[: self._characters]))
            if len(value) <= self._characters:
                return value
            return self._note(f"{value[: self._characters]}… ({len(value):,} characters)")
        self._take(1)
        if not isinstance(value, (dict, list)):
            return value
        if depth == 0:
            return self._note("…")
        if isinstance(value, list):
            return self._list(value, len(value), depth)
        if "bdata" in value:
            return self._packed(value, depth)
        return {str(name): self.cut(item, depth - 1) for name, item in value.items() if name not in _NOISE}

    def _list(self, value: list[Any], size: int, depth: int) -> list[Any]:
        rest = [self._note(f"… {size - self._items:,} more")] if size > self._items + 1 else []
        return [self.cut(item, depth - 1) for item in (value[: self._items] if rest else value)] + rest

    def _packed(self, value: dict[str, Any], depth: int) -> Any:
        """Plotly's packed numbers, unpacked."""
        kind = _PACKED.get(str(value.get("dtype")))
        data = value["bdata"]
        if kind is None or not isinstance(data, str):
            return self._note("{} values".format(value.get("dtype", "packed")))
        one = struct.calcsize("<" + kind)
        size = len(data.rstrip("=")) * 3 // 4 // one
        some = min(size, self._items + 1)
        try:
            start = base64.b64decode(data[: -(-some * one // 3) * 4])[: some * one]
            numbers = struct.unpack(f"<{len(start) // one}{kind}", start[: len(start) // one * one])
        except (binascii.Error, ValueError, struct.error):
            return self._note(f"{value['dtype']} values")
        digits = 7 if kind == "f" else 17
        return self._list([float(f"{n:.{digits}g}") if kind in "fd" else n for n in numbers], size, depth)

    def _take(self, characters: int) -> None:
        if self._room is not None:
            self._room -= characters
            if self._room < 0:
                raise _TooLong

    def _note(self, text: str) -> str:
        self.has_cut = True
        return text
