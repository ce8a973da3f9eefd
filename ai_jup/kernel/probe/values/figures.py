"""Figures and images as pictures, and those that an object has for Jupyter."""

from __future__ import annotations

import base64
import io
import itertools
from typing import Any, Dict

from .charts import PICTURES, chart_pictures
from .rich import Rich
from .tables import is_of
from .telling import DRAWN_TYPES, PICTURE_TYPES, is_formula
from .text import as_text, counted, said

LARGEST = 4_000_000
"""Bytes of one picture."""
LONGEST_SIDE = 2_000
"""Pixels; larger figures and images are made smaller."""
LOOKED_INTO = 100
"""Items of a container that may hold a figure."""
_BEGINNINGS = ("iVBORw0KGgo", "/9j/", "R0lGOD", "UklGR", "Qk", "SUkq", "TU0A", "AAAA")
"""Of the files of PNG, JPEG, GIF, WebP, BMP, TIFF, AVIF and icons, in base64."""

Picture = Dict[str, str]
"""`type` and `data`, which is base64."""


def pictures_of(value: Any, rich: Rich) -> tuple[list[Picture], list[str]]:
    """An object's pictures, and what is to be said of those that cannot be had."""
    try:
        drawn = _drawable(value)
        bundles = [_drawn(each) for each in drawn[:PICTURES]] or [rich.pictures() or rich.bundle]
    except Exception as error:
        return [], [f"[its picture failed: {said(error)}]"]
    found = [bundle_pictures(bundle) for bundle in bundles]
    more = len(drawn) - PICTURES
    notes = [each for _, some in found for each in some] + ([f"[{more} more pictures, not shown]"] if more > 0 else [])
    return [each for some, _ in found for each in some], notes


def said_by_pictures(value: Any) -> str | None:
    """What is left to say of a list, an array or a dict of nothing but what was drawn; null for anything else."""
    parts = _parts(value)
    if not parts or parts[0] is value or not all(map(_drawn_of, parts)):
        return None
    return f"by key: {as_text(list(value), 1_000)}" if isinstance(value, dict) else counted(len(parts))


def bundle_pictures(bundle: dict[str, Any]) -> tuple[list[Picture], list[str]]:
    """The one picture of a mime bundle, whose alternatives show the same, or those inside a chart; none of a formula,
    which is told."""
    if is_formula(bundle):
        return [], []
    for kind in (*PICTURE_TYPES, *DRAWN_TYPES):
        data = bundle.get(kind)
        if not data:
            continue
        text = _base64(kind, data)
        if kind in PICTURE_TYPES and not text.startswith(_BEGINNINGS):
            return [], ["[its picture is left out: it is not a PNG, JPEG, GIF, or WebP]"]
        if len(text) * 3 // 4 > LARGEST:
            return [], [f"[a picture of {len(text) * 3 // 4:,} bytes is left out]"]
        return [{"type": kind, "data": text}], []
    return [{"type": kind, "data": data} for each in chart_pictures(bundle) for kind, data in each.items()], []


def attached_html(html: str) -> Picture:
    """HTML on its way to the server, which has a library to read it."""
    data = html.encode("utf-8", "replace")
    return {"type": "text/html", "data": base64.b64encode(data[:LARGEST]).decode()}


def _base64(kind: str, data: Any) -> str:
    text = "".join(map(str, data)) if isinstance(data, list) else data
    if kind == "image/svg+xml" and isinstance(text, str):
        text = text.encode("utf-8", "replace")
    return base64.b64encode(text).decode() if isinstance(text, bytes) else "".join(str(text).split())


def _drawable(value: Any) -> list[Any]:
    """The images of Pillow and figures of matplotlib that a value is, stands in, or holds, each once."""
    found = {id(drawn): drawn for drawn in map(_drawn_of, _parts(value)) if drawn is not None}
    return list(found.values())


def _drawn_of(part: Any) -> Any:
    return part if is_of(part, "PIL.Image", "Image") else _figure_of(part)


def _drawn(image: Any) -> dict[str, Any]:
    return {"image/png": _png_of_image(image) if is_of(image, "PIL.Image", "Image") else _png_of_figure(image)}


def _png_of_figure(figure: Any) -> bytes:
    file = io.BytesIO()
    side = max(*figure.get_size_inches(), 0.1)
    figure.savefig(file, format="png", dpi=min(figure.dpi, LONGEST_SIDE / side), bbox_inches="tight")
    return file.getvalue()


def _figure_of(part: Any) -> Any:
    """The figure that axes, artists or a grid of seaborn's are in."""
    if is_of(part, "seaborn.axisgrid", "Grid") or is_of(part, "seaborn.axisgrid", "JointGrid"):
        part = getattr(part, "figure", None) or getattr(part, "fig", None)
    elif is_of(part, "matplotlib.animation", "Animation"):
        part = getattr(part, "_fig", None)
    # an artist's figure may be a part of another one
    for _ in range(10):
        if is_of(part, "matplotlib.figure", "Figure"):
            return part
        inner = is_of(part, "matplotlib.artist", "Artist") or is_of(part, "matplotlib.container", "Container")
        part = _around(part) if inner else None
    return None


def _around(artist: Any) -> Any:
    """What an artist stands in; of several that belong together, what the first does."""
    if isinstance(artist, tuple):
        return next((each for each in artist if is_of(each, "matplotlib.artist", "Artist")), None)
    return getattr(artist, "figure", None)


def _parts(value: Any) -> list[Any]:
    """The value, or what an array, a list or a dict holds, or what a function that plots gives."""
    if is_of(value, "numpy", "ndarray"):
        return list(value.flat[:LOOKED_INTO]) if value.dtype.kind == "O" else []
    if type(value) is dict:
        return list(itertools.islice(value.values(), LOOKED_INTO))
    if type(value) not in (list, tuple):
        return [value]
    return [
        each for part in value[:LOOKED_INTO] for each in (_parts(part) if is_of(part, "numpy", "ndarray") else [part])
    ]


def _png_of_image(value: Any) -> bytes:
    if max(value.size) > LONGEST_SIDE:
        value = value.copy()
        value.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    value = eight_bits(value)
    file = io.BytesIO()
    value = value if value.mode in ("1", "L", "LA", "P", "RGB", "RGBA") else value.convert("RGB")
    value.save(file, format="png")
    return file.getvalue()


def eight_bits(image: Any) -> Any:
    """An image of Pillow's of more than 256 greys with its own range as black to white."""
    if image.mode not in ("I", "F") and not image.mode.startswith("I;16"):
        return image
    wide = image if image.mode == "F" else image.convert("I")
    low, high = wide.getextrema()
    if not (low > -1e300 and high < 1e300):  # infinite somewhere
        return image.convert("F").point(lambda value: value * 255 + 0).convert("L")
    scale = 255 / (high - low) if high > low else 0
    return wide.convert("F").point(lambda value: value * scale + -low * scale).convert("L")
