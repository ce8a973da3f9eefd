"""A code cell's outputs as text and pictures."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from ..redaction import KeyGuard
from .charts import Short, chart_in, in_short
from .item_limits import PICTURE_TYPES, ItemLimits
from .pictures import Picture, PictureReader, Unreadable
from .terminal_text import ends, plain, shortened

SUMMARY_LIMIT = 1_000
"""Characters of an error's type and message."""
NAME_LIMIT = 200
"""Characters of what a widget says of itself, or of a picture's address."""

_WIDGET = "application/vnd.jupyter.widget-view+json"
_RICH_TEXTS = ("text/markdown", "text/latex")
_TEXTS = (*_RICH_TEXTS, "text/plain")
_BARE = re.compile(r"\s*<[\w.]+( [\w ]+)?( at 0x[0-9a-f]+| object)>\s*")
"""What an object says that has nothing to say: `<IPython.core.display.HTML object>`."""
_OLD_NAMES = {"text": "text/plain", "html": "text/html", "svg": "image/svg+xml", "latex": "text/latex"}
_OLD_PICTURES = {"png": "image/png", "jpeg": "image/jpeg"}


@dataclass(frozen=True)
class Reading:
    """How cells are read."""

    limits: ItemLimits
    keys: KeyGuard
    pictures: PictureReader
    language: str = "python"
    """Of code, as a fence names it."""


@dataclass(frozen=True)
class Outputs:
    """What a model gets of a cell's outputs."""

    text: str = ""
    """Empty when there is none, or pictures alone."""
    pictures: tuple[Picture, ...] = ()
    shortened: bool = False
    hidden: tuple[str, ...] = ()
    """What is only named, because it cannot be told."""


class _Told(NamedTuple):
    text: str
    cut: bool = False
    hidden: str = ""


def read_outputs(outputs: Iterable[Mapping[str, Any]], reading: Reading) -> Outputs:
    """All outputs of a cell, in order."""
    texts: list[str] = []
    pictures: list[Picture] = []
    hidden: list[str] = []
    cut = False
    # no comprehensions: each costs a notebook of 1,000 cells a millisecond
    for output in outputs:
        told, picture = _read(output, reading)
        if told.text:
            texts.append(told.text)
        if picture:
            pictures.append(picture)
        if told.hidden:
            hidden.append(told.hidden)
        cut = cut or told.cut
    kept = _within(texts, reading.limits.cell_outputs)
    return Outputs("\n".join(kept), tuple(pictures), cut or kept is not texts, tuple(hidden))


def joined(text: Any) -> str:
    """nbformat's multi-line text as one string."""
    return "".join(map(str, text)) if isinstance(text, list) else str(text)


def bundle_of(output: Mapping[str, Any]) -> Mapping[str, Any]:
    """An output's mime bundle, from before nbformat 4 too; empty where there is none, or none that nbformat allows."""
    data = output.get("data")
    if isinstance(data, dict):
        return data
    old = {**_OLD_NAMES, **_OLD_PICTURES}
    return {media_type: output[name] for name, media_type in old.items() if name in output}


def _read(output: Mapping[str, Any], reading: Reading) -> tuple[_Told, Picture | None]:
    kind = output.get("output_type")
    if kind == "stream":
        return _limited(output.get("text", ""), reading.limits.output, reading, output.get("missing")), None
    if kind in ("error", "pyerr"):
        return _error(output, reading), None
    return _read_bundle(bundle_of(output), reading)


def _read_bundle(bundle: Mapping[str, Any], reading: Reading) -> tuple[_Told, Picture | None]:
    picture = reading.pictures.read(bundle)
    if chart := chart_in(bundle):
        told = _in_short(chart, reading)
        return told, picture if isinstance(picture, Picture) else None
    if isinstance(picture, Picture):
        # next to a picture, plain text is only the object's name
        return _text({name: bundle[name] for name in _RICH_TEXTS if name in bundle}, reading), picture
    if isinstance(picture, Unreadable):
        rest = {name: value for name, value in bundle.items() if name not in PICTURE_TYPES}
        text, cut, _ = _text(rest, reading)
        note = f"[a picture, not shown: {picture.why}]"
        return _Told(f"{text}\n{note}".strip(), cut, f"a picture ({picture.why})"), None
    return _text(bundle, reading), None


