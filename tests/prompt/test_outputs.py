"""A code cell's outputs as the model reads them."""

from __future__ import annotations

import base64
import json
import struct
from typing import Any

import pytest

from ai_jup.prompt.item_limits import ItemLimits
from ai_jup.prompt.outputs import SUMMARY_LIMIT, Outputs, Reading, read_outputs
from ai_jup.prompt.pictures import Picture, PictureReader
from ai_jup.prompt.terminal_text import plain
from ai_jup.redaction import KeyGuard
from tests.prompt.requests import display, plot, png, shown, stream

LIMITS = ItemLimits()


def read(*outputs: dict[str, Any]) -> Outputs:
    return read_outputs(outputs, Reading(LIMITS, KeyGuard(), PictureReader()))


def text_of(*outputs: dict[str, Any]) -> str:
    return read(*outputs).text


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]8;;http://x\x07link\x1b]8;;\x07", "link"),
        ("10%\r50%\r100%\n", "100%\n"),
        ("10%\r50%\r100%\r", "100%"),
        ("10%\r\n20%\r\n", "10%\n20%\n"),
        ("a\nb\rc\nd", "a\nc\nd"),
        ("loss: 0.5\b\b\b0.25\n", "loss: 0.25\n"),
        ("\b\bx", "x"),
        ("10/10\b\b\b\b\b", "10/10"),
        ("a\x00b\tc\x07", "ab\tc"),
        ("\x1b[A\x1b[2Kdone", "done"),
        ("run\n0%\n\r1/9\x1b[A\r50%\n\r9/9\x1b[A\r100%\n\nok\n", "run\n100%\n9/9\nok\n"),
        ("a\nb\nc\n\x1b[2Aover\nnew", "a\nover\nnew\n"),
        ("\r", ""),
        ("", ""),
    ],
)
def test_text_is_as_a_terminal_leaves_it(written: str, left: str) -> None:
    assert plain(written) == left


def test_a_long_line_takes_no_longer_than_its_length() -> None:
    # a square of it would take minutes
    assert plain("x" * 2_000_000) == "x" * 2_000_000


def test_an_output_of_200_megabytes_takes_no_longer_than_its_ends() -> None:
    # its middle is never looked at
    text = text_of(stream(["x\r" * 50_000_000, "y\n" * 50_000_000]))
    assert len(text) < LIMITS.output + 100
    assert text.endswith("y\n" * 300)


def test_lines_of_a_list_are_joined() -> None:
    assert text_of(stream(["a\n", "b"])) == "a\nb"


def test_of_a_long_output_head_and_tail_are_kept_and_the_rest_counted() -> None:
    outputs = read(stream("h" * LIMITS.output + "t" * 500))
    head = LIMITS.output * 2 // 3
    tail = LIMITS.output - head
    note = "\n[... 500 characters left out ...]\n"
    assert outputs == Outputs("h" * head + note + "h" * (tail - 500) + "t" * 500, shortened=True)


def test_what_a_client_has_taken_out_of_a_stream_counts_as_left_out() -> None:
    whole = "h" * 300_000 + "x" * 1_000 + "t" * 300_000
    sent = stream(whole[:200_000] + whole[-200_000:]) | {"missing": len(whole) - 400_000}
    assert read(sent) == read(stream(whole))


def test_of_many_outputs_the_first_and_the_last_are_kept_and_the_rest_counted() -> None:
    outputs = read(*(shown(text_plain=f"{n:04} " + "x" * 1_000) for n in range(50)))
    lines = outputs.text.splitlines()
    assert [line[:4] for line in lines] == ["0000", "0001", "0002", "[...", "0046", "0047", "0048", "0049"]
    assert lines[3] == "[... 43 outputs left out ...]"
    assert outputs.shortened and len(outputs.text) < LIMITS.cell_outputs


def stderr(text: str) -> dict[str, Any]:
    return {**stream(text), "name": "stderr"}


def test_what_was_written_in_pieces_is_one_text() -> None:
    bar = (stderr(f"\r{n}%|") for n in range(101))
    assert text_of(stream("a\n"), stream("b\n"), *bar, stream("c")) == "a\nb\n\n100%|\nc"


