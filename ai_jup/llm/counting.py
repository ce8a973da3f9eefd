"""Tokens: by LiteLLM's tokenizer on this machine, and by the provider's own counting endpoint.

LiteLLM's `token_counter` is not used: it downloads tokenizers for models that it has none for, and needs LiteLLM's
import, which takes seconds. Nor is `acount_tokens`: it sends Anthropic's key and the notebook to Anthropic's own
address, whatever address is configured.
"""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from .environment import environment
from .port import Target

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

    counting = target.dialect.counting
    if counting is None:
        return None
    url = target.address + counting.path(target.bare_name)
    question = counting.question(target.bare_name, json.loads(body))
    headers = target.dialect.key_headers(target.api_key.strip())
    try:
        reply = await connections.post(url, json=question, headers=headers, timeout=SECONDS)
        tokens = reply.json().get(counting.answer) if reply.status_code == 200 else None
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, AttributeError):
        return None
    return tokens if isinstance(tokens, int) else None