def _text(bundle: Mapping[str, Any], reading: Reading) -> _Told:
    """The plainest text of a bundle; what cannot be told in text is named."""
    plainest = joined(bundle.get("text/plain", ""))
    if _WIDGET in bundle:
        name = _limited(plainest, NAME_LIMIT, reading).text.strip()
        return _Told(f"[a widget, not shown{': ' if name else ''}{name}]", hidden="a widget")
    for media_type in _TEXTS:
        text = joined(bundle.get(media_type, ""))
        if text.strip() and not _BARE.fullmatch(text[:NAME_LIMIT]):
            return _limited(text, reading.limits.output, reading)
    if isinstance(data := bundle.get("application/json"), dict | list):
        return _in_short(in_short(data), reading)
    names = sorted(str(name) for name in bundle if name != "text/plain")
    others = ", ".join(reading.keys.clean(name)[:NAME_LIMIT] for name in names)
    what = f"output of type {others}" if others else ""
    named = f"[{what}, not shown]" if what else ""
    return _Told(" ".join(part for part in (plainest.strip(), named) if part), hidden=what)


def _in_short(short: Short, reading: Reading) -> _Told:
    told = _limited(short.text, reading.limits.output, reading)
    return told._replace(cut=told.cut or short.cut)


def _limited(text: Any, limit: int, reading: Reading, missing_before: Any = 0) -> _Told:
    """Text as a terminal leaves it, without keys, within a limit; a client may have taken its middle out before."""
    whole, missing = ends(joined(text))
    missing += missing_before if isinstance(missing_before, int) else 0
    # before it is cut: half a key must not stay
    whole = reading.keys.clean(plain(whole))
    return _Told(shortened(whole, limit, missing), len(whole) > limit or bool(missing))


def _error(output: Mapping[str, Any], reading: Reading) -> _Told:
    limit = reading.limits.error
    trace = _traceback(output.get("traceback"), reading)
    name, value = joined(output.get("ename") or "Error"), joined(output.get("evalue") or "")
    summary, cut, _ = _limited(f"{name}: {value}", min(SUMMARY_LIMIT, limit), reading)
    if len(trace) <= limit:
        return _Told(trace) if trace and (cut or summary in trace) else _Told(f"{trace}\n{summary}".strip(), cut)
    # the last frames are the ones nearest to the cause
    last = trace[max(0, len(trace) - limit + len(summary)) :]
    last = last[last.find("\n") + 1 :]
    return _Told(f"{summary}\n[... earlier frames left out ...]\n{last}", cut=True)


def _traceback(lines: Any, reading: Reading) -> str:
    text, _ = ends("\n".join(map(str, lines)) if isinstance(lines, list) else "")
    return reading.keys.clean(plain(text))


def _within(texts: list[str], limit: int) -> Sequence[str]:
    """The first and the last texts, as many as stay within a limit, and between them how many were left out."""
    if sum(map(len, texts)) <= limit:
        return texts
    first, last, room = 0, 0, limit
    while first + last < len(texts):
        # the last ones are nearer to what the cell came to
        number = first if first < last else len(texts) - 1 - last
        room -= len(texts[number])
        if room < 0 and last:
            break
        first, last = (first + 1, last) if first < last else (first, last + 1)
    left_out = len(texts) - first - last
    if not left_out:
        return texts
    note = f"[... {left_out:,} {'output' if left_out == 1 else 'outputs'} left out ...]"
    return [*texts[:first], note, *texts[len(texts) - last :]]
