"""Reads OpenAI's requests, of chat completions and of responses, into the common view."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .view import Call, Offer, Picture, Result, Turn, View

SYSTEM_ROLES = ("system", "developer")


def read_chat(body: dict[str, Any]) -> View:
    """Read the body of `POST /v1/chat/completions`."""
    view = View(tools=[_offer(tool.get("function", {})) for tool in body.get("tools") or []])
    for message in body.get("messages") or []:
        _add_message(view, message)
    return view


def read_responses(body: dict[str, Any]) -> View:
    """Read the body of `POST /v1/responses`."""
    view = View(system=body.get("instructions") or "")
    view.tools = [_offer(tool) for tool in body.get("tools") or [] if tool["type"] == "function"]
    items = body.get("input") or []
    if isinstance(items, str):
        items = [{"role": "user", "content": items}]
    for item in items:
        _add_item(view, item)
    return view


def _add_message(view: View, message: dict[str, Any]) -> None:
    role, content = message.get("role"), message.get("content")
    if role in SYSTEM_ROLES:
        view.system += _text(content)
    elif role == "tool":
        _add_result(view, message.get("tool_call_id", ""), content)
    else:
        turn = Turn("assistant" if role == "assistant" else "user", _texts(content))
        turn.pictures = _pictures(content)
        turn.calls = [_call(call) for call in message.get("tool_calls") or []]
        view.turns.append(turn)


def _add_item(view: View, item: dict[str, Any]) -> None:
    kind = item.get("type", "message")
    if kind == "message":
        _add_message(view, item)
    elif kind == "function_call":
        call = Call(item.get("call_id", ""), item.get("name", ""), item.get("arguments", ""))
        _assistant(view).calls.append(call)
    elif kind == "function_call_output":
        _add_result(view, item.get("call_id", ""), item.get("output"))


def _assistant(view: View) -> Turn:
    if not view.turns or view.turns[-1].role != "assistant":
        view.turns.append(Turn("assistant"))
    return view.turns[-1]


def _add_result(view: View, call: str, content: Any) -> None:
    if not view.turns or view.turns[-1].role != "tool":
        view.turns.append(Turn("tool"))
    result = Result(call, _text(content), tuple(_pictures(content)))
    view.turns[-1].results.append(result)


def _call(call: dict[str, Any]) -> Call:
    function = call.get("function", {})
    return Call(call.get("id", ""), function.get("name", ""), function.get("arguments", ""))


def _offer(function: dict[str, Any]) -> Offer:
    description = function.get("description") or ""
    return Offer(function.get("name", ""), description, function.get("parameters") or {})


def _parts(content: Any) -> Iterable[dict[str, Any]]:
    return [part for part in content if isinstance(part, dict)] if isinstance(content, list) else []


def _text(content: Any) -> str:
    return "".join(_texts(content))


def _texts(content: Any) -> list[str]:
    if isinstance(content, str):
        return [content]
    return [part.get("text") or "" for part in _parts(content)]


def _pictures(content: Any) -> list[Picture]:
    urls = [part.get("image_url") for part in _parts(content)]
    # Chat completions wrap the address in an object, responses do not.
    plain = [url.get("url", "") if isinstance(url, dict) else url for url in urls if url]
    return [Picture.from_url(url) for url in plain]
