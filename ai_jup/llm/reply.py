"""LiteLLM's chunks as the port's pieces; at the end what LiteLLM left out, the calls, the tokens, and the whole turn.

Not `stream_chunk_builder`: LiteLLM 1.105.3's doubles Anthropic's thinking, so that its signature no longer fits, and
loses the reasoning items of the Responses API; the next step of a tool loop would be refused.
"""

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from ..translation import marked, say
from ..unicode_surrogates import whole, whole_escapes
from .dialects import EndMarker
from .port import CallRequest, ModelRequest, Piece, ReasoningPiece, ReplyEnd, Target, TextPiece, TokenUsage
from .provider_errors import ReplyTooLarge, StreamIncomplete
from .think_tags import Part, ThinkTags

Message = dict[str, Any]


class Chunk(Protocol):
    """What is read of LiteLLM's `ModelResponseStream`."""

    choices: Sequence[Any]


@dataclass
class _Call:
    id: str = ""
    name: str = ""
    arguments: str = ""
    provider_specific_fields: dict[str, Any] = field(default_factory=dict)

    @property
    def written(self) -> str:
        """The arguments, which can be parsed and sent back, whatever the model wrote."""
        return whole_escapes(self.arguments or "{}")


class GatheredReply:
    """Gathers the chunks of one reply."""

    def __init__(self, request: ModelRequest) -> None:
        self._target, self._caps = request.target, request.caps
        self._size = {"reasoning": 0, "signed": 0, "arguments": 0, "names": 0}
        """Characters so far. Signed is what only the provider reads of its reasoning, with the text that it has signed;
        names are those of calls, with their ids."""
        self._tags = ThinkTags() if request.target.dialect.thoughts_in_text else None
        self._text: list[str] = []
        self._reasoning: list[str] = []
        self._calls: dict[int, _Call] = {}
        self._open_thinking: list[str] = []
        self._thinking_blocks: list[Message] = []
        self._reasoning_items: list[Message] = []
        self._signatures: list[str] = []

    def add(self, chunk: Chunk) -> Iterator[TextPiece | ReasoningPiece]:
        """Take a chunk in, and yield what it adds to the answer; raises `ReplyTooLarge`."""
        for choice in chunk.choices:
            delta = choice.delta
            self._add_calls(getattr(delta, "tool_calls", None) or ())
            self._add_thinking(getattr(delta, "thinking_blocks", None) or ())
            for item in getattr(delta, "reasoning_items", None) or ():
                self._grow("signed", len(str(item)))
                self._reasoning_items.append(dict(item))
            fields = getattr(delta, "provider_specific_fields", None) or {}
            for signature in fields.get("thought_signatures") or ():
                self._grow("signed", len(signature))
                self._signatures.append(signature)
            if reasoning := getattr(delta, "reasoning_content", None):
                self._grow("reasoning", len(reasoning))
                self._reasoning.append(reasoning)
                yield ReasoningPiece(reasoning)
            if delta.content:
                yield from self._pieces(self._tags.feed(delta.content) if self._tags else [Part(delta.content, False)])

    def rest(self) -> Iterator[TextPiece | ReasoningPiece]:
        """What was held back of the text, once nothing more comes."""
        yield from self._pieces(self._tags.rest() if self._tags else [])

    def _pieces(self, parts: Iterable[Part]) -> Iterator[TextPiece | ReasoningPiece]:
        for part in parts:
            if part.is_thought:  # no server wants it back
                self._grow("reasoning", len(part.text))
                yield ReasoningPiece(part.text)
            else:
                yield self.add_text(part.text)

    def add_text(self, text: str) -> TextPiece:
        """Take in text that did not come in a chunk."""
        self._text.append(text)
        return TextPiece(text)

    def add_call(self, call: CallRequest) -> None:
        """Take in a call that did not come in a chunk."""
        self._calls[len(self._calls)] = _Call(call.id, call.name, call.arguments)

    def calls(self) -> list[CallRequest]:
        """The calls, in order; whole once the reply has ended."""
        return [CallRequest(call.id, call.name, call.written) for _, call in sorted(self._calls.items())]

    def message(self) -> Message:
        """The turn to send back in a tool loop, with what the provider wants to see again."""
        fields = {
            "reasoning_content": "".join(self._reasoning),
            "thinking_blocks": self._thinking_blocks,
            "reasoning_items": self._reasoning_items,
            "tool_calls": [_as_message(call) for _, call in sorted(self._calls.items())],
            "provider_specific_fields": {"thought_signatures": self._signatures} if self._signatures else None,
        }
        content = "".join(self._text)
        present = {name: value for name, value in fields.items() if value}
        return {"role": "assistant", "content": content or (None if self._calls else ""), **present}

    def _add_calls(self, deltas: Sequence[Any]) -> None:
        for delta in deltas:
            call = self._calls.setdefault(delta.index, _Call())
            if len(self._calls) > self._caps.calls:
                raise ReplyTooLarge(
                    self._target, what=marked("function calls"), limit=self._caps.calls, setting="AiJup.calls_limit"
                )
            before, before_signed = len(call.id) + len(call.name), len(str(call.provider_specific_fields))
            call.id = delta.id or call.id
            call.name = delta.function.name or call.name
            # there are servers that repeat both with each piece
            self._grow("names", len(call.id) + len(call.name) - before)
            self._grow("arguments", len(delta.function.arguments or ""))
            call.arguments += delta.function.arguments or ""
            call.provider_specific_fields |= getattr(delta, "provider_specific_fields", None) or {}
            self._grow("signed", len(str(call.provider_specific_fields)) - before_signed)

    def _grow(self, part: str, by: int) -> None:
        self._size[part] += by
        if part in ("arguments", "names"):
            limit, setting = self._caps.arguments, "AiJup.arguments_limit"
            what = marked("characters of arguments for functions")
        else:
            limit, setting = self._caps.reasoning, "AiJup.reasoning_limit"
            what = marked("characters of reasoning")
        if self._size[part] > limit:
            raise ReplyTooLarge(self._target, what=what, limit=limit, setting=setting)

    def _add_thinking(self, blocks: Sequence[Mapping[str, Any]]) -> None:
        """A block comes in parts; the part with the signature is the last, and may repeat the whole text."""
        for block in blocks:
            if block.get("type") != "thinking":  # redacted: opaque, and whole
                self._grow("signed", len(str(block)))
                self._thinking_blocks.append(dict(block))
            elif signature := block.get("signature"):
                thinking = "".join(self._open_thinking) or block.get("thinking") or ""
                self._open_thinking = []
                self._grow("signed", len(signature))
                self._thinking_blocks.append({"type": "thinking", "thinking": thinking, "signature": signature})
            else:
                self._open_thinking.append(block.get("thinking") or "")
                self._grow("signed", len(self._open_thinking[-1]))


