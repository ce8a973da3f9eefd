"""The language models, through LiteLLM; the only file that imports it, and late.

The import takes seconds and 190 MB, would fetch a price list from the network, and would load a `.env` file into the
environment. It happens in the worker's thread, when the first reply is asked for or `warm` is called.
"""

import asyncio
import gc
import os
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing, asynccontextmanager, contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

import httpx

from . import errors
from .deadlines import Deadlines
from .port import CallRequest, ChatMessage, ModelRequest, Piece, ReplyEnd, Target, TokenUsage
from .providers import address
from .reply import Reply, calls_of
from .watch import Watch, connections, first_words
from .worker import Worker

_FOR_THE_IMPORT = {"LITELLM_LOCAL_MODEL_COST_MAP": "True", "LITELLM_MODE": "PRODUCTION"}
_NO_REPEAT_LIMIT = 1_000_000_000
"""LiteLLM takes 100 like pieces in a row for a fault and ends good answers; their length is limited elsewhere."""

_watch: ContextVar[Watch] = ContextVar("watch")
"""The transport of the request that the current task makes."""


class LiteLLMModel:
    """`LanguageModel` for OpenAI, Anthropic and Gemini; may be used from several event loops."""

    def __init__(self) -> None:
        self._worker = Worker(at_end=self._disconnect)
        self._connections: httpx.AsyncClient | None = None
        self._warming: asyncio.Task[None] | None = None

    async def stream(self, request: ModelRequest) -> AsyncGenerator[Piece, None]:
        """See `LanguageModel.stream`."""
        _check_key(request.target)
        async with aclosing(self._worker.stream(lambda: self._reply(request))) as pieces:
            async for piece in pieces:
                yield piece

    def warm(self) -> None:
        """See `LanguageModel.warm`."""
        if self._warming is None:
            self._warming = asyncio.create_task(self._worker.run(_warm))

    def close(self) -> None:
        """See `LanguageModel.close`."""
        self._worker.close()

    async def _reply(self, request: ModelRequest) -> AsyncGenerator[Piece, None]:
        """One reply, in the worker's loop."""
        litellm = _litellm()
        watch = Watch(self._shared_connections(), request.target, request.timeouts.connect)
        deadlines = Deadlines(request.target, request.timeouts)
        reply = Reply()
        async with aclosing(_chunks(litellm, request, watch)) as chunks:
            while True:
                try:
                    chunk = await deadlines.next(chunks)
                except StopAsyncIteration:
                    break
                for piece in reply.add(chunk):
                    deadlines.piece_came()
                    yield piece
        for piece in _end(litellm, request, watch, reply):
            yield piece

    def _shared_connections(self) -> httpx.AsyncClient:
        if self._connections is None:
            self._connections = connections()
        return self._connections

    async def _disconnect(self) -> None:
        if self._connections is not None:
            await self._connections.aclose()
            self._connections = None


async def _warm() -> None:
    _litellm()


@cache
def _litellm() -> Any:
    """The module, set up."""
    with _environment_kept():
        import litellm

    litellm.suppress_debug_info = True
    litellm.telemetry = False
    litellm.drop_params = True
    litellm.disable_hf_tokenizer_download = True
    litellm.REPEATED_STREAMING_CHUNK_LIMIT = _NO_REPEAT_LIMIT
    _carry_responses_requests()
    # what the import made is there to stay: without this, each full collection walks it
    gc.freeze()
    return litellm


def _carry_responses_requests() -> None:
    """On its way to the Responses API LiteLLM loses the client that it was given, and asks for one of its own.

    It gets ours. If a later LiteLLM asks elsewhere, no watch sees an end marker, and every such reply fails loudly.
    """
    from litellm.llms.custom_httpx import llm_http_handler

    own: Any = llm_http_handler
    own.get_async_httpx_client = lambda *_, **__: _http_handler(_watch.get())


def _http_handler(watch: Watch) -> Any:
    from litellm.llms.custom_httpx.http_handler import AsyncHTTPHandler

    return AsyncHTTPHandler(transport=watch, follow_redirects=False)


@contextmanager
def _environment_kept() -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(_FOR_THE_IMPORT)
    try:
        yield
    finally:
        for name in set(os.environ) - set(before):
            del os.environ[name]
        os.environ.update(before)


