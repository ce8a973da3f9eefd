"""Frames, series and arrays of any library, known by their looks: small, and quick however large they are."""

from __future__ import annotations

import itertools
import sys
from typing import Any, Callable, Iterable

from .layout import CELL, laid_out, shortened_cell
from .text import LIMIT, as_text, is_numpy_scalar, shorten, type_name

COUNTED = 2_000_000
"""Cells of a frame, or elements of an array, that are gone through at most."""
COLUMNS = 60
"""Columns of a frame that are listed."""
HEAD = 5
"""Rows of a frame by which it is judged how many there is room for."""
HEAD_COLUMNS = 20
"""Columns of a frame whose cells are shown."""
LONGEST_CELL = 4_000
"""Characters of a cell, while there is room."""
_SHORT = ".10g"
LABELS = 2_000
"""Of an index."""
DIGITS = 10
"""Of a number with a fraction."""
ELEMENTS = 4_000
"""Of an array that are written at most, to see whether there is room for them."""
EDGES = (3, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_000)
"""Elements at either end of each axis that are tried."""


def table_text(value: Any) -> str | None:
    """A frame, series or array as text; null for anything else."""
    for reader in (
        _pandas_frame,
        _pandas_series,
        _pandas_index,
        _pandas_groups,
        _polars,
        _other_frame,
        _numpy,
        _other_array,
    ):
        text = reader(value)
        if text is not None:
            return text
    return None


def is_of(value: Any, library: str, name: str) -> bool:
    """Whether a value is of a class of a library, or of one derived from it; the library is not imported for it."""
    kind = getattr(sys.modules.get(library), name, None)
    return isinstance(kind, type) and isinstance(value, kind)


