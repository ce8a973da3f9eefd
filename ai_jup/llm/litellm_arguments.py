"""A request as the keyword arguments of `litellm.acompletion`."""

import json
from collections.abc import Mapping
from typing import Any

from .port import ModelRequest, Target
from .providers import address

Arguments = dict[str, Any]


def arguments(request: ModelRequest) -> Arguments:
    """Everything but the client; nothing is left for LiteLLM to take from the environment."""
    target = request.target
    named: Arguments = {
        "model": _model(target),
        "messages": _messages(request),
        "api_key": target.api_key.strip(),
        "api_base": _api_base(target),
        "stream": True,
        "stream_options": {"include_usage": True},
        "timeout": request.timeouts.total,
        "max_retries": 0,
        "num_retries": 0,
        "drop_params": True,
    }
    if request.tools:
        named["tools"] = _plain(request.tools)
        if not request.may_call:
            named["tool_choice"] = "none"
    if request.max_output_tokens is not None:
        # what others built after OpenAI's protocol does not all know its newer name
        named["max_tokens" if target.own else "max_completion_tokens"] = request.max_output_tokens
    if request.reasoning_effort is not None:
        named["reasoning_effort"] = _effort(request)
    if target.responses_api:
        named["store"] = False
    return named


def bare_name(target: Target) -> str:
    """The model's name without the provider."""
    return target.model.partition("/")[2]


def _model(target: Target) -> str:
    # left to choose, LiteLLM takes the Responses API at OpenAI's own host only
    way = "openai/responses" if target.responses_api else target.provider
    return f"{way}/{bare_name(target)}"


def _api_base(target: Target) -> str:
    """The address in the form in which LiteLLM sends exactly there."""
    paths = {"openai": "", "anthropic": "/v1/messages", "gemini": "/v1beta"}
    return address(target) + paths[target.provider]


def _effort(request: ModelRequest) -> Any:
    if request.target.responses_api:  # only what is asked for is shown of the reasoning
        return {"effort": request.reasoning_effort, "summary": "auto"}
    return request.reasoning_effort


def _messages(request: ModelRequest) -> list[Any]:
    messages: list[Any] = _plain(request.messages)
    if request.target.provider == "openai" and not request.target.responses_api:
        return _pictures_after_results(messages)
    if request.target.provider != "openai":
        for message in messages:
            for call in message.get("tool_calls") or ():
                _make_readable(call["function"])
    return messages


def _pictures_after_results(messages: list[Any]) -> list[Any]:
    """Chat completions take text alone as a function's result: its pictures go into a user's turn after the results."""
    arranged: list[Any] = []
    waiting: list[Any] = []
    for message in messages:
        if message["role"] != "tool" and waiting:
            arranged.append({"role": "user", "content": waiting})
            waiting = []
        if message["role"] == "tool" and isinstance(message["content"], list):
            pictures = [part for part in message["content"] if part["type"] != "text"]
            texts = [part["text"] for part in message["content"] if part["type"] == "text"]
            if pictures:
                waiting += [{"type": "text", "text": f"Pictures of the call {message['tool_call_id']}:"}, *pictures]
            message = {**message, "content": "\n".join(texts)}
        arranged.append(message)
    return [*arranged, {"role": "user", "content": waiting}] if waiting else arranged


def _make_readable(function: Arguments) -> None:
    """LiteLLM fails over arguments that are no JSON object, which models do write, where a provider takes objects.

    They are put into one, so that the model sees what it wrote.
    """
    written = function.get("arguments") or "{}"
    if not _is_object(written):
        function["arguments"] = json.dumps({"malformed": written})


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


def _plain(value: Any) -> Any:
    """A copy in dicts and lists: LiteLLM changes what it is given."""
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
