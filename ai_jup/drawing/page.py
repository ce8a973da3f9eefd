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
        "li",
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
_NUMBER = re.compile(r"\s*([\d.]+)")
_DRAWING = re.compile(r"<svg\b[^>]*>.*?</svg\s*>", re.DOTALL | re.IGNORECASE)
_SIZE = re.compile(
    r"""<svg\b[^>]*?\s(?:width\s*=\s*["']?|viewbox\s*=\s*["']?[\d.-]+[\s,]+[\d.-]+[\s,]+)([\d.]+)""", re.IGNORECASE
)
_SPACES = re.compile(r"[ \t\r\f\v\xa0]+")


def read_page(html: str) -> dict[str, Any]:
    """Its `text`, its `drawings` (SVG), and in words what is `hidden` because it cannot be told."""
    page = _Page()
    page.read(html[:LOOKED_AT], 0)
    drawings = [found[0] for found in _DRAWING.finditer(html[:LOOKED_AT]) if _is_large(found[0])][:DRAWINGS]
    text = page.text()
    hidden = list(dict.fromkeys(page.hidden))
    if len(text) < FEW_WORDS and not hidden and not drawings and "<script" in html.lower():
        hidden = ["what a script draws"]
    return {"text": text[:TOLD], "drawings": drawings, "hidden": hidden[:20]}


class _Page:
    """Goes through a page, and keeps what is to be told."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self.hidden: list[str] = []

    def text(self) -> str:
        lines = [
            line.rstrip() if "\x00" in line else _SPACES.sub(" ", line).strip()
            for line in "".join(self._parts).split("\n")
        ]
        kept = [line for at, line in enumerate(lines) if line or (at and lines[at - 1])]
        return "\n".join(kept).replace("\x00", "").strip("\n")

    def read(self, html: str, level: int) -> None:
        from lxml import html as reader

        parser = reader.HTMLParser(
            no_network=True, huge_tree=False, remove_comments=True, remove_pis=True, encoding="utf-8"
        )
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
        else:
            around = "\n" if name in _BLOCKS else " " if name in _APART else ""
            self._parts.append(around + ("- " if name == "li" else ""))
            self._inside(element, level, is_kept or name in ("pre", "textarea"))
            self._parts.append(around)

    def _embedded(self, element: Any, level: int) -> None:
        page, source = element.get("srcdoc"), element.get("src") or element.get("data") or ""
        if page and level < PAGES:
            inner = _Page()
            inner.read(page, level + 1)
            self._parts.append(f"\n{inner.text()}\n")
            self.hidden += inner.hidden
        where = f" ({source[:200]})" if source and not source.startswith(("data:", "blob:", "inline picture")) else ""
        self.hidden.append(_EMBEDDED[element.tag] + where)

    def _picture(self, element: Any) -> None:
        source, title = element.get("src") or "", (element.get("alt") or "").strip()
        if source.startswith("inline picture") or not source:
            self._parts.append(f" {title} " if title else "")
        else:
            self._parts.append(f" [{title or 'a picture'}: {source[:200]}, not loaded] ")

    def _table(self, table: Any, level: int) -> None:
        self._parts.append("\n")
        for caption in table.iterchildren("caption"):
            self._parts.append(" ".join("".join(caption.itertext()).split()) + "\n")
        for row in _rows(table):
            if not _is_hidden(row):
                cells = [text for cell in row.iterchildren("td", "th") for text in self._cells(cell, level)]
                # the mark keeps an empty cell at its beginning
                self._parts.append("\x00" + " | ".join(cells) + "\n")

    def _cells(self, cell: Any, level: int) -> Iterator[str]:
        """A cell, and an empty one for each further column that it spans."""
        if _is_hidden(cell):
            return
        inner = _Page()
        inner._inside(cell, level, is_kept=False)
        self.hidden += inner.hidden
        yield " ".join(inner.text().split())
        span = _NUMBER.match(cell.get("colspan") or "1")
        yield from [""] * (min(int(float(span[1])), 100) - 1 if span else 0)


def _pieces(text: str) -> list[str]:
    """Words, with an empty one at an end that is a space."""
    words = text.split()
    if not words:
        return ["", ""] if text else [""]
    return [*([""] if text[0].isspace() else []), *words, *([""] if text[-1].isspace() else [])]


def _rows(table: Any) -> Iterator[Any]:
    for part in table.iterchildren("tr", "thead", "tbody", "tfoot"):
        if part.tag == "tr":
            yield part
        else:
            yield from part.iterchildren("tr")


def _is_hidden(element: Any) -> bool:
    return "hidden" in element.attrib or bool(_HIDDEN.search(element.get("style") or ""))


def _is_large(drawing: str) -> bool:
    size = _SIZE.match(drawing)
    return bool(size) and float(size[1] if size else 0) >= SMALLEST_DRAWING
