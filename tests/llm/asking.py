"""Ways to ask each provider through the port, and to see how that went."""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

import pytest

from ai_jup.llm.dialects import OPENAI_CHAT, OPENAI_COMPATIBLE, PROVIDERS, dialect_for, own_endpoint
from ai_jup.llm.litellm_port import LiteLLMModel
from ai_jup.llm.port import ModelRequest, Piece, ReasoningPiece, ReplyEnd, Target, TextPiece
from ai_jup.llm.provider_errors import ProviderError
from tests.scripted_simulator import ScriptedSimulator

KEY = "sk-canary-4f9d2c7b1e"

TOOL = {
    "type": "function",
    "function": {
        "name": "plot",
        "description": "Plot x.",
        "parameters": {"type": "object", "properties": {"x": {"type": "integer"}}, "required": ["x"]},
    },
}


@dataclass(frozen=True)
class Way:
    """A way to a model: a provider, and for OpenAI which of its APIs."""

    model: str
    responses_api: bool = False

    @property
    def provider(self) -> Any:
        return self.model.partition("/")[0]

    def target(self, simulator: ScriptedSimulator, **changes: Any) -> Target:
        provider = PROVIDERS[self.provider]
        dialect = dialect_for(provider, {"mode": "responses" if self.responses_api else "chat"})
        named = {"provider": provider, "dialect": dialect, "api_base": simulator.bases[self.provider], "api_key": KEY}
        return Target(self.model, **{**named, **changes})


def own(label: str, key_variable: str | None, address: str = "http://lab:8000/v1") -> dict[str, Any]:
    """What makes a target one of an administrator's own endpoint."""
    return {"provider": own_endpoint("lab", label, key_variable, address), "dialect": OPENAI_COMPATIBLE}


def openai_target(key: str, model: str = "openai/gpt-5.4", **changes: Any) -> Target:
    """A target that is not asked."""
    named = {"provider": PROVIDERS["openai"], "dialect": OPENAI_CHAT, "api_base": None, "api_key": key}
    return Target(model, **{**named, **changes})


CHAT = Way("openai/gpt-4.1")
RESPONSES = Way("openai/gpt-5.4", responses_api=True)
ANTHROPIC = Way("anthropic/claude-sonnet-4-5")
GEMINI = Way("gemini/gemini-3.5-flash")
WAYS = {"chat": CHAT, "responses": RESPONSES, "anthropic": ANTHROPIC, "gemini": GEMINI}

# LiteLLM's own, on its way through its chunks; as errors they would break its replies
QUIET = [
    pytest.mark.anyio,
    pytest.mark.filterwarnings("ignore:Accessing the 'model_:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:.*`ReadOnly` qualifier:UserWarning"),
    pytest.mark.filterwarnings("ignore:Pydantic serializer warnings:UserWarning"),
]

every_way = pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())


def asking(target: Target, content: Any = "Say hello", **options: Any) -> ModelRequest:
    return ModelRequest(target, [{"role": "user", "content": content}], **options)


class Heard:
    """The pieces of a reply, and the error that ended it, if one did."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self.error: ProviderError | None = None

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces if isinstance(piece, TextPiece))

    @property
    def reasoning(self) -> str:
        return "".join(piece.text for piece in self.pieces if isinstance(piece, ReasoningPiece))

    @property
    def end(self) -> ReplyEnd:
        assert self.error is None, self.error
        end = self.pieces[-1]
        assert isinstance(end, ReplyEnd)
        return end

    def of(self, kind: type[Any]) -> list[Any]:
        return [piece for piece in self.pieces if isinstance(piece, kind)]


async def hear(model: LiteLLMModel, request: ModelRequest) -> Heard:
    """All of a reply."""
    heard = Heard()
    async with aclosing(model.stream(request)) as pieces:
        try:
            async for piece in pieces:
                heard.pieces.append(piece)
        except ProviderError as error:
            heard.error = error
    return heard
