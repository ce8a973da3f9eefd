"""Figures and images as pictures, and what IPython's own formatters make of an object."""

from __future__ import annotations

import base64
import io
from typing import Any, Dict

from .tables import is_of
from .text import said

LARGEST = 4_000_000
"""Bytes of one picture."""
LONGEST_SIDE = 2_000
"""Pixels; larger figures and images are made smaller."""
PICTURE_TYPES = ("image/png", "image/jpeg", "image/gif", "image/webp")
TEXT_TYPES = ("text/markdown", "text/latex")

Picture = Dict[str, str]
"""`type` and `data`, which is base64."""


def pictures_of(value: Any, shell: Any) -> tuple[list[Picture], list[str]]:
    """An object's pictures, and what is to be said of those that cannot be had."""
    try:
        bundle = _figure(value) or _image(value) or formatted(value, shell, PICTURE_TYPES)
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
        if len(text) * 3 // 4 > LARGEST:
            return [], [f"[a picture of {len(text) * 3 // 4:,} bytes is left out]"]
        return [{"type": kind, "data": text}], []
    return [], []


def formatted(value: Any, shell: Any, kinds: Any) -> dict[str, Any]:
    """What IPython shows of an object, of these types; never scripts, and nothing is displayed."""
    formatter = getattr(shell, "display_formatter", None)
    if formatter is None or isinstance(value, type):
        return {}
    found: dict[str, Any] = {}
    if hasattr(type(value), "_repr_mimebundle_"):
        made = formatter.mimebundle_formatter(value, include=set(kinds))
        made = made[0] if isinstance(made, tuple) else made
        found = {kind: made[kind] for kind in kinds if made and kind in made}
    for kind in kinds:
        if kind not in found and kind in formatter.formatters:
            data = formatter.formatters[kind](value)
            data = data[0] if isinstance(data, tuple) else data
            if data:
                found[kind] = data
    return found


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
