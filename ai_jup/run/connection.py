"""Test Connection: the least request that shows whether a model answers with this server's key."""

import time
from contextlib import aclosing

import anyio

from ..llm.errors import ProviderError
from ..llm.port import LanguageModel, ModelRequest, Target, Timeouts
from ..wire import ConnectionFailed, ConnectionResult, ConnectionWorks, ErrorDetail

SECONDS = 20.0
"""After which the test ends, whatever the provider does."""
LEAST_TOKENS = 16
"""The least that all of the providers allow."""

_TITLES = {
    "key-missing": "API key missing",
    "key-rejected": "Invalid API key",
    "access-denied": "No access to this model",
    "model-not-found": "Model not found",
    "model-unknown": "Model not found",
    "model-not-allowed": "Model not allowed",
    "rate-limited": "Rate limit reached",
    "quota-exhausted": "No credit left",
    "provider-overloaded": "Provider overloaded",
    "provider-failed": "Provider failed",
    "provider-unreachable": "Provider cannot be reached",
    "timeout": "Timed out",
}


async def try_connection(model: LanguageModel, target: Target) -> ConnectionResult:
    """Ask the target for as little as it allows; never raises, and never takes longer than `SECONDS`."""
    request = ModelRequest(
        target=target,
        messages=[{"role": "user", "content": "Say OK."}],
        max_output_tokens=LEAST_TOKENS,
        timeouts=Timeouts(connect=10, first_token=SECONDS - 1, idle=SECONDS - 1, total=SECONDS - 1),
    )
    begun = time.monotonic()
    try:
        with anyio.fail_after(SECONDS):
            async with aclosing(model.stream(request)) as pieces:
                async for _ in pieces:
                    pass
    except ProviderError as error:
        return failed(target.model, error.to_detail())
    except TimeoutError:
        return failed(target.model, _TIMED_OUT)
    return ConnectionWorks(model=target.model, seconds=round(time.monotonic() - begun, 2), simulated=target.simulated)


def failed(model: str, error: ErrorDetail) -> ConnectionFailed:
    """What is wrong, and what to do."""
    title = _TITLES.get(error.code, "The model did not answer")
    return ConnectionFailed(model=model, error=title, code=error.code, details=error.message, hint=error.hint)


_TIMED_OUT = ErrorDetail(
    code="timeout",
    message=f"The provider did not answer within {SECONDS:.0f} s.",
    hint="Check the server's network and proxy, and try again.",
)
