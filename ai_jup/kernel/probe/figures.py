"""Figures and images as pictures, and those that an object has for Jupyter."""

from __future__ import annotations

import base64
import io
from typing import Any, Dict

from .rich import PICTURE_TYPES, Rich
from .tables import is_of
from .text import said

LARGEST = 4_000_000
"""Bytes of one picture."""
LONGEST_SIDE = 2_000
"""Pixels; larger figures and images are made smaller."""
_BEGINNINGS = ("iVBORw0KGgo", "/9j/", "R0lGOD", "UklGR")
"""Of their files, in base64."""

Picture = Dict[str, str]
"""`type` and `data`, which is base64."""


def pictures_of(value: Any, rich: Rich) -> tuple[list[Picture], list[str]]:
    """An object's pictures, and what is to be said of those that cannot be had."""
    try:
        bundle = _figure(value) or _image(value) or rich.formatted(PICTURE_TYPES)
    except Exception as error:
        return [], [f"[its picture failed: {said(error)}]"]
    return bundle_pictures(bundle or {})


def bundle_pictures(bundle: dict[str, Any]) -> tuple[list[Picture], list[str]]:
    """The one picture of a mime bundle, whose alternatives show the same."""
    for kind in PICTURE_TYPES:
        data = bundle.get(kind)
        if not data:
            continue
        text = base64.b64encode(data).decode() if isinstance(data, bytes) else "".join(str(data).split())
        if not text.startswith(_BEGINNINGS):
            return [], ["[its picture is left out: it is not a PNG, JPEG, GIF, or WebP]"]
        if len(text) * 3 // 4 > LARGEST:
            return [], [f"[a picture of {len(text) * 3 // 4:,} bytes is left out]"]
        return [{"type": kind, "data": text}], []
    return [], []


def _figure(value: Any) -> dict[str, Any] | None:
    """A figure of matplotlib, or the one that axes are in."""
    figure = value.figure if is_of(value, "matplotlib.axes", "Axes") else value
    if not is_of(figure, "matplotlib.figure", "Figure"):
        return None
    file = io.BytesIO()
    side = max(*figure.get_size_inches(), 0.1)
    figure.savefig(file, format="png", dpi=min(figure.dpi, LONGEST_SIDE / side), bbox_inches="tight")
    return {"image/png": file.getvalue()}


def _image(value: Any) -> dict[str, Any] | None:
    """An image of Pillow."""
    if not is_of(value, "PIL.Image", "Image"):
        return None
    if max(value.size) > LONGEST_SIDE:
        value = value.copy()
        value.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    file = io.BytesIO()
    value = value if value.mode in ("1", "L", "LA", "P", "RGB", "RGBA") else value.convert("RGB")
    value.save(file, format="png")
    return {"image/png": file.getvalue()}
