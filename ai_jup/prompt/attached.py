"""What the kernel gives with a value or a result: pictures, and what only the server can read or draw."""

import base64
from collections.abc import Sequence
from dataclasses import replace

from ..redaction import KeyGuard
from .item_limits import ItemLimits
from .outputs import Reading, read_bundle
from .pictures import Picture, PictureReader

LIMIT = 8_000
"""Characters of text, as many as a value has."""


def attached_reading(pictures: PictureReader, keys: KeyGuard | None = None) -> Reading:
    """How what is attached is read."""
    return Reading(ItemLimits(output=LIMIT), keys or KeyGuard(), pictures)


def read_attached(media_type: str, data: str, reading: Reading) -> tuple[str, Sequence[Picture]]:
    """The text and the pictures of something attached, whose data is base64; a picture has no text."""
    bundle = {media_type: base64.b64decode(data).decode(errors="replace") if media_type == "text/html" else data}
    told, pictures = read_bundle(bundle, replace(reading, limits=replace(reading.limits, output=LIMIT)))
    return told.text, pictures
