"""What an object has for Jupyter reaches the model as text, in values as in calls, as it does in the cells above."""

from __future__ import annotations

import base64
from typing import Any

import numpy
import plotly.express as express
import plotly.graph_objects as go
import pytest

from ai_jup.kernel import KernelPicture, KernelValue, Outcome
from ai_jup.kernel.probe.values.short_json import in_short
from ai_jup.kernel.probe.values.shown import show, with_names
from ai_jup.kernel.probe.values.telling import tell
from ai_jup.prompt.item_limits import ItemLimits
from ai_jup.prompt.outputs import Reading as OutputReading
from ai_jup.prompt.outputs import read_outputs
from ai_jup.prompt.pictures import PictureReader
from ai_jup.redaction import KeyGuard
from tests.kernel.live import LiveKernel

VEGA = "application/vnd.vegalite.v5+json"
FRAME = {"row_count": 1, "columns": [{"name": "a"}], "rows": [{"a": 5, "_deepnote_index_column": 0}]}
CHART = {"$schema": "s", "mark": "bar", "data": {"values": [{"x": n} for n in range(1_000)]}}
X = ", ".join(f'{{"x": {n}}}' for n in range(500))
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
    def _repr_html_(self): return "<b>of Html</b>"
class Svg:
    def _repr_svg_(self): return "<svg/>"
class Both:
    def __repr__(self): return "own repr"
    def _repr_html_(self): return "<b>own</b>"
    def _repr_markdown_(self): return "**own**"
class ForModels:
    def _repr_llm_(self): return "words for models"
    def _repr_markdown_(self): return "for people"
class Proposed:
    async def _ai_repr_(self, **how): return {"text/plain": "words of the proposal", "image/png": "iVBORw0KGgo="}
class Waits:
    async def _ai_repr_(self, **how):
        import asyncio
        await asyncio.sleep(1)
    def __repr__(self): return "own repr"
class BadWords:
    def _repr_llm_(self): raise ValueError("no")
    def __repr__(self): return "own repr"
class ManyWords:
    def _repr_llm_(self): return "w" * 100_000
class Attributes:
    def __init__(self): self.inner = 1
    def _repr_html_(self): return "<table><tr><td>1</td></tr></table>"
class AltairDefault:
    def __repr__(self): return "alt.Chart(...)"
    def _repr_mimebundle_(self, include=None, exclude=None):
        spec = '{"$schema": "https://vega.github.io/schema/vega-lite/v6.json", "mark": "bar"}'
        return {"text/html": '<div></div><script>(function(spec, embedOpt){})(' + spec + ', {})</script>', "text/plain": "alt.Chart(...)"}
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
for_models, proposed, waits, bad_words, many_words = ForModels(), Proposed(), Waits(), BadWords(), ManyWords()
attributes, altair_default = Attributes(), AltairDefault()
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
            f'Vega-Lite chart: {{"mark": "bar", "data": {{"values": [{X}, "… 500 more"]}}}}',
        ),
        ("pretty", "Pretty", "pretty text"),
        ("json_", "Json", f'{{"a": {list(range(100))}}}'),
        ("both", "Both", "**own**"),
        ("for_models", "ForModels", "words for models"),
        ("waits", "Waits", "own repr"),
        ("bad_words", "BadWords", "own repr"),
        ("altair_default", "AltairDefault", 'Vega-Lite chart: {"mark": "bar"}'),
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


@pytest.mark.parametrize(
    ("name", "kind", "text", "attached"),
    [
        ("html", "Html", "", ("text/html", "<b>of Html</b>")),
        ("svg", "Svg", "<Svg object>", ("image/svg+xml", "<svg/>")),
        ("attributes", "Attributes", "", ("text/html", "<table><tr><td>1</td></tr></table>")),
    ],
)
def test_what_the_server_reads_or_draws_comes_along(
    kernel: LiveKernel, name: str, kind: str, text: str, attached: tuple[str, str]
) -> None:
    picture = KernelPicture(attached[0], base64.b64encode(attached[1].encode()).decode())
    assert kernel.read(name) == KernelValue(name, kind, text, (picture,))