def has_content(chunk: Chunk) -> bool:
    """Whether the model has gone on: text, reasoning or a part of a call, not only frame."""
    names = ("content", "reasoning_content", "thinking_blocks")
    deltas = [choice.delta for choice in chunk.choices]
    calls = [call for delta in deltas for call in getattr(delta, "tool_calls", None) or ()]
    # a call's delta may be empty, again and again
    return any(getattr(delta, name, None) for delta in deltas for name in names) or any(map(_says_something, calls))


def _says_something(call: Any) -> bool:
    return bool(call.id or call.function.name or call.function.arguments)


def _as_message(call: _Call) -> Message:
    function = {"name": call.name, "arguments": call.written}
    message: Message = {"id": call.id, "type": "function", "function": function}
    if call.provider_specific_fields:
        message["provider_specific_fields"] = call.provider_specific_fields
    return message


def ending(
    litellm: Any,
    request: ModelRequest,
    marker: EndMarker,
    reply: GatheredReply,
    usage: Any,
    told_cost: float | None = None,
) -> Iterator[Piece]:
    """The last pieces; `usage` is LiteLLM's own, null when it gave none; `told_cost` what a proxy says it has cost."""
    yield from reply.rest()
    if marker.refusal:
        yield reply.add_text(whole(marker.refusal))
    if marker.malformed_call is not None and request.tools:
        reply.add_call(_malformed_call(request, whole(marker.malformed_call)))
    calls = reply.calls()
    _check_calls(request, marker, calls)
    yield from calls
    if marker.usage_seen and usage is not None:
        yield _token_usage(litellm, request.target, usage, told_cost)
    finish = "tool_calls" if calls and marker.finish == "stop" else marker.finish
    yield ReplyEnd(finish, whole(marker.answered_by or "") or None, reply.message(), whole(marker.unexplained))


def _check_calls(request: ModelRequest, marker: EndMarker, calls: Sequence[CallRequest]) -> None:
    """Raise `StreamIncomplete` where LiteLLM has passed over a call, or a part of one, that it could not read."""
    announced = marker.finish == "tool_calls" and not calls
    if request.tools and (announced or not all(call.name for call in calls)):
        raise StreamIncomplete(request.target, reason=say("a function call in it cannot be read"))


def _malformed_call(request: ModelRequest, text: str) -> CallRequest:
    """The provider keeps back a call that it could not read, and tells only the text of it: its name is a guess."""
    names = [str(tool["function"]["name"]) for tool in request.tools]
    named = [name for name in names if name in text]
    return CallRequest(f"call_{secrets.token_hex(6)}", (named or names)[0], text)


def _token_usage(litellm: Any, target: Target, usage: Any, told_cost: float | None) -> TokenUsage:
    details = getattr(usage, "prompt_tokens_details", None)
    cost = _cost(litellm, target, usage) if told_cost is None else told_cost
    return TokenUsage(
        input_tokens=usage.prompt_tokens or 0,
        cached_tokens=getattr(details, "cached_tokens", None) or 0,
        output_tokens=usage.completion_tokens or 0,
        cost=None if target.simulated else cost,
    )


def _cost(litellm: Any, target: Target, usage: Any) -> float | None:
    """By list prices: a free model's is 0, and null where a price is not known."""
    if target.provider.own:
        return _own_cost(target, usage)
    facts = litellm.model_cost.get(target.provider.data_prefix + target.bare_name) or {}
    # without a price LiteLLM reckons with 0
    if facts.get("input_cost_per_token") is None or facts.get("output_cost_per_token") is None:
        return None
    try:
        parts = litellm.cost_per_token(
            model=target.bare_name, custom_llm_provider=target.provider.id, usage_object=usage
        )
    except Exception:  # LiteLLM has a class for each of the ways not to know a price
        return None
    return float(sum(parts))


def _own_cost(target: Target, usage: Any) -> float | None:
    """LiteLLM would take the list price of a provider's model of the same name."""
    if target.prices is None:
        return None
    of_input, of_output = target.prices
    return (usage.prompt_tokens or 0) * of_input + (usage.completion_tokens or 0) * of_output