def test_a_piece_whose_middle_is_missing_stays_apart() -> None:
    assert text_of(stream("a"), stream("b" * 9) | {"missing": 5}, stream("c")) == (
        "a\nbbbbbb\n[... 5 characters left out ...]\nbbb\nc"
    )


def test_the_same_note_again_and_again_is_counted() -> None:
    bar = display({WIDGET: {}, "text/plain": "Validation: 0it [00:00, ?it/s]"})
    slider = display({WIDGET: {}, "text/plain": "IntSlider(value=1)"})
    outputs = read(bar, bar, bar, slider, bar)
    assert outputs.text.splitlines() == [
        "[a widget, not shown: a progress bar] (3 times)",
        "[a widget, not shown: IntSlider(value=1)]",
        "[a widget, not shown: a progress bar]",
    ]
    assert outputs.hidden == ("a widget",) * 3


def error(trace: list[str], value: str = "no") -> dict[str, Any]:
    return {"output_type": "error", "ename": "ValueError", "evalue": value, "traceback": trace}


def test_an_error_that_is_short_is_kept_whole() -> None:
    trace = ["\x1b[31m----\x1b[0m", "Traceback", "\x1b[31mValueError\x1b[0m: no"]
    assert read(error(trace)) == Outputs("----\nTraceback\nValueError: no")


def test_of_a_long_error_its_message_the_users_own_line_and_its_last_frames_are_kept() -> None:
    own = "Cell In[2], line 7\n----> 7 f(frame)"
    outputs = read(error([own, *(f"File a.py, line {n}\n    f()" for n in range(1_000)), "ValueError: no"]))
    lines = outputs.text.splitlines()
    assert lines[:4] == ["ValueError: no", *own.splitlines(), "File a.py, line 0"]
    assert lines.count("[... frames left out ...]") == 1
    assert lines[-3:] == ["File a.py, line 999", "    f()", "ValueError: no"]
    assert outputs.shortened and LIMITS.error - 100 < len(outputs.text) < LIMITS.error + 100


def test_a_long_message_is_cut_too() -> None:
    outputs = read(error(["frame", "ValueError: " + "v" * 100_000], "v" * 100_000))
    assert outputs.text.startswith("ValueError: vvv")
    assert len(outputs.text) < LIMITS.error + SUMMARY_LIMIT
    assert read(error([], "v" * 100_000)).shortened


def test_an_error_without_traceback_is_told() -> None:
    assert text_of(error([])) == "ValueError: no"


FIGURE = {"data": [{"type": "scatter", "x": list(range(1_000)), "y": {"dtype": "f8", "bdata": "AAAA" * 999}}]}
LAYOUT = {"template": {"x": 1}, "title": {"text": "T"}}
VEGA = {"mark": "bar", "$schema": "https://x", "config": {"view": {}}, "datasets": {"d": [{"a": n} for n in range(99)]}}
NUMBERS, ZEROS = ", ".join(map(str, range(150))), ", ".join(["0.0"] * 150)
WIDGET = "application/vnd.jupyter.widget-view+json"


