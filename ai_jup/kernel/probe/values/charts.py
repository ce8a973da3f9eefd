"""Declarative charts: their specification, wherever an output keeps it. The server's side reads outputs with it too."""

from __future__ import annotations

import itertools
import json
import re
from typing import Any, Iterator, Mapping

from .short_json import DEPTH, INLINE, Short, in_short

LOOKED_AT = 5_000_000
"""Characters of HTML, or of a script, in which a chart is looked for."""
STARTS = 40
"""Places in it where a specification may begin."""

PICTURES = 8
"""Pictures inside a chart that are shown."""
LOOKED_INTO = 100
"""Items of a list in which pictures are looked for."""

# Altair 6 writes `.json` where others write `+json`
_TYPE = re.compile(r"application/vnd\.(vegalite|vega|plotly)\.v\d+(\.\d+)*[+.]json")
_NAMES = {"vegalite": "Vega-Lite", "vega": "Vega", "plotly": "Plotly"}
_SCRIPTS = ("text/html", "application/javascript", "text/javascript")
_SPECIFICATION = re.compile(r"[(=]\s*(?=\{\s*\")")
_PLOTLY = re.compile(r"Plotly\.(?:newPlot|react|plot)\(\s*[^,]{1,200},\s*(?=\[)")
_COMMA = re.compile(r"\s*,\s*(?=\{)")
_TRACES = re.compile(r"\bvar data = (?=\[)")
_LAYOUT = re.compile(r"\s*;\s*var layout = (?=\{)")
"""How .NET's Plotly writes them."""
_DECODER = json.JSONDecoder()


def chart_in(bundle: Mapping[str, Any], room: int) -> Short | None:
    """A chart's name and its specification in short, in so many characters if that can be; null if there is none."""
    for name, specification in _specifications(bundle):
        text, cut = in_short(specification, room - len(name) - 8)
        return Short(f"{name} chart: {text}", cut)
    return None


def chart_pictures(bundle: Mapping[str, Any]) -> list[dict[str, str]]:
    """The pictures inside a chart, by their types, in base64: those of Plotly's `imshow`, and of its layout."""
    for _, specification in _specifications(bundle):
        return list(itertools.islice(_pictures(specification, DEPTH), PICTURES))
    return []


def _pictures(value: Any, depth: int) -> Iterator[dict[str, str]]:
    if isinstance(value, str):
        found = INLINE.match(value)
        if found:
            yield {found[1]: value[found.end() :]}
    elif isinstance(value, (dict, list)) and depth:
        # of long lists, which are numbers, only the beginning
        for each in value.values() if isinstance(value, dict) else value[:LOOKED_INTO]:
            yield from _pictures(each, depth - 1)


def _specifications(bundle: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for kind, data in bundle.items():
        match = _TYPE.fullmatch(kind)
        specification = _decoded(data) if match else None
        if match and isinstance(specification, dict):
            yield _NAMES[match[1]], specification
    for kind in _SCRIPTS:
        text = _joined(bundle.get(kind))[:LOOKED_AT]
        if "Plotly." in text:
            yield from _plotly(text)
        if "vega" in text:
            yield from _vega(text)
        if "docs_json" in text:
            yield from _bokeh(text)


def _vega(text: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """What Altair's renderers for pages hand to vega-embed."""
    for found in _objects(text, _SPECIFICATION):
        schema = found.get("$schema")
        if isinstance(schema, str) and "vega" in schema:
            yield ("Vega-Lite" if "vega-lite" in schema else "Vega"), found


def _bokeh(text: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for found in _objects(text, _SPECIFICATION):
        documents = [each for each in found.values() if isinstance(each, dict) and "roots" in each]
        if documents:
            yield "Bokeh", {"roots": [_roots(each["roots"]) for each in documents]}


def _roots(roots: Any) -> Any:
    """Before Bokeh 3 all models stand in one list; those without attributes say nothing."""
    references = roots.get("references") if isinstance(roots, dict) else None
    if not isinstance(references, list):
        return _model(roots)
    return [_model(each) for each in references if isinstance(each, dict) and each.get("attributes")]


def _model(value: Any, depth: int = 40) -> Any:
    """Bokeh's models without the names that only link them, and with numbers packed as Plotly packs them."""
    if depth and isinstance(value, list):
        return [_model(each, depth - 1) for each in value]
    if not depth or not isinstance(value, dict):
        return value
    array = value.get("array")
    packed = value.get("__ndarray__", array.get("data") if isinstance(array, dict) else None)
    if isinstance(packed, str):
        return {"bdata": packed, "dtype": value.get("dtype"), "shape": value.get("shape")}
    if set(value) == {"id", "type"}:
        return value["type"]
    kept = {name: _model(each, depth - 1) for name, each in value.items() if name not in ("id", "type")}
    is_old = "attributes" in value and "name" not in value
    return {"type": value.get("type"), **kept} if is_old else kept


def _plotly(text: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """What Plotly's renderers for pages hand to it: the traces, then the layout."""
    for start in _some(_PLOTLY, text):
        traces, end = _read(text, start)
        if isinstance(traces, list):
            comma = _COMMA.match(text, end)
            layout = _read(text, comma.end())[0] if comma else None
            yield "Plotly", {"data": traces, **({"layout": layout} if isinstance(layout, dict) else {})}
    for start in _some(_TRACES, text):
        traces, end = _read(text, start)
        between = _LAYOUT.match(text, end)
        if isinstance(traces, list) and between:
            yield "Plotly", {"data": traces, "layout": _read(text, between.end())[0]}


def _objects(text: str, before: Any) -> Iterator[dict[str, Any]]:
    end = 0
    for start in _some(before, text):
        if start < end:
            continue  # inside the one before
        found, end = _read(text, start)
        if isinstance(found, dict):
            yield found


def _some(pattern: Any, text: str) -> Iterator[int]:
    for number, match in enumerate(pattern.finditer(text)):
        if number == STARTS:
            return
        yield match.end()


def _read(text: str, start: int) -> tuple[Any, int]:
    try:
        return _DECODER.raw_decode(text, start)
    except (ValueError, RecursionError):
        return None, start


def _decoded(data: Any) -> Any:
    if isinstance(data, (str, list)):
        return _read(_joined(data), 0)[0]
    return data


def _joined(text: Any) -> str:
    """nbformat's multi-line text as one string."""
    return "".join(map(str, text)) if isinstance(text, list) else str(text or "")
