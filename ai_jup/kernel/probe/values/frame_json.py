"""Tables that an output keeps as JSON: Deepnote's frames, and Frictionless data resources, as text."""

from __future__ import annotations

from typing import Any, Mapping

from .layout import WIDTHS, laid_out, shortened_cell
from .short_json import Short

FRAMES = ("application/vnd.deepnote.dataframe", "application/vnd.dataresource+json", "application/vnd.databricks.v1+")
"""How their types begin."""
ROWS = 500
"""That are looked at, at either end."""
INDEX = "_deepnote_index_column"


def frame_in(bundle: Mapping[str, Any], room: int) -> Short | None:
    """The first table of a bundle within so many characters; null where it has none."""
    for kind, data in bundle.items():
        if kind.startswith(FRAMES) and isinstance(data, dict):
            table = _table(data)
            if table:
                return table_text(*table, room=room)
    return None


def table_text(names: list[str], rows: list[list[Any]], size: int, room: int) -> Short:
    """A table of which these rows are had, and which has so many in all."""
    title = f"{size:,} rows, {len(names):,} columns"
    head, tail = (rows, []) if len(rows) <= 2 * ROWS else (rows[:ROWS], rows[-ROWS:])
    laid = laid_out([names], _said(head), _said(tail), size, room - len(title) - 1)
    return Short(f"{title}\n{laid.text}", laid.cut)


def _table(data: Mapping[str, Any]) -> tuple[list[str], list[list[Any]], int] | None:
    columns = data.get("columns")
    schema = data.get("schema")
    if columns is None and isinstance(schema, dict):
        columns = schema.get("fields")
    columns = columns if columns is not None else schema
    if not isinstance(columns, list) or not columns:
        return None
    names = [str(each.get("name", "")) if isinstance(each, dict) else str(each) for each in columns]
    rows = [row for part in ("rows", "rows_top", "data", "rows_bottom") for row in _list(data.get(part))]
    cells = [
        [row.get(name) for name in _with_index(names, row)] if isinstance(row, dict) else _list(row) for row in rows
    ]
    shown = _with_index(names, rows[0]) if rows and isinstance(rows[0], dict) else names
    size = data.get("row_count")
    return ["" if name == INDEX else name for name in shown], cells, size if isinstance(size, int) else len(rows)


def _with_index(names: list[str], row: Mapping[str, Any]) -> list[str]:
    rest = [name for name in names if name != INDEX]
    return [INDEX, *rest] if INDEX in row else rest


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _said(rows: list[list[Any]]) -> list[list[str]]:
    return [[shortened_cell(cell if isinstance(cell, str) else str(cell), WIDTHS[0]) for cell in row] for row in rows]
