"""Reads Anthropic's requests into the common view."""

from __future__ import annotations

from typing import Any

from .view import Call, Offer, Picture, Result, Turn, View

Blocks = list[dict[str, Any]]


def read(body: dict[str, Any]) -> View:
    """Read the body of `POST /v1/messages`."""
    view = View(system=_text(_blocks(body.get("system"))))
    view.tools = [_offer(tool) for tool in body.get("tools") or []]
    for message in body.get("messages") or []:
        blocks = _blocks(message.get("content"))
        if message.get("role") == "system":
            view.system += _text(blocks)
        elif message.get("role") == "assistant":
            view.turns.append(_assistant(blocks))
        else:
            _add_user(view, blocks)
    return view


def _add_user(view: View, blocks: Blocks) -> None:
    results = [_result(block) for block in blocks if block.get("type") == "tool_result"]
    if results:
        view.turns.append(Turn("tool", results=results))
    said = [block for block in blocks if block.get("type") != "tool_result"]
    if said:
        view.turns.append(Turn("user", _texts(said), _pictures(said)))


def _assistant(blocks: Blocks) -> Turn:
    calls = [
        Call(block.get("id", ""), block.get("name", ""), block.get("input"))
        for block in blocks
        if block.get("type") == "tool_use"
    ]
    return Turn("assistant", _texts(blocks), calls=calls)


def _result(block: dict[str, Any]) -> Result:
    content = _blocks(block.get("content"))
    return Result(block.get("tool_use_id", ""), _text(content), tuple(_pictures(content)))


def _offer(tool: dict[str, Any]) -> Offer:
    description = tool.get("description") or ""
    return Offer(tool.get("name", ""), description, tool.get("input_schema") or {})


def _blocks(content: Any) -> Blocks:
    if isinstance(content, str):
        return [{"type": "text", "text": content}] if content else []
    return [block for block in content or [] if isinstance(block, dict)]


def _text(blocks: Blocks) -> str:
    return "".join(_texts(blocks))


def _texts(blocks: Blocks) -> list[str]:
    return [block.get("text") or "" for block in blocks if block.get("type") == "text"]


def _pictures(blocks: Blocks) -> list[Picture]:
    sources = [block.get("source") or {} for block in blocks if block.get("type") == "image"]
    return [_picture(source) for source in sources]


def _picture(source: dict[str, Any]) -> Picture:
    if source.get("type") == "base64":
        return Picture.from_base64(source.get("media_type", ""), source.get("data", ""))
    return Picture("", url=source.get("url"))
