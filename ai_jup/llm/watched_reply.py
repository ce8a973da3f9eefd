"""The HTTP transport that LiteLLM is given: it sees each reply as the provider sent it.

One `Watch` belongs to one request. It lets exactly one request through, to the provider's own address only; it puts in
the key, which LiteLLM does not get; it reads what an error says before LiteLLM rewrites it; and it follows the stream
to the provider's end marker. Whatever LiteLLM then makes of it, `failure` tells the truth.
"""

import json
import weakref
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping
from contextlib import aclosing
from typing import Any

import anyio
import httpx

from ..translation import marked, say, spoken
from . import provider_errors
from .connection_words import connection_words
from .dialects import Blocked, EndMarker, ErrorEvent, Payload, foreign_headers
from .error_replies import failure_of_event, failure_of_reply, read_error
from .event_stream import Decoder, EventTooLarge, NotAnEvent, ServerSentEvent, TextJoiner, joined
from .port import ReplyCaps, Target
from .provider_errors import ProviderError
from .proxy_cost import ProxyCost

_ERROR_BODY_BYTES = 65_536
_ERROR_BODY_SECONDS = 5.0
_KEEP_ALIVE_SECONDS = 20.0
_KEPT_ALIVE = 20
"""Connections that wait for another request; httpcore looks at each of them, for each of them, whenever one begins."""


def connections() -> httpx.AsyncClient:
    """The connections that all requests share.

    Proxies and certificates are taken from the environment, as behind a company's proxy nothing works without;
    cookies are not kept and redirects not followed.
    """
    limits = httpx.Limits(
        max_connections=None, max_keepalive_connections=_KEPT_ALIVE, keepalive_expiry=_KEEP_ALIVE_SECONDS
    )
    return httpx.AsyncClient(trust_env=True, follow_redirects=False, timeout=None, limits=limits)


