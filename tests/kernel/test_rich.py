"""What an object has for Jupyter reaches the model as text, in values as in calls, as it does in the cells above."""

from __future__ import annotations

from typing import Any

import pytest

from ai_jup.kernel import KernelPicture, KernelValue, Outcome
from ai_jup.kernel.probe.rich import told
from ai_jup.prompt.item_limits import ItemLimits
from ai_jup.prompt.outputs import Reading as OutputReading
from ai_jup.prompt.outputs import read_outputs
from ai_jup.prompt.pictures import PictureReader
from ai_jup.redaction import KeyGuard
from tests.kernel.live import LiveKernel

VEGA = "application/vnd.vegalite.v5+json"
CHART = {"$schema": "s", "mark": "bar", "data": {"values": [{"x": n} for n in range(1_000)]}}
CELL = """
from IPython.display import HTML, JSON, SVG, Latex, Markdown, display
class InBundle:
    def _repr_mimebundle_(self, include=None, exclude=None): return {"text/plain": "plain of the bundle"}
class Chart:
    def __repr__(self): return "alt.Chart(...)"
    def _repr_mimebundle_(self, include=None, exclude=None):
        values = [{"x": n} for n in range(1000)]
        return {"application/vnd.vegalite.v5+json": {"mark": "bar", "data": {"values": values}}, "text/plain": "x"}, {}
class Pretty:
    def _repr_pretty_(self, printer, cycle): printer.text("pretty text")
class Json:
    def _repr_json_(self): return {"a": list(range(100))}
class Html:
    def _repr_html_(self): raise AssertionError("need not be made")
class Svg:
    def _repr_svg_(self): return "<svg/>"
class Both:
    def __repr__(self): return "own repr"
    def _repr_html_(self): return "<b>own</b>"
    def _repr_markdown_(self): return "**own**"
class Fails:
    def _repr_markdown_(self): raise ValueError("no")
class Widget:
    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"application/vnd.jupyter.widget-view+json": {"model_id": "1"}, "text/plain": "Slider(value=3)"}
class Many:
    def _repr_markdown_(self): return "m" * 100_000
class Registered:
    pass
class NoPicture:
    def _repr_png_(self): return None
class BadPicture:
    def _repr_png_(self): return b"not a png"
get_ipython().display_formatter.formatters["text/markdown"].for_type(Registered, lambda value: "**registered**")
formula, note = Latex("$x^2$"), Markdown("**note**")
bundle, chart, pretty, json_, html, svg = InBundle(), Chart(), Pretty(), Json(), Html(), Svg()
both, fails, widget, many, registered, none, bad = Both(), Fails(), Widget(), Many(), Registered(), NoPicture(), BadPicture()
def shows():
    display(Markdown("**shown**"))
    display(Latex("$x$"))
    display(JSON({"a": 1}))
    display(HTML("<b>h</b>"))
    display(chart)
    display({"text/plain": "P", "text/markdown": "# M"}, raw=True)
    print("printed")
    return Markdown("**returned**")
def shows_bad(): display({"image/png": "bm90IGEgcG5n", "text/plain": "<Figure>"}, raw=True)
def returns_formula(): return formula
def returns_bad(): return bad
"""


@pytest.fixture(scope="module", autouse=True)
def defined(kernel: LiveKernel) -> None:
    kernel.cell(CELL)


@pytest.mark.parametrize(
    ("name", "kind", "text"),
    [
        ("bundle", "InBundle", "plain of the bundle"),
        (
            "chart",
            "Chart",
            'Vega-Lite chart: {"mark": "bar", "data": {"values": [{"x": 0}, {"x": 1}, {"x": 2}, "… 997 more"]}}',
        ),
        ("pretty", "Pretty", "pretty text"),
        ("json_", "Json", '{"a": [0, 1, 2, "… 97 more"]}'),
        ("html", "Html", "<Html object> [output of type text/html, not shown]"),
        ("svg", "Svg", "<Svg object> [output of type image/svg+xml, not shown]"),
        ("both", "Both", "own repr"),
        ("formula", "IPython.Latex", "$x^2$"),
        ("note", "IPython.Markdown", "**note**"),
        ("fails", "Fails", "<Fails object>"),
        ("widget", "Widget", "[a widget, not shown: Slider(value=3)]"),
        ("registered", "Registered", "**registered**"),
        ("none", "NoPicture", "<NoPicture object>"),
        ("bad", "BadPicture", "<BadPicture object>\n[its picture is left out: it is not a PNG, JPEG, GIF, or WebP]"),
    ],
)
def test_a_value_is_told_by_the_best_text_that_it_has(kernel: LiveKernel, name: str, kind: str, text: str) -> None:
    assert kernel.read(name) == KernelValue(name, kind, text)


def test_a_rich_text_is_bounded(kernel: LiveKernel) -> None:
    text = kernel.read("many").text
    assert len(text) < 8_100 and "92,000 characters left out" in text


def test_a_call_tells_what_it_shows_and_returns(kernel: LiveKernel) -> None:
    shown = [
        *("**shown**", "$x$", '{"a": 1}', "<IPython.core.display.HTML object> [output of type text/html, not shown]"),
        'Vega-Lite chart: {"mark": "bar", "data": {"values": [{"x": 0}, {"x": 1}, {"x": 2}, "… 997 more"]}}',
        *("# M", "printed", ""),
    ]
    assert kernel.call("shows") == Outcome("ok", ["\n".join(shown), "IPython.Markdown: **returned**"])
    assert kernel.call("returns_formula") == Outcome("ok", ["IPython.Latex: $x^2$"])


@pytest.mark.parametrize("name", ["shows_bad", "returns_bad"])
def test_what_is_no_picture_is_told_and_not_sent(kernel: LiveKernel, name: str) -> None:
    parts = kernel.call(name).parts
    assert not any(isinstance(part, KernelPicture) for part in parts)
    assert "[its picture is left out: it is not a PNG, JPEG, GIF, or WebP]" in "".join(map(str, parts))


@pytest.mark.parametrize(
    "bundle",
    [
        {"text/plain": "plain", "text/html": "<b>x</b>"},
        {"text/plain": "<IPython.core.display.Markdown object>", "text/markdown": "# M"},
        {"text/plain": "<X at 0x7f00aa>", "text/html": "<b>x</b>", "image/svg+xml": "<svg/>"},
        {"text/plain": "<X object>", "application/json": {"a": [1, 2, 3, 4, 5], "b": "x" * 300}},
        {"text/plain": "<VegaLite 5 object>", VEGA: CHART},
        {
            "application/vnd.plotly.v1+json": {
                "data": [{"y": {"dtype": "f8", "bdata": "AA"}}],
                "layout": {"template": 1},
            }
        },
        {"application/vnd.jupyter.widget-view+json": {}, "text/plain": "Slider(value=3)"},
        {"application/vnd.jupyter.widget-view+json": {}},
        {"text/latex": "$x$", "text/plain": "x"},
        {},
    ],
    ids=range(10),
)
def test_a_bundle_is_told_as_the_output_of_a_cell_is(bundle: dict[str, Any]) -> None:
    reading = OutputReading(ItemLimits(), KeyGuard(()), PictureReader())
    above = read_outputs([{"output_type": "display_data", "data": bundle, "metadata": {}}], reading)
    assert told(bundle, has_picture=False) == above.text
