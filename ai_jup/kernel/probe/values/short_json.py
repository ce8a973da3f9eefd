"""JSON in short: as much of its lists and texts as there is room for. The server's side reads outputs with it too."""

from __future__ import annotations

import base64
import binascii
import json
import math
import re
import struct
from typing import Any, NamedTuple

STEPS = (
    *((3, 200), (5, 200), (10, 200), (15, 300), (20, 300), (30, 500), (40, 500), (60, 500), (80, 1_000), (100, 1_000)),
    *((150, 1_000), (200, 2_000), (300, 2_000), (500, 5_000), (1_000, 5_000), (100_000, 1_000_000)),
)
"""Items of a list, and characters of a text, before the rest is only counted: the most that there is room for."""
DEPTH = 12

INLINE = re.compile(r"data:(image/[\w.+-]+);base64,")
"""How a picture in a text begins: told as one, it needs no room here."""

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
        if isinstance(value, str) and (picture := INLINE.match(value)):
            return f"a picture, {picture[1]}"
        if isinstance(value, str):
            self._take(len(value[: self._characters]))
            if len(value) <= self._characters:
                return value
            return self._note(f"{value[: self._characters]}… ({len(value):,} characters)")
        self._take(1)
        if value is None or isinstance(value, (int, float)):
            return value
        if isinstance(value, _Numbers):
            return self._list(value.first(self._items + 1), value.shape[0], depth)
        if hasattr(value, "tolist"):  # arrays of numpy, and their numbers
            return self._array(value, depth)
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

    def _array(self, value: Any, depth: int) -> Any:
        if getattr(value, "shape", ()) == ():
            return str(value) if getattr(value.dtype, "kind", "") in ("m", "M") else value.tolist()
        return self._list(list(value[: self._items + 1]), len(value), depth)

    def _packed(self, value: dict[str, Any], depth: int) -> Any:
        """Plotly's packed numbers, unpacked, in as many dimensions as they have."""
        try:
            return self.cut(_numbers(value), depth)
        except (binascii.Error, ValueError, KeyError, TypeError, struct.error):
            return self._note("{} values".format(value.get("dtype", "packed")))

    def _take(self, characters: int) -> None:
        if self._room is not None:
            self._room -= characters
            if self._room < 0:
                raise _TooLong

    def _note(self, text: str) -> str:
        self.has_cut = True
        return text


class _Numbers(NamedTuple):
    """Packed numbers, of which no more is unpacked than is asked for."""

    kind: str
    data: str
    shape: tuple[int, ...]
    start: int
    """Numbers before the first one."""

    def first(self, many: int) -> list[Any]:
        """The first numbers, or rows."""
        many = min(many, self.shape[0])
        if len(self.shape) > 1:
            row = math.prod(self.shape[1:])
            return [self._replace(shape=self.shape[1:], start=self.start + at * row) for at in range(many)]
        one = struct.calcsize("<" + self.kind)
        begin, end = self.start * one, (self.start + many) * one
        # each four letters are three bytes
        data = base64.b64decode(self.data[begin // 3 * 4 : -(-end // 3) * 4])[begin % 3 :]
        numbers = struct.unpack(f"<{many}{self.kind}", data[: many * one])
        digits = 7 if self.kind == "f" else 17
        return [float(f"{n:.{digits}g}") if self.kind in "fd" else n for n in numbers]


def _numbers(packed: dict[str, Any]) -> _Numbers:
    """Raises what the data's faults raise."""
    kind, data, shape = _PACKED[str(packed["dtype"])], packed["bdata"], packed.get("shape")
    if isinstance(shape, str):
        shape = [int(each) for each in shape.split(",")]
    if not shape:
        shape = [len(data.rstrip("=")) * 3 // 4 // struct.calcsize("<" + kind)]
    return _Numbers(kind, data, tuple(shape), 0)
