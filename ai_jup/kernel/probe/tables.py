"""Frames, series and arrays of any library, known by their looks: small, and quick however large they are."""

from __future__ import annotations

import itertools
import sys
from typing import Any, Iterable

from .text import as_text, is_numpy_scalar, shorten, type_name

COUNTED = 2_000_000
"""Cells of a frame, or elements of an array, that are gone through at most."""
COLUMNS = 60
"""Columns of a frame that are listed."""
HEAD = 5
"""Rows of a frame that are shown."""
HEAD_COLUMNS = 20
CELL = 40
"""Characters of a cell that are shown."""


def table_text(value: Any) -> str | None:
    """A frame, series or array as text; null for anything else."""
    for reader in (_pandas_frame, _pandas_series, _polars, _other_frame, _numpy, _other_array):
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
    has_objects = any(getattr(dtype, "kind", "O") == "O" for dtype in frame.dtypes.iloc[:COLUMNS])
    cells = COUNTED // 10 if has_objects else COUNTED
    counted = min(rows, cells // max(min(columns, COLUMNS), 1))
    # no copy: a slice of the rows is a view
    missing = frame.iloc[:counted, :COLUMNS].isna().sum()
    listed = zip(frame.columns[:COLUMNS], frame.dtypes.iloc[:COLUMNS], missing)
    lines = [_size(rows, columns), *_index(frame.index), _missing_head(counted, rows)]
    lines += [_column(name, dtype, lost) for name, dtype, lost in listed]
    return "\n".join([*lines, *_more_columns(columns), *_pandas_head(frame, rows, columns)])


def _pandas_head(frame: Any, rows: int, columns: int) -> list[str]:
    head = frame.iloc[:HEAD, :HEAD_COLUMNS]
    # what a cell holds is the user's: cut before pandas lays it out
    text = head.map(_cell) if hasattr(head, "map") else head.applymap(_cell)
    shown = _short_labels(text, index=text.index, columns=text.columns)
    return [_head_title(rows, columns), shown.to_string(max_colwidth=CELL)] if rows and columns else []


def _short_labels(part: Any, **axes: Any) -> Any:
    """pandas lays labels out at any length, and line feeds of theirs as such in some places."""
    changed = {axis: _label for axis, labels in axes.items() if any(map(_is_unruly, _each_label(labels)))}
    return part.rename(**changed) if changed else part


def _each_label(labels: Any) -> Iterable[Any]:
    return (part for label in labels for part in (label if isinstance(label, tuple) else (label,)))


def _label(name: Any) -> Any:
    return _cell(name) if _is_unruly(name) else name


def _is_unruly(name: Any) -> bool:
    return isinstance(name, str) and (len(name) > CELL or not name.isprintable())


def _cell(value: Any) -> str:
    try:
        text = value if isinstance(value, str) else as_text(value, CELL) if _is_large(value) else str(value)
    except Exception as error:
        text = f"<{type(error).__name__}>"
    start = text[: CELL + 1]
    start = start if start.isprintable() else "".join(map(_escaped, start))
    return start if len(start) <= CELL else start[: CELL - 1] + "…"


def _escaped(character: str) -> str:
    # a line feed would break the table; what other scripts are made of stays
    return character if character.isprintable() or ord(character) > 127 else repr(character)[1:-1]


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
    shown = series.iloc[: 2 * HEAD].map(_cell, na_action=None)
    shown = _short_labels(shown, index=shown.index)
    return "\n".join([*lines, "first values:", shown.to_string(name=False, dtype=False)])


def _polars(value: Any) -> str | None:
    if is_of(value, "polars", "DataFrame"):
        rows, columns = value.shape
        names = value.columns[:COLUMNS]
        lost = value.select(names).null_count().row(0) if names and rows else [0] * len(names)
        lines = [_size(rows, columns), _missing_head(rows, rows)]
        lines += [_column(name, dtype, count) for name, dtype, count in zip(names, value.dtypes, lost)]
        return "\n".join([*lines, *_more_columns(columns), _head_title(rows, columns), str(_polars_head(value))])
    if is_of(value, "polars", "Series"):
        title = f"{len(value):,} values, dtype {value.dtype}, name {value.name!r}"
        return f"{title}\nmissing: {value.null_count():,}\n{value.head(2 * HEAD)}"
    return None


def _polars_head(frame: Any) -> Any:
    head = frame.head(HEAD)
    unruly = [name for name in head.columns[:HEAD_COLUMNS] if _is_unruly(name)]
    # two long names may begin alike, and no two columns have the same
    return head.rename({name: f"{_cell(name)[: CELL - 4]}…{at}" for at, name in enumerate(unruly)}) if unruly else head


def _other_frame(value: Any) -> str | None:
    """Any frame that tells its columns and shape, and has a head; one that is not worked out yet has no shape."""
    if isinstance(value, type) or not all(_has(value, name) for name in ("shape", "columns", "dtypes", "head")):
        return None
    shape = value.shape
    if not (isinstance(shape, tuple) and len(shape) == 2 and all(isinstance(size, int) for size in shape)):
        return None
    listed = list(itertools.islice(zip(value.columns, _listed(value.dtypes)), COLUMNS))
    lines = [_size(*shape), "columns:", *(f"  {_cell(name)}: {dtype}" for name, dtype in listed)]
    return "\n".join(
        [*lines, *_more_columns(shape[1]), _head_title(*shape), shorten(str(value.head(HEAD)), HEAD * 400)]
    )


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
    with numpy.printoptions(threshold=100, edgeitems=3, linewidth=120):
        return "\n".join([*lines, shorten(str(array) if array.dtype.kind != "O" else as_text(array), 3_000)])


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
    return "{} of {}\n{}".format(type_name(value), ", ".join(facts), shorten(repr(value), 3_000))


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


def _head_title(rows: int, columns: int) -> str:
    of = "" if columns <= HEAD_COLUMNS else f" and {HEAD_COLUMNS} columns"
    return f"first {min(rows, HEAD)} rows{of}:"


def _number(value: Any) -> str:
    return format(float(value), ".6g")


def _bytes(count: int) -> str:
    return f"{count:,} bytes"
