"""Test Connection: the least request that shows whether a model answers with this server's key."""

import asyncio
import time
from contextlib import aclosing

import anyio

from ..llm.port import LanguageModel, ModelRequest, Target, Timeouts
from ..llm.provider_errors import ProviderError, ProviderTimeout
from ..llm.target_words import with_address
from ..translation import marked, say
from ..wire import ConnectionFailed, ConnectionResult, ConnectionWorks, ErrorDetail

SECONDS = 20.0
"""For the provider, from when the request leaves."""
LOADING_SECONDS = 180.0
"""For LiteLLM, which takes seconds to load, and on a busy machine a minute."""
LEAST_TOKENS = 16
"""The least that all of the providers allow."""

_TITLES = {
    "key-missing": marked("API key missing"),
    "key-rejected": marked("Invalid API key"),
    "access-denied": marked("No access to this model"),
    "model-not-found": marked("Model not found"),
    "endpoint-missing": marked("Address not found"),
    "model-unknown": marked("Model not found"),
    "model-not-allowed": marked("Model not allowed"),
    "default-model-unusable": marked("The server's default model cannot answer"),
    "rate-limited": marked("Rate limit reached"),
    "quota-exhausted": marked("No credit left"),
    "request-rejected": marked("Request rejected"),
    "provider-overloaded": marked("Provider overloaded"),
    "provider-failed": marked("Provider failed"),
    "provider-unreachable": marked("Provider cannot be reached"),
    "reply-unreadable": marked("Reply cannot be read"),
    "stream-incomplete": marked("Reply cut off"),
    "reply-too-large": marked("Reply too large"),
    "timeout": marked("Timed out"),
}


async def try_connection(
    model: LanguageModel, target: Target, ready: "asyncio.Task[None] | None" = None
) -> ConnectionResult:
    """Ask the target for as little as it allows; never raises.

    `ready` ends when the port is warm: that time is not the model's.
    """
    try:
        with anyio.fail_after(LOADING_SECONDS):
            if ready is not None:
                await asyncio.wait([ready])
        begun = time.monotonic()
        await _ask(model, target)
    except ProviderTimeout:
        return failed(target.model, _no_answer(target))
    except ProviderError as error:
        return failed(target.model, error.to_detail(), error.retry_after)
    except TimeoutError:
        return failed(target.model, _starting())
    return ConnectionWorks(model=target.model, seconds=round(time.monotonic() - begun, 2), simulated=target.simulated)


def failed(model: str, error: ErrorDetail, retry_after: float | None = None) -> ConnectionFailed:
    """What is wrong, and what to do; `retry_after` is in seconds."""
    title = say(_TITLES.get(error.code, marked("The model did not answer")))
    wait = " " + say("It asks you to wait {seconds:.0f} s.", seconds=retry_after) if retry_after else ""
    return ConnectionFailed(model=model, error=title, code=error.code, details=error.message + wait, hint=error.hint)


async def _ask(model: LanguageModel, target: Target) -> None:
    """A reply that its limit cuts shows as well as any that the model answers."""
    request = ModelRequest(
        target=target,
        messages=[{"role": "user", "content": "Say OK."}],
        max_output_tokens=LEAST_TOKENS,
        # one limit, that of the whole: which part of it was waited for is nothing to tell here
        timeouts=Timeouts(connect=SECONDS / 2, first_token=SECONDS, idle=SECONDS, total=SECONDS),
    )
    async with aclosing(model.stream(request)) as pieces:
        async for _ in pieces:
            pass


def _no_answer(target: Target) -> ErrorDetail:
    return ErrorDetail(
        code="timeout",
        message=say("{label} did not answer within {seconds:g} s.", label=target.provider.label, seconds=SECONDS),
        hint=with_address(say("Check the server's network and proxy, and try again."), target),
    )


def _starting() -> ErrorDetail:
    return ErrorDetail(
        code="timeout",
        message=say("ai-jup is still loading LiteLLM, so nothing was sent to the provider: this machine is very busy."),
        hint=say("Try again in a moment."),
    )
