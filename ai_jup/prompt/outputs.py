"""A code cell's outputs as text and pictures."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any, NamedTuple

from ..kernel.probe.values.charts import chart_pictures
from ..kernel.probe.values.telling import (
    DRAWN_TYPES,
    PICTURE_TYPES,
    Telling,
    is_call,
    is_formula,
    is_name,
    naming,
    says_nothing,
    tell,
)
from ..redaction import KeyGuard
from .html_text import BETWEEN_CELLS, PICTURES, HtmlText
from .inline_pictures import Inline, lifted, without_icons
from .item_limits import ItemLimits
from .markdown_pictures import shown_pictures
from .pictures import EMPTY, Allowance, Picture, PictureReader, Pictures, Unreadable, drawn_data
from .terminal_text import ends, plain, shortened

SUMMARY_LIMIT = 1_000
"""Characters of an error's type and message."""
NAME_LIMIT = 200
"""Characters of what a widget says of itself, or of a picture's address."""

_SVG = "image/svg+xml"
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
    drawing: Allowance = field(default_factory=Allowance)


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


def read_outputs(outputs: Sequence[Mapping[str, Any]], reading: Reading) -> Outputs:
    """All outputs of a cell, in order."""
    texts: list[str] = []
    pictures: list[Picture] = []
    hidden: list[str] = []
    cut, times, noted = False, 1, ""
    # no comprehensions: each costs a notebook of 1,000 cells a millisecond
    for output in _in_one(outputs) if len(outputs) > 1 else outputs:
        told, shown = _read(output, reading)
        if shown:
            pictures += shown
        cut = cut or told.cut
        if told.hidden and told.text == noted and not shown:
            # a training shows a progress bar for each of its steps
            times += 1
            texts[-1] = f"{noted} ({times:,} times)"
            continue
        times, noted = 1, told.text if told.hidden else ""
        if told.text:
            texts.append(told.text)
        if told.hidden:
            hidden.append(told.hidden)
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


