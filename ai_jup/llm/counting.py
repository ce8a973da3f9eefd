"""Tokens: by LiteLLM's tokenizer on this machine, and by the provider's own counting endpoint.

LiteLLM's `token_counter` is not used: it downloads tokenizers for models that it has none for, and needs LiteLLM's
import, which takes seconds. Nor is `acount_tokens`: it sends Anthropic's key and the notebook to Anthropic's own
address, whatever address is configured.
"""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .environment import environment
from .port import Target
from .providers import address, key_headers

if TYPE_CHECKING:  # httpx takes long to import
    import httpx
    from tiktoken import Encoding

SECONDS = 15.0
"""For the provider's count."""
BYTES_PER_TOKEN = 3
"""Where there is no tokenizer: less than text and code have."""
_NAME, _FILE = "o200k_base", "fb374d419588a4632f3f557e76b4b70aebbca790"
"""OpenAI's tokenizer since GPT-4o, and what its file is called in tiktoken's cache."""
CHUNK = 100_000
"""Characters that are tokenized at once: the time for one long word grows faster than its length."""


@dataclass(frozen=True)
class Margin:
    """What a count by LiteLLM's tokenizers is to be multiplied by."""

    likely: float
    """For what people are shown."""
    most: float
    """For what must fit."""


_MARGINS: Mapping[str, Margin] = {
    # its own tokenizer; the turns' frames come to it
    "openai": Margin(1.0, 1.05),
    # measured: code takes Claude 1.31 to 1.72 times as many
    "anthropic": Margin(1.5, 1.75),
    # not measured: about as many for text and code, more for numbers, of which it takes each digit for a token
    "gemini": Margin(1.0, 1.5),
}
_OWN = Margin(1.1, 1.5)
"""For an endpoint whose models may have any tokenizer."""


def margin(target: Target) -> Margin:
    """The margin for a target's provider."""
    return _OWN if target.own else _MARGINS[target.provider]


def warm() -> None:
    """Load the tokenizer."""
    _encoding()


def counted(texts: Sequence[str]) -> list[int]:
    """Tokens of each text, by the tokenizer that comes with LiteLLM; the first time takes half a second."""
    encoding = _encoding()
    if encoding is None:
        return [-(-len(text.encode(errors="replace")) // BYTES_PER_TOKEN) for text in texts]
    return [
        sum(len(encoding.encode_ordinary(text[at : at + CHUNK])) for at in range(0, len(text), CHUNK)) for text in texts
    ]


@lru_cache(maxsize=1)
def _encoding() -> Encoding | None:
    """Null for a LiteLLM that comes without it, rather than downloading it."""
    litellm = importlib.util.find_spec("litellm")
    folder = Path(litellm.origin or "").parent / "litellm_core_utils" / "tokenizers" if litellm else Path()
    if not (folder / _FILE).exists():
        return None
    with environment(TIKTOKEN_CACHE_DIR=str(folder)):
        import tiktoken

        return tiktoken.get_encoding(_NAME)


def recording(sent: list[bytes]) -> httpx.AsyncClient:
    """Connections that note the body of a request, and send it nowhere."""
    import httpx

    def note(request: httpx.Request) -> httpx.Response:
        sent.append(request.content)
        return httpx.Response(503)

    return httpx.AsyncClient(transport=httpx.MockTransport(note))


async def ask_provider(connections: httpx.AsyncClient, target: Target, body: bytes) -> int | None:
    """The provider's count for a request's body; null where it has no such endpoint, or does not answer."""
    import httpx

    asked = _question(target, json.loads(body))
    if asked is None:
        return None
    path, question = asked
    try:
        reply = await connections.post(
            address(target) + path, json=question, headers=key_headers(target), timeout=SECONDS
        )
        return _answer(target, reply.json()) if reply.status_code == 200 else None
    except (httpx.HTTPError, httpx.InvalidURL, ValueError):
        return None


def _question(target: Target, body: dict[str, Any]) -> tuple[str, dict[str, Any]] | None:
    """Path and body of the provider's counting endpoint, for the body of a request for an answer."""
    if target.own:
        return None
    if target.provider == "anthropic":
        return "/v1/messages/count_tokens", _only(
            body, "model", "messages", "system", "tools", "tool_choice", "thinking"
        )
    if target.provider == "gemini":
        name = target.model.partition("/")[2]
        inner = _only(body, "contents", "system_instruction", "systemInstruction", "tools")
        question = {"generateContentRequest": {"model": f"models/{name}", **inner}}
        return f"/v1beta/models/{name}:countTokens", question
    if not target.responses_api:
        return None
    return "/responses/input_tokens", _only(body, "model", "input", "instructions", "tools", "tool_choice", "reasoning")


def _only(body: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: body[name] for name in names if name in body}


def _answer(target: Target, body: Any) -> int | None:
    field = "totalTokens" if target.provider == "gemini" else "input_tokens"
    tokens = body.get(field) if isinstance(body, dict) else None
    return tokens if isinstance(tokens, int) else None
