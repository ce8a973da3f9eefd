"""An earlier answer as the model reads it again."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from ..entities import unescaped

BETWEEN = "\n\n"
"""What stands between the parts of an answer (`ai_jup/answer/cell.py`)."""

_CALL = re.compile(r"^<details><summary><code>(.*)</code>(.*)</summary>$", re.MULTILINE)
"""How a call of a function stands in the notebook (`ai_jup/answer/call_markdown.py`)."""
_SECONDS = re.compile(r" · [\d.]+ s$")
_END = re.compile(r"^</details>\n*", re.MULTILINE)
_PICTURE = re.compile(r"^!\[[^\]]*\]\(attachment:call-[^)]*\)$", re.MULTILINE)

_NOTICE = re.compile(r"> \*\*([^\n*]*)\*\* ?([^\n]*)")
"""How it says why there is no answer, or only a part of one (`ai_jup/answer/ending.py`)."""
_LAST_NOTICE = re.compile(r"(?:^|\n)> \*\*[^\n*]*\*\*[^\n]*\s*\Z")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_APART = re.compile(r"<span>(?:\\?([$@])|&#(36|92);)</span>")
"""A character that stands in an element of its own, so that no reader of the notebook takes a price for a formula."""
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])|</?span>")


def notice_in_place_of_answer(source: str) -> str | None:
    """Why there is no answer, where an answer's cell says nothing else."""
    notice = _NOTICE.fullmatch(source.strip())
    return " ".join(filter(None, map(_plain, notice.groups()))) if notice else None


def answer_so_far(source: str, metadata: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The parts of an answer that is not a whole one, without what says so: `text` and `call`.

    The last text ends as it came, where the cell's metadata says how: a fence of code that was open is.
    """
    parts = _parts(source, metadata.get("parts"))
    if parts is None:
        # of an earlier version, or changed by the user
        text = _LAST_NOTICE.sub("", source).rstrip()
        return [("text", text)] if text else []
    parts = [(kind, part) for kind, part in parts if kind in ("text", "call")]
    if parts and parts[-1][0] == "text":
        parts[-1] = ("text", _reopened(parts[-1][1], metadata.get("tail")))
    return parts


def with_remarks(parts: Iterable[tuple[str, str]]) -> str:
    """Parts of an answer as the model reads them."""
    return _as_it_wrote(BETWEEN.join(_with_remarks(part) if kind == "call" else part for kind, part in parts))


def _reopened(text: str, tail: Any) -> str:
    match tail:
        case {"drop": int(drop), "text": str(rest)} if 0 <= drop <= len(text):
            return text[: len(text) - drop] + rest
    return text


def answer_text(source: str, metadata: Mapping[str, Any]) -> str:
    """The answer with its calls as remarks.

    What is a call the cell's metadata says, `metadata` being what ai-jup keeps there. In an answer of an earlier
    version, and in one that the user has changed, whatever looks like one is.
    """
    parts = _parts(source, metadata.get("parts"))
    if parts is None:
        return _as_it_wrote(_with_remarks(source))
    return with_remarks(parts)


def _parts(source: str, lengths: Any) -> list[tuple[str, str]] | None:
    """The parts of an answer, if their lengths are those of this text."""
    if not isinstance(lengths, list) or not all(map(_is_part, lengths)):
        return None
    parts: list[tuple[str, str]] = []
    at = 0
    for kind, length in lengths:
        parts.append((kind, source[at : at + length]))
        at += length + len(BETWEEN)
    return parts if BETWEEN.join(part for _, part in parts) == source else None


def _is_part(part: Any) -> bool:
    match part:
        case [str(), int(length)]:
            return length > 0
    return False


def _with_remarks(source: str) -> str:
    if not _CALL.search(source):
        return source
    # how long it took is for people, and another time at each run
    text = _CALL.sub(lambda call: f"[Called {unescaped(call[1])}{_SECONDS.sub('', call[2])}]", source)
    return _PICTURE.sub("[It gave a picture.]", _END.sub("", text))


def _as_it_wrote(text: str) -> str:
    """Prices without the markup that the notebook needs; code stays as it is."""
    if "<span>" not in text:
        return text
    lines, fence = text.split("\n"), ""
    for at, line in enumerate(lines):
        found = _FENCE.match(line)
        if fence:
            if found and found[1].startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
        elif found:
            fence = found[1]
        else:
            lines[at] = _APART.sub(lambda sign: sign[1] or chr(int(sign[2])), line)
    return "\n".join(lines)


def _plain(markdown: str) -> str:
    return unescaped(_ESCAPE.sub(lambda found: found[1] or "", markdown))
