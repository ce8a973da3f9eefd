"""The pictures of a notebook: found, looked at, and made fit for a provider.

Pillow is imported with the first picture: most prompts have none.
"""

import base64
import binascii
import hashlib
import io
import re
import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from ..llm.dialects import PictureLimits
from .bounded_cache import BoundedCache
from .item_limits import PICTURE_TYPES

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_PIXELS = 80_000_000
"""A larger picture is not unpacked: it would take the server's memory."""
CACHED_BYTES = 64_000_000
LOOKED_AT = 20_000

# what Pillow raises for files that are broken in one way or another
_BROKEN = (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError, struct.error, MemoryError)
_FORMATS = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp"}
# bounded: a text of beginnings would take its length squared
_ATTACHMENT = re.compile(
    r"!\[[^\]]{0,500}\]\(\s*<?attachment:([^)\s>]+)"
    r"|<img\b[^>]{0,500}?\ssrc=[\"']attachment:([^\"']+)"
)
_LINKED = re.compile(
    r"!\[[^\]]{0,500}\]\(\s*<?(?!attachment:|data:)([^)\s>]+)"
    r"|<img\b[^>]{0,500}?\ssrc=[\"'](?!attachment:|data:)([^\"']+)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Picture:
    """A picture of the notebook; its type is what its bytes say."""

    media_type: str
    base64: str = field(repr=False)
    width: int = 0
    """Pixels."""
    height: int = 0
    moving: bool = False

    @property
    def data_url(self) -> str:
        return f"data:{self.media_type};base64,{self.base64}"

    @property
    def size(self) -> int:
        """Bytes of the file."""
        return len(self.base64) * 3 // 4


class TooManyPixels(Exception):
    """A picture that would take too much memory."""


@dataclass(frozen=True)
class Unreadable:
    """A picture that cannot be sent, in words for the model and for people."""

    why: str


@dataclass(frozen=True)
class _Header:
    media_type: str
    width: int
    height: int
    moving: bool


class PictureReader:
    """Looks at pictures and makes them smaller; remembers both, so that the next prompt has them at once."""

    def __init__(self) -> None:
        self._seen: BoundedCache[bytes, _Header | Unreadable] = BoundedCache(LOOKED_AT)
        self._fitted: BoundedCache[tuple[bytes, PictureLimits], Picture] = BoundedCache(CACHED_BYTES)

    def warm(self) -> None:
        """Import Pillow."""
        with _opened(b""):
            pass

    def read(self, bundle: Mapping[str, Any]) -> Picture | Unreadable | None:
        """The picture of a mime bundle, of which the alternatives count once; null where there is none."""
        broken: Unreadable | None = None
        for media_type in PICTURE_TYPES:
            if media_type not in bundle or not (text := _base64_in(bundle[media_type])):
                continue
            seen = self._look(media_type, text)
            if isinstance(seen, _Header):
                return Picture(seen.media_type, text, seen.width, seen.height, seen.moving)
            broken = broken or seen
        return broken

    def fitted(self, picture: Picture, limits: PictureLimits) -> Picture | None:
        """The picture as small as the provider would make it, in a type and a size that it takes; null for one that
        turns out to be broken."""
        if _fits(picture, limits):
            return picture
        key = (_digest(picture.base64), limits)
        made = self._fitted.get(key) or _made_fit(picture, limits)
        if made is not None:
            self._fitted.put(key, made, len(made.base64))
        return made

    def _look(self, said: str, text: str) -> _Header | Unreadable:
        key = _digest(text)
        seen = self._seen.get(key)
        if seen is None:
            seen = _look(said, text)
            self._seen.put(key, seen, 1)
        return seen


def attachment_names(source: str) -> list[str]:
    """The names of the attachments that a Markdown text shows, in order, each once."""
    if "attachment:" not in source:
        return []
    return list(dict.fromkeys(one or other for one, other in _ATTACHMENT.findall(source)))


def linked_pictures(source: str) -> list[str]:
    """The addresses of pictures that a Markdown text shows from files or the network, in order, each once."""
    if "![" not in source and "<img" not in source.lower():
        return []
    return list(dict.fromkeys(one or other for one, other in _LINKED.findall(source)))


def attachment(name: str, attachments: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The bundle of an attachment; its name may be written as in an address."""
    found = attachments.get(name, attachments.get(unquote(name)))
    return found if isinstance(found, Mapping) else None


def _base64_in(value: Any) -> str:
    text = "".join(map(str, value)) if isinstance(value, list) else value
    if not isinstance(text, str):
        return ""
    # files have a line feed at the end, some have one each 76 characters
    return "".join(text.split())


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode(errors="replace")).digest()


def _look(said: str, text: str) -> _Header | Unreadable:
    kind = said.removeprefix("image/").upper()
    broken = Unreadable(f"its {kind} data cannot be read")
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return broken
    try:
        with _opened(data) as image:
            if image is None or not _is_whole(data, str(image.format)):
                return broken
            if image.width * image.height > MAX_PIXELS:
                raise TooManyPixels
            moving = image.format == "GIF" and bool(getattr(image, "is_animated", False))
            return _Header(_FORMATS[str(image.format)], image.width, image.height, moving)
    except TooManyPixels:
        return Unreadable(f"it has more than {MAX_PIXELS // 1_000_000} million pixels")
    except _BROKEN:
        return broken


@contextmanager
def _opened(data: bytes) -> "Iterator[Image | None]":
    """The picture with its head read, not yet unpacked; null for what is none."""
    from PIL import Image

    try:
        image = Image.open(io.BytesIO(data), formats=list(_FORMATS))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise TooManyPixels from None
    except _BROKEN:
        yield None
        return
    with image:
        yield image


def _is_whole(data: bytes, kind: str) -> bool:
    """Whether a file that begins well has its end too: a provider refuses the whole prompt for a cut picture."""
    if kind == "PNG":
        return b"IEND" in data[-64:]
    if kind == "JPEG":
        return b"\xff\xd9" in data[-64:]
    if kind == "WEBP":
        return len(data) >= 8 + int.from_bytes(data[4:8], "little")
    return data.rstrip(b"\0").endswith(b";")


def _fits(picture: Picture, limits: PictureLimits) -> bool:
    return (
        picture.media_type in limits.types
        and not picture.moving
        and max(picture.width, picture.height) <= limits.long_edge
        and len(picture.base64) <= limits.picture_bytes
    )


def _made_fit(picture: Picture, limits: PictureLimits) -> Picture | None:
    """Smaller, the first frame of a moving one, as PNG or JPEG; null where it cannot be unpacked."""
    with _opened(base64.b64decode(picture.base64)) as image:
        if image is None:
            return None
        try:
            return _encoded(_upright(image), picture.media_type == "image/jpeg", limits)
        except _BROKEN:
            return None


def _upright(image: "Image") -> "Image":
    from PIL import ImageOps

    turned = ImageOps.exif_transpose(image)
    with_alpha = "A" in turned.mode or "transparency" in turned.info
    return turned.convert("RGBA" if with_alpha else "RGB")


def _encoded(image: "Image", photograph: bool, limits: PictureLimits) -> Picture:
    from PIL.Image import Resampling

    long_edge = limits.long_edge
    while True:
        image.thumbnail((long_edge, long_edge), Resampling.LANCZOS)
        for jpeg in (True,) if photograph else (False, True):
            text = base64.b64encode(_file(image, jpeg)).decode()
            if len(text) <= limits.picture_bytes:
                return Picture("image/jpeg" if jpeg else "image/png", text, image.width, image.height)
        long_edge //= 2


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