def _in_one(outputs: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """What was written to one stream in pieces is one text, as on the page: a bar goes on over its last state."""
    for name, pieces in groupby(outputs, _stream):
        first, *more = pieces
        if name and more:
            text = "".join(joined(piece.get("text", "")) for piece in (first, *more))
            yield {"output_type": "stream", "name": name, "text": text}
        else:
            yield first
            yield from more


def _stream(output: Mapping[str, Any]) -> str:
    """Its name; empty for what is none, or has lost its middle: no other text belongs there."""
    is_whole = output.get("output_type") == "stream" and not output.get("missing")
    return str(output.get("name", "stdout")) if is_whole else ""


def _read(output: Mapping[str, Any], reading: Reading) -> tuple[_Told, Sequence[Picture]]:
    kind = output.get("output_type")
    if kind == "stream":
        return _limited(output.get("text", ""), reading.limits.output, reading, output.get("missing")), ()
    if kind in ("error", "pyerr"):
        return _error(output, reading), ()
    return read_bundle(bundle_of(output), reading)


def read_bundle(bundle: Mapping[str, Any], reading: Reading) -> tuple[_Told, Sequence[Picture]]:
    """A mime bundle's text, without keys and within the limit of an output, and its pictures."""
    formula = is_formula(bundle)
    found = None if formula else reading.pictures.read_all(bundle, reading.drawing)
    shown = found.pictures if isinstance(found, Pictures) else ()
    alone = {kind: data for kind, data in bundle.items() if kind not in (*PICTURE_TYPES, *DRAWN_TYPES)}
    rest, inside = _without_pictures(alone if found or formula else bundle)
    telling = tell(rest, bool(shown), reading.limits.output)
    page = reading.pictures.read_page(telling.html, reading.drawing) if telling.html else _markdown(rest, telling)
    beside = [] if telling.html or shown else _beside(bundle)
    inner = list(_inner([*inside, *page.pictures, *beside], reading))
    shown = (*shown, *(each for each in inner if isinstance(each, Picture)))
    if broken := dict.fromkeys(f"a picture ({each.why})" for each in inner if isinstance(each, Unreadable)):
        page = replace(page, hidden=(*page.hidden, *broken))
    if is_call(telling.text) and BETWEEN_CELLS not in page.text:
        # no table: the call says as much
        telling, page = telling._replace(html=""), HtmlText()
    drawing = _of_drawing(bundle, found, reading)
    told = _in_words(telling, page, len(shown), reading)
    # the source of a drawing tells it
    note = f"[a picture, not shown: {found.why}]" if isinstance(found, Unreadable) and not drawing else ""
    hidden = f"a picture ({found.why})" if isinstance(found, Unreadable) and note else told.hidden
    return _Told("\n".join(filter(None, (told.text, drawing, note))), told.cut, hidden), shown


def _without_pictures(bundle: Mapping[str, Any]) -> tuple[Mapping[str, Any], list[Inline]]:
    """The bundle with names in the place of the pictures that its Markdown has in itself, and those; or a chart's."""
    if "data:image/" not in (text := joined(bundle.get("text/markdown", ""))):
        return bundle, [Inline("", kind, data) for each in chart_pictures(bundle) for kind, data in each.items()]
    without, inside = lifted(text)
    return {**bundle, "text/markdown": without}, inside


def _markdown(bundle: Mapping[str, Any], telling: Telling) -> HtmlText:
    """Of Markdown that is told, the pictures that it only links to."""
    if "text/markdown" not in bundle or telling.text != (text := joined(bundle["text/markdown"])):
        return HtmlText()
    return HtmlText(hidden=tuple(f"a picture ({address})" for address in shown_pictures(text).linked))


def _beside(bundle: Mapping[str, Any]) -> list[Inline]:
    """The pictures in HTML whose words are told by a plain text, such as those of molecules in a data frame."""
    html = joined(bundle.get("text/html", ""))
    return lifted(without_icons(html))[1][:PICTURES] if "data:image/" in html else []


def _inner(inside: Iterable[Inline], reading: Reading) -> Iterable[Picture | Unreadable]:
    for each in inside:
        found = reading.pictures.read_all({each.media_type: each.base64}, reading.drawing)
        if isinstance(found, Pictures):
            yield from found.pictures
        elif found and found.why != EMPTY:
            yield found


def _of_drawing(bundle: Mapping[str, Any], found: Pictures | Unreadable | None, reading: Reading) -> str:
    """The source of an SVG if it is short, else the words in it; and how many pages of a document are not shown."""
    if not (isinstance(found, Pictures) and found.drawn) and not (isinstance(found, Unreadable) and _SVG in bundle):
        return ""
    more = f"[{found.more:,} more pages of the PDF, not shown]" if isinstance(found, Pictures) and found.more else ""
    if _SVG not in bundle:
        return more
    source = drawn_data(bundle[_SVG]).decode(errors="replace")
    if len(source) <= reading.limits.output:
        return _limited(source, reading.limits.output, reading).text
    words = found.words if isinstance(found, Pictures) else ""
    return (
        _limited(f"Words in the picture: {', '.join(words.split(chr(10)))}", reading.limits.output, reading).text
        if words
        else ""
    )


def _in_words(telling: Telling, page: HtmlText, pictures: int, reading: Reading) -> _Told:
    if telling.widget:
        name = _limited(telling.text, NAME_LIMIT, reading).text.strip()
        return _Told(f"[a widget, not shown{': ' if name else ''}{name}]", hidden="a widget")
    note = _note(page.hidden, reading)
    if not telling.html:
        text, cut, _ = _limited(telling.text, reading.limits.output, reading)
        hidden = ", ".join(_clean(page.hidden, reading))
        told = _Told("\n".join(filter(None, (text, note))), cut or telling.cut, hidden)
        return _named(told, telling.hidden, reading)
    if not page.text and not pictures and not page.hidden:
        # nothing of it is seen: a style, or the place for what a script brings later
        name = "" if says_nothing(telling.text) else telling.text
        return _named(_limited(name, reading.limits.output, reading), telling.hidden, reading)
    # the object's name says less than the page
    name = "" if pictures or says_nothing(telling.text) else telling.text
    words = f"{name}\n{page.text}" if is_name(name) else page.text or name
    text, cut, _ = _limited(words, reading.limits.output, reading)
    linked = [f"a picture ({address})" for address in page.linked]
    told = _Told("\n".join(filter(None, (text, note))), cut, ", ".join(_clean((*page.hidden, *linked), reading)))
    return _named(told, telling.hidden, reading)


def _note(hidden: Sequence[str], reading: Reading) -> str:
    return f"[not shown: {', '.join(_clean(hidden, reading))}]" if hidden else ""


def _clean(hidden: Iterable[str], reading: Reading) -> list[str]:
    return [reading.keys.clean(each)[: 2 * NAME_LIMIT] for each in hidden]


def _named(told: _Told, kinds: Iterable[str], reading: Reading) -> _Told:
    """With the names of the types that are not told."""
    named = naming([reading.keys.clean(kind) for kind in sorted(kinds)])
    if not named:
        return told
    hidden = ", ".join(filter(None, (told.hidden, named.removesuffix(", not shown]").removeprefix("["))))
    return _Told(" ".join(filter(None, (told.text.strip(), named))), told.cut, hidden)


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
    # the first frame is the user's own line, the last ones are nearest to the cause
    room = max(0, limit - len(summary))
    first = trace[: room // 4].rpartition("\n")[0].strip("-\n")
    last = trace[len(trace) - (room - len(first)) :].partition("\n")[2]
    return _Told("\n".join(filter(None, (summary, first, "[... frames left out ...]", last))), cut=True)


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