class Watch(httpx.AsyncBaseTransport):
    """Carries one request, and notes how its reply really went."""

    def __init__(
        self,
        connections: httpx.AsyncClient,
        target: Target,
        connect: float,
        leaving: Callable[[], None] = lambda: None,
        event_limit: int = ReplyCaps.event,
    ) -> None:
        self.failure: ProviderError | None = None
        """What went wrong, first of all."""
        self.is_read_out = False
        """Whether LiteLLM has taken all of a reply that was whole."""
        self.marker: EndMarker = target.dialect.end_marker("")
        self.sent = False
        self._connections = connections
        self._target = target
        self._connect = connect
        self._leaving = leaving
        self._event_limit = event_limit
        self._response: httpx.Response | None = None
        self._events: AsyncGenerator[bytes, None] | None = None
        self._any_event = False
        self._put_right = target.dialect.put_right()
        self.proxy_cost = ProxyCost()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.sent:  # LiteLLM and the SDKs retry some failures unasked
            raise self.failure or self._note(provider_errors.ReplyUnreadable(self._target))
        self._refuse_other_address(request.url)
        self.sent = True
        if self._target.provider.own:
            for name in foreign_headers(set(request.headers)):
                del request.headers[name]
        request.headers.update(self._target.dialect.key_headers(self._target.api_key.strip()))
        self.marker = self._target.dialect.end_marker(request.url.path)
        request.headers["accept-encoding"] = "identity"
        if self._target.simulated:
            request.headers["accept-language"] = spoken()
        request.extensions["timeout"] = httpx.Timeout(None, connect=self._connect).as_dict()
        self._leaving()
        self._response = await self._send(request)
        if not self._response.is_success:
            raise self._note(await self._refusal(self._response))
        headers = {"content-type": self._response.headers.get("content-type", "")}
        self.proxy_cost = ProxyCost(self._response.headers)
        self._events = self.events(self._response)
        return httpx.Response(200, headers=headers, stream=_Body(self._events, self.aclose))

    async def aclose(self) -> None:
        """Close the reply; the shared connections stay."""
        # first what reads it: LiteLLM drops it as it is, to fail over the closed connection and be closed by Python
        if self._events is not None:
            await self._events.aclose()
        if self._response is not None:
            await self._response.aclose()

    async def events(self, response: httpx.Response) -> AsyncGenerator[bytes, None]:
        """The reply's events, up to its end or to what is wrong with it."""
        decoder, joiner = Decoder(self._event_limit), TextJoiner(self._target.dialect.text_slot)
        cut: Exception | None = None
        try:
            async with aclosing(joined(response.aiter_bytes())) as blocks:
                async for block in blocks:
                    for event in joiner.join(self._passed(*decoder.feed(block))):
                        yield event
                    if self.failure:
                        break
        except (httpx.HTTPError, httpx.StreamError) as error:
            cut = error
        # the last event may be whole, even the end marker, without the empty line that should follow
        for event in joiner.join(self._last(decoder, cut)):
            yield event
        for event in joiner.end():
            yield event
        self.check_whole()
        self.is_read_out = True

    def check_whole(self) -> None:
        """Raise what went wrong, or `StreamIncomplete` when the end marker has not passed."""
        if not self.marker.ended:
            self._incomplete(say("the stream ended without its end marker"))
        self._raise_failure()

    def _raise_failure(self) -> None:
        if self.failure:
            raise self.failure

    def _passed(
        self, events: list[ServerSentEvent], broken: NotAnEvent | None
    ) -> list[tuple[ServerSentEvent, Payload]]:
        """What came whole, to be handed over; what is wrong with the rest is noted."""
        seen = [passed for event in events if (passed := self._seen(event)) is not None]
        if isinstance(broken, EventTooLarge):
            self._note(
                provider_errors.ReplyTooLarge(
                    self._target,
                    what=marked("bytes in one event"),
                    limit=self._event_limit,
                    setting="AiJup.event_limit",
                )
            )
        elif broken:
            self._foreign_text()
        return seen

    def _last(self, decoder: Decoder, cut: Exception | None) -> list[tuple[ServerSentEvent, Payload]]:
        """What is left once nothing more comes; an event that the connection's end has torn is no fault of its own."""
        before = self.failure
        passed = self._passed(*decoder.end())
        if not cut and not self.failure:
            self.marker.closed()
        if cut and not before and not self.marker.ended:
            self.failure = None
            self._incomplete(connection_words(cut))
        return passed

    def _seen(self, event: ServerSentEvent) -> tuple[ServerSentEvent, Payload] | None:
        """Follow one event; with its payload, empty for `[DONE]`, null when it is not one to hand over."""
        if self.failure or (self.marker.ended and self.marker.is_last):
            return None
        self._any_event = True
        if event.data.strip() == "[DONE]":
            self.marker.done()
            return event, {}
        try:
            payload: Payload = json.loads(event.data)
            if self._put_right(payload):
                event = ServerSentEvent(event.name, json.dumps(payload))
            self.marker.see(payload)
            self.proxy_cost.see(payload)
            return event, payload
        except ErrorEvent as error:
            self._error_event(error.body)
        except Blocked as blocked:
            self._note(provider_errors.ContentBlocked(self._target, reason=str(blocked)))
        except (ValueError, TypeError, AttributeError):
            self._incomplete(say("a chunk is malformed"))
        return None

    def _error_event(self, body: Mapping[str, Any]) -> None:
        # before any content it is an error like any other; later it cuts the answer
        if self.marker.begun:
            self._incomplete(read_error(self._target, body).reason or say("an error was reported"))
        else:
            self._note(failure_of_event(self._target, body))

    def _foreign_text(self) -> None:
        if self._any_event:
            self._incomplete(say("the reply contains other text, such as a proxy's page"))
        else:
            self._note(provider_errors.ReplyUnreadable(self._target, reason=say("it is not an event stream")))

    def _incomplete(self, reason: str) -> None:
        self._note(provider_errors.StreamIncomplete(self._target, reason=reason))

    def _note(self, failure: ProviderError) -> ProviderError:
        # what comes after the end marker takes nothing from the answer
        if not self.marker.ended:
            self.failure = self.failure or failure
        return failure

    def _refuse_other_address(self, url: httpx.URL) -> None:
        own = httpx.URL(self._target.address)
        if (url.scheme, url.host, url.port) != (own.scheme, own.host, own.port):
            reason = say("the request would have been redirected to another address")
            raise self._note(provider_errors.RequestRejected(self._target, reason=reason))

    async def _send(self, request: httpx.Request) -> httpx.Response:
        try:
            return await self._connections.send(request, stream=True)
        except httpx.ConnectTimeout as error:
            # a network that drops what it does not let through says nothing
            reason = say("no connection within {connect:g} s", connect=self._connect)
            raise self._note(provider_errors.ProviderUnreachable(self._target, reason=reason)) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise self._note(
                provider_errors.ProviderUnreachable(self._target, reason=connection_words(error))
            ) from error

    async def _refusal(self, response: httpx.Response) -> ProviderError:
        body = b""
        # a body that does not come leaves the status, which says most
        with anyio.move_on_after(_ERROR_BODY_SECONDS):
            try:
                async for block in response.aiter_bytes():
                    body += block
                    if len(body) > _ERROR_BODY_BYTES:
                        break
            except (httpx.HTTPError, httpx.StreamError):
                pass
        await response.aclose()
        return failure_of_reply(self._target, response.status_code, response.headers, body)


class Carried(httpx.AsyncBaseTransport):
    """Has a watch carry the request, and does not hold it: it may be gone when its client is closed."""

    def __init__(self, watch: Watch) -> None:
        self._watch = weakref.ref(watch)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        watch = self._watch()
        if watch is None:
            raise httpx.ConnectError("nobody waits for the reply any more", request=request)
        return await watch.handle_async_request(request)

    async def aclose(self) -> None:
        if watch := self._watch():
            await watch.aclose()


class _Body(httpx.AsyncByteStream):
    def __init__(self, events: AsyncIterator[bytes], close: Callable[[], Awaitable[None]]) -> None:
        self._events = events
        self._close = close

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self._events

    async def aclose(self) -> None:
        await self._close()
