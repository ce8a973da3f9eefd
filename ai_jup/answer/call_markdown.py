"""Calls of kernel functions as they stand in an answer, for every viewer of notebooks."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..wire import CALL_MIME, ToolCall, ToolResult
from . import code
from .markdown import normal
from .plain_text import cleaned

Attachments = dict[str, dict[str, str]]

SHOWN = 160
"""Characters of arguments that stand in one line."""
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")
_OPEN = "<details><summary><code>"
_PICTURE = re.compile(r"\n\n!\[[\w.]*\]\(attachment:call-\d{1,6}-\d{1,6}\.(?:png|jpeg|gif|webp)\)\Z")
_WORDS = {
    "ok": "",
    "error": "failed",
    "timeout": "took too long",
    "refused": "not run",
    "unknown": "may not have finished",
}
_LITERALS = {None: "None", True: "True", False: "False"}


@dataclass
class Call:
    """A call, and its result when that has come."""

    call: ToolCall
    result: ToolResult | None = None


def written(call: Call, number: int) -> tuple[str, Attachments]:
    """A call as Markdown, folded, its pictures below it; and those by the names that the Markdown has for them.

    `number` is its place in the answer, from 1. Nothing of it can load or run. It never says that the call runs: where
    this is read, no run writes on.
    """
    attachments: Attachments = {}
    for at, (media_type, data) in enumerate(_pictures(call.result), start=1):
        attachments[f"call-{number}-{at}.{media_type.removeprefix('image/')}"] = {media_type: data}
    seconds = _facts(call.result).get("seconds")
    line = [
        f"{code.entities(_expression(call.call))}</code>",
        _words(call.result),
        f"{seconds:.1f} s" if isinstance(seconds, (int, float)) and seconds else "",
    ]
    arguments = json.dumps(call.call.arguments, indent=2, ensure_ascii=False) if call.call.arguments else ""
    alternative = re.sub(r"[^\w.]", "", call.call.name, flags=re.ASCII)
    parts = [
        f"{_OPEN}{' · '.join(filter(None, line))}</summary>",
        _fenced(arguments, "json"),
        _fenced(_text(call.result), "text"),
        "</details>",
        *(f"![{alternative}](attachment:{name})" for name in attachments),
    ]
    return "\n\n".join(filter(None, parts)), attachments


def is_written(markdown: str) -> bool:
    """Whether a text from a notebook is a call as `written` has it, and so can neither load nor run anything."""
    while picture := _PICTURE.search(markdown):
        markdown = markdown[: picture.start()]
    # the normal form of a text has no call: a space stands before the code
    return markdown.startswith(_OPEN) and normal(markdown) == markdown.replace("<code>", " <code>", 1)


def _expression(call: ToolCall) -> str:
    """A call as one line of Python, shortened."""
    given = ", ".join(f"{name}={_literal(value)}" for name, value in call.arguments.items())
    if len(given) > SHOWN:
        given = f"{given[:SHOWN]}…"
    return " ".join(cleaned(f"{call.name}({given})").split())


def _literal(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return _LITERALS[value]
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _words(result: ToolResult | None) -> str:
    """What became of it, for people; nothing where it went well."""
    if result is None:
        return _WORDS["unknown"]
    return "stopped" if _facts(result).get("stopped") else _WORDS[result.status]


def _facts(result: ToolResult | None) -> dict[str, Any]:
    facts = result.content.get(CALL_MIME) if result else None
    return facts if isinstance(facts, dict) else {}


def _text(result: ToolResult | None) -> str:
    text = result.content.get("text/plain") if result else None
    return text if isinstance(text, str) else ""


def _pictures(result: ToolResult | None) -> Iterator[tuple[str, str]]:
    bundles = [result.content if result else {}, *(_facts(result).get("pictures") or [])]
    for bundle in bundles:
        for media_type in PICTURES:
            if isinstance(data := bundle.get(media_type), str):
                yield media_type, data


def _fenced(text: str, language: str) -> str:
    return code.block(f"{cleaned(text)}\n", language, quoted=False) if text else ""
