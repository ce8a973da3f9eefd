"""Declarative charts as text: their specification, without the data that it carries."""

import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

ITEMS = 3
"""Of a list, before the rest is only counted."""
CHARACTERS = 200
"""Of one text in a specification."""
DEPTH = 12

_CHART = re.compile(r"application/vnd\.(vegalite|vega|plotly)\.v\d+(\.\d+)*\+json")
_NAMES = {"vegalite": "Vega-Lite", "vega": "Vega", "plotly": "Plotly"}
_NOISE = frozenset({"template", "config", "$schema", "usermeta", "uid"})
"""How a chart looks by default, which is long and says nothing of it."""


class Short(NamedTuple):
    """JSON in short, as one line."""

    text: str
    cut: bool
    """Whether some of the data is not in it."""


def chart_in(bundle: Mapping[str, Any]) -> Short | None:
    """A chart's name and its specification in short; null where the bundle has none."""
    for media_type, specification in bundle.items():
        if (match := _CHART.fullmatch(media_type)) and isinstance(specification, dict):
            text, cut = in_short(specification)
            return Short(f"{_NAMES[match[1]]} chart: {text}", cut)
    return None


def in_short(value: Any) -> Short:
    """JSON whose long lists and texts are cut."""
    cutter = _Cutter()
    kept = cutter.cut(value, DEPTH)
    return Short(json.dumps(kept, ensure_ascii=False, separators=(", ", ": "), default=str), cutter.has_cut)


class _Cutter:
    def __init__(self) -> None:
        self.has_cut = False

    def cut(self, value: Any, depth: int) -> Any:
        if isinstance(value, str):
            if len(value) <= CHARACTERS:
                return value
            return self._note(f"{value[:CHARACTERS]}… ({len(value):,} characters)")
        if not isinstance(value, dict | list):
            return value
        if depth == 0:
            return self._note("…")
        if isinstance(value, list):
            rest = [self._note(f"… {len(value) - ITEMS:,} more")] if len(value) > ITEMS + 1 else []
            return [self.cut(item, depth - 1) for item in (value[:ITEMS] if rest else value)] + rest
        if "bdata" in value:  # Plotly's packed numbers
            return self._note(f"{value.get('dtype', 'packed')} values")
        return {str(name): self.cut(item, depth - 1) for name, item in value.items() if name not in _NOISE}

    def _note(self, text: str) -> str:
        self.has_cut = True
        return text
