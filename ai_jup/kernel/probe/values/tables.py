"""Frames, series and arrays of any library, known by their looks: small, and quick however large they are."""

from __future__ import annotations

import itertools
import sys
from typing import Any, Callable, Iterable, List

from .layout import CELL, laid_out, shortened_cell
from .text import LIMIT, as_text, is_numpy_scalar, shorten, type_name

COUNTED = 2_000_000
"""Cells of a frame, or elements of an array, that are gone through at most."""
COLUMNS = 300
"""Columns of a frame that are looked at."""
LISTED = LIMIT * 3 // 4
"""Characters of the list of columns; the rest is for the rows."""
NAMES = LIMIT // 4
"""Characters of the names of columns, if they are long ones."""
LONGEST_NAME = 120
"""Characters of a column's name, while there is room."""
HEAD = 5
"""Rows of a frame by which it is judged how many there is room for."""
HEAD_COLUMNS = 20
"""Columns of a frame whose cells are shown, however few rows there is room for then."""
HEAD_ROWS = 10
"""Rows of a long frame that there must be room for if the cells of more columns are shown."""
LONGEST_CELL = 4_000
"""Characters of a cell, while there is room."""
_SHORT, _LONG = ".10g", ".16g"
LABELS = 2_000
"""Of an index."""
DIGITS = 10
"""Of a number with a fraction."""
ELEMENTS = 4_000
"""Of an array that are written at most, to see whether there is room for them."""
EDGES = (3, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_000)
"""Elements at either end of each axis that are tried."""


def table_text(value: Any, known: list[str] | None = None) -> str | None:
    """A frame, series or array as text; null for anything else.

    `known` gets what is known of a frame or series before its cells are read: one of them may fail, or take too long.
    """
    known = [] if known is None else known
    for reader in (
        _pandas_frame,
        _pandas_series,
        _pandas_index,
        _pandas_groups,
        _polars,
        _arrow,
        _other_frame,
        _numpy,
        _other_array,
    ):
        text = reader(value, known)
        if text is not None:
            return text
    return None


def is_of(value: Any, library: str, name: str) -> bool:
    """Whether a value is of a class of a library, or of one derived from it; the library is not imported for it."""
    kind = getattr(sys.modules.get(library), name, None)
    return isinstance(kind, type) and isinstance(value, kind)


