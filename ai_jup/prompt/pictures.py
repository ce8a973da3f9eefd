"""The pictures of a notebook: looked at, and made fit for a provider."""

import base64
import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from ..drawing import Drawer, Undrawable
from ..kernel.probe.values.telling import DRAWN_TYPES, PICTURE_TYPES
from ..llm.dialects import PictureLimits
from . import picture_files
from .bounded_cache import BoundedCache
from .html_text import HtmlText, html_text
from .picture_files import MAX_PIXELS, File

__all__ = ["EMPTY", "MAX_PIXELS", "Allowance", "Picture", "PictureReader", "Pictures", "Unreadable", "attachment"]

CACHED_BYTES = 64_000_000
LOOKED_AT = 20_000
EMPTY = "nothing of it can be seen"
"""Why a drawing is none."""
DRAWING_SECONDS = 20.0
"""For all drawings and pages of one request that are not known yet."""


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


@dataclass(frozen=True)
class Unreadable:
    """A picture that cannot be sent, in words for the model and for people."""

    why: str


@dataclass(frozen=True)
class Pictures:
    """The pictures of one mime bundle."""

    pictures: tuple[Picture, ...]
    """One, or the pages of a document."""
    drawn: bool = False
    words: str = ""
    """What a drawing has as text."""
    more: int = 0
    """Pages that are not among them."""


class Allowance:
    """Seconds that drawing and reading may still take for one request."""

    def __init__(self, seconds: float = DRAWING_SECONDS) -> None:
        self.left = seconds


class PictureReader:
    """Looks at pictures and makes them smaller; remembers both, so that the next prompt has them at once."""

    def __init__(self, drawer: Drawer | None = None) -> None:
        self._drawer = drawer or Drawer()
        self._seen: BoundedCache[bytes, File | Unreadable] = BoundedCache(LOOKED_AT)
        self._drawn: BoundedCache[bytes, Pictures | Unreadable] = BoundedCache(CACHED_BYTES)
        self._pages: BoundedCache[bytes, HtmlText] = BoundedCache(CACHED_BYTES)
        self._changed: BoundedCache[bytes, Picture] = BoundedCache(CACHED_BYTES)
        self._fitted: BoundedCache[tuple[bytes, PictureLimits], Picture] = BoundedCache(CACHED_BYTES)

    def warm(self) -> None:
        """Import Pillow."""
        picture_files.warm()

    def read(self, bundle: Mapping[str, Any]) -> Picture | Unreadable | None:
        """The picture of a mime bundle, of which the alternatives count once; null where there is none."""
        found = self.read_all(bundle)
        return found.pictures[0] if isinstance(found, Pictures) else found

    def read_all(self, bundle: Mapping[str, Any], allowance: Allowance | None = None) -> Pictures | Unreadable | None:
        """The same, with all pages of a document."""
        broken: Unreadable | None = None
        for media_type in PICTURE_TYPES:
            if media_type not in bundle or not (text := _base64_in(bundle[media_type])):
                continue
            seen = self._look(media_type, text)
            made = self._sendable(seen, text, media_type) if isinstance(seen, File) else seen
            if isinstance(made, Picture):
                return Pictures((made,))
            broken = broken or made
        for media_type in DRAWN_TYPES:
            if media_type in bundle and (data := drawn_data(bundle[media_type])):
                drawn = self._draw(media_type, data, allowance or Allowance())
                if isinstance(drawn, Pictures):
                    return drawn
                broken = broken or drawn
        return broken

    def fitted(self, picture: Picture, limits: PictureLimits) -> Picture | None:
        """The picture as small as the provider would make it, in a type and a size that it takes; null for one that
        turns out to be broken."""
        key = (_digest(picture.base64), limits)
        made = self._fitted.get(key) or _made_fit(picture, limits)
        if made is not None:
            # of one that is sent as it is, only that it is whole is remembered
            self._fitted.put(key, made, len(made.base64) if made is not picture else 100)
        return made

    def read_page(self, html: str, allowance: Allowance) -> HtmlText:
        """HTML in words, with the pictures in it."""
        key = _digest(html)
        page = self._pages.get(key)
        if page is None:
            if allowance.left <= 0:
                return HtmlText(hidden=("a page (reading what stands before it took too long)",))
            begun = time.monotonic()
            page = html_text(html, self._drawer)
            allowance.left -= time.monotonic() - begun
            self._pages.put(key, page, 500 + len(page.text) + sum(len(each.base64) for each in page.pictures))
        return page

    def _look(self, said: str, text: str) -> File | Unreadable:
        key = _digest(text)
        seen = self._seen.get(key)
        if seen is None:
            try:
                seen = picture_files.look(base64.b64decode(text, validate=True))
            except picture_files.TooManyPixels:
                seen = Unreadable(f"it has more than {MAX_PIXELS // 1_000_000} million pixels")
            except ValueError:
                seen = _broken(said)
            self._seen.put(key, seen, 1)
        return seen

    def _sendable(self, file: File, text: str, said: str) -> Picture | Unreadable:
        """As it is if every provider would take it, else written anew."""
        if file.is_plain:
            return Picture(file.media_type, text, file.width, file.height, file.moving)
        key = _digest(text)
        made = self._changed.get(key)
        if made is None:
            anew = picture_files.rewritten(base64.b64decode(text))
            if anew is None:
                return _broken(said)
            made = _picture(anew)
            self._changed.put(key, made, len(made.base64))
        return made

    def _draw(self, media_type: str, data: bytes, allowance: Allowance) -> Pictures | Unreadable:
        key = hashlib.sha256(data).digest()
        drawn = self._drawn.get(key)
        if drawn is not None:
            return drawn
        if allowance.left <= 0:
            return Unreadable("reading what stands before it took too long")
        begun = time.monotonic()
        drawn = self._drawn_anew(media_type, data)
        allowance.left -= time.monotonic() - begun
        pictures = drawn.pictures if isinstance(drawn, Pictures) else ()
        self._drawn.put(key, drawn, 1_000 + sum(len(picture.base64) for picture in pictures))
        return drawn

    def _drawn_anew(self, media_type: str, data: bytes) -> Pictures | Unreadable:
        made = self._drawer.draw(media_type, data)
        if isinstance(made, Undrawable):
            return Unreadable(made.why) if made.why else _broken(media_type)
        seen = [self.read({"image/png": page}) for page in made.pages]
        pages = tuple(page for page in seen if isinstance(page, Picture))
        if not pages:
            return Unreadable(EMPTY)
        return Pictures(pages, drawn=True, words=made.words, more=made.total - len(pages))


