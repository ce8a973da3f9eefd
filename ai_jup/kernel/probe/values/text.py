"""Objects as text of a bounded length, which says how much it leaves out."""

from __future__ import annotations

import collections
import dataclasses
import itertools
import sys
from typing import Any, Callable, Iterable

LIMIT = 8_000
"""Characters of one value."""
ITEMS = (100, 30, 10, 5)
"""Items of a container that are shown, by depth, if not all of it has room; below that none."""
DEEPEST = 20
"""Levels of containers that are shown if all of it has room."""
INNER_TEXT = 200
"""Characters of a string inside a container, if not all of it has room."""
GROWTH = (2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64)
"""How many times these there may be, as long as there is room."""
CELLS = 500
"""Of a frame inside a container, below which it is written whole."""
NOTE = 50
"""Characters of a note that says how much was left out."""
DIGITS = 1_000
SHORT = 25
"""Characters of items of which several stand in a line."""
LINE = 100
"""Characters after which a container takes a line for each item."""


def shorten(text: str, limit: int = LIMIT) -> str:
    """Head and tail of a text over the limit, and between them how much was left out.

    It stays within the limit with its note (which a limit under 100 has no room for), so that shortening it again
    changes nothing.
    """
    if len(text) <= limit:
        return text
    head, tail = kept_ends(limit)
    left_out = len(text) - head - tail
    return f"{text[:head]}\n[... {left_out:,} characters left out ...]\n{text[head + left_out :]}"