def test_words_for_models_may_come_with_a_picture(kernel: LiveKernel) -> None:
    picture = KernelPicture("image/png", "iVBORw0KGgo=")
    assert kernel.read("proposed") == KernelValue("proposed", "Proposed", "words of the proposal", (picture,))


@pytest.mark.parametrize("name", ["many", "many_words"])
def test_a_rich_text_is_bounded(kernel: LiveKernel, name: str) -> None:
    text = kernel.read(name).text
    assert len(text) <= 8_000 and "92,050 characters left out" in text


def test_a_call_tells_what_it_shows_and_returns(kernel: LiveKernel) -> None:
    html = KernelPicture("text/html", base64.b64encode(b"<b>h</b>").decode())
    shown = [
        f'Vega-Lite chart: {{"mark": "bar", "data": {{"values": [{X}, "… 500 more"]}}}}',
        *("# M", "printed", ""),
    ]
    assert kernel.call("shows") == Outcome(
        "ok", ['**shown**\n$x$\n{"a": 1}\n', html, "\n".join(shown), "IPython.Markdown: **returned**"]
    )
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
        {"text/plain": "<X at 0x7f00aa>", "application/javascript": "f()", "x/y": {}},
        {"text/plain": "words", "text/html": "<b>x</b>", "application/javascript": "f()"},
        {"text/plain": "alt.Chart(...)", "application/vnd.vegalite.v6.json": CHART},
        {"text/plain": "<X object>", "application/vnd.deepnote.dataframe.v3+json": FRAME},
        {"text/plain": "x", "text/llm+plain": "words for models"},
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
    ids=range(14),
)
def test_a_bundle_is_told_as_the_output_of_a_cell_is(bundle: dict[str, Any]) -> None:
    reading = OutputReading(ItemLimits(), KeyGuard(()), PictureReader())
    above = read_outputs([{"output_type": "display_data", "data": bundle, "metadata": {}}], reading)
    assert with_names(tell(bundle, has_picture=False, room=2_000)).text == above.text


def test_a_chart_keeps_its_rows_and_shows_the_pictures_inside_it() -> None:
    grid = go.Figure(go.Heatmap(z=numpy.arange(12).reshape(3, 4)))
    rows = "[[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11]]"
    assert show(grid, None)["text"] == f'Plotly chart: {{"data": [{{"z": {rows}, "type": "heatmap"}}], "layout": {{}}}}'
    image = express.imshow(numpy.zeros((4, 4, 3), dtype="uint8"))
    shown = show(image, None)
    assert '"source": "a picture, image/png"' in shown["text"] and "base64" not in shown["text"]
    [picture] = shown["pictures"]
    assert picture["type"] == "image/png" and base64.b64decode(picture["data"]).startswith(b"\x89PNG")
    # the same in a cell above
    bundle = {"application/vnd.plotly.v1+json": image.to_plotly_json()}
    reading = OutputReading(ItemLimits(), KeyGuard(()), PictureReader())
    above = read_outputs([{"output_type": "display_data", "data": bundle, "metadata": {}}], reading)
    assert len(above.pictures) == 1 and above.text == tell(bundle, True, 2_000).text


def test_packed_numbers_have_as_many_dimensions_as_they_say() -> None:
    packed = {"dtype": "f4", "shape": "40, 2, 3", "bdata": base64.b64encode(numpy.arange(240, dtype="<f4")).decode()}
    text, is_cut = in_short({"z": packed}, 200)
    assert text.startswith('{"z": [[[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]], [[6.0, 7.0, 8.0], ') and is_cut
    assert '"… 37 more"' in text
    assert in_short({"z": {**packed, "shape": "9, x"}}, 200).text == '{"z": "f4 values"}'


def test_a_chart_of_plotly_is_read_in_a_fresh_kernel(kernel: LiveKernel) -> None:
    """Its own way to Jupyter would import for longer than a value may take."""
    kernel.cell("import plotly.graph_objects as go\nfresh = go.Figure(go.Bar(y=[1, 2]))")
    assert kernel.read("fresh").text == 'Plotly chart: {"data": [{"y": [1, 2], "type": "bar"}], "layout": {}}'