def _pandas_frame(frame: Any, known: list[str]) -> str | None:
    if not is_of(frame, "pandas", "DataFrame"):
        return None
    rows, columns = frame.shape
    # objects are looked at one by one
    dtypes = list(frame.dtypes.iloc[:COLUMNS])
    names = _names(frame.columns[:COLUMNS])
    has_objects = any(getattr(dtype, "kind", "O") == "O" for dtype in dtypes)
    cells = COUNTED // 10 if has_objects else COUNTED
    counted = min(rows, cells // max(min(columns, COLUMNS), 1))
    # no copy: a slice of the rows is a view
    missing = frame.iloc[:counted, :COLUMNS].isna().sum()
    lines = [_size(rows, columns), *_index(frame.index), *_columns(names, dtypes, missing, columns, (counted, rows))]
    known += lines
    return "\n".join([*lines, *_pandas_rows(frame, dtypes, LIMIT - _length(lines))])


def _pandas_rows(frame: Any, dtypes: list[Any], room: int) -> list[str]:
    rows, columns = frame.shape
    if not (rows and columns):
        return []
    index = _index_names(frame.index)
    names = zip(*(_parts(frame.columns, name) for name in frame.columns[:COLUMNS]))
    header = [[*([""] * len(index)), *level] for level in names]
    header[-1][: len(index)] = index
    is_plain = len(set(dtypes)) == 1 and type(dtypes[0]).__module__.startswith("numpy") and _is_number(dtypes[0])

    def taken(start: int, stop: int, shown: int, longest: int) -> list[list[str]]:
        part = frame.iloc[start:stop, :shown]
        labels = _labels(part.index)
        # numbers of one type are had at once
        found = part.to_numpy().tolist() if is_plain else zip(*(part.iloc[:, at].tolist() for at in range(shown)))
        return [[*label, *(_cell(cell, longest) for cell in row)] for label, row in zip(labels, found)]

    return _cells(header, len(index), taken, frame.shape, room)


def _cells(header: list[list[str]], labels: int, taken: _Taken, shape: tuple[int, int], room: int) -> list[str]:
    """A frame's rows, of as many columns as there is room for if some rows are to be shown too."""
    rows, columns = shape
    start = taken(0, min(rows, HEAD), min(columns, COLUMNS), CELL)
    widths = [max(map(len, cells)) + 1 for cells in zip(*header, *start)]
    lines = min(rows, HEAD_ROWS) + len(header)
    fitting = sum(1 for end in itertools.accumulate(widths) if end * lines <= room - 100) - labels
    shown = min(columns, max(HEAD_COLUMNS, fitting))
    more = [] if shown == columns else [f"of the first {shown} columns:"]
    header, start = ([row[: labels + shown] for row in each] for each in (header, start))

    def rows_taken(begin: int, stop: int, longest: int) -> list[list[str]]:
        return taken(begin, stop, shown, longest)

    return [*more, _rows(header, rows_taken, rows, room - _length(more), start)]


def _rows(
    header: list[list[str]],
    taken: Callable[[int, int, int], list[list[str]]],
    size: int,
    room: int,
    start: list[list[str]] | None = None,
) -> str:
    """As many rows as there is room for, of which no more are made than that takes."""
    start = start or taken(0, min(size, HEAD), CELL)
    line = min(sum(len(cell) + 1 for cell in row) for row in start)
    # the others may be shorter
    most = room // max(line // 2, 1) + HEAD
    if size <= most:
        longest = max(CELL, min(LONGEST_CELL, 4 * room // (size * len(start[0]))))
        rows = taken(0, size, longest)
        long = sum(len(cell) >= longest for row in rows for cell in row)
        # a few may be longer
        rows = taken(0, size, max(longest, min(LONGEST_CELL, 4 * room // long))) if long else rows
        return laid_out(header, rows, [], size, room).text
    fitting = room // line + 1
    last = fitting // 3 + 1
    return laid_out(header, taken(0, fitting - last + HEAD, CELL), taken(size - last, size, CELL), size, room).text


_Taken = Callable[[int, int, int, int], List[List[str]]]
"""Gives the cells from one row to another, of so many columns, each of so many characters at most."""


def _length(lines: Iterable[str]) -> int:
    return sum(len(line) + 1 for line in lines)


def _parts(index: Any, label: Any) -> list[str]:
    """A label of an index, which may have several levels."""
    return [_name(part) for part in label] if index.nlevels > 1 else [_name(label)]


def _labels(index: Any) -> list[list[str]]:
    """The labels of a few rows. Those of several levels are taken one by one: pandas makes all there are otherwise."""
    return [_parts(index, index[at]) for at in range(len(index))] if index.nlevels > 1 else [[_cell(x)] for x in index]


def _index_names(index: Any) -> list[str]:
    return ["" if name is None else _cell(name) for name in index.names]


def _label(label: Any) -> str:
    """As Python writes it, if it has several parts."""
    return f"({', '.join(_cell(as_text(part)) for part in label)})" if isinstance(label, tuple) else _cell(label)


def _name(name: Any, longest: int = CELL) -> str:
    """A name without its middle, if it is long: many of one frame begin alike."""
    text = _cell(name, LONGEST_CELL)
    return text if len(text) <= longest else f"{text[: longest * 2 // 3]}…{text[longest * 2 // 3 + 1 - longest :]}"


def _names(names: Iterable[Any]) -> list[str]:
    """The names of columns, long ones whole while there is room."""
    long = [_name(name, LONGEST_NAME) for name in names]
    return long if sum(map(len, long)) <= NAMES else [_name(name) for name in names]


def _cell(value: Any, longest: int = CELL) -> str:
    if type(value) is float:
        text = repr(value)
        # of a large number ten digits would lose what is behind its point
        return text if len(text) <= DIGITS + 2 else format(value, _SHORT if abs(value) < 10**5 else _LONG)
    try:
        return shortened_cell(_cell_text(value, longest), longest)
    except Exception as error:
        return f"<{type(error).__name__}>"


def _cell_text(value: Any, longest: int) -> str:
    if isinstance(value, str):
        return value
    # in one line
    return as_text(value, max(longest, 200), line=LIMIT) if _is_large(value) else str(value)


def _is_large(value: Any) -> bool:
    return isinstance(value, (dict, list, tuple, set, frozenset, bytes))


def _index(index: Any) -> list[str]:
    return [] if type(index).__name__ == "RangeIndex" else [f"index: {shorten(_index_text(index), 200)}"]


def _index_text(index: Any) -> str:
    ends = [_label(index[0]), _label(index[-1])] if len(index) else []
    names = ", ".join(_cell(name) for name in index.names if name is not None)
    return " ".join(filter(None, [type(index).__name__, names, ("{} ... {}".format(*tuple(ends))) if ends else ""]))


def _pandas_series(series: Any, known: list[str]) -> str | None:
    if not is_of(series, "pandas", "Series"):
        return None
    size = len(series)
    counted = min(size, COUNTED // 10 if getattr(series.dtype, "kind", "O") == "O" else COUNTED)
    part = series.iloc[:counted]
    named = "" if series.name is None else f", name {_cell(series.name)}"
    lines = [
        f"{_many(size, 'value')}, dtype {series.dtype}{named}",
        *_index(series.index),
        f"missing{_of_first(counted, size)}: {int(part.isna().sum()):,}",
    ]
    lines += _summary(part, _of_first(counted, size)) if _is_number(series.dtype) else []
    known += lines
    return "\n".join([*lines, *_series_rows(series, size, LIMIT - _length(lines))])


def _series_rows(series: Any, size: int, room: int) -> list[str]:
    index = _index_names(series.index)

    def taken(start: int, stop: int, longest: int) -> list[list[str]]:
        part = series.iloc[start:stop]
        cells = (_cell(cell, longest) for cell in part.tolist())
        return [[*label, cell] for label, cell in zip(_labels(part.index), cells)]

    header = [[*index, ""]] if any(index) else []
    return [_rows(header, taken, size, room)] if size else []


def _pandas_index(index: Any, known: list[str]) -> str | None:
    """Its labels: which columns there are is what is mostly asked of it."""
    if not is_of(index, "pandas", "Index") or is_of(index, "pandas", "RangeIndex"):
        return None
    names = [name for name in _index_names(index) if name]
    title = f"{type(index).__name__} of {len(index):,} labels, dtype {index.dtype}"
    title += f", name {', '.join(names)}" if names else ""
    return f"{title}\n{as_text([_plain_label(label) for label in index[:LABELS]], LIMIT - 500)}" + (
        f"\n[... {len(index) - LABELS:,} more labels]" if len(index) > LABELS else ""
    )


def _plain_label(label: Any) -> Any:
    return label if isinstance(label, (str, int, float, tuple)) else str(label)


def _pandas_groups(groups: Any, known: list[str]) -> str | None:
    """What it is grouped by; which groups there are is not worked out for this."""
    if not is_of(groups, "pandas.core.groupby", "GroupBy"):
        return None
    columns = getattr(groups.obj, "columns", None)
    of = "a series" if columns is None else f"a frame with the columns {as_text(list(columns[:COLUMNS]), 2_000)}"
    return f"groups by {as_text(groups.keys, 1_000)} of {of} and {len(groups.obj):,} rows"


def _polars(value: Any, known: list[str]) -> str | None:
    if is_of(value, "polars", "DataFrame"):
        rows, columns = value.shape
        names = value.columns[:COLUMNS]
        lost = value.select(names).null_count().row(0) if names and rows else [0] * len(names)
        lines = [_size(rows, columns), *_columns(_names(names), value.dtypes, lost, columns, (rows, rows))]
        known += lines
        return "\n".join([*lines, *_polars_rows(value, LIMIT - _length(lines))])
    if is_of(value, "polars", "Series"):
        named = f", name {value.name!r}" if value.name else ""
        lines = [f"{_many(len(value), 'value')}, dtype {value.dtype}{named}", f"missing: {value.null_count():,}"]
        if len(value) > value.null_count() and _is_polars_number(value.dtype):
            lines.append("min, max, mean: {}, {}, {}".format(*map(_number, (value.min(), value.max(), value.mean()))))
        known += lines
        taken = _polars_part(value.to_frame())
        rows = lambda a, b, longest: taken(a, b, 1, longest)  # noqa: E731
        return "\n".join([*lines, *([_rows([], rows, len(value), LIMIT - _length(lines))] if len(value) else [])])
    return None


def _polars_rows(frame: Any, room: int) -> list[str]:
    if not (frame.height and frame.width):
        return []
    header = [[_name(name) for name in frame.columns[:COLUMNS]]]
    return _cells(header, 0, _polars_part(frame), frame.shape, room)


def _polars_part(frame: Any) -> _Taken:
    return lambda start, stop, columns, longest: [
        [_cell(cell, longest) for cell in row]
        for row in frame.select(frame.columns[:columns]).slice(start, stop - start).rows()
    ]


def _arrow(table: Any, known: list[str]) -> str | None:
    """Tables and batches of pyarrow."""
    if not (is_of(table, "pyarrow", "Table") or is_of(table, "pyarrow", "RecordBatch")):
        return None
    rows, columns = table.shape
    listed = table.columns[:COLUMNS]
    names = table.schema.names[:COLUMNS]
    dtypes, lost = [each.type for each in listed], [each.null_count for each in listed]
    lines = [_size(rows, columns), *_columns(_names(names), dtypes, lost, columns, (rows, rows))]
    known += lines

    def taken(start: int, stop: int, shown: int, longest: int) -> list[list[str]]:
        found = (each.slice(start, stop - start).to_pylist() for each in listed[:shown])
        return [[_cell(cell, longest) for cell in row] for row in zip(*found)]

    header = [[_name(name) for name in names]]
    cells = _cells(header, 0, taken, (rows, columns), LIMIT - _length(lines)) if rows and columns else []
    return "\n".join([*lines, *cells])


def _is_polars_number(dtype: Any) -> bool:
    is_numeric = getattr(dtype, "is_numeric", None)
    return bool(is_numeric()) if callable(is_numeric) else False


def _other_frame(value: Any, known: list[str]) -> str | None:
    """Any frame that tells its columns and shape, and has a head; one that is not worked out yet has no shape."""
    if isinstance(value, type) or not all(_has(value, name) for name in ("shape", "columns", "dtypes", "head")):
        return None
    shape = value.shape
    if not (isinstance(shape, tuple) and len(shape) == 2 and all(isinstance(size, int) for size in shape)):
        return None
    names = _names(list(itertools.islice(value.columns, COLUMNS)))
    lines = [f"  {name}: {dtype}" for name, dtype in zip(names, _listed(value.dtypes))]
    lines = [_size(*shape), *(["columns:"] if lines else []), *_within(lines, shape[1])]
    known += lines
    head = min(shape[0], 10 * HEAD)
    title = "the only row:" if shape[0] == 1 else f"first {_many(head, 'row')}:"
    return "\n".join([*lines, title, shorten(str(value.head(head)), LIMIT - _length(lines) - 100)])


def _listed(dtypes: Any) -> Iterable[Any]:
    return dtypes.values() if isinstance(dtypes, dict) else dtypes


def _numpy(array: Any, known: list[str]) -> str | None:
    if not is_of(array, "numpy", "ndarray"):
        return None
    numpy = sys.modules["numpy"]
    lines = [f"array of shape {array.shape}, dtype {shorten(str(array.dtype), 200)}, {_bytes(array.nbytes)}"]
    part = array
    if array.size > COUNTED:
        # along the first axis, so that nothing is copied
        rows = max(1, COUNTED * array.shape[0] // array.size)
        part = array[:rows].reshape(-1)[:COUNTED] if array.flags.c_contiguous else array[:rows]
    if array.size and array.dtype.kind in "biuf":
        of = "" if part is array else f" (of the first {part.size:,} elements)"
        lines += _array_summary(numpy, part, of)
    return "\n".join([*lines, _elements(numpy, array, LIMIT - _length(lines) - 100)])


def _elements(numpy: Any, array: Any, room: int) -> str:
    """As many elements as there is room for, from the edges of each axis."""
    if array.dtype.kind == "O":
        return as_text(array, room)
    text = ""
    for edge in EDGES:
        shown = 1
        for size in array.shape:
            shown *= min(size, 2 * edge + 1)
        if text and shown > ELEMENTS:
            break
        with numpy.printoptions(threshold=0, edgeitems=edge, linewidth=120):
            longer = str(array)
        if text and len(longer) > room:
            break
        text = longer
        if shown == array.size:
            break
    return shorten(text, room)


def _array_summary(numpy: Any, part: Any, of: str) -> list[str]:
    lines = []
    if is_of(part, "numpy.ma", "MaskedArray"):
        whole, part = part.size, part.compressed()
        lines.append(f"masked{of}: {whole - part.size:,}")
        if not part.size:
            return lines
    if part.dtype.kind == "b":
        return [*lines, f"true{of}: {int(part.sum()):,}"]
    if part.dtype.kind == "f":
        lost = int(numpy.isnan(part).sum())
        if lost:
            lines.append(f"NaN{of}: {lost:,}")
            part = part[~numpy.isnan(part)]
        if not part.size:
            return lines
        if part.dtype.itemsize == 2:  # sums of half precision overflow
            part = part.astype("float32")
    with numpy.errstate(all="ignore"):
        values = (part.min(), part.max(), part.mean())
    return [*lines, "min, max, mean{}: {}, {}, {}".format(of, *map(_number, values))]


def _other_array(value: Any, known: list[str]) -> str | None:
    """Tensors of torch, jax and others: their own repr is bounded."""
    if isinstance(value, type) or is_numpy_scalar(value) or not (_has(value, "shape") and _has(value, "dtype")):
        return None
    try:
        shape = tuple(int(size) for size in value.shape)
    except (TypeError, ValueError):
        return None
    facts = [f"shape {shape}", f"dtype {shorten(str(value.dtype), 200)}"]
    facts += [f"device {shorten(str(value.device), 200)}"] if _has(value, "device") else []
    return "{} of {}\n{}".format(type_name(value), ", ".join(facts), shorten(repr(value), LIMIT - 1_000))


def _summary(series: Any, of: str) -> list[str]:
    if not series.notna().any():
        return []
    return ["min, max, mean{}: {}, {}, {}".format(of, *map(_number, (series.min(), series.max(), series.mean())))]


def _is_number(dtype: Any) -> bool:
    return getattr(dtype, "kind", "") in ("i", "u", "f")


def _has(value: Any, name: str) -> bool:
    # of the class: an instance may answer to every name, as a mock does
    return hasattr(type(value), name) or name in (getattr(value, "__dict__", None) or ())


def _size(rows: int, columns: int) -> str:
    return f"{_many(rows, 'row')}, {_many(columns, 'column')}"


def _many(number: int, what: str) -> str:
    return f"1 {what}" if number == 1 else f"{number:,} {what}s"


def _columns(
    names: Iterable[str], dtypes: Iterable[Any], missing: Iterable[Any], columns: int, counted: tuple[int, int]
) -> list[str]:
    """The columns, a line each, as many as there is room for; `counted` are the rows looked at, and all rows."""
    lines = [
        f"  {name}: {shorten(str(dtype), 100)}, {int(lost):,} missing"
        for name, dtype, lost in zip(names, dtypes, missing)
    ]
    head = f"columns, with dtype and missing values{_of_first(*counted)}:"
    return [head, *_within(lines, columns)] if lines else []


def _within(lines: list[str], columns: int) -> list[str]:
    ends = itertools.accumulate(len(line) + 1 for line in lines)
    listed = [line for line, end in zip(lines, ends) if end <= LISTED]
    more = columns - len(listed)
    return [*listed, *([f"  ... {_many(more, 'more column')}"] if more else [])]


def _of_first(counted: int, rows: int) -> str:
    return "" if counted >= rows else f" (in the first {counted:,} of {rows:,})"


def _number(value: Any) -> str:
    return format(float(value), ".6g")


def _bytes(count: int) -> str:
    return f"{count:,} bytes"
