"""The model's port: a request in, the pieces of its reply out."""

import logging
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import anyio
import anyio.to_thread

from ...translation import say
from .. import counting, provider_errors
from ..deadlines import Deadlines
from ..dialects import OPENAI_CHAT, OPENAI_RESPONSES
from ..echoed_key import without_echoed_key
from ..port import ModelRequest, Piece, Target
from ..provider_errors import ProviderError
from ..reply import GatheredReply, ending, has_content
from ..worker import Worker
from .arguments import arguments
from .confinement import call
from .loading import is_loaded, loaded

if TYPE_CHECKING:  # httpx takes long to import, and most starts of a server need none of it
    import httpx

    from ..watched_reply import Carried, Watch

_CLOSING_SECONDS = 0.9
"""Less than the reader waits for it."""


class LiteLLMModel:
    """A `LanguageModel` for all three providers; may be used from several event loops at once."""

    def __init__(self) -> None:
        self._worker = Worker("ai-jup-llm", at_end=self._close_connections)
        self._connections: httpx.AsyncClient | None = None
        self._chat_only: set[str] = set()
        """Addresses without OpenAI's newer API."""

    async def stream(self, request: ModelRequest) -> AsyncGenerator[Piece, None]:
        """See `LanguageModel.stream`."""
        _check_key(request.target)
        pieces = self._worker.stream(lambda: self._spoken_as_it_can_be(request))
        try:
            async for piece in without_echoed_key(pieces, request.target):
                yield piece
        finally:
            await pieces.aclose()

    def count(self, texts: Sequence[str]) -> list[int]:
        """See `LanguageModel.count`; does not wait for LiteLLM's import."""
        return counting.counted(texts)

    async def ask_count(self, request: ModelRequest) -> int | None:
        """See `LanguageModel.ask_count`."""
        return await self._worker.run(lambda: self._ask_count(request))

    def is_ready(self) -> bool:
        """See `LanguageModel.is_ready`."""
        return is_loaded()

    async def warm(self) -> None:
        """Import LiteLLM and make its first call, which takes long, to nowhere; nothing is sent."""
        await self._worker.run(self._rehearse)

    def close(self) -> None:
        """Stop what runs and end the thread; the model can be used again."""
        self._worker.close()

    async def _spoken_as_it_can_be(self, request: ModelRequest) -> AsyncGenerator[Piece, None]:
        """A server that only speaks as OpenAI's is found out once, and is asked for chat completions from then on."""
        address = request.target.address
        if request.target.dialect is OPENAI_RESPONSES and address not in self._chat_only:
            try:
                async with aclosing(self._reply(request)) as pieces:
                    async for piece in pieces:
                        yield piece
                return
            except provider_errors.EndpointMissing:
                self._chat_only.add(address)
        if address in self._chat_only and request.target.dialect is OPENAI_RESPONSES:
            request = replace(request, target=replace(request.target, dialect=OPENAI_CHAT))
        async with aclosing(self._reply(request)) as pieces:
            async for piece in pieces:
                yield piece

    async def _reply(self, request: ModelRequest) -> AsyncGenerator[Piece, None]:
        """One reply, in the worker's loop."""
        litellm = await anyio.to_thread.run_sync(loaded, abandon_on_cancel=True)
        from ..watched_reply import Watch

        deadlines = Deadlines(request.target, request.timeouts)
        watch = Watch(
            self._open_connections(), request.target, request.timeouts.connect, deadlines.sent, request.caps.event
        )
        reply, usage, stream = GatheredReply(request), None, None
        try:
            stream = await deadlines.wait(_call(litellm, request, watch))
            while (chunk := await deadlines.wait(anext(stream, None))) is not None:
                if has_content(chunk):
                    deadlines.piece_came()
                for piece in reply.add(chunk):
                    yield piece
                usage = getattr(chunk, "usage", None) or usage
        except Exception as error:
            for piece in reply.rest():
                yield piece
            if isinstance(error, ProviderError):
                raise
            # LiteLLM may miss something at the end of a reply that was whole: the order in which it ends, say
            if not watch.is_read_out:
                raise _failure(watch, request.target, error) from error
        finally:
            await _close(stream, watch)
        watch.check_whole()
        for last in ending(litellm, request, watch.marker, reply, usage, watch.proxy_cost.known):
            yield last

    async def _ask_count(self, request: ModelRequest) -> int | None:
        """LiteLLM writes the request, which then goes to the provider's counting endpoint instead."""
        litellm = await anyio.to_thread.run_sync(loaded, abandon_on_cancel=True)
        from ..watched_reply import Watch

        sent: list[bytes] = []
        async with counting.recording(sent) as nowhere:
            watch, stream = Watch(nowhere, request.target, 1.0), None
            try:
                stream = await _call(litellm, request, watch)
                # Gemini's request is sent when the first chunk is asked for
                await anext(stream, None)
            except Exception as error:
                if not sent:
                    logging.getLogger(__name__).warning("ai-jup: could not count tokens: %s", type(error).__name__)
            finally:
                await _close(stream, watch)
        return await counting.ask_provider(self._open_connections(), request.target, sent[0]) if sent else None

    async def _rehearse(self) -> None:
        litellm = await anyio.to_thread.run_sync(loaded)
        await anyio.to_thread.run_sync(counting.warm)
        self._open_connections()
        from ..warm_up_requests import nowhere, rehearsals
        from ..watched_reply import Watch

        async with nowhere() as connections:
            for request in rehearsals():
                watch = Watch(connections, request.target, 1.0)
                try:
                    await _close(await _call(litellm, request, watch), watch)
                except Exception as error:
                    if watch.failure is None:  # it did not come as far as sending
                        name = type(error).__name__
                        logging.getLogger(__name__).warning("ai-jup: LiteLLM's warm-up call failed: %s", name)

    def _open_connections(self) -> "httpx.AsyncClient":
        if self._connections is None:
            from ..watched_reply import connections

            self._connections = connections()
        return self._connections

    async def _close_connections(self) -> None:
        if self._connections is not None:
            connections, self._connections = self._connections, None
            await connections.aclose()


