"""How a mime bundle is told in text: its plainest one, and a name for what cannot be told.

Of an object in the kernel as of an output in the notebook: the server's side reads outputs with it too.
"""

from __future__ import annotations

import re
from typing import Any, Iterable, Mapping, NamedTuple

from .charts import chart_in
from .frame_json import FRAMES, frame_in
from .short_json import in_short

PICTURE_TYPES = (
    *("image/png", "image/jpeg", "image/gif", "image/webp"),
    *("image/jpg", "image/bmp", "image/tiff", "image/avif", "image/x-icon", "image/vnd.microsoft.icon"),
)
"""That are read as they are, in the order in which one of a bundle is chosen."""
DRAWN_TYPES = ("image/svg+xml", "application/pdf")
"""That the server draws."""
MADE_FOR_MODELS = "text/llm+plain"
"""As `repr_llm` calls it."""
RICH_TEXTS = (MADE_FOR_MODELS, "text/markdown", "text/latex")
"""That say more than the plain one."""
NAME = 200
"""Characters of a type's name, or of what a widget says of itself."""

_PLAIN = "text/plain"
_HTML = "text/html"
_LATEX = "text/latex"
_JSON = "application/json"
_WIDGET = "application/vnd.jupyter.widget-view+json"
_SAME = ("text/", "application/vnd.google.colaboratory.", "application/vnd.microsoft.datawrangler.", _WIDGET, *FRAMES)
"""How types begin that show the same as the text that is told: what Colab and VS Code add to a frame, among them."""
_LOADING = ("application/vnd.bokehjs_load.v0+json", "application/vnd.holoviews_load.v0+json")
"""Scripts for charts that are still to come: nothing is seen of them."""
_PROGRESS = re.compile(
    r"""\s*[^|\n]{0,80}\d+%\s*\|.*            # one that knows its end
    | [^\n]{0,120}\[\d+:\d\d,[^\]\n]*/s\]\s*  # and one that does not: 0it [00:00, ?it/s]
    | (HBox\(children=.*)?(Int|Float)?Progress\(.*""",
    re.DOTALL | re.VERBOSE,
)
"""How a progress bar is told when it is made; it stays so when the work is done."""
_STANDS_IN = "Failed to display Jupyter Widget"
"""What older widgets say in HTML where they cannot be shown."""
_FORMULA = re.compile(
    r"\s*(\$|\\\(|\\\[|\\begin\{(equation|align|gather|multline|eqnarray|displaymath|math|array|[a-z]?matrix)\b)"
)
"""How LaTeX begins that is one; other LaTeX is a table or a page, which MathJax cannot show."""
_NAMED = re.compile(r"\s*<[^<>\n]{1,300}>\s*")
"""What an object is called that shows more of itself in HTML."""
_CALL = re.compile(r"\s*[A-Za-z_][\w.]*\(.*\)\s*", re.DOTALL)
"""What an object is told as that shows a table in HTML: how it was made."""
_COLUMNS_LEFT_OUT = re.compile(r"[^\n]*\s\.\.\.(\s|$)|([^\n]*\n){0,4}[^\n]*┆ … ┆")
"""In the head of a frame that is as wide as a terminal."""
_BARE = re.compile(
    r"""\s*(
    \[?(<[\w.]+([ ][\w ]+)?([ ]at[ ]0x[0-9a-fA-F]+|[ ]object)>[,\s]*)+\]?  # <IPython.core.display.HTML object>
    | <(Figure[ ]size|VegaLite|Vega|Bokeh)\b[^<>]*>(\s*If[ ]you[ ]see[ ]this[ ]message,[\s\S]*)?
    | (alt\.)?\w*Chart\(\.\.\.\)
    | Figure\(\d+x\d+\)
    )\s*""",
    re.VERBOSE,
)


class Telling(NamedTuple):
    """A bundle in text."""

    text: str = ""
    """Empty if a picture says all, or HTML does."""
    cut: bool = False
    """Whether some of its data is not in it."""
    html: str = ""
    """What has no better text. It takes a library to read it."""
    hidden: tuple[str, ...] = ()
    """Types that are not told, nor the same as what is."""
    widget: bool = False


def is_name(text: str) -> bool:
    """Of one line that names an object, with some of its facts: `<Client: 3 workers>`."""
    return _NAMED.fullmatch(text) is not None and not is_bare(text)


def is_call(text: str) -> bool:
    """Of an object that is told as Python's own classes are: `GT(data=…)`."""
    return _CALL.fullmatch(text) is not None


