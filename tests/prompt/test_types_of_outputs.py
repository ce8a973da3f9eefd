"""What is sent of an output of each type, and that `docs/context.md` says so: `python -m tests.prompt.test_types_of_outputs`
writes its table anew."""

from __future__ import annotations

import base64
import io
import re
from pathlib import Path
from typing import Any

import pytest
from matplotlib.figure import Figure
from PIL import Image

from ai_jup.prompt.item_limits import ItemLimits
from ai_jup.prompt.outputs import Outputs, Reading, read_outputs
from ai_jup.prompt.pictures import PictureReader
from ai_jup.redaction import KeyGuard
from tests.prompt.requests import display, png

PAGE = Path(__file__).parents[2] / "docs" / "context.md"
BEGIN, END = "<!-- types of outputs -->\n\n", "\n\n<!-- end -->"
FIGURE = {"text/plain": "<Figure size 640x480 with 1 Axes>"}
SPEC = {"$schema": "https://vega.github.io/schema/vega-lite/v6.1.0.json", "mark": "bar"}
READER = PictureReader()


def read(data: dict[str, Any]) -> Outputs:
    return read_outputs([display(data)], Reading(ItemLimits(), KeyGuard(), READER))


def figure(kind: str) -> bytes:
    made = Figure(figsize=(4, 3))
    made.add_subplot().plot([1, 3, 2])
    file = io.BytesIO()
    made.savefig(file, format=kind)
    return file.getvalue()


def base64_of(kind: str, mode: str = "RGB") -> str:
    file = io.BytesIO()
    Image.new(mode, (60, 40)).save(file, kind)
    return base64.b64encode(file.getvalue()).decode()


LONG_SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="9"><text y="9">axis</text>' + " " * 2_000 + "</svg>"
)
VEGA_PAGE = (
    '<div id="v"></div><script>(function(spec, embedOpt){})'
    '({"$schema": "https://vega.github.io/schema/vega-lite/v5.json", "mark": "bar"}, {"mode": "vega-lite"})</script>'
)
PLOTLY_PAGE = '<div id="p"></div><script>Plotly.newPlot("p", [{"y": [1, 2]}], {"title": {"text": "T"}}, {})</script>'
BOKEH_SCRIPT = 'const docs_json = {"1": {"roots": [{"type": "object", "name": "Figure", "id": "p1"}]}};'
DEEPNOTE = {
    "row_count": 2,
    "columns": [{"name": "a"}, {"name": "_deepnote_index_column"}],
    "rows_top": [{"a": 5, "_deepnote_index_column": 0}, {"a": 6, "_deepnote_index_column": 1}],
}
WIDE_FRAME = (
    '<table border="1" class="dataframe">'
    "<tr><th></th><th>a</th><th>b</th><th>c</th></tr><tr><th>0</th><td>1</td><td>2</td><td>3</td></tr></table>"
)
CHART = 'Vega-Lite chart: {"mark": "bar"}'

