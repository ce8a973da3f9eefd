"""What was sent, as digests by part: the key of an exchange, and where two of them differ."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..llm.port import ModelRequest
from ..stable_text import stable_text

Part = tuple[str, str, str, tuple[str, ...]]
"""Kind, name, digest of its text, digests of its pictures."""


@dataclass(frozen=True)
class Sent:
    """One request, without what stood in it."""

    model: str
    parameters: Mapping[str, Any]
    functions: Mapping[str, str]
    """Name to digest of what the model is told of it."""
    parts: Sequence[Part]
    """In order: what the prompt was sent with, then the replies and results of the calls that followed."""

    @property
    def key(self) -> str:
        """Cells count without their numbers: where they stand in the notebook means nothing."""
        parts = [[kind, _own_name(kind, name), text, pictures] for kind, name, text, pictures in self.parts]
        return _digest([self.model, self.parameters, self.functions, parts], 16)

    @property
    def text_key(self) -> str:
        """The same whatever the bytes of its pictures are."""
        parts = [[kind, _own_name(kind, name), text, len(pictures)] for kind, name, text, pictures in self.parts]
        return _digest([self.model, self.parameters, self.functions, parts], 16)

    @property
    def prompt(self) -> str:
        """The digest of the prompt's own text."""
        return next((text for kind, _, text, _ in self.parts if kind == "prompt"), "")

    @property
    def turns(self) -> int:
        """How many replies came before."""
        return sum(kind == "reply" for kind, *_ in self.parts)


def sent(request: ModelRequest) -> Sent:
    """What a request sends."""
    parameters = {
        "max_output_tokens": request.max_output_tokens,
        "may_call": request.may_call if request.tools else None,
        "reasoning_effort": request.reasoning_effort,
    }
    return Sent(
        model=request.target.model,
        parameters={name: value for name, value in parameters.items() if value is not None},
        functions={tool["function"]["name"]: _digest(tool) for tool in request.tools},
        parts=[*((part.kind, part.name, part.text, part.pictures) for part in request.parts()), *_turns(request)],
    )


def _own_name(kind: str, name: str) -> str:
    return "" if kind in ("cell", "left-out") else name


def _turns(request: ModelRequest) -> Iterator[Part]:
    """What followed the prompt: calls and their results."""
    names: dict[str, str] = {}
    begun = False
    for message in request.messages:
        if calls := message.get("tool_calls"):
            begun = True
            names |= {call["id"]: call["function"]["name"] for call in calls}
        if not begun:
            continue
        if message["role"] == "tool":
            yield _result(message, names.get(message["tool_call_id"], ""))
        else:
            yield "reply", "", _digest(message), ()


def _result(message: Mapping[str, Any], name: str) -> Part:
    content: Any = message["content"]
    parts: list[Any] = [{"type": "text", "text": content}] if isinstance(content, str) else content
    texts = [stable_text(part["text"]) for part in parts if part["type"] == "text"]
    pictures = [part["image_url"]["url"] for part in parts if part["type"] == "image_url"]
    return "result", name, _digest(texts), tuple(map(_digest, pictures))


def _digest(value: Any, length: int = 8) -> str:
    canonical = json.dumps(value, sort_keys=True, ensure_ascii=True, default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()[:length]