def says_nothing(text: str) -> bool:
    """Of the name that IPython has for what is displayed: `<IPython.core.display.HTML object>`."""
    return re.fullmatch(r"\s*(<IPython\.[\w.]+ object>)?\s*", text[: 2 * NAME]) is not None


def is_bare(text: str) -> bool:
    """Of what an object says that has nothing to say: `<Figure size 640x480 with 1 Axes>`."""
    return _BARE.fullmatch(text[: 2 * NAME]) is not None


def is_formula(bundle: Mapping[str, Any]) -> bool:
    """Whether it is told as one; its picture shows the same again."""
    others = (MADE_FOR_MODELS, "text/markdown")
    return bool(_FORMULA.match(_joined(bundle.get(_LATEX)))) and not any(bundle.get(kind) for kind in others)


def tell(bundle: Mapping[str, Any], has_picture: bool, room: int) -> Telling:
    """The best text of a bundle, for which there is room for so many characters.

    Beside a picture that is shown, plain text is only the object's name, and other pictures of the bundle are the same.
    """
    words = _joined(bundle.get(MADE_FOR_MODELS))
    if words.strip():
        return Telling(words)
    chart = chart_in(bundle, room)
    if chart is not None:
        return Telling(chart.text, chart.cut)
    plain = _joined(bundle.get(_PLAIN))
    if _WIDGET in bundle and not has_picture and not _shows_the_same(bundle):
        return Telling("a progress bar" if _PROGRESS.fullmatch(plain) else plain.strip(), widget=True)
    for kind in RICH_TEXTS if has_picture else (*RICH_TEXTS, _PLAIN):
        text = _joined(bundle.get(kind))
        if not text.strip() or is_bare(text) or (kind == _LATEX and not is_formula(bundle)):
            continue
        html = _joined(bundle.get(_HTML)) if kind == _PLAIN else ""
        more = html if _says_more(html, text, room) else ""
        return Telling(text, html=more, hidden=() if has_picture else _others(bundle, _SAME))
    if has_picture or any(kind in bundle for kind in _LOADING):
        return Telling()
    return _without_text(bundle, plain, room)


def _shows_the_same(bundle: Mapping[str, Any]) -> bool:
    """Whether a widget has words for where there are no widgets."""
    html = _joined(bundle.get(_HTML))
    return bool(_joined(bundle.get("text/markdown")).strip() or (html.strip() and _STANDS_IN not in html))


def _says_more(html: str, plain: str, room: int) -> bool:
    """Than a name or a call may do, or a frame that is wrapped, or cut, to a terminal's width."""
    if _NAMED.fullmatch(plain):
        return bool(html.strip())
    if is_call(plain):
        return "<table" in html
    is_frame = 'class="dataframe' in html
    return is_frame and (len(plain) > room or _COLUMNS_LEFT_OUT.match(plain) is not None)


def _without_text(bundle: Mapping[str, Any], plain: str, room: int) -> Telling:
    frame = frame_in(bundle, room)
    if frame is not None:
        return Telling(frame.text, frame.cut, hidden=_others(bundle, _SAME))
    html = _joined(bundle.get(_HTML))
    if html.strip():
        return Telling(plain.strip(), html=html, hidden=_others(bundle, ("text/html", *_SAME[1:])))
    if isinstance(bundle.get(_JSON), (dict, list)):
        text, cut = in_short(bundle[_JSON], room)
        return Telling(text, cut, hidden=_others(bundle, (*_SAME, _JSON)))
    latex = _joined(bundle.get(_LATEX)).strip()
    name = "" if _HTML in bundle and says_nothing(plain) else plain.strip()
    return Telling(latex or name, hidden=_others(bundle, (_LATEX,) if latex else ()))


def naming(kinds: Iterable[str]) -> str:
    """What is said of types that are not told; nothing for none."""
    return "[output of type {}, not shown]".format(", ".join(kinds)) if kinds else ""


def _others(bundle: Mapping[str, Any], same: Iterable[str]) -> tuple[str, ...]:
    told = (_PLAIN, *same)
    return tuple(
        sorted(str(kind)[:NAME] for kind in bundle if not str(kind).startswith(told) and _has_data(bundle, kind))
    )


def _has_data(bundle: Mapping[str, Any], kind: str) -> bool:
    # Bokeh's type says by itself that something is drawn
    data = bundle[kind]
    is_empty = data == "" or (isinstance(data, list) and not any(data))
    return kind not in PICTURE_TYPES and (not is_empty or str(kind).endswith("_exec.v0+json"))


def _joined(text: Any) -> str:
    """nbformat's multi-line text as one string."""
    return "".join(map(str, text)) if isinstance(text, list) else str(text or "")
