"""A code cell's outputs as text and pictures."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

TEXT_LIMIT = 2_000
ERROR_LIMIT = 3_000
PICTURE_TYPES = ("image/png", "image/jpeg", "image/gif", "image/webp")

_ANSI = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[@-_]")


@dataclass(frozen=True)
class Picture:
    """A picture of the notebook."""

    media_type: str
    base64: str

    @property
    def data_url(self) -> str:
        return f"data:{self.media_type};base64,{self.base64}"


def joined(text: Any) -> str:
    """nbformat's multi-line text as one string."""
    return "".join(map(str, text)) if isinstance(text, list) else str(text)


def plain(text: str) -> str:
    """Text as a terminal would leave it: no colours, and of a progress bar its last state."""
    return "\n".join(map(_last_frame, _ANSI.sub("", text).split("\n")))


def _last_frame(line: str) -> str:
    # many write the \r after a frame, where it overwrites nothing yet
    return line.rstrip("\r").rpartition("\r")[2]


def shortened(text: str, limit: int) -> str:
    """Head and tail of a text over the limit (characters), and between them how much was left out."""
    if len(text) <= limit:
        return text
    head = limit * 2 // 3
    tail = limit - head
    return f"{text[:head]}\n[... {len(text) - limit:,} characters left out ...]\n{text[-tail:]}"


def output_text(output: Mapping[str, Any]) -> str:
    """What a model reads of an output; empty when it is a picture alone."""
    kind = output.get("output_type")
    if kind == "stream":
        return shortened(plain(joined(output.get("text", ""))), TEXT_LIMIT)
    if kind == "error":
        return _error_text(output)
    return _bundle_text(bundle_of(output))


def bundle_of(output: Mapping[str, Any]) -> Mapping[str, Any]:
    """An output's mime bundle; empty where there is none, or none that nbformat allows."""
    data = output.get("data")
    return data if isinstance(data, dict) else {}


def picture_in(bundle: Mapping[str, Any]) -> Picture | None:
    """The picture of a mime bundle; the alternatives of one output count once."""
    for media_type in PICTURE_TYPES:
        data = "".join(joined(bundle.get(media_type, "")).split())
        if data and data.isascii():
            return Picture(media_type, data)
    return None


def _bundle_text(bundle: Mapping[str, Any]) -> str:
    for media_type in ("text/plain", "text/markdown", "text/latex"):
        if text := joined(bundle.get(media_type, "")):
            # next to a picture, the text is only the object's name
            return "" if picture_in(bundle) else shortened(plain(text), TEXT_LIMIT)
    named = ", ".join(sorted(bundle))
    return "" if picture_in(bundle) or not named else f"[output of type {named}, not shown]"


def _error_text(output: Mapping[str, Any]) -> str:
    trace = plain("\n".join(map(str, output.get("traceback") or [])))
    summary = f"{output.get('ename', 'Error')}: {output.get('evalue', '')}"
    # the last frames are the ones nearest to the cause
    return trace[-ERROR_LIMIT:] if summary in trace else f"{trace[-ERROR_LIMIT:]}\n{summary}".strip()