@pytest.mark.parametrize(
    ("output", "text"),
    [
        (shown(text_plain="   a\n0  1", text_html="<table>"), "   a\n0  1"),
        (shown(text_plain="<IPython.core.display.Markdown object>", text_markdown="*1*"), "*1*"),
        (shown(text_plain=" 2\nx ", text_latex="$x^2$"), "$x^2$"),
        (shown(text_html="<b>1</b>"), "1"),
        # nothing of it is seen
        (shown(text_plain="<x.Styler at 0x7f12>", text_html="<table>"), "<x.Styler at 0x7f12>"),
        (shown(text_plain="<IPython.core.display.HTML object>", text_html="<style>p {}</style>"), ""),
        (shown(text_plain="", text_html="<pre style='margin:0'></pre>"), ""),
        (shown(text_plain="<IPython.core.display.HTML object>", text_html=[""]), ""),
        (display({"application/vnd.bokehjs_load.v0+json": "load()", "application/javascript": "load()"}), ""),
        (
            display({"application/vnd.bokehjs_exec.v0+json": "", "text/html": "<div id='b'></div>"}),
            "[output of type application/vnd.bokehjs_exec.v0+json, not shown]",
        ),
        # the name of an object that shows more
        (shown(text_plain="<Item id=a-1>", text_html="<b>a-1</b>, 3 assets"), "<Item id=a-1>\na-1, 3 assets"),
        (shown(text_plain="<Item id=a-1>"), "<Item id=a-1>"),
        # LaTeX that is no formula
        (shown(text_plain="1×1 frame\n a", text_latex="\\begin{tabular}{r}a\\end{tabular}"), "1×1 frame\n a"),
        (shown(text_latex="\\begin{tabular}{r}a\\end{tabular}"), "\\begin{tabular}{r}a\\end{tabular}"),
        (
            shown(text_plain="x**2", text_latex="\\begin{equation*}x^2\\end{equation*}"),
            "\\begin{equation*}x^2\\end{equation*}",
        ),
        (shown(text_plain="<IPython.core.display.SVG object>"), "<IPython.core.display.SVG object>"),
        (display({"image/svg+xml": "<svg/>"}), "<svg/>"),
        (display({"x/y": {}, "text/html": "<div>"}), "[output of type x/y, not shown]"),
        (display({WIDGET: {}, "text/plain": "IntSlider(value=1)"}), "[a widget, not shown: IntSlider(value=1)]"),
        (display({WIDGET: {}}), "[a widget, not shown]"),
        (display({WIDGET: {}, "text/plain": "a\t1", "text/markdown": "| a | 1 |"}), "| a | 1 |"),
        (display({WIDGET: {}, "text/plain": "<Client at 0x7f>", "text/html": "<b>3</b> workers"}), "3 workers"),
        (
            display({WIDGET: {}, "text/plain": "Text()", "text/html": "<p>Failed to display Jupyter Widget.</p>"}),
            "[a widget, not shown: Text()]",
        ),
        (display({WIDGET: {}, "text/plain": "IntProgress(value=0, max=4)"}), "[a widget, not shown: a progress bar]"),
        (display({WIDGET: {}, "text/plain": "vocab: 0.00B [00:00, ?B/s]"}), "[a widget, not shown: a progress bar]"),
        (display({"application/json": {"a": [1, 2, 3, 4, 5, 6]}}), '{"a": [1, 2, 3, 4, 5, 6]}'),
        (
            display({"application/json": {"a": ["x" * 100] * 1_000}}),
            '{"a": [' + f'"{"x" * 100}", ' * 15 + '"… 985 more"]}',
        ),
        (
            display({"application/vnd.plotly.v1+json": FIGURE | {"layout": LAYOUT}, "text/html": "<div>"}),
            f'Plotly chart: {{"data": [{{"type": "scatter", "x": [{NUMBERS}, "… 850 more"], "y": [{ZEROS}, "… 224 more"]}}], '
            '"layout": {"title": {"text": "T"}}}',
        ),
        (
            display({"application/vnd.vegalite.v5+json": VEGA, "text/plain": "<VegaLite 5 object>\n\nIf you see this"}),
            'Vega-Lite chart: {"mark": "bar", "datasets": {"d": ['
            + ", ".join(f'{{"a": {n}}}' for n in range(99))
            + "]}}",
        ),
        (shown(), ""),
        ({"output_type": "display_data"}, ""),
        ({"output_type": "display_data", "data": ["no", "bundle"]}, ""),
        ({"output_type": "pyout", "text": ["4", "2"], "html": "<b>42</b>"}, "42"),
        ({"output_type": "pyerr", "ename": "E", "evalue": "no", "traceback": []}, "E: no"),
    ],
)
def test_a_bundle_is_told_by_its_plainest_text(output: dict[str, Any], text: str) -> None:
    found = read(output)
    assert (found.text, found.shortened) == (text, "more" in text)
    assert bool(found.hidden) == (", not shown" in text)
    assert all(f"[{name}" in text for name in found.hidden)


