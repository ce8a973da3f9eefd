"""Reads a picture's type and size from its first bytes."""

from __future__ import annotations

import struct
from dataclasses import dataclass

# Start-of-frame markers of JPEG; C4, C8 and CC in their midst mean something else.
FRAMES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


@dataclass(frozen=True)
class PictureSize:
    """What the bytes say; a size that cannot be read is 0 by 0 pixels."""

    media_type: str
    width: int = 0
    height: int = 0


def look(data: bytes) -> PictureSize | None:
    """What kind of picture this is, None when it is none of the four that providers take."""
    try:
        return _look(data)
    except (struct.error, IndexError):
        return None


def _look(data: bytes) -> PictureSize | None:
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PictureSize("image/png", *struct.unpack(">II", data[16:24]))
    if data[:6] in (b"GIF87a", b"GIF89a"):
        return PictureSize("image/gif", *struct.unpack("<HH", data[6:10]))
    if data.startswith(b"\xff\xd8"):
        return PictureSize("image/jpeg", *_jpeg(data))
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return PictureSize("image/webp", *_webp(data))
    return None


def _jpeg(data: bytes) -> tuple[int, int]:
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        if data[at + 1] in FRAMES:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]
    return 0, 0


def _webp(data: bytes) -> tuple[int, int]:
    kind = data[12:16]
    if kind == b"VP8X":
        width, height = (int.from_bytes(data[at : at + 3], "little") + 1 for at in (24, 27))
        return width, height
    if kind == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    width, height = struct.unpack("<HH", data[26:30])
    return width & 0x3FFF, height & 0x3FFF