def attachment(name: str, attachments: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The bundle of an attachment; its name may be written as in an address."""
    found = attachments.get(name, attachments.get(unquote(name)))
    return found if isinstance(found, Mapping) else None


def drawn_data(value: Any) -> bytes:
    """The file that is to be drawn: an SVG as text, or either in base64."""
    text = "".join(map(str, value)) if isinstance(value, list) else value
    if not isinstance(text, str) or not text.strip():
        return b""
    if "<" in text:
        return text.strip().encode(errors="replace")
    try:
        return base64.b64decode("".join(text.split()))
    except ValueError:
        return text.encode(errors="replace")


def _broken(media_type: str) -> Unreadable:
    return Unreadable(f"its {media_type.partition('/')[2].partition('+')[0].upper()} data cannot be read")


def _base64_in(value: Any) -> str:
    text = "".join(map(str, value)) if isinstance(value, list) else value
    if not isinstance(text, str):
        return ""
    # files have a line feed at the end, some have one each 76 characters
    return "".join(text.split())


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode(errors="replace")).digest()


def _picture(made: picture_files.Made) -> Picture:
    return Picture(made.media_type, base64.b64encode(made.data).decode(), made.width, made.height)


def _fits(picture: Picture, limits: PictureLimits) -> bool:
    return (
        picture.media_type in limits.types
        and not picture.moving
        and max(picture.width, picture.height) <= limits.long_edge
        and len(picture.base64) <= limits.picture_bytes
    )


def _made_fit(picture: Picture, limits: PictureLimits) -> Picture | None:
    """Smaller, the first frame of a moving one, as PNG or JPEG; null where it cannot be unpacked."""
    data = base64.b64decode(picture.base64)
    if _fits(picture, limits):
        return picture if picture_files.is_whole(data) else None
    made = picture_files.fitted(data, picture.media_type == "image/jpeg", limits.long_edge, limits.picture_bytes)
    return _picture(made) if made else None