def kept_ends(limit: int) -> tuple[int, int]:
    """Characters of the head and of the tail of a text that is shortened."""
    kept = max(limit - NOTE, limit // 2)
    return kept * 2 // 3, kept - kept * 2 // 3


def type_name(value: Any) -> str:
    """`pandas.DataFrame` rather than `pandas.core.frame.DataFrame`."""
    kind = type(value)
    module = str(getattr(kind, "__module__", "") or "").partition(".")[0]
    name = str(getattr(kind, "__qualname__", kind.__name__))[:200]
    return name if module in ("", "builtins", "__main__") else f"{module[:100]}.{name}"


def said(error: BaseException) -> str:
    """An error on one line; its own text may fail too."""
    try:
        text = " ".join(str(error).split())
    except Exception:
        text = ""
    return f"{type(error).__name__}: {shorten(text, 300)}" if text else type(error).__name__


def as_text(value: Any, limit: int = LIMIT, line: int = LINE) -> str:
    """A bounded `repr`, that of a container in lines of so many characters; raises what the object's own `__repr__`
    raises, at the top only."""
    if type(value) in _WRITERS or dataclasses.is_dataclass(value):
        whole = _Writer(limit, line, is_whole=True)
        try:
            text = whole.write(value, 0)
        except _NoRoom:
            text = None
        if text is not None and len(text) <= limit:
            return text
        return _as_much_as_fits(value, limit, line)
    return shorten(_Writer(limit, line).write(value, 0), limit)


def _as_much_as_fits(value: Any, limit: int, line: int) -> str:
    reprs: dict[int, tuple[Any, str]] = {}
    text = _Writer(limit, line, reprs=reprs).write(value, 0)
    for growth in GROWTH:
        longer = _Writer(limit, line, growth, reprs).write(value, 0) if len(text) < limit else text
        if len(longer) > limit or longer == text:
            break
        text = longer
    return shorten(text, limit)


class _NoRoom(Exception):
    """Not all of it has room."""


class _Writer:
    """Writes one object; its budget of characters ends the work on a huge one early.

    If it is to write all of it, it raises `_NoRoom` where it would leave something out.
    """

    def __init__(
        self,
        limit: int,
        line: int,
        growth: int = 1,
        reprs: dict[int, tuple[Any, str]] | None = None,
        is_whole: bool = False,
    ) -> None:
        self._limit = limit
        self._line = line
        self._growth = growth
        self._reprs: dict[int, tuple[Any, str]] = {} if reprs is None else reprs
        """What objects say of themselves, by `id`: it may take them a while."""
        self._left = limit if is_whole else limit * 2
        self._is_whole = is_whole
        self._open: list[int] = []

    def inner_text(self, depth: int) -> int:
        """Characters of a text at this depth."""
        if self._is_whole:
            return max(self._left, 0)
        return self._limit if depth == 0 else min(INNER_TEXT * self._growth, self._limit)

    def check_whole(self) -> None:
        """Something is about to be left out."""
        if self._is_whole:
            raise _NoRoom

    def write(self, value: Any, depth: int) -> str:
        writer = _WRITERS.get(type(value))
        if writer is None:
            text = self._object(value, depth)
        elif id(value) in self._open:
            text = "..."
        else:
            self._open.append(id(value))
            text = writer(self, value, depth)
            self._open.pop()
        # of a container that is written whole, its parts were counted
        self._left -= 2 if self._is_whole and writer in _CONTAINERS else len(text)
        return text

    def inner(self, value: Any, depth: int) -> str:
        """Of a part: what fails there is only said."""
        try:
            return self.write(value, depth)
        except _NoRoom:
            raise
        except Exception as error:
            return f"<{type_name(value)}, whose repr failed: {said(error)}>"

    def items(self, opening: str, closing: str, size: int, parts: Iterable[Any], one: Callable[[Any], str]) -> str:
        """A container: as many parts as there is room for, and how many more there are."""
        depth = len(self._open) - 1
        room = ITEMS[depth] * self._growth if depth < len(ITEMS) else 0
        if self._is_whole:
            if depth >= DEEPEST or size * 3 > self._left:
                raise _NoRoom
            room = size
        last = _last(parts, room // 3) if size > room else []
        shown = self._some(itertools.islice(parts, room - len(last)), one)
        ending = self._some(last, one)[::-1]
        if size > len(shown) + len(ending):
            self.check_whole()
            left_out = size - len(shown) - len(ending)
            shown.append(f"... {left_out:,} more" if shown else f"... {counted(left_out)}")
        shown += ending
        line = "{}{}{}".format(opening, ", ".join(shown), closing)
        if depth > 0 or len(line) <= self._line:
            return line
        lines = "{}\n  {}\n{}".format(opening, ",\n  ".join(_in_lines(shown)), closing)
        return line if self._is_whole and len(lines) > self._limit else lines

    def _some(self, parts: Iterable[Any], one: Callable[[Any], str]) -> list[str]:
        """As many as the budget allows."""
        shown: list[str] = []
        for part in parts:
            if self._left <= 0:
                break
            shown.append(one(part))
        return shown

    def _object(self, value: Any, depth: int) -> str:
        if is_numpy_scalar(value):
            return str(value)
        if isinstance(value, tuple) and hasattr(value, "_fields"):
            return self._fields(value, zip(value._fields, value), len(value))
        if dataclasses.is_dataclass(value) and not isinstance(value, type) and _has_made_repr(value):
            names = [each.name for each in dataclasses.fields(value) if each.repr]
            return self._fields(value, ((name, getattr(value, name, None)) for name in names), len(names))
        if isinstance(value, (dict, list, set, frozenset)) and _has_inherited_repr(value):
            self._open.append(id(value))
            text = f"{type(value).__name__}({_Inherited(value).written(self, depth)})"
            self._open.pop()
            return text
        if has_no_repr(value) and not has_own_str(value):
            return self._plain_object(value)
        if id(value) not in self._reprs:
            # with the object: another one may get the id of one that is gone
            self._reprs[id(value)] = value, _said_by(value)
        text = self._reprs[id(value)][1]
        if len(text) > self.inner_text(depth):
            self.check_whole()
        return shorten(text, self.inner_text(depth))

    def _plain_object(self, value: Any) -> str:
        """An object without a `__repr__` of its own: its attributes say more than its address."""
        state = getattr(value, "__dict__", None)
        if not isinstance(state, dict):
            return f"<{type_name(value)} object>"
        return f"<{type_name(value)} object>" if not state else self._fields(value, list(state.items()), len(state))

    def _fields(self, value: Any, fields: Iterable[Any], size: int) -> str:
        if id(value) in self._open:
            return "..."
        self._open.append(id(value))
        depth = len(self._open)
        text = self.items(
            type(value).__name__ + "(",
            ")",
            size,
            fields,
            lambda field: f"{str(field[0])[:INNER_TEXT]}={self.inner(field[1], depth)}",
        )
        self._open.pop()
        return text


def _in_lines(parts: list[str]) -> list[str]:
    """Short parts as lines of several; long ones each by itself."""
    if any(len(part) > SHORT for part in parts):
        return parts
    lines = parts[:1]
    for part in parts[1:]:
        if len(lines[-1]) + len(part) + 2 > LINE:
            lines.append(part)
        else:
            lines[-1] += f", {part}"
    return lines


def _said_by(value: Any) -> str:
    """What an object says of itself; a small frame of pandas without the cut that its `repr` makes in long cells."""
    kind = type(value)
    if (kind.__module__.partition(".")[0], kind.__name__) == ("pandas", "DataFrame") and 0 < value.size <= CELLS:
        return str(value.to_string(max_colwidth=LIMIT))
    return str(value) if has_no_repr(value) else repr(value)


def _last(parts: Any, many: int) -> list[Any]:
    """The last items, from the end; none of what cannot be gone through from there."""
    try:
        return list(itertools.islice(reversed(parts), many))
    except TypeError:
        return []


class _Inherited:
    """A container as the class that it is derived from has it: the user's own may fail to tell its size or items."""

    def __init__(self, value: Any) -> None:
        self._value = value
        self._base: Any = next(kind for kind in (dict, list, set, frozenset) if isinstance(value, kind))

    def written(self, writer: _Writer, depth: int) -> Any:
        return _WRITERS[self._base](writer, self, depth)

    def __len__(self) -> int:
        return int(self._base.__len__(self._value))

    def __iter__(self) -> Any:
        return self._base.__iter__(self._value)

    def items(self) -> Any:
        return dict.items(self._value)


def is_numpy_scalar(value: Any) -> bool:
    """Whether it is a number or truth value of numpy, which says `np.int64(1)` of itself."""
    generic = getattr(sys.modules.get("numpy"), "generic", None)
    if not isinstance(generic, type) or not isinstance(value, generic):
        return False
    return getattr(getattr(value, "dtype", None), "kind", "") in tuple("biufc")


def counted(items: int) -> str:
    """`1 item`, `2 items`."""
    return "1 item" if items == 1 else f"{items:,} items"


def has_no_repr(value: Any) -> bool:
    """Whether its class has no `__repr__` of its own."""
    return _repr_of(value) is object.__repr__


def has_own_str(value: Any) -> bool:
    """Whether its class has a `__str__` of its own."""
    return getattr(type(value), "__str__", None) is not object.__str__


def _repr_of(value: Any) -> Any:
    return getattr(type(value), "__repr__", None)


def _has_made_repr(value: Any) -> bool:
    """Whether a dataclass's `__repr__` is the one that was made for it."""
    made = getattr(_repr_of(value), "__wrapped__", _repr_of(value))
    return getattr(getattr(made, "__code__", None), "co_filename", "") in ("<string>", dataclasses.__file__)


def _has_inherited_repr(value: Any) -> bool:
    return _repr_of(value) in (dict.__repr__, list.__repr__, set.__repr__, frozenset.__repr__)


def _text(writer: _Writer, value: Any, depth: int) -> str:
    limit = writer.inner_text(depth)
    if len(value) <= limit:
        return repr(value)
    writer.check_whole()
    kept = value[: limit if depth else kept_ends(limit)[0]]
    unit = "bytes" if isinstance(value, (bytes, bytearray)) else "characters"
    return f"{kept!r}... ({len(value):,} {unit} in all)"


def _bytes(writer: _Writer, value: Any, depth: int) -> str:
    limit = max(writer.inner_text(depth) - NOTE, 0) // (2 if depth else 4)
    if len(value) > limit:
        writer.check_whole()
    more = "" if len(value) <= limit else f"... ({len(value):,} bytes in all)"
    return f"{value[:limit]!r}{more}"


def _integer(writer: _Writer, value: Any, depth: int) -> str:
    # Python itself takes its time over many digits, and refuses more than some thousand
    return repr(value) if value.bit_length() <= DIGITS * 3 else f"<int of {value.bit_length():,} bits>"


def _sequence(opening: str, closing: str) -> Any:
    def write(writer: _Writer, value: Any, depth: int) -> str:
        end = closing if len(value) != 1 or opening != "(" else "," + closing
        return writer.items(opening, end, len(value), value, lambda part: writer.inner(part, depth + 1))

    return write


def _set(writer: _Writer, value: Any, depth: int, opening: str = "{", closing: str = "}") -> str:
    """Sorted where its members can be: their own order is another in each process, and so is what is cut off."""
    kinds = {type(member) for member in value} if len(value) <= SORTED else {object}
    members = sorted(value, key=_by_kind) if kinds <= _SORTABLE else value
    return writer.items(opening, closing, len(value), members, lambda part: writer.inner(part, depth + 1))


def _by_kind(member: Any) -> Any:
    return type(member).__name__, member


SORTED = 100_000
"""Members of a set that are put in order."""
_SORTABLE = {str, bytes, int, float, bool}


def _mapping(opening: str, closing: str) -> Any:
    def write(writer: _Writer, value: Any, depth: int) -> str:
        def one(pair: Any) -> str:
            return f"{writer.inner(pair[0], depth + 1)}: {writer.inner(pair[1], depth + 1)}"

        return writer.items(opening, closing, len(value), value.items(), one) if value else opening + closing

    return write


def _deque(writer: _Writer, value: Any, depth: int) -> str:
    end = "])" if value.maxlen is None else f"], maxlen={value.maxlen})"
    return str(_sequence("deque([", end)(writer, value, depth))


def _defaultdict(writer: _Writer, value: Any, depth: int) -> str:
    made = value.default_factory
    name = made.__name__ if isinstance(made, type) else writer.inner(made, depth + 1)
    return str(_mapping(f"defaultdict({name[:INNER_TEXT]}, {{", "})")(writer, value, depth))


_WRITERS: dict[Any, Any] = {
    str: _text,
    bytes: _bytes,
    bytearray: _bytes,
    int: _integer,
    list: _sequence("[", "]"),
    tuple: _sequence("(", ")"),
    set: lambda w, v, d: _set(w, v, d) if v else "set()",
    frozenset: lambda w, v, d: _set(w, v, d, "frozenset({", "})"),
    collections.deque: _deque,
    dict: _mapping("{", "}"),
    collections.OrderedDict: _mapping("OrderedDict({", "})"),
    collections.defaultdict: _defaultdict,
    collections.Counter: _mapping("Counter({", "})"),
    type({}.keys()): _sequence("dict_keys([", "])"),
    type({}.values()): _sequence("dict_values([", "])"),
    type({}.items()): _sequence("dict_items([", "])"),
}
_CONTAINERS = [writer for kind, writer in _WRITERS.items() if kind not in (str, bytes, bytearray, int)]
