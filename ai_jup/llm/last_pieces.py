"""What follows the last chunk of a whole reply: what LiteLLM left out, the calls, the tokens, the end."""

import secrets
from collections.abc import Iterator
from typing import Any

from .end_markers import EndMarker
from .litellm_arguments import bare_name
from .port import CallRequest, ModelRequest, OwnEndpoint, Piece, ReplyEnd, Target, TokenUsage
from .reply import Reply


def ending(litellm: Any, request: ModelRequest, marker: EndMarker, reply: Reply, usage: Any) -> Iterator[Piece]:
    """The last pieces; `usage` is LiteLLM's own, null when it gave none."""
    if marker.refusal:
        yield reply.add_text(marker.refusal)
    if marker.malformed_call is not None and request.tools:
        reply.add_call(_malformed_call(request, marker.malformed_call))
    calls = reply.calls()
    yield from calls
    if marker.usage_seen and usage is not None:
        yield _token_usage(litellm, request.target, usage)
    finish = "tool_calls" if calls and marker.finish == "stop" else marker.finish
    yield ReplyEnd(finish, marker.answered_by, reply.message(), marker.unexplained)


def _malformed_call(request: ModelRequest, text: str) -> CallRequest:
    """Gemini keeps back a call that it could not read, and tells only the text of it: its name is a guess."""
    names = [str(tool["function"]["name"]) for tool in request.tools]
    named = [name for name in names if name in text]
    return CallRequest(f"call_{secrets.token_hex(6)}", (named or names)[0], text)


def _token_usage(litellm: Any, target: Target, usage: Any) -> TokenUsage:
    details = getattr(usage, "prompt_tokens_details", None)
    return TokenUsage(
        input_tokens=usage.prompt_tokens or 0,
        cached_tokens=getattr(details, "cached_tokens", None) or 0,
        output_tokens=usage.completion_tokens or 0,
        cost=None if target.simulated else _cost(litellm, target, usage),
    )


def _cost(litellm: Any, target: Target, usage: Any) -> float | None:
    if target.own:
        return _own_cost(target.own, usage)
    try:
        parts = litellm.cost_per_token(model=bare_name(target), custom_llm_provider=target.provider, usage_object=usage)
    except Exception:  # LiteLLM has a class for each of the ways not to know a price
        return None
    return float(sum(parts)) or None


def _own_cost(endpoint: OwnEndpoint, usage: Any) -> float | None:
    """LiteLLM would take the list price of a provider's model of the same name."""
    prices = (endpoint.input_cost_per_token, endpoint.output_cost_per_token)
    if prices[0] is None or prices[1] is None:
        return None
    return float((usage.prompt_tokens or 0) * prices[0] + (usage.completion_tokens or 0) * prices[1])