def _check_key(target: Target) -> None:
    """A key that no HTTP header can carry would fail far from its cause."""
    key = target.api_key.strip()
    if not key:
        raise errors.KeyMissing(target)
    if not key.isascii() or not key.isprintable() or " " in key:
        raise errors.KeyRejected(target, reason="the key holds characters that no key has")


async def _chunks(litellm: Any, request: ModelRequest, watch: Watch) -> AsyncGenerator[Any, None]:
    """LiteLLM's chunks. Raises `ProviderError`, by what the transport saw rather than by what LiteLLM makes of it."""
    _watch.set(watch)
    try:
        async with _client(request.target, watch) as client:
            stream = await litellm.acompletion(client=client, **_arguments(request))
            async with aclosing(stream):
                async for chunk in stream:
                    yield chunk
    except errors.ProviderError:
        raise
    except Exception as error:
        if watch.failure is None and watch.marker.ended:
            return  # the answer is whole: what LiteLLM stumbles over after its end takes nothing from it
        raise watch.failure or errors.ReplyUnreadable(request.target, reason=first_words(error)) from error
    finally:
        await watch.aclose()


@asynccontextmanager
async def _client(target: Target, watch: Watch) -> AsyncGenerator[Any, None]:
    """The client that LiteLLM takes for this kind of model, over the given transport."""
    if target.provider == "openai" and not target.responses_api:
        import openai

        async with httpx.AsyncClient(transport=watch, timeout=None, trust_env=False) as http:
            key = target.api_key.strip()
            yield openai.AsyncOpenAI(api_key=key, base_url=address(target), http_client=http, max_retries=0)
        return
    handler = _http_handler(watch)
    try:
        yield handler
    finally:
        await handler.close()


def _arguments(request: ModelRequest) -> dict[str, Any]:
    """Everything explicit: what is left out, LiteLLM would take from the environment."""
    target = request.target
    provider, _, name = target.model.partition("/")
    arguments: dict[str, Any] = {
        "model": f"openai/responses/{name}" if target.responses_api else target.model,
        "messages": [dict(message) for message in request.messages],
        "api_key": target.api_key.strip(),
        "api_base": address(target) + ("/v1beta" if provider == "gemini" else ""),
        "stream": True,
        "stream_options": {"include_usage": True},
        "max_retries": 0,
        "num_retries": 0,
        "timeout": request.timeouts.total,
        "drop_params": True,
    }
    if request.max_output_tokens:
        arguments["max_tokens"] = request.max_output_tokens
    if request.tools:
        arguments["tools"] = [dict(tool) for tool in request.tools]
    if target.responses_api:
        arguments |= {"store": False, "include": ["reasoning.encrypted_content"]}
    return arguments


def _end(litellm: Any, request: ModelRequest, watch: Watch, reply: Reply) -> Iterator[Piece]:
    """Calls, usage and the end of a reply. Raises `ProviderError` when the provider never said that it ended."""
    if watch.failure:
        raise watch.failure
    if not watch.marker.ended:
        raise errors.StreamIncomplete(request.target, reason="the stream ended without its end marker")
    message: ChatMessage = reply.text_message()
    calls: list[CallRequest] = []
    if watch.marker.finish == "tool_calls":
        message = reply.message(litellm.stream_chunk_builder)
        calls = list(calls_of(message))
    yield from calls
    if reply.usage is not None and watch.marker.usage_seen:
        yield _usage(litellm, request.target, reply.usage)
    yield ReplyEnd(watch.marker.finish, watch.marker.answered_by, message)


def _usage(litellm: Any, target: Target, usage: Any) -> TokenUsage:
    details = getattr(usage, "prompt_tokens_details", None)
    return TokenUsage(
        input_tokens=usage.prompt_tokens or 0,
        cached_tokens=getattr(details, "cached_tokens", None) or 0,
        output_tokens=usage.completion_tokens or 0,
        cost=_cost(litellm, target, usage),
    )


def _cost(litellm: Any, target: Target, usage: Any) -> float | None:
    """US dollars from LiteLLM's price list; null for a model that it has no price of, and for the simulator."""
    if target.simulated:
        return None
    provider, _, name = target.model.partition("/")
    try:
        parts = litellm.cost_per_token(model=name, custom_llm_provider=provider, usage_object=usage)
    except Exception:  # LiteLLM raises bare ones for a model without a price
        return None
    return float(sum(parts))
