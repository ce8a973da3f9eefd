"""Objects of well-known libraries whose `repr` says little of what they are."""

from __future__ import annotations

from typing import Any

from .short_json import in_short
from .tables import is_of
from .text import LIMIT, as_text, has_own_str, shorten

CHILDREN = 200
"""Parts of a map or a chart that are looked at."""


def object_text(value: Any) -> str | None:
    """What it shows, or would work out; null for anything else."""
    for reader in (_lazy_frame, _fitted_model, _network, _bokeh, _folium):
        text = reader(value)
        if text is not None:
            return text
    return None


def _lazy_frame(value: Any) -> str | None:
    """A query of polars that has not been run; nothing of it is read for this."""
    if not is_of(value, "polars", "LazyFrame"):
        return None
    return f"a query that has not been run; its plan, from the bottom up:\n{value.explain(optimized=False)}"


def _fitted_model(value: Any) -> str | None:
    """Results of statsmodels."""
    kind = type(value)
    # a wrapper gives what it wraps by name only
    has_summary = hasattr(kind, "summary") or kind.__name__.endswith("Wrapper")
    return str(value.summary()) if kind.__module__.startswith("statsmodels.") and has_summary else None


def _network(value: Any) -> str | None:
    """Models of Keras."""
    is_model = any(is_of(value, library, "Model") for library in ("keras", "keras.models", "tensorflow.keras"))
    if not is_model:
        return None
    lines: list[str] = []
    value.summary(print_fn=lambda line, *_, **__: lines.append(str(line)))
    return "\n".join(lines)


def _bokeh(value: Any) -> str | None:
    """Charts of bokeh's, also those in a layout: title, axes, marks, and the data of each."""
    if not is_of(value, "bokeh.models", "LayoutDOM"):
        return None
    plots = [each for each in [value, *value.references()] if is_of(each, "bokeh.models", "Plot")]
    # in the order in which they were made
    charts = [_plot(each) for each in sorted(dict.fromkeys(plots), key=lambda plot: (len(plot.id), plot.id))]
    return "Bokeh chart: " + in_short(charts[0] if len(charts) == 1 else charts, LIMIT - 200).text if charts else None


def _plot(plot: Any) -> dict[str, Any]:
    axes = {side: [axis.axis_label for axis in getattr(plot, side, [])] for side in ("xaxis", "yaxis")}
    title = getattr(plot.title, "text", "")
    return {"title": title, **axes, "marks": [_mark(renderer) for renderer in plot.renderers[:CHILDREN]]}


def _mark(renderer: Any) -> dict[str, Any]:
    glyph, source = getattr(renderer, "glyph", None), getattr(renderer, "data_source", None)
    data = {str(name): _listed(column) for name, column in dict(getattr(source, "data", None) or {}).items()}
    return {"mark": type(glyph if glyph is not None else renderer).__name__, **({"data": data} if data else {})}


def _listed(column: Any) -> Any:
    return (
        column.tolist()
        if hasattr(column, "tolist")
        else list(column)
        if isinstance(column, (list, tuple))
        else str(column)
    )


def _folium(value: Any) -> str | None:
    """A map of folium's: where it is, and what stands on it."""
    if not is_of(value, "folium", "Map"):
        return None
    return "\n".join(["folium map: " + _facts(value), *_children(value, 1)][:CHILDREN])


def _children(element: Any, depth: int) -> list[str]:
    lines: list[str] = []
    for child in list(getattr(element, "_children", {}).values())[:CHILDREN]:
        if not type(child).__module__.startswith(("folium", "branca")) or depth > 6:
            continue
        lines += ["  " * depth + f"{type(child).__name__} {_facts(child)}".rstrip(), *_children(child, depth + 1)]
    return lines


def _facts(element: Any) -> str:
    facts = [str(getattr(element, name)) for name in ("text", "data") if isinstance(getattr(element, name, None), str)]
    place = getattr(element, "location", None) or getattr(element, "locations", None)
    facts += [as_text(place, 200)] if place else []
    options = getattr(element, "options", None)
    facts += [as_text(dict(options), 300)] if isinstance(options, dict) and options else []
    html: Any = getattr(element, "html", None)
    facts += [shorten(html.render(), 200)] if hasattr(html, "render") else []
    return " ".join(shorten(" ".join(fact.split()), 300) for fact in facts)


def said_by_str(value: Any) -> str | None:
    """What `str` says of it, if its class has one of its own; `repr` has nothing to say."""
    return shorten(str(value)) if has_own_str(value) else None
