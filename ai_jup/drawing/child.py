"""The process that draws and reads. It is run as a file; requests come a line each, and so do its answers, as JSON.

It opens no connection, reads no file but fonts, and has a limit of memory: what breaks it costs this process alone.
"""

from __future__ import annotations

import base64
import io
import json
import os
import re
import sys
from typing import Any

MEMORY = 1_500_000_000
"""Bytes of its address space."""
LONG_EDGE = 1_600
"""Pixels of a picture, at most."""
LEGIBLE_EDGE = 800
"""Pixels of the longer edge of a small drawing."""
MOST_PAGES = 3
WORDS = 4_000
"""Characters of the words that a drawing has as text."""

_FONTS = {
    "DejaVuSans.ttf": "DejaVu Sans",
    "LiberationSans-Regular.ttf": "Liberation Sans",
    "NotoSans-Regular.ttf": "Noto Sans",
    "Roboto-Regular.ttf": "Roboto",
    "Ubuntu-R.ttf": "Ubuntu",
    "FreeSans.ttf": "FreeSans",
}
"""That stand for a family that this machine does not have: its words would not be drawn."""
_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts")
_FAMILIES = ("font", "serif", "sans_serif", "cursive", "fantasy", "monospace")
_SVG = "http://www.w3.org/2000/svg"
_WORDS = {f"{{{_SVG}}}{name}" for name in ("text", "title", "desc", "foreignObject")}
"""Elements whose words are seen; who made the drawing stands in others of these names."""
# a file's name would be opened, and its picture drawn
_HARMLESS = re.compile(r"\s*(#|data:image/(png|jpe?g|gif|webp)[;,])", re.IGNORECASE)
_LENGTH = re.compile(r"\s*([\d.]+(?:e[+-]?\d+)?)\s*(px|pt|pc|mm|cm|in|)\s*", re.IGNORECASE)
_PIXELS = {"": 1, "px": 1, "pt": 4 / 3, "pc": 16, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96}


def main() -> None:
    """Answer requests until there are no more."""
    sys.path[:] = json.loads(sys.argv[1])
    _limit()
    family = _family()
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            made = _made(asked["type"], base64.b64decode(asked["data"]), family)
        except Exception as error:
            made = {"error": f"{type(error).__name__}: {error}"[:300]}
        sys.stdout.write(json.dumps(made) + "\n")
        sys.stdout.flush()


def _made(media_type: str, data: bytes, family: str | None) -> dict[str, Any]:
    if media_type == "text/html":
        from ai_jup.drawing.page import read_page

        return read_page(data.decode("utf-8", "replace"))
    return _svg(data, family) if media_type == "image/svg+xml" else _pdf(data)


def _limit() -> None:
    try:
        import resource
    except ImportError:  # Windows: time and the size of what is drawn are limited even so
        return
    for kind, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0)):
        _, hard = resource.getrlimit(kind)
        try:
            resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
        except (ValueError, OSError):  # a system that does not know this one
            continue


def _family() -> str | None:
    names = {name for folder in _FOLDERS for _, _, files in os.walk(folder) for name in files}
    return next((family for name, family in _FONTS.items() if name in names), None)


def _svg(data: bytes, family: str | None) -> dict[str, Any]:
    import resvg_py

    text, words, size = _harmless(data)
    options: dict[str, Any] = {f"{name}_family": family for name in _FAMILIES} if family else {}
    options |= {"svg_string": text, "background": "white", "dpi": 96.0}
    drawn = bytes(resvg_py.svg_to_bytes(**options, **_scale(size)))
    with _opened(drawn) as image:
        if size is None and max(image.size) < LEGIBLE_EDGE:
            zoom = min(8.0, LEGIBLE_EDGE / max(image.size))
            drawn = bytes(resvg_py.svg_to_bytes(**options, zoom=zoom))
    with _opened(drawn) as image:
        is_blank = all(low == 255 for low, _ in image.convert("RGB").getextrema())
    return {"pages": [] if is_blank else [base64.b64encode(drawn).decode()], "total": 1, "words": words[:WORDS]}


def _harmless(data: bytes) -> tuple[str, str, tuple[float, float] | None]:
    """The drawing without anything that is loaded from elsewhere; its words, and its size where it says it."""
    from xml.etree import ElementTree

    ElementTree.register_namespace("", _SVG)
    # as HTML writes it; a parser of Python's loads nothing, and gives entities up that grow too large
    root = ElementTree.fromstring(
        data if b"xmlns" in data else data.replace(b"<svg", b'<svg xmlns="%s"' % _SVG.encode(), 1)
    )
    words = []
    for element in root.iter():
        for name in list(element.attrib):
            if name.rpartition("}")[2] == "href" and not _HARMLESS.match(element.attrib[name]):
                del element.attrib[name]
        if element.tag in _WORDS:
            words.append(" ".join("".join(element.itertext()).split()))
    return ElementTree.tostring(root, "unicode"), "\n".join(filter(None, words)), _size(root.attrib)


def _size(attributes: dict[str, str]) -> tuple[float, float] | None:
    found = [_LENGTH.fullmatch(attributes.get(name, "")) for name in ("width", "height")]
    if found[0] and found[1]:
        width, height = (float(each[1]) * _PIXELS[each[2].lower()] for each in found if each)
    else:
        box = re.split(r"[\s,]+", attributes.get("viewBox", "").strip())
        if len(box) != 4:
            return None
        width, height = float(box[2]), float(box[3])
    return (width, height) if width > 0 and height > 0 else None


def _scale(size: tuple[float, float] | None) -> dict[str, Any]:
    """The longer edge in pixels; whatever the drawing asks for."""
    if size is None:
        return {}
    edge = round(min(LONG_EDGE, max(LEGIBLE_EDGE, max(size))))
    return {"width": edge} if size[0] >= size[1] else {"height": edge}


def _pdf(data: bytes) -> dict[str, Any]:
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    pages = []
    for at in range(min(len(document), MOST_PAGES)):
        page = document[at]
        longest = max(*page.get_size(), 1.0)
        file = io.BytesIO()
        page.render(scale=min(LONG_EDGE, max(LEGIBLE_EDGE, 2 * longest)) / longest).to_pil().save(file, "PNG")
        pages.append(base64.b64encode(file.getvalue()).decode())
    return {"pages": pages, "total": len(document), "words": ""}


def _opened(data: bytes) -> Any:
    from PIL import Image

    return Image.open(io.BytesIO(data), formats=["PNG"])


if __name__ == "__main__":
    main()
