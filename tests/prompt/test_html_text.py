"""HTML is told by its words and rows, as a person sees them."""

from __future__ import annotations

from html import escape

import pandas
import pytest

import ai_jup.prompt.html_text as module
from ai_jup.drawing import Drawer
from ai_jup.prompt.html_text import HtmlText
from ai_jup.prompt.inline_pictures import Inline
from tests.prompt.requests import png

DATABRICKS = (
    "<style scoped>.table-result-container { max-height: 300px; }</style><div class='table-result-container'>"
    "<table class='table-result'><thead style='background-color: white'><tr><th>path</th><th>size</th></tr></thead>"
    "<tbody><tr><td>dbfs:/mnt/</td><td>0</td></tr><tr><td>a &lt;b&gt;</td><td>12</td></tr></tbody></table></div>"
)


DRAWER = Drawer()


def html_text(html: str) -> HtmlText:
    return module.html_text(html, DRAWER)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (DATABRICKS, "path | size\ndbfs:/mnt/ | 0\na <b> | 12"),
        ("<p>Done in <b>3</b> s,\n  all well</p><p>next</p>", "Done in 3 s, all well\n\nnext"),
        ("<h3>Title</h3>one<br>two<ul><li>a<li>b</ul>", "Title\none\ntwo\n\n- a\n- b"),
        ("<ul><li>a<li><details open><summary>b</summary><ul><li>c</ul></details></ul>d", "- a\n- b\n\n- c\n\nd"),
        ("<ul><li>a<li><details><summary>b</summary><ul><li>c</ul></details></ul>d", "- a\n- b [folded]\n\nd"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        (
            "<table><caption>C</caption><tr><th></th><th colspan=2>A</th></tr><tr><td>1<td>2<td>3</table>",
            "C\n | A |\n1 | 2 | 3",
        ),
        ("<table><tr><td><table><tr><td>in</td></tr></table></td><td>out</td></tr></table>", "in | out"),
        ("seen<span style='display: none'>not</span><div hidden>nor</div><template>nor</template>", "seen"),
        ("<script>var x = '<p>no</p>'</script><!-- no -->yes<style>p {}</style>", "yes"),
        ("a<img src='https://x.y/z.png' alt='a dog'>", "a [a dog: https://x.y/z.png, not loaded]"),
        ("&eacute;&nbsp;&#x1F600;", "é 😀"),
        ("<b>not closed <i>at all", "not closed at all"),
        (
            "<table><tr><th rowspan=2>a<th>b<td>1<tr><th>c<td>2<tr><th>d<th rowspan=9>e<td>3</table>",
            "a | b | 1\n | c | 2\nd | e | 3",
        ),
        # what a library writes in the place of its script's drawing
        ("<span>Make this Notebook Trusted to load map: File -> Trust Notebook</span>map", "map"),
        ("", ""),
    ],
)
def test_words_and_rows(html: str, text: str) -> None:
    assert html_text(html).text.replace("\xa0", " ") == text


def test_what_pandas_styles() -> None:
    styled = (
        pandas.DataFrame({"a": [1.5, 2.25], "b": ["x", "y"]}).style.format(precision=1).set_caption("Prices").to_html()
    )
    assert html_text(styled).text.replace("\xa0", "") == "Prices\n | a | b\n0 | 1.5 | x\n1 | 2.2 | y"


@pytest.mark.parametrize(
    ("html", "hidden"),
    [
        ("<video src='data:video/mp4;base64,AA'></video>", ("a video",)),
        ("<audio controls></audio><audio controls></audio>", ("an audio player",)),
        ("<iframe src='https://x.y'></iframe>", ("an embedded page (https://x.y)",)),
        ("<div id='1'></div><script>draw()</script>", ("what a script draws",)),
    ],
)
def test_what_cannot_be_told_is_named(html: str, hidden: tuple[str, ...]) -> None:
    assert html_text(html) == HtmlText("", (), hidden)


def test_the_words_of_an_embedded_page() -> None:
    page = "<iframe srcdoc='&lt;p&gt;Portland&lt;/p&gt;&lt;script&gt;map()&lt;/script&gt;'></iframe>"
    assert html_text(page) == HtmlText("Portland", (), ("an embedded page",))


def test_an_embedded_page_that_is_told_is_not_called_hidden() -> None:
    assert html_text("<iframe srcdoc='&lt;p&gt;Portland&lt;/p&gt;'></iframe>") == HtmlText("Portland")


def test_the_pictures_of_an_embedded_page() -> None:
    inner = f'<img src="data:image/png;base64,{png(7)}"><svg width="400"><g></g></svg>'
    found = html_text(f'<iframe srcdoc="{escape(inner)}"></iframe>')
    drawing = Inline("a drawing", "image/svg+xml", '<svg width="400"><g></g></svg>')
    assert found == HtmlText("", (Inline("inline picture 1", "image/png", png(7)), drawing))


def test_a_drawing_is_whole_with_those_in_it() -> None:
    whole = '<svg width="100%"><svg x="1"><text>a</text></svg><svg/><text>b</text></svg>'
    found = html_text(f"<script>s = '<svg>'</script>{whole}<svg width='16'></svg>")
    assert found.pictures == (Inline("a drawing", "image/svg+xml", whole),)


def test_of_many_pictures_the_largest_are_shown_and_the_others_counted() -> None:
    icon = "".join(f"<img src='data:image/png;base64,{png(n)}'>" for n in range(9))
    charts = "".join(f"<img src='data:image/png;base64,{png(n)}{'AAAA' * 9}'>" for n in range(8))
    found = html_text(icon + charts)
    assert len(found.pictures) == module.PICTURES
    assert [len(each.base64) for each in found.pictures[2:]] == [len(png(1)) + 36] * 8
    assert found.hidden == ("7 more pictures",)


def test_of_an_animation_the_first_frame_is_a_picture() -> None:
    lines = png(7)[:60] + "\\\n" + png(7)[60:]
    script = "".join(f'frames[{n}] = "data:image/png;base64,{lines}"\n' for n in range(12))
    found = html_text(f"<button>Loop</button><script>{script}</script>")
    assert found == HtmlText("Loop", (Inline("inline picture 1", "image/png", png(7)),), ("what a script draws",))


def test_a_picture_that_is_only_linked_is_told_to_people_too() -> None:
    assert html_text("<img src='a.png'>") == HtmlText("[a picture: a.png, not loaded]", linked=("a.png",))


def test_its_pictures_are_pictures() -> None:
    found = html_text(f"<p>before <img src='data:image/png;base64,{png(7)}'> after</p>")
    assert found == HtmlText("before after", (Inline("inline picture 1", "image/png", png(7)),))


def test_a_drawing_in_it_is_one_and_an_icon_is_not() -> None:
    found = html_text("<svg width='400' height='90'><text>Apple</text><text>ORG</text></svg><svg width='16'></svg>")
    assert (found.text, [each.media_type for each in found.pictures]) == ("Apple ORG", ["image/svg+xml"])


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 100_000,
        "<table><tr><td>" * 5_000,
        "<iframe srcdoc='" * 10_000,
        "<" * 500_000,
        "<script" * 100_000,
        "<p>x</p>" * 300_000,
        "<!--" * 100_000,
        "<a " + " ".join(f"x{n}=1" for n in range(100_000)),
    ],
    ids=["divs", "tables", "pages", "signs", "scripts", "words", "comments", "attributes"],
)
def test_a_hostile_page_ends_and_the_next_is_read(html: str) -> None:
    # without an end of it this test has none either
    html_text(html)
    assert html_text("<p>next</p>").text.strip() == "next"