PACKED = base64.b64encode(struct.pack("<3d", 1, 2.5, 4)).decode()
BOKEH_2 = {
    "references": [
        {"attributes": {"title": {"id": "3", "type": "Title"}}, "id": "1", "subtype": "Figure", "type": "Plot"},
        {
            "attributes": {"data": {"y": {"__ndarray__": PACKED, "dtype": "float64", "shape": [3]}}},
            "id": "2",
            "type": "D",
        },
        {"attributes": {}, "id": "4", "type": "Grid"},
    ],
    "root_ids": ["1"],
}
BOKEH_3 = [
    {
        "type": "object",
        "name": "Figure",
        "id": "p1",
        "attributes": {
            "data": {
                "type": "map",
                "entries": [
                    [
                        "y",
                        {
                            "type": "ndarray",
                            "array": {"type": "bytes", "data": PACKED},
                            "shape": [3],
                            "dtype": "float64",
                        },
                    ],
                    ["x", {"type": "ndarray", "array": ["a", "b"], "shape": [2], "dtype": "object"}],
                ],
            }
        },
    }
]


@pytest.mark.parametrize(
    ("roots", "told"),
    [
        (
            BOKEH_2,
            '[{"type": "Plot", "attributes": {"title": "Title"}, "subtype": "Figure"}, '
            '{"type": "D", "attributes": {"data": {"y": [1.0, 2.5, 4.0]}}}]',
        ),
        (
            BOKEH_3,
            '[{"name": "Figure", "attributes": {"data": {"entries": '
            '[["y", [1.0, 2.5, 4.0]], ["x", {"array": ["a", "b"], "shape": [2], "dtype": "object"}]]}}}]',
        ),
    ],
)
def test_models_and_numbers_of_bokeh(roots: Any, told: str) -> None:
    script = "const docs_json = " + json.dumps({"1": {"roots": roots}})
    assert text_of(display({"application/javascript": script})) == f'Bokeh chart: {{"roots": [{told}]}}'


def test_a_chart_of_plotly_in_a_page_of_dotnet() -> None:
    script = 'var data = [{"x":[1,2]}];\nvar layout = {"template":{},"width":600};\nPlotly.newPlot("p", data, layout);'
    page = shown(text_html=f"<div></div><script>{script}</script>")
    assert text_of(page) == 'Plotly chart: {"data": [{"x": [1, 2]}], "layout": {"width": 600}}'


def test_a_chart_comes_with_its_picture() -> None:
    outputs = read(display({"application/vnd.plotly.v1+json": {"data": []}, "image/png": png(3)}))
    assert outputs == Outputs('Plotly chart: {"data": []}', (Picture("image/png", png(3), 1, 1),))


def test_of_a_formula_and_its_picture_the_formula_is_told() -> None:
    both = display({"image/png": png(3), "text/latex": "$$x^2$$", "text/plain": " 2\nx "})
    assert read(both) == Outputs("$$x^2$$")


def test_the_picture_of_a_widget_is_shown() -> None:
    canvas = display({WIDGET: {}, "image/png": png(3), "text/plain": "Canvas()", "text/html": "<div><img></div>"})
    assert read(canvas) == Outputs(pictures=(Picture("image/png", png(3), 1, 1),))


def frame(plain: str, rows: str) -> dict[str, Any]:
    return shown(
        text_plain=plain, text_html=f'<table border="1" class="dataframe">{rows}</table><p>1 row × 3 columns</p>'
    )


def test_a_frame_whose_columns_the_plain_text_leaves_out_is_told_by_its_rows() -> None:
    rows = "<tr><th></th><th>a</th><th>b</th><th>c</th></tr><tr><th>0</th><td>1</td><td>2</td><td>3</td></tr>"
    told = " | a | b | c\n0 | 1 | 2 | 3\n\n1 row × 3 columns"
    assert text_of(frame("   a  ...  c\n0  1  ...  3", rows)) == told
    assert text_of(frame("shape: (1, 3)\n┌──┐\n│ a ┆ … ┆ c │", rows)) == told
    # and one that is wrapped until it is too long
    assert text_of(frame("   a  b  \\\n0  1  2  \n\n   c  \n0  3  " + " " * LIMITS.output, rows)) == told
    assert text_of(frame("   a  b  c\n0  1  2  3", rows)) == "   a  b  c\n0  1  2  3"


def test_a_picture_in_html_that_cannot_be_read_is_named() -> None:
    address = "data:image/png;base64," + "bm8g" * 40
    told = read(shown(text_html=f"<b>a</b><img src='{address}'>"))
    assert told == Outputs(
        "a\n[not shown: a picture (its PNG data cannot be read)]",
        hidden=("a picture (its PNG data cannot be read)",),
    )


