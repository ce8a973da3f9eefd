"""Files of pictures, as Pillow reads them: whether they are whole, and written anew so that every provider takes them.

Pillow is imported with the first picture: most prompts have none.
"""

import io
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..kernel.probe.values.figures import eight_bits
from .item_limits import PICTURE_TYPES

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_PIXELS = 80_000_000
"""A larger picture is not unpacked: it would take the server's memory."""
LONG_EDGE = 4_096
"""Pixels of one that is written anew."""

# what Pillow raises for files that are broken in one way or another
_BROKEN = (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError, struct.error, MemoryError)
_PLAIN = dict(zip(("PNG", "JPEG", "GIF", "WEBP"), PICTURE_TYPES, strict=True))
_FORMATS = (*_PLAIN, "MPO", "BMP", "TIFF", "AVIF", "ICO")
"""MPO is a JPEG with further pictures behind the first one."""


class TooManyPixels(Exception):
    """A picture that would take too much memory."""


@dataclass(frozen=True)
class File:
    """What a file's head says of it."""

    media_type: str
    """Empty for one that no provider takes."""
    width: int
    height: int
    moving: bool
    is_plain: bool
    """Whether it is of a type that providers take, has nothing behind its end, and no more than 256 greys."""


@dataclass(frozen=True)
class Made:
    """A file that was written here."""

    media_type: str
    data: bytes
    width: int
    height: int


def warm() -> None:
    """Import Pillow."""
    with _opened(b""):
        pass


def look(data: bytes) -> File:
    """What a file is; raises `TooManyPixels`, or `ValueError` for one that is broken."""
    try:
        with _opened(data) as image:
            if image is None:
                raise ValueError
            if image.width * image.height > MAX_PIXELS:
                raise TooManyPixels
            kind = str(image.format)
            moving = bool(getattr(image, "is_animated", False)) and kind in ("GIF", "WEBP")
            is_plain = kind in _PLAIN and _ends_well(data, kind) and not _is_deep(image)
            if not is_plain:
                # a photograph may have more behind its end; whether it has one is for Pillow to say
                image.load()
                # which does not miss this one
                if kind == "PNG" and b"IEND" not in data:
                    raise ValueError
            return File(_PLAIN.get(kind, ""), image.width, image.height, moving, is_plain)
    except _BROKEN:
        raise ValueError from None


def rewritten(data: bytes) -> Made | None:
    """A JPEG as a JPEG, any other file as a PNG; null where it cannot be unpacked."""
    with _opened(data) as image:
        if image is None:
            return None
        try:
            is_photograph = image.format in ("JPEG", "MPO")
            upright = _upright(image)
            upright.thumbnail((LONG_EDGE, LONG_EDGE))
            return _made(upright, is_photograph)
        except _BROKEN:
            return None


def is_whole(data: bytes) -> bool:
    """Whether all of it can be unpacked: a provider refuses the whole prompt for a picture that cannot."""
    with _opened(data) as image:
        if image is None:
            return False
        try:
            image.load()
            return True
        except _BROKEN:
            return False


def fitted(data: bytes, photograph: bool, long_edge: int, most_base64: int) -> Made | None:
    """At most so large, upright, the first frame of a moving one, as PNG or JPEG; null where it cannot be unpacked."""
    from PIL.Image import Resampling

    with _opened(data) as image:
        if image is None:
            return None
        try:
            upright = _upright(image)
            while True:
                upright.thumbnail((long_edge, long_edge), Resampling.LANCZOS)
                for jpeg in (True,) if photograph else (False, True):
                    made = _made(upright, jpeg)
                    if -(-len(made.data) // 3) * 4 <= most_base64:
                        return made
                long_edge //= 2
        except _BROKEN:
            return None


@contextmanager
def _opened(data: bytes) -> "Iterator[Image | None]":
    """The picture with its head read, not yet unpacked; null for what is none."""
    from PIL import Image

    try:
        image = Image.open(io.BytesIO(data), formats=[kind for kind in _FORMATS if kind in _known()])
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise TooManyPixels from None
    except _BROKEN:
        yield None
        return
    with image:
        yield image


def _known() -> "dict[str, object]":
    from PIL import Image

    Image.init()  # type: ignore[no-untyped-call,unused-ignore]
    return dict(Image.OPEN)


def _ends_well(data: bytes, kind: str) -> bool:
    """Whether a file that begins well ends just where it should."""
    if kind == "PNG":
        return data.endswith(b"IEND\xaeB`\x82")
    if kind == "JPEG":
        return data.endswith(b"\xff\xd9")
    if kind == "WEBP":
        return len(data) == 8 + int.from_bytes(data[4:8], "little")
    return kind == "GIF" and data.endswith(b";")


def _is_deep(image: "Image") -> bool:
    return image.mode in ("I", "F") or image.mode.startswith("I;16")


def _upright(image: "Image") -> "Image":
    from PIL import ImageOps

    turned: Image = eight_bits(ImageOps.exif_transpose(image))
    with_alpha = "A" in turned.mode or "transparency" in turned.info
    return turned.convert("RGBA" if with_alpha else "RGB")


def _made(image: "Image", jpeg: bool) -> Made:
    return Made("image/jpeg" if jpeg else "image/png", _file(image, jpeg), image.width, image.height)


def _file(image: "Image", jpeg: bool) -> bytes:
    from PIL import Image as images

    file = io.BytesIO()
    if not jpeg:
        image.save(file, "PNG")
        return file.getvalue()
    if image.mode == "RGBA":  # JPEG knows no transparency: plots stand on white
        ground = images.new("RGB", image.size, "white")
        ground.paste(image, mask=image.getchannel("A"))
        image = ground
    image.save(file, "JPEG", quality=90)
    return file.getvalue()