def _pandas_frame(frame: Any) -> str | None:
    if not is_of(frame, "pandas", "DataFrame"):
        return None
    rows, columns = frame.shape
    # objects are looked at one by one
    dtypes = list(frame.dtypes.iloc[:COLUMNS])
    has_objects = any(getattr(dtype, "kind", "O") == "O" for dtype in dtypes)
    cells = COUNTED // 10 if has_objects else COUNTED
    counted = min(rows, cells // max(min(columns, COLUMNS), 1))
    # no copy: a slice of the rows is a view
    missing = frame.iloc[:counted, :COLUMNS].isna().sum()
    listed = zip(frame.columns[:COLUMNS], dtypes, missing)
    lines = [_size(rows, columns), *_index(frame.index), _missing_head(counted, rows)]
    lines += [_column(name, dtype, lost) for name, dtype, lost in listed]
    lines += _more_columns(columns)
    return "\n".join([*lines, *_pandas_rows(frame, dtypes, LIMIT - _length(lines))])


def _pandas_rows(frame: Any, dtypes: list[Any], room: int) -> list[str]:
    rows, columns = frame.shape
    if not (rows and columns):
        return []
    shown = min(columns, HEAD_COLUMNS)
    whole = min(columns, COLUMNS)
    # every column, where its rows are few
    if rows * whole * 4 < room:
        shown = whole
    index = _index_names(frame.index)
    names = zip(*(_parts(frame.columns, name) for name in frame.columns[:shown]))
    header = [[*([""] * len(index)), *level] for level in names]
    header[-1][: len(index)] = index
    is_plain = len(set(dtypes)) == 1 and type(dtypes[0]).__module__.startswith("numpy") and _is_number(dtypes[0])

    def taken(start: int, stop: int, longest: int) -> list[list[str]]:
        part = frame.iloc[start:stop, :shown]
        labels = [_parts(part.index, label) for label in part.index]
        # numbers of one type are had at once
        found = part.to_numpy().tolist() if is_plain else zip(*(part.iloc[:, at].tolist() for at in range(shown)))
        return [[*label, *(_cell(cell, longest) for cell in row)] for label, row in zip(labels, found)]

    more = [] if shown == columns else [f"of the first {shown} columns:"]
    return [*more, _rows(header, taken, rows, room - _length(more))]


def _rows(header: list[list[str]], taken: Callable[[int, int, int], list[list[str]]], size: int, room: int) -> str:
    """As many rows as there is room for, of which no more are made than that takes."""
    start = taken(0, min(size, HEAD), CELL)
    line = max(sum(len(shortened_cell(cell, CELL)) + 1 for cell in row) for row in start)
    # the others may be shorter
    most = room // max(line // 2, 1) + HEAD
    if size <= most:
        cells = size * len(start[0])
        return laid_out(header, taken(0, size, max(CELL, min(LONGEST_CELL, 4 * room // cells))), [], size, room).text
    fitting = room // line + 1
    last = fitting // 3 + 1
    return laid_out(header, taken(0, fitting - last + HEAD, CELL), taken(size - last, size, CELL), size, room).text


def _length(lines: Iterable[str]) -> int:
    return sum(len(line) + 1 for line in lines)


def _parts(index: Any, label: Any) -> list[str]:
    """A label of an index, which may have several levels."""
    return [_cell(part) for part in label] if index.nlevels > 1 else [_cell(label)]


def _index_names(index: Any) -> list[str]:
    return ["" if name is None else _cell(name) for name in index.names]


def _is_unruly(name: Any) -> bool:
    return isinstance(name, str) and (len(name) > CELL or not name.isprintable())


def _cell(value: Any, longest: int = CELL) -> str:
    if type(value) is float:
        text = repr(value)
        return text if len(text) <= DIGITS + 2 else format(value, _SHORT)
    try:
        return shortened_cell(_cell_text(value, longest), longest)
    except Exception as error:
        return f"<{type(error).__name__}>"


def _cell_text(value: Any, longest: int) -> str:
    if isinstance(value, str):
        return value
    return as_text(value, longest) if _is_large(value) else str(value)


def _is_large(value: Any) -> bool:
    return isinstance(value, (dict, list, tuple, set, frozenset, bytes))


def _index(index: Any) -> list[str]:
    return [] if type(index).__name__ == "RangeIndex" else [f"index: {shorten(_index_text(index), 200)}"]


def _index_text(index: Any) -> str:
    ends = [_cell(index[0]), _cell(index[-1])] if len(index) else []
    names = ", ".join(_cell(name) for name in index.names if name is not None)
    return " ".join(filter(None, [type(index).__name__, names, ("{} ... {}".format(*tuple(ends))) if ends else ""]))


def _pandas_series(series: Any) -> str | None:
    if not is_of(series, "pandas", "Series"):
        return None
    size = len(series)
    counted = min(size, COUNTED // 10 if getattr(series.dtype, "kind", "O") == "O" else COUNTED)
    part = series.iloc[:counted]
    lines = [
        f"{size:,} values, dtype {series.dtype}, name {_cell(series.name)}",
        *_index(series.index),
        f"missing{_of_first(counted, size)}: {int(part.isna().sum()):,}",
    ]
    lines += _summary(part, _of_first(counted, size)) if _is_number(series.dtype) else []
    return "\n".join([*lines, *_series_rows(series, size, LIMIT - _length(lines))])


def _series_rows(series: Any, size: int, room: int) -> list[str]:
    index = _index_names(series.index)

    def taken(start: int, stop: int, longest: int) -> list[list[str]]:
        part = series.iloc[start:stop]
        cells = (_cell(cell, longest) for cell in part.tolist())
        return [[*_parts(part.index, label), cell] for label, cell in zip(part.index, cells)]

    header = [[*index, ""]] if any(index) else []
    return [_rows(header, taken, size, room)] if size else []


def _pandas_index(index: Any) -> str | None:
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


def _pandas_groups(groups: Any) -> str | None:
    """What it is grouped by; which groups there are is not worked out for this."""
    if not is_of(groups, "pandas.core.groupby", "GroupBy"):
        return None
    columns = getattr(groups.obj, "columns", None)
    of = "a series" if columns is None else f"a frame with the columns {as_text(list(columns[:COLUMNS]), 2_000)}"
    return f"groups by {as_text(groups.keys, 1_000)} of {of} and {len(groups.obj):,} rows"


def _polars(value: Any) -> str | None:
    if is_of(value, "polars", "DataFrame"):
        rows, columns = value.shape
        names = value.columns[:COLUMNS]
        lost = value.select(names).null_count().row(0) if names and rows else [0] * len(names)
        lines = [_size(rows, columns), _missing_head(rows, rows)]
        lines += [_column(name, dtype, count) for name, dtype, count in zip(names, value.dtypes, lost)]
        lines += _more_columns(columns)
        return "\n".join([*lines, *_polars_rows(value, rows, columns, LIMIT - _length(lines))])
    if is_of(value, "polars", "Series"):
        lines = [f"{len(value):,} values, dtype {value.dtype}, name {value.name!r}", f"missing: {value.null_count():,}"]
        if len(value) > value.null_count() and _is_polars_number(value.dtype):
            lines.append("min, max, mean: {}, {}, {}".format(*map(_number, (value.min(), value.max(), value.mean()))))
        rows = [_rows([], _polars_part(value.to_frame(), 1), len(value), LIMIT - _length(lines))] if len(value) else []
        return "\n".join([*lines, *rows])
    return None


def _polars_rows(frame: Any, rows: int, columns: int, room: int) -> list[str]:
    if not (rows and columns):
        return []
    whole = min(columns, COLUMNS)
    shown = whole if rows * whole * 4 < room else min(columns, HEAD_COLUMNS)
    more = [] if shown == columns else [f"of the first {shown} columns:"]
    header = [[_cell(name) for name in frame.columns[:shown]]]
    return [*more, _rows(header, _polars_part(frame, shown), rows, room - _length(more))]


def _polars_part(frame: Any, columns: int) -> Callable[[int, int, int], list[list[str]]]:
    part = frame.select(frame.columns[:columns])
    return lambda start, stop, longest: [
        [_cell(cell, longest) for cell in row] for row in part.slice(start, stop - start).rows()
    ]


def _is_polars_number(dtype: Any) -> bool:
    is_numeric = getattr(dtype, "is_numeric", None)
    return bool(is_numeric()) if callable(is_numeric) else False


def _other_frame(value: Any) -> str | None:
    """Any frame that tells its columns and shape, and has a head; one that is not worked out yet has no shape."""
    if isinstance(value, type) or not all(_has(value, name) for name in ("shape", "columns", "dtypes", "head")):
        return None
    shape = value.shape
    if not (isinstance(shape, tuple) and len(shape) == 2 and all(isinstance(size, int) for size in shape)):
        return None
    listed = list(itertools.islice(zip(value.columns, _listed(value.dtypes)), COLUMNS))
    lines = [_size(*shape), "columns:", *(f"  {_cell(name)}: {dtype}" for name, dtype in listed)]
    lines += _more_columns(shape[1])
    head = min(shape[0], 10 * HEAD)
    return "\n".join([*lines, f"first {head} rows:", shorten(str(value.head(head)), LIMIT - _length(lines) - 100)])


def _listed(dtypes: Any) -> Iterable[Any]:
    return dtypes.values() if isinstance(dtypes, dict) else dtypes


def _numpy(array: Any) -> str | None:
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
        return shorten(as_text(array), room)
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


def _other_array(value: Any) -> str | None:
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
    return f"{rows:,} rows, {columns:,} columns"


def _missing_head(counted: int, rows: int) -> str:
    return f"columns, with dtype and missing values{_of_first(counted, rows)}:"


def _of_first(counted: int, rows: int) -> str:
    return "" if counted >= rows else f" (in the first {counted:,} of {rows:,})"


def _column(name: Any, dtype: Any, lost: Any) -> str:
    return f"  {_cell(name)}: {shorten(str(dtype), 100)}, {int(lost):,} missing"


def _more_columns(columns: int) -> list[str]:
    return [f"  ... {columns - COLUMNS:,} more columns"] if columns > COLUMNS else []


def _number(value: Any) -> str:
    return format(float(value), ".6g")


def _bytes(count: int) -> str:
    return f"{count:,} bytes"
