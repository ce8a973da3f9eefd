"""HTML as the words and rows that a person sees. Runs in the process that draws."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

LOOKED_AT = 5_000_000
"""Characters."""
TOLD = 400_000
"""Characters of what is told."""
DRAWINGS = 10
SMALLEST_DRAWING = 100
"""Pixels; a smaller SVG is an icon."""
FEW_WORDS = 500
"""Characters; of a page that has more, and scripts as well, it is the words that are shown."""
PAGES = 3
"""Pages in pages that are read."""

_UNSEEN = frozenset(
    ("script", "style", "head", "template", "noscript", "title", "meta", "link", "datalist", "colgroup")
)
_EMBEDDED = {
    "iframe": "an embedded page",
    "video": "a video",
    "audio": "an audio player",
    "canvas": "a drawing by a script",
    "object": "an embedded object",
    "embed": "an embedded object",
}
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "tr",
        "ul",
        "caption",
        "svg",
    ]
)
_APART = frozenset(("text", "tspan", "button", "option", "label", "td", "th"))
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_TAG = re.compile(r"<(/?)(svg|script)\b[^<>]*?(/?)>", re.IGNORECASE)
_SIZE = re.compile(
    r"""<svg\b[^>]*?\s(?:width\s*=\s*["']?|viewbox\s*=\s*["']?[\d.-]+[\s,]+[\d.-]+[\s,]+)([\d.]+)""", re.IGNORECASE
)
_STANDS_IN = re.compile(
    r"Make this Notebook Trusted to load map: File -> Trust Notebook"
    r"|Visualization omitted, Javascript library not loaded!"
    r"|Have you run `initjs\(\)` in this notebook\?[^\n]*"
    r"|Loading BokehJS \.\.\."
)
"""What folium, SHAP and Bokeh write where their script will draw; whoever runs the notebook does not see it."""
_SPACES = re.compile(r"[ \t\r\f\v\xa0]+")


def read_page(html: str) -> dict[str, Any]:
    """Its `text`, its `drawings` (SVG), and in words what is `hidden` because it cannot be told."""
    page = _Page()
    page.read(html[:LOOKED_AT], 0)
    text = page.text()
    hidden = list(dict.fromkeys(page.hidden))
    if not hidden and _is_drawn(html, text, page):
        hidden = ["what a script draws"]
    drawings, more = page.drawings[:DRAWINGS], len(page.drawings) - DRAWINGS
    if more > 0:
        hidden.insert(0, f"{more:,} more drawings")
    return {
        "text": text[:TOLD],
        "drawings": drawings,
        "hidden": hidden[:20],
        "linked": list(dict.fromkeys(page.linked))[:20],
    }


def _is_drawn(html: str, text: str, page: _Page) -> bool:
    """Whether it is a script that shows most of a page."""
    return len(text) < FEW_WORDS and not page.drawings and "<script" in html.lower()


class _Page:
    """Goes through a page, and keeps what is to be told."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self.hidden: list[str] = []
        self.drawings: list[str] = []
        self.linked: list[str] = []
        """Addresses of pictures."""

    def text(self) -> str:
        lines = [
            line.rstrip() if "\x00" in line else _SPACES.sub(" ", line).strip()
            for line in "".join(self._parts).split("\n")
        ]
        lines = [_STANDS_IN.sub("", line) for line in lines]
        kept = [line for at, line in enumerate(lines) if line or (at and lines[at - 1])]
        # what a list's item begins with may stand in a block of its own
        told = re.sub(r"^-\n+(?=[^\n-])", "- ", "\n".join(kept), flags=re.MULTILINE)
        return told.replace("\x00", "").strip("\n")

    def read(self, html: str, level: int) -> None:
        from lxml import html as reader

        parser = reader.HTMLParser(
            no_network=True, huge_tree=False, remove_comments=True, remove_pis=True, encoding="utf-8"
        )
        self.drawings += [drawing for drawing in _drawings(html) if _is_large(drawing)]
        root = reader.document_fromstring(html.encode("utf-8", "replace"), parser=parser, ensure_head_body=True)
        self._inside(root.find("body"), level, is_kept=False)

    def _inside(self, element: Any, level: int, is_kept: bool) -> None:
        self._words(element.text, is_kept)
        for child in element:
            self._element(child, level, is_kept)
            self._words(child.tail, is_kept)

    def _words(self, text: str | None, is_kept: bool) -> None:
        # the mark keeps a line's spaces
        kept = (text or "").replace("\x00", "")
        self._parts.append(
            "\n".join(f"\x00{line}" for line in kept.split("\n")) if is_kept else " ".join(_pieces(kept))
        )

    def _element(self, element: Any, level: int, is_kept: bool) -> None:
        name = element.tag
        if not isinstance(name, str) or name in _UNSEEN or _is_hidden(element):
            return
        if name in _EMBEDDED:
            self._embedded(element, level)
        elif name == "br":
            self._parts.append("\n")
        elif name == "img":
            self._picture(element)
        elif name == "table":
            self._table(element, level)
        elif name == "details" and "open" not in element.attrib:
            self._folded(element, level)
        else:
            around = "\n" if name in _BLOCKS else " " if name in _APART else ""
            self._parts.append("\n- " if name == "li" else around)
            self._inside(element, level, is_kept or name in ("pre", "textarea"))
            self._parts.append(around)

    def _embedded(self, element: Any, level: int) -> None:
        page, source = element.get("srcdoc"), element.get("src") or element.get("data") or ""
        if page and level < PAGES:
            inner = _Page()
            inner.read(page, level + 1)
            text = inner.text()
            self._parts.append(f"\n{text}\n")
            self._take(inner)
            if (text or inner.drawings) and not _is_drawn(page, text, inner):
                return  # it is told
        where = f" ({source[:200]})" if source and not source.startswith(("data:", "blob:", "inline picture")) else ""
        self.hidden.append(_EMBEDDED[element.tag] + where)

    def _take(self, inner: _Page) -> None:
        self.hidden += inner.hidden
        self.drawings += inner.drawings
        self.linked += inner.linked

    def _folded(self, element: Any, level: int) -> None:
        """Its heading alone: reports fold thousands of lines away, and some repeat what stands above."""
        self._parts.append("\n")
        for summary in element.iterchildren("summary"):
            self._inside(summary, level, is_kept=False)
        self._parts.append(" [folded]\n")

    def _picture(self, element: Any) -> None:
        source, title = element.get("src") or "", (element.get("alt") or "").strip()
        if source.startswith("inline picture") or not source:
            self._parts.append(f" {title} " if title else "")
        else:
            self._parts.append(f" [{title or 'a picture'}: {source[:200]}, not loaded] ")
            self.linked.append(source[:200])

    def _table(self, table: Any, level: int) -> None:
        self._parts.append("\n")
        for caption in table.iterchildren("caption"):
            self._parts.append(" ".join("".join(caption.itertext()).split()) + "\n")
        spanned: dict[int, int] = {}
        for row in _rows(table):
            if not _is_hidden(row):
                # the mark keeps an empty cell at its beginning
                self._parts.append("\x00" + " | ".join(self._row(row, level, spanned)) + "\n")

    def _row(self, row: Any, level: int, spanned: dict[int, int]) -> list[str]:
        """Its cells; `spanned` is, for each column, how many of the next rows a cell above takes."""
        cells: list[str] = []

        def skip() -> None:
            while spanned.get(len(cells), 0) > 0:
                spanned[len(cells)] -= 1
                cells.append("")

        for cell in row.iterchildren("td", "th"):
            for text in self._cells(cell, level):
                skip()
                spanned[len(cells)] = _span(cell, "rowspan") - 1
                cells.append(text)
        skip()
        return cells

    def _cells(self, cell: Any, level: int) -> Iterator[str]:
        """A cell, and an empty one for each further column that it spans."""
        if _is_hidden(cell):
            return
        inner = _Page()
        inner._inside(cell, level, is_kept=False)
        self._take(inner)
        yield " ".join(inner.text().split())
        yield from [""] * (_span(cell, "colspan") - 1)


def _pieces(text: str) -> list[str]:
    """Words, with an empty one at an end that is a space."""
    words = text.split()
    if not words:
        return ["", ""] if text else [""]
    return [*([""] if text[0].isspace() else []), *words, *([""] if text[-1].isspace() else [])]


def _span(cell: Any, name: str) -> int:
    found = re.match(r"\s*(\d{1,6})", cell.get(name) or "1")
    return max(1, min(int(found[1]), 100)) if found else 1


def _rows(table: Any) -> Iterator[Any]:
    for part in table.iterchildren("tr", "thead", "tbody", "tfoot"):
        if part.tag == "tr":
            yield part
        else:
            yield from part.iterchildren("tr")


def _is_hidden(element: Any) -> bool:
    return "hidden" in element.attrib or bool(_HIDDEN.search(element.get("style") or ""))


def _drawings(html: str) -> Iterator[str]:
    """Each SVG, with those that are in it; none that stands in a script."""
    start, depth, is_script = -1, 0, False
    for tag in _TAG.finditer(html):
        if is_script:
            # tags in its texts are none
            is_script = not (tag[1] and tag[2].lower() == "script")
        elif tag[2].lower() == "script":
            is_script = not tag[1]
        elif tag[1]:
            depth = max(0, depth - 1)
            if not depth and start >= 0:
                yield html[start : tag.end()]
                start = -1
        elif not tag[3]:
            start = start if depth else tag.start()
            depth += 1


def _is_large(drawing: str) -> bool:
    size = _SIZE.match(drawing)
    return bool(size) and float(size[1] if size else 0) >= SMALLEST_DRAWING
