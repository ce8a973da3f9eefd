"""What an object has for Jupyter, told in text as the outputs of the cells above are (`ai_jup/prompt/outputs`)."""

from __future__ import annotations

import json
import re
from typing import Any, Dict, Iterable, Mapping

Bundle = Dict[str, Any]
"""By mime type."""

PICTURE_TYPES = ("image/png", "image/jpeg", "image/gif", "image/webp")
RICH_TEXTS = ("text/markdown", "text/latex")
HIDDEN = ("text/html", "image/svg+xml", "application/pdf", "application/javascript")
"""What is only named, so that it need not even be made."""
NAME = 200
"""Characters of a type's name, or of what a widget says of itself."""
ITEMS = 3
"""Of a list of JSON, before the rest is only counted."""
CHARACTERS = 200
"""Of one text in JSON."""
DEPTH = 12

_PLAIN = "text/plain"
_JSON = "application/json"
_WIDGET = "application/vnd.jupyter.widget-view+json"
_CHART = re.compile(r"application/vnd\.(vegalite|vega|plotly)\.v\d+(\.\d+)*\+json")
_CHARTS = {"vegalite": "Vega-Lite", "vega": "Vega", "plotly": "Plotly"}
_NOISE = frozenset({"template", "config", "$schema", "usermeta", "uid"})
_BARE = re.compile(r"\s*<[\w.]+( [\w ]+)?( at 0x[0-9a-fA-F]+| object)>\s*")


class Rich:
    """What IPython's formatters make of one object; never scripts, and nothing is displayed."""

    def __init__(self, value: Any, shell: Any) -> None:
        self._value = value
        self._formatter = None if isinstance(value, type) else getattr(shell, "display_formatter", None)
        self._bundle: Bundle | None = None

    @property
    def bundle(self) -> Bundle:
        """What the object gives of its own accord, asked for once."""
        if self._bundle is None:
            self._bundle = self._made()
        return self._bundle

    def formatted(self, kinds: Iterable[str]) -> Bundle:
        """What there is of these types."""
        found: Bundle = {}
        for kind in kinds:
            data = self.bundle.get(kind) or (self._formatters[kind](self._value) if self._has(kind) else None)
            data = data[0] if isinstance(data, tuple) else data
            if data:
                found[kind] = data
        return found

    def texts(self) -> Bundle:
        """All that can be told in text, and what can only be named."""
        pretty = self.formatted([_PLAIN, *RICH_TEXTS, _JSON])
        return {**dict.fromkeys(filter(self._has, HIDDEN)), **self.bundle, **pretty}

    def _made(self) -> Bundle:
        if self._formatter is None or not hasattr(type(self._value), "_repr_mimebundle_"):
            return {}
        made = self._formatter.mimebundle_formatter(self._value)
        made = made[0] if isinstance(made, tuple) else made
        return {str(kind): data for kind, data in made.items()} if isinstance(made, dict) else {}

    @property
    def _formatters(self) -> Mapping[str, Any]:
        return getattr(self._formatter, "formatters", {})

    def _has(self, kind: str) -> bool:
        """Whether the class, or what was registered for it, makes this type."""
        formatter = self._formatters.get(kind)
        if formatter is None:
            return False
        if callable(getattr(type(self._value), str(formatter.print_method), None)):
            return True
        try:
            formatter.lookup(self._value)
        except KeyError:
            return False
        return True


def is_bare(text: str) -> bool:
    """Of what an object says that has nothing to say: `<IPython.core.display.HTML object>`."""
    return _BARE.fullmatch(text[:NAME]) is not None


def told(bundle: Mapping[str, Any], has_picture: bool) -> str:
    """The plainest text of a bundle; what cannot be told in text is named. Empty next to a picture that says all."""
    chart = chart_in(bundle)
    if chart is not None:
        return chart
    plainest = str(bundle.get(_PLAIN) or "")
    if _WIDGET in bundle:
        return "[a widget, not shown{}{}]".format(": " if plainest else "", plainest.strip()[:NAME])
    for kind in RICH_TEXTS if has_picture else (*RICH_TEXTS, _PLAIN):
        text = str(bundle.get(kind) or "")
        if text.strip() and not is_bare(text):
            return text
    if has_picture:
        return ""
    if isinstance(bundle.get(_JSON), (dict, list)):
        return in_short(bundle[_JSON])
    others = ", ".join(sorted(kind[:NAME] for kind in bundle if kind not in (_PLAIN, *PICTURE_TYPES)))
    return " ".join(filter(None, [plainest.strip(), others and f"[output of type {others}, not shown]"]))


def chart_in(bundle: Mapping[str, Any]) -> str | None:
    """A chart's name and its specification in short; null where the bundle has none."""
    for kind, specification in bundle.items():
        match = _CHART.fullmatch(kind)
        if match and isinstance(specification, dict):
            return f"{_CHARTS[match[1]]} chart: {in_short(specification)}"
    return None


def in_short(value: Any) -> str:
    """JSON whose long lists and texts are cut; one line."""
    return json.dumps(_cut(value, DEPTH), ensure_ascii=False, separators=(", ", ": "), default=str)


def _cut(value: Any, depth: int) -> Any:
    if isinstance(value, str):
        return value if len(value) <= CHARACTERS else f"{value[:CHARACTERS]}… ({len(value):,} characters)"
    if not isinstance(value, (dict, list)):
        return value
    if depth == 0:
        return "…"
    if isinstance(value, list):
        rest = [f"… {len(value) - ITEMS:,} more"] if len(value) > ITEMS + 1 else []
        return [_cut(item, depth - 1) for item in (value[:ITEMS] if rest else value)] + rest
    if "bdata" in value:  # Plotly's packed numbers
        return "{} values".format(value.get("dtype", "packed"))
    return {str(name): _cut(item, depth - 1) for name, item in value.items() if name not in _NOISE}
