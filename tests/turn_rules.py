"""The providers' rules about turns: what must follow what, and what must not be empty."""

from __future__ import annotations

import re
from typing import Any

from ai_jup.simulator.reply import Reasoning
from ai_jup.simulator.reply_formats.anthropic import signature
from ai_jup.simulator.request_formats.gemini import field

Body = dict[str, Any]
Bodies = list[Body]
_PREFILLED = re.compile(r"claude-(?:\d|instant|(?:opus|sonnet|haiku)-4(?:-[0-5])?(?:-\d{8})?$)")
"""The models that go on with a last turn of the assistant: those before Claude 4.6."""
_MUST_END = "The conversation must end with a user message."


def chat(messages: Bodies) -> None:
    """Each call is answered at once, each answer has its call."""
    assert messages, "messages: must not be empty"
    waiting: list[str] = []
    for index, message in enumerate(messages):
        if message["role"] == "tool":
            call = message["tool_call_id"]
            assert call in waiting, f"messages[{index}]: no preceding tool call {call!r}"
            waiting.remove(call)
            continue
        assert not waiting, f"messages[{index}]: no tool message answers {waiting}"
        waiting = [call["id"] for call in message.get("tool_calls") or []]
        empty = message.get("content") in (None, []) and not waiting and not message.get("refusal")
        assert not empty, f"messages[{index}]: has no content"
    assert not waiting, f"no tool message answers {waiting}"


def responses(items: Bodies, stored: bool) -> None:
    """Calls and outputs match, system turns are text, reasoning can be read back."""
    assert items, "input: must not be empty"
    calls = [item["call_id"] for item in items if item.get("type") == "function_call"]
    outputs = [item["call_id"] for item in items if item.get("type") == "function_call_output"]
    for call in outputs:
        assert call in calls, f"No tool call found for function call output with call_id {call}."
    for call in calls:
        assert call in outputs, f"No tool output found for function call {call}."
    for item in items:
        _check_item(item, stored)


def _check_item(item: Body, stored: bool) -> None:
    if item.get("type") == "reasoning" and not stored:
        sealed = item.get("encrypted_content")
        assert sealed, f"Item {item.get('id')!r} not found: items are not persisted."
    content = item.get("content")
    assert content != [], f"a turn of {item.get('role')} has no content"
    if item.get("role") in ("system", "developer") and isinstance(content, list):
        kinds = {part["type"] for part in content}
        assert kinds == {"input_text"}, f"a {item['role']} turn cannot hold {sorted(kinds)}"


def anthropic(body: Body) -> None:
    """Turns are not empty, begin with the user's, and pair calls with results at once."""
    messages: Bodies = body["messages"]
    assert messages, "messages: at least one message is required"
    assert messages[0]["role"] == "user", "messages: first message must use the user role"
    waiting: list[str] = []
    for index, message in enumerate(messages):
        place = f"messages.{index}"
        blocks = _blocks(message, place, last=index == len(messages) - 1)
        _check_results(blocks, waiting, place)
        waiting = [block["id"] for block in blocks if block["type"] == "tool_use"]
    assert not waiting, f"tool_use ids were found without tool_result blocks: {waiting}"
    _check_thinking(body, messages)
    is_prefilled = messages[-1]["role"] == "assistant"
    takes_it = _PREFILLED.match(body.get("model", ""))
    assert not is_prefilled or takes_it, f"This model does not support assistant message prefill. {_MUST_END}"


def _blocks(message: Body, place: str, last: bool) -> Bodies:
    content = message["content"]
    blocks = [{"type": "text", "text": content}] if isinstance(content, str) else content
    assert blocks and blocks[0].get("text") != "", f"{place}: must have non-empty content"
    for block in blocks:
        if block["type"] == "text":
            assert block["text"].strip(), f"{place}: text content blocks must contain text"
    if last and message["role"] == "assistant":
        tail = blocks[-1].get("text", "")
        assert tail == tail.rstrip(), "final assistant content cannot end with white space"
    return blocks


def _check_results(blocks: Bodies, waiting: list[str], place: str) -> None:
    results = [block["tool_use_id"] for block in blocks if block["type"] == "tool_result"]
    assert len(results) == len(set(results)), f"{place}: two results for one call"
    for call in results:
        assert call in waiting, f"{place}: unexpected tool_use_id {call!r} in tool_result"
    missing = set(waiting) - set(results)
    assert not missing, f"{place}: tool_use ids without tool_result: {sorted(missing)}"
    kinds = [block["type"] for block in blocks]
    first = kinds[: len(results)]
    assert set(first) <= {"tool_result"}, f"{place}: tool_result blocks must come first"


def _check_thinking(body: Body, messages: Bodies) -> None:
    thinking = body.get("thinking") or {}
    if thinking.get("type") == "enabled":
        budget = thinking["budget_tokens"]
        assert budget >= 1024, "thinking.budget_tokens: must be at least 1024"
        assert body["max_tokens"] > budget, "max_tokens must be greater than the budget"
    for message in messages:
        for block in message["content"] if isinstance(message["content"], list) else []:
            _check_signature(block)


def _check_signature(block: Body) -> None:
    if block["type"] == "thinking" and block["thinking"]:
        fits = block["signature"] == signature(Reasoning(block["thinking"]))
        assert fits, "thinking blocks cannot be modified: the signature does not fit"


def gemini(contents: Bodies, system: Bodies, model: str) -> None:
    """Turns are not empty, a turn of responses answers the turn of calls before it."""
    assert contents, "contents: is not specified"
    assert all("text" in part for part in system), "systemInstruction: only text is supported"
    waiting = 0
    for index, content in enumerate(contents):
        place = f"contents[{index}]"
        assert content.get("role", "user") in ("user", "model"), f"{place}: unknown role"
        parts = content.get("parts") or []
        assert parts and all(map(_has_data, parts)), f"{place}: a part has no data"
        waiting = _check_calls(parts, waiting, index, place)
    assert not waiting, "the calls of the last turn have no responses"
    if model.startswith("gemini-3"):
        _check_signatures(contents)


def _has_data(part: Body) -> bool:
    marks = {"thought", "thoughtSignature", "thought_signature"}
    return any(value not in (None, "") for name, value in part.items() if name not in marks)


def _check_calls(parts: Bodies, waiting: int, index: int, place: str) -> int:
    answers = sum(bool(field(part, "functionResponse")) for part in parts)
    number = f"{answers} function responses for {waiting} calls of the turn before"
    assert answers == waiting, f"{place}: {number}"
    calls = sum(bool(field(part, "functionCall")) for part in parts)
    assert not (calls and index == 0), f"{place}: a call must follow a turn of the user"
    return calls


def _check_signatures(contents: Bodies) -> None:
    """Since the user last spoke, the first call of each step is signed."""
    spoken = [index for index, content in enumerate(contents) if _is_spoken(content)]
    for content in contents[spoken[-1] if spoken else 0 :]:
        calls = [part for part in content["parts"] if field(part, "functionCall")]
        signed = not calls or field(calls[0], "thoughtSignature")
        assert signed, "Function call is missing a thought_signature in functionCall parts."


def _is_spoken(content: Body) -> bool:
    spoken = any(part.get("text") for part in content["parts"])
    return content.get("role", "user") == "user" and spoken
