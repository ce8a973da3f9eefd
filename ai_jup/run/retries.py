"""A reply that fails before its first piece is asked for again, and the user sees so."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt
from tenacity.wait import wait_exponential_jitter

from ..llm.port import LanguageModel, ModelRequest, Piece
from ..llm.provider_errors import ProviderError
from ..translation import say
from ..wire import Warning
from .run import Run

ATTEMPTS = 3
LONGEST_WAIT = 30.0
"""Seconds; a provider that asks for more is not asked again."""

_backoff = wait_exponential_jitter(initial=1, max=8)


async def stream_with_retries(run: Run, request: ModelRequest, model: LanguageModel) -> AsyncGenerator[Piece, None]:
    """The reply's pieces; a failure before the first piece is tried again, and the user sees so."""
    begun = False

    def may_retry(error: BaseException) -> bool:
        return (
            not begun
            and isinstance(error, ProviderError)
            and error.retryable
            and (error.retry_after or 0) <= LONGEST_WAIT
        )

    attempts = AsyncRetrying(
        stop=stop_after_attempt(ATTEMPTS),
        wait=_wait,
        retry=retry_if_exception(may_retry),
        before_sleep=lambda state: _say_waiting(run, state),
        reraise=True,
    )
    async for attempt in attempts:
        with attempt:
            async with aclosing(model.stream(request)) as pieces:
                async for piece in pieces:
                    begun = True
                    yield piece


def _wait(state: RetryCallState) -> float:
    """As long as the provider asks for, else ever longer."""
    error = state.outcome.exception() if state.outcome else None
    asked = error.retry_after if isinstance(error, ProviderError) else None
    return asked if asked is not None else _backoff(state)


def _say_waiting(run: Run, state: RetryCallState) -> None:
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, ProviderError) and state.next_action:
        seconds = state.next_action.sleep
        # not within the text: Babel finds it there only with Python 3.12 and newer
        again = say("Trying again in {seconds:.0f} s.", seconds=seconds)
        message = f"{error.message} {again}"
        run.append(Warning, code="retrying", message=message)
