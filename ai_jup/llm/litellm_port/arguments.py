"""A request as the keyword arguments of `litellm.acompletion`."""

from collections.abc import Mapping
from typing import Any

from ...unicode_surrogates import whole
from ..port import ModelRequest

Arguments = dict[str, Any]

NO_KEY = "kept-by-ai-jup"
"""LiteLLM's key: the real one is put in as the request leaves, so that no callback and no log of it sees it."""


def arguments(request: ModelRequest, may_reason: bool = True) -> Arguments:
    """Everything but the client; nothing is left for LiteLLM to take from the environment."""
    target, dialect = request.target, request.target.dialect.litellm
    named: Arguments = {
        **dialect.arguments,
        "model": f"{dialect.route}/{target.bare_name}",
        "messages": dialect.arrange(_plain(request.messages)),
        "api_key": NO_KEY,
        "api_base": target.address + dialect.path,
        "stream": True,
        "stream_options": {"include_usage": True},
        "timeout": request.timeouts.total,
        "max_retries": 0,
        "num_retries": 0,
        "drop_params": True,
    }
    if may_reason:
        named |= dialect.reasoning_arguments
    if request.tools:
        named |= dialect.tools(_plain(request.tools))
        if not request.may_call:
            named["tool_choice"] = "none"
    if request.max_output_tokens is not None:
        named[dialect.reply_limit] = request.max_output_tokens
    if request.reasoning_effort is not None:
        named["reasoning_effort"] = dialect.effort(request.reasoning_effort)
    return named


def _plain(value: Any) -> Any:
    """A copy in dicts and lists: LiteLLM changes what it is given. No text in it has half of a character, which cannot
    be sent."""
    if isinstance(value, str):
        return whole(value)
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
