"""Test Connection: the least request that shows whether a model answers with this server's key."""

import asyncio
import time
from contextlib import aclosing

import anyio

from ..llm.port import LanguageModel, ModelRequest, Target, Timeouts
from ..llm.provider_errors import ProviderError, ProviderTimeout
from ..wire import ConnectionFailed, ConnectionResult, ConnectionWorks, ErrorDetail

SECONDS = 20.0
"""For the provider, from when the request leaves."""
LOADING_SECONDS = 180.0
"""For LiteLLM, which takes seconds to load, and on a busy machine a minute."""
LEAST_TOKENS = 16
"""The least that all of the providers allow."""

_TITLES = {
    "key-missing": "API key missing",
    "key-rejected": "Invalid API key",
    "access-denied": "No access to this model",
    "model-not-found": "Model not found",
    "endpoint-missing": "Address not found",
    "model-unknown": "Model not found",
    "model-not-allowed": "Model not allowed",
    "default-model-unusable": "The server's default model cannot answer",
    "rate-limited": "Rate limit reached",
    "quota-exhausted": "No credit left",
    "request-rejected": "Request rejected",
    "provider-overloaded": "Provider overloaded",
    "provider-failed": "Provider failed",
    "provider-unreachable": "Provider cannot be reached",
    "reply-unreadable": "Reply cannot be read",
    "stream-incomplete": "Reply cut off",
    "reply-too-large": "Reply too large",
    "timeout": "Timed out",
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
        return failed(target.model, _STARTING)
    return ConnectionWorks(model=target.model, seconds=round(time.monotonic() - begun, 2), simulated=target.simulated)


def failed(model: str, error: ErrorDetail, retry_after: float | None = None) -> ConnectionFailed:
    """What is wrong, and what to do; `retry_after` is in seconds."""
    title = _TITLES.get(error.code, "The model did not answer")
    wait = f" It asks you to wait {retry_after:.0f} s." if retry_after else ""
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
        message=f"{target.provider.label} did not answer within {SECONDS:g} s.",
        hint="Check the server's network and proxy, and try again.",
    )


_STARTING = ErrorDetail(
    code="timeout",
    message="ai-jup is still loading LiteLLM, so nothing was sent to the provider: this machine is very busy.",
    hint="Try again in a moment.",
)