def test_a_picture_that_html_only_links_to_is_named_for_people_once() -> None:
    told = read(shown(text_html="<img src='https://x.y/z.png'>"))
    assert told == Outputs("[a picture: https://x.y/z.png, not loaded]", hidden=("a picture (https://x.y/z.png)",))


def test_a_picture_that_markdown_only_links_to_is_named() -> None:
    inside = f"<img src='data:image/png;base64,{png(3)}'>"
    told = read(shown(text_markdown=f"![](a.png) {inside}"))
    assert told == Outputs(
        "![](a.png) <img src='inline picture 1'>\n[not shown: a picture (a.png)]",
        (Picture("image/png", png(3), 1, 1),),
        hidden=("a picture (a.png)",),
    )


def test_a_chart_without_end_is_cut() -> None:
    deep: Any = "bottom"
    for _ in range(500):
        deep = {"layer": [deep], "title": "t" * 5_000}
    text = text_of(display({"application/vnd.vegalite.v5+json": deep}))
    assert "bottom" not in text and len(text) < LIMITS.output + 100


def test_a_picture_that_cannot_be_read_is_named() -> None:
    broken = display({"image/png": "bm8gcGljdHVyZQ==", "text/plain": "<Figure size 640x480 with 1 Axes>"})
    assert read(broken) == Outputs(
        "<Figure size 640x480 with 1 Axes>\n[a picture, not shown: its PNG data cannot be read]",
        hidden=("a picture (its PNG data cannot be read)",),
    )
    assert text_of(display({"image/png": "bm8gcGljdHVyZQ=="})) == "[a picture, not shown: its PNG data cannot be read]"


def test_pictures_come_apart_from_text_and_the_alternatives_of_one_count_once() -> None:
    both = display({"image/jpeg": png(1), "image/png": [png(2), "\n"], "text/plain": "<Figure>"})
    outputs = read(stream("before"), both, plot(3), {"output_type": "pyout", "png": png(4), "text": "<Figure>"})
    assert outputs == Outputs("before", tuple(Picture("image/png", png(n), 1, 1) for n in (2, 3, 4)))


def shown_in(plain: str, html: str) -> Outputs:
    return read(shown(text_plain=plain, text_html=html))


ICON = '<svg width="500" height="500"><rect width="500" height="500"/></svg>'


def test_drawings_in_a_script_are_its_texts() -> None:
    script = f"<script>a('<script src=x/>', '{ICON}', '<script>', '{ICON}', '<\\/script>', '{ICON}')</script>"
    outputs = shown_in("<Chart>", f"{script}seen")
    assert outputs.pictures == () and "seen" in outputs.text
    assert len(shown_in("<Chart>", f"{script}{ICON}").pictures) == 1


def test_pictures_in_styles_are_icons() -> None:
    style = f"<style>.copy {{ background: url(data:image/png;base64,{png(3)}) }}</style>"
    script = style.replace("style", "script")
    for unseen in (style, script):
        html = f"{unseen}<div>LogisticRegression?</div>"
        assert shown_in("LogisticRegression()", html) == Outputs("LogisticRegression()")
        assert shown_in("<A>", html).pictures == ()
    assert len(shown_in("<A>", f"{style}<img src='data:image/png;base64,{png(3)}'>").pictures) == 1


def test_an_object_told_as_it_was_made_is_told_by_its_table() -> None:
    table = "<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>"
    assert (
        shown_in("GT(data=[1, 2],\n   options=Options(x=1))", f"<h1>Title</h1>{table}").text == "Title\n\na | b\n1 | 2"
    )
    folded = f"<details><summary>Parameters</summary>{table}</details>"
    assert shown_in("LogisticRegression(C=2.0)", f"LogisticRegression{folded}").text == "LogisticRegression(C=2.0)"


def test_who_made_a_drawing_is_no_word_in_it() -> None:
    about = '<metadata><t:title xmlns:t="urn:t">Matplotlib v3</t:title></metadata><title>Sales</title>'
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{about}<rect width="9" height="9"/>'
    long = f"{drawing}<!--{'x' * LIMITS.output}--></svg>"
    assert read(display({"image/svg+xml": long})).text == "Words in the picture: Sales"
