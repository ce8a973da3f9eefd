"""Declarative charts as text: their specification, without the data that it carries."""

import json
import re
from collections.abc import Mapping
from typing import Any

ITEMS = 3
"""Of a list, before the rest is only counted."""
CHARACTERS = 200
"""Of one text in a specification."""
DEPTH = 12

_CHART = re.compile(r"application/vnd\.(vegalite|vega|plotly)\.v\d+(\.\d+)*\+json")
_NAMES = {"vegalite": "Vega-Lite", "vega": "Vega", "plotly": "Plotly"}
_NOISE = frozenset({"template", "config", "$schema", "usermeta", "uid"})
"""How a chart looks by default, which is long and says nothing of it."""


def chart_in(bundle: Mapping[str, Any]) -> str | None:
    """A chart's name and its specification in short, as one line of JSON; null where the bundle has none."""
    for media_type, specification in bundle.items():
        if (match := _CHART.fullmatch(media_type)) and isinstance(specification, dict):
            return f"{_NAMES[match[1]]} chart: {in_short(specification)}"
    return None


def in_short(value: Any) -> str:
    """JSON whose long lists and texts are cut; one line."""
    return json.dumps(_cut(value, DEPTH), ensure_ascii=False, separators=(", ", ": "), default=str)


def _cut(value: Any, depth: int) -> Any:
    if isinstance(value, str):
        return value if len(value) <= CHARACTERS else f"{value[:CHARACTERS]}… ({len(value):,} characters)"
    if not isinstance(value, dict | list):
        return value
    if depth == 0:
        return "…"
    if isinstance(value, list):
        rest = [f"… {len(value) - ITEMS:,} more"] if len(value) > ITEMS + 1 else []
        return [_cut(item, depth - 1) for item in (value[:ITEMS] if rest else value)] + rest
    if "bdata" in value:  # Plotly's packed numbers
        return f"{value.get('dtype', 'packed')} values"
    return {str(name): _cut(item, depth - 1) for name, item in value.items() if name not in _NOISE}
