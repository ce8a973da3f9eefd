"""Reads Gemini's requests into the common view."""

from __future__ import annotations

import json
from typing import Any

from .view import Call, Offer, Picture, Result, Turn, View

Parts = list[dict[str, Any]]


def read(body: dict[str, Any]) -> View:
    """Read the body of `generateContent` and its siblings, in the camelCase or snake_case form."""
    # countTokens may carry the whole request one level down.
    body = field(body, "generateContentRequest") or body
    view = View(system=_text(_parts(field(body, "systemInstruction") or {})))
    view.tools = [
        _offer(declaration)
        for tool in field(body, "tools") or []
        for declaration in field(tool, "functionDeclarations") or []
    ]
    for content in _listed(field(body, "contents")):
        _add_content(view, content)
    return view


def _add_content(view: View, content: dict[str, Any]) -> None:
    parts = _parts(content)
    results = [_result(part) for part in parts if field(part, "functionResponse")]
    if results:
        view.turns.append(Turn("tool", results=results))
    said = [part for part in parts if not field(part, "functionResponse")]
    if said:
        turn = Turn("assistant" if content.get("role") == "model" else "user", _texts(said))
        turn.pictures, turn.calls = _pictures(said), _calls(said)
        view.turns.append(turn)


def _calls(parts: Parts) -> list[Call]:
    found = [call for part in parts if (call := field(part, "functionCall"))]
    return [Call(call.get("id", ""), call.get("name", ""), call.get("args")) for call in found]


def _result(part: dict[str, Any]) -> Result:
    answer = field(part, "functionResponse")
    text = json.dumps(answer.get("response"), ensure_ascii=False)
    pictures = tuple(_pictures(_parts(answer)))
    return Result(answer.get("id") or answer.get("name", ""), text, pictures)


def _offer(declaration: dict[str, Any]) -> Offer:
    schema = field(declaration, "parametersJsonSchema") or declaration.get("parameters") or {}
    return Offer(declaration.get("name", ""), declaration.get("description") or "", schema)


def field(holder: dict[str, Any], name: str) -> Any:
    """Look up a field as protobuf's JSON does: camelCase, or the field's own snake_case name."""
    if name in holder:
        return holder[name]
    return holder.get("".join("_" + c.lower() if c.isupper() else c for c in name))


def _listed(value: Any) -> list[dict[str, Any]]:
    values = value if isinstance(value, list) else [value]
    return [item for item in values if isinstance(item, dict)]


def _parts(content: dict[str, Any]) -> Parts:
    return _listed(content.get("parts"))


def _text(parts: Parts) -> str:
    return "".join(_texts(parts))


def _texts(parts: Parts) -> list[str]:
    return [part["text"] for part in parts if part.get("text") and not part.get("thought")]


def _pictures(parts: Parts) -> list[Picture]:
    found = [_picture(part) for part in parts]
    return [picture for picture in found if picture]


def _picture(part: dict[str, Any]) -> Picture | None:
    if inline := field(part, "inlineData"):
        return Picture.from_base64(field(inline, "mimeType") or "", inline.get("data", ""))
    if file := field(part, "fileData"):
        return Picture(field(file, "mimeType") or "", url=field(file, "fileUri"))
    return None
