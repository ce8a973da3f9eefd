"""The addresses of the three providers."""

from __future__ import annotations

import json
import time
from typing import Any

from tornado.web import RequestHandler

from .answering import Answering
from .exchange import Body, Exchange
from .received import GENERATION, Endpoint, Provider, Received
from .reply import Fault, Reply
from .reply_formats import model_list as models
from .reply_formats.dialects import DIALECTS, failure, headers, unauthorized, unknown_address
from .reply_formats.failure import Failure
from .sending.channel import Channel, ClientGone
from .sending.delivery import deliver
from .sending.faults import prepared
from .tokens import input_tokens

VERBS: dict[str, Endpoint] = {
    "streamGenerateContent": "generate",
    "generateContent": "generate",
    "countTokens": "count",
}


class ProviderHandler(RequestHandler):
    """Notes every request, refuses what the provider would refuse, and answers the rest."""

    provider: Provider = "openai"
    endpoint: Endpoint = "other"

    def initialize(
        self,
        simulator: Answering,
        provider: Provider | None = None,
        endpoint: Endpoint = "other",
    ) -> None:
        """Take the place in the table of addresses; without a provider the headers tell it."""
        self.simulator = simulator
        self.provider = provider or _provider_of(self)
        self.endpoint = endpoint
        self.channel = Channel(self)
        self.received: Received | None = None

    def check_xsrf_cookie(self) -> None:
        """No browser talks to the simulator's provider addresses with cookies."""

    def on_connection_close(self) -> None:
        """Note when the client went away."""
        seconds = self.channel.client_closed()
        if self.received and not self.simulator.stopping:
            self.received.closed_after = seconds

    async def get(self, model: str = "", verb: str = "") -> None:
        """Answer a list of models, or one model."""
        await self._answer(model, verb)

    async def post(self, model: str = "", verb: str = "") -> None:
        """Answer a request with a body."""
        await self._answer(model, verb)

    async def _answer(self, model: str, verb: str) -> None:
        if verb:
            self.endpoint = VERBS.get(verb, "other")
        self.received = self.simulator.note(self._read(model))
        job = Exchange(self.received, Reply())
        refused = self._refusal(job)
        if refused:
            self._fail(refused)
        elif self.endpoint in GENERATION:
            await self._generate(job)
        else:
            self._look_up(job)

    def _read(self, model: str) -> Received:
        body = _json(self.request.body)
        query = {name: self.get_query_argument(name) for name in self.request.query_arguments}
        return Received(
            provider=self.provider,
            endpoint=self.endpoint,
            model=model or str((body or {}).get("model", "")),
            method=str(self.request.method),
            path=self.request.path,
            headers={name.lower(): value for name, value in self.request.headers.get_all()},
            query=query,
            body=body,
            at=time.time(),
        )

    def _refusal(self, job: Exchange) -> Failure | None:
        received = job.received
        if self.endpoint == "other" or (received.method == "GET") != (self.endpoint == "models"):
            return unknown_address(job)
        if refused := unauthorized(job):
            return refused
        if received.method == "POST" and received.body is None:
            return failure(job, Fault("status", status=400, message="The body is not valid JSON."))
        if "no-such" in received.model:
            return failure(job, Fault("status", status=404))
        return self._problem(job)

    def _problem(self, job: Exchange) -> Failure | None:
        problem = self.simulator.problem(job.received)
        return failure(job, Fault("status", status=400, message=problem)) if problem else None

    async def _generate(self, job: Exchange) -> None:
        job = Exchange(job.received, prepared(self.simulator.next_reply(job.received)))
        try:
            await self.channel.wait(job.reply.delay)
            await self._reply(job)
        except ClientGone:
            if job.received.closed_after is None:  # a write that failed was quicker than Tornado's word of it
                self.on_connection_close()

    async def _reply(self, job: Exchange) -> None:
        fault = job.reply.fault
        if fault and fault.kind == "silent":
            await self.channel.wait(fault.seconds)
            self.channel.reset()
        elif fault and (fault.kind == "status" or self._cannot_stream(fault)):
            self._fail(failure(job, fault))
        else:
            self._begin(job)
            await deliver(self.channel, job, DIALECTS[self.endpoint])

    def _cannot_stream(self, fault: Fault) -> bool:
        """An error that would come inside a stream is a status where nothing streams."""
        return fault.kind == "error-event" and not (self.received and self.received.streams)

    def _begin(self, job: Exchange) -> None:
        events = job.received.streams and job.received.query.get("alt", "sse") == "sse"
        kind = "text/event-stream; charset=utf-8" if events else "application/json"
        own = headers(job) | {"content-type": kind, "cache-control": "no-cache"}
        self._set(own | dict(job.reply.headers))

    def _look_up(self, job: Exchange) -> None:
        self._set(headers(job))
        self.write(_counted(job) if self.endpoint == "count" else self._models(job))

    def _models(self, job: Exchange) -> Body:
        provider, name = job.received.provider, job.received.model
        if name:
            return models.model(provider, name)
        return models.listed(provider, self.simulator.models.get(provider, ()))

    def _fail(self, refused: Failure) -> None:
        self.set_status(refused.status)
        page = isinstance(refused.body, str)
        self._set(refused.headers | {"content-type": "text/html" if page else "application/json"})
        text = refused.body if isinstance(refused.body, str) else json.dumps(refused.body)
        # Gemini says inside the stream that it blocked a prompt.
        streams = self.received and self.received.streams
        self.write(f"data: {text}\r\n\r\n" if streams and refused.status == 200 else text)

    def _set(self, found: dict[str, str]) -> None:
        for name, value in found.items():
            self.set_header(name, value)


def _provider_of(handler: RequestHandler) -> Provider:
    """Anthropic and OpenAI share addresses; Gemini's client may ask there as well."""
    sent = handler.request.headers
    if "x-api-key" in sent or "anthropic-version" in sent:
        return "anthropic"
    if "x-goog-api-key" in sent or "key" in handler.request.query_arguments:
        return "gemini"
    return "gemini" if handler.request.path.startswith("/v1beta") else "openai"


def _counted(job: Exchange) -> Body:
    tokens = input_tokens(job.view)
    if job.received.provider == "gemini":
        detail = [{"modality": "TEXT", "tokenCount": tokens}]
        return {"totalTokens": tokens, "promptTokensDetails": detail}
    if job.received.provider == "anthropic":
        return {"input_tokens": tokens}
    return {"object": "response.input_tokens", "input_tokens": tokens}


def _json(body: bytes) -> dict[str, Any] | None:
    try:
        value = json.loads(body)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None