def _check_key(target: Target) -> None:
    key = target.api_key.strip()
    if not key:
        raise provider_errors.KeyMissing(target)
    if not (key.isascii() and key.isprintable()) or " " in key:
        raise provider_errors.KeyRejected(target, reason=say("it contains characters that are not allowed in a key"))


async def _call(litellm: Any, request: ModelRequest, watch: "Watch") -> Any:
    from litellm.llms.custom_httpx.http_handler import AsyncHTTPHandler

    from ..watched_reply import Carried

    named = arguments(request, _may_reason(litellm, request.target))
    # LiteLLM keeps its client until the response is gone. A watch knows the response, by its failure's traceback too:
    # held by the client, both would stay for ever
    transport = Carried(watch)
    http_client = AsyncHTTPHandler(transport=transport)
    client = _openai_client(named, transport) if request.target.dialect.litellm.openai_client else http_client
    return await call(litellm, named, client, http_client)


def _openai_client(named: dict[str, Any], transport: "Carried") -> Any:
    import httpx
    import openai

    return openai.AsyncOpenAI(
        api_key=named["api_key"],
        base_url=named["api_base"],
        max_retries=0,
        http_client=httpx.AsyncClient(transport=transport, trust_env=False),
    )


def _may_reason(litellm: Any, target: Target) -> bool:
    """Whether the model may reason; one that is unknown may."""
    known = litellm.model_cost.get(target.provider.data_prefix + target.bare_name)
    return known is None or bool(known.get("supports_reasoning"))


def _failure(watch: "Watch", target: Target, error: Exception) -> ProviderError:
    """What really went wrong, whatever LiteLLM makes of it."""
    if watch.failure:
        return watch.failure
    if watch.sent:
        return provider_errors.ReplyUnreadable(target)
    return provider_errors.RequestRejected(
        target, reason=say("LiteLLM cannot send the request ({error})", error=type(error).__name__)
    )


async def _close(stream: Any, watch: "Watch") -> None:
    # also when this is being cancelled: an open connection goes on being paid for
    with anyio.move_on_after(_CLOSING_SECONDS, shield=True):
        await watch.aclose()
        if stream is not None:
            await stream.aclose()