ROWS: list[tuple[str, dict[str, Any], str, int]] = [
    (
        "`text/plain`, also of a data frame",
        {"text/plain": "   a\n0  1", "text/html": "<table></table>"},
        "   a\n0  1",
        0,
    ),
    (
        "a data frame whose plain text leaves columns out, or is too long",
        {"text/plain": "   a  ...  c\n0  1  ...  3", "text/html": WIDE_FRAME},
        " | a | b | c\n0 | 1 | 2 | 3",
        0,
    ),
    ("`text/llm+plain`", {"text/llm+plain": "for models", "text/plain": "x"}, "for models", 0),
    ("`text/markdown`", {"text/markdown": "**1**", "text/plain": "<Markdown object>"}, "**1**", 0),
    ("`text/latex`", {"text/latex": "$x^2$", "text/plain": "x**2"}, "$x^2$", 0),
    (
        "`text/html`, where the plain text only names the object",
        {"text/html": "<table><tr><th>a<th>b<tr><td>1<td>2</table>", "text/plain": "<Styler at 0x7f>"},
        "a | b\n1 | 2",
        0,
    ),
    (
        "a picture in HTML or Markdown",
        {"text/html": f"<b>Plot</b> <img src='data:image/png;base64,{png(3)}'>"},
        "Plot",
        1,
    ),
    (
        "HTML with a player, a page, a script",
        {"text/html": "<audio controls></audio>"},
        "[not shown: an audio player]",
        0,
    ),
    ("`image/png`, `image/jpeg`, `image/gif`, `image/webp`", {"image/png": png(1), **FIGURE}, "", 1),
    ("`image/jpg`", {"image/jpg": base64_of("JPEG"), **FIGURE}, "", 1),
    ("`image/bmp`, `image/tiff`", {"image/bmp": base64_of("BMP"), **FIGURE}, "", 1),
    ("`image/svg+xml`", {"image/svg+xml": LONG_SVG, **FIGURE}, "Words in the picture: axis", 1),
    (
        "… if it is short",
        {"image/svg+xml": '<svg width="9" height="9"><rect width="9" height="9"/></svg>', **FIGURE},
        '<svg width="9" height="9"><rect width="9" height="9"/></svg>',
        1,
    ),
    ("`application/pdf`", {"application/pdf": base64.b64encode(figure("pdf")).decode(), **FIGURE}, "", 1),
    (
        "a picture that cannot be read",
        {"application/pdf": "JVBERi0=", **FIGURE},
        "<Figure size 640x480 with 1 Axes>\n[a picture, not shown: its PDF data cannot be read]",
        0,
    ),
    ("Vega, Vega-Lite (Altair)", {"application/vnd.vegalite.v6.json": SPEC, "text/plain": "alt.Chart(...)"}, CHART, 0),
    ("… in a page (Altair's default)", {"text/html": VEGA_PAGE, "text/plain": "alt.Chart(...)"}, CHART, 0),
    (
        "Plotly, with its packed numbers",
        {"application/vnd.plotly.v1+json": {"data": [{"y": {"dtype": "i1", "bdata": "AQID"}}]}},
        'Plotly chart: {"data": [{"y": [1, 2, 3]}]}',
        0,
    ),
    (
        "in a page (Colab)",
        {"text/html": PLOTLY_PAGE},
        'Plotly chart: {"data": [{"y": [1, 2]}], "layout": {"title": {"text": "T"}}}',
        0,
    ),
    ("Bokeh's script", {"application/javascript": BOKEH_SCRIPT}, 'Bokeh chart: {"roots": [[{"name": "Figure"}]]}', 0),
    (
        "Deepnote's frames, data resources",
        {"application/vnd.deepnote.dataframe.v2+json": DEEPNOTE},
        "2 rows, 2 columns\nall 2 rows:\n  a\n0 5\n1 6",
        0,
    ),
    ("`application/json`", {"application/json": {"a": [1, 2]}, "text/plain": "<JSON object>"}, '{"a": [1, 2]}', 0),
    (
        "a widget",
        {"application/vnd.jupyter.widget-view+json": {}, "text/plain": "IntSlider(value=1)"},
        "[a widget, not shown: IntSlider(value=1)]",
        0,
    ),
    (
        "… with words or a picture beside it",
        {
            "application/vnd.jupyter.widget-view+json": {},
            "text/plain": "<Client at 0x7f>",
            "text/html": "<b>3 workers</b>",
        },
        "3 workers",
        0,
    ),
    (
        "a progress bar",
        {"application/vnd.jupyter.widget-view+json": {}, "text/plain": "  0%|          | 0/9 [00:00<?, ?it/s]"},
        "[a widget, not shown: a progress bar]",
        0,
    ),
    (
        "what Colab and VS Code add to a frame",
        {"application/vnd.microsoft.datawrangler.viewer.v0+json": {}, "text/plain": "  a"},
        "  a",
        0,
    ),
    ("any other type", {"x/y": {}, "text/plain": "words"}, "words [output of type x/y, not shown]", 0),
]


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_what_is_sent_of_a_type(row: tuple[str, dict[str, Any], str, int]) -> None:
    _, data, text, pictures = row
    found = read(data)
    assert (found.text, len(found.pictures)) == (text, pictures)
    assert all(picture.media_type in ("image/png", "image/jpeg") for picture in found.pictures)
    # what the user is told is missing, and what the model is told, are the same
    assert bool(found.hidden) == ("not shown" in text)


def table() -> str:
    lines = ["| Output | Is sent, for example |", "| --- | --- |"]
    for name, data, _, _ in ROWS:
        found = read(data)
        shown = [f"`{line}`".replace("|", "\\|") for line in found.text.split("\n") if line.strip()]
        sent = "<br>".join([*(["a picture"] if found.pictures else []), *shown])
        lines.append(f"| {name} | {sent} |")
    return "\n".join(lines)


def plain(lines: str) -> list[str]:
    """Without the spaces that prettier aligns a table with."""
    return [re.sub(r" {2,}", " ", re.sub(r"-{3,}", "---", line)) for line in lines.splitlines()]


def test_the_documentation_says_so() -> None:
    documented = PAGE.read_text(encoding="utf-8").split(BEGIN)[1].split(END)[0]
    assert plain(documented) == plain(table())


if __name__ == "__main__":
    before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
    PAGE.write_text(f"{before}{BEGIN}{table()}{END}{rest.split(END)[1]}", encoding="utf-8")
