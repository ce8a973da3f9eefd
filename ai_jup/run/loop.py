"""One run: ask the model, tell each piece of its reply as an event, and always tell the end."""

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt
from tenacity.wait import wait_exponential_jitter
from typing_extensions import assert_never

from ..llm.errors import ProviderError
from ..llm.port import (
    CallRequest,
    LanguageModel,
    ModelRequest,
    Piece,
    ReasoningPiece,
    ReplyEnd,
    TextPiece,
    TokenUsage,
)
from ..wire import (
    ErrorDetail,
    FinishReason,
    ReasoningDelta,
    RunFailed,
    RunFinished,
    RunStarted,
    RunStopped,
    TextDelta,
    Usage,
    Warning,
)
from .account import Account
from .run import Run

ATTEMPTS = 3
LONGEST_WAIT = 30.0
"""Seconds; a provider that asks for more is not asked again."""

_log = logging.getLogger(__name__)
_backoff = wait_exponential_jitter(initial=1, max=8)


@dataclass(frozen=True)
class Job:
    """What one run is to do."""

    request: ModelRequest
    label: str
    """The model's name for people."""
    answer_limit: int
    """Characters; an answer without an end is stopped there."""


class AnswerTooLong(Exception):
    """The answer went over its limit."""


async def answer(run: Run, job: Job, model: LanguageModel, account: Account) -> None:
    """Run a job to its end, whatever happens; the run's last event says how it ended."""
    run.append(
        RunStarted,
        notebook=run.notebook,
        prompt=run.prompt,
        model=job.request.target.model,
        label=job.label,
        simulated=job.request.target.simulated,
    )
    try:
        reason = await _reply(run, job, model, account)
        run.append(RunFinished, finish_reason=reason, record=account.record("finished", reason))
    except asyncio.CancelledError:
        # stopped by the user: the end is told, and so the task is over
        run.append(RunStopped, record=account.record("stopped"))
    except ProviderError as error:
        _fail(run, account, error.to_detail())
    except AnswerTooLong:
        _fail(run, account, _too_long(job))
    except Exception:
        _log.exception("ai-jup: run %s failed", run.id)
        _fail(run, account, _INTERNAL)


async def _reply(run: Run, job: Job, model: LanguageModel, account: Account) -> FinishReason:
    end: ReplyEnd | None = None
    async with aclosing(_with_retries(run, job, model)) as pieces:
        async for piece in pieces:
            end = _tell(run, piece, account) or end
            if run.characters > job.answer_limit:
                raise AnswerTooLong
    if end is None:
        raise RuntimeError("the model's port ended without ReplyEnd")
    account.add_end(end)
    if end.finish_reason == "tool_calls":
        # nothing was offered, so nothing may be called
        return "stop"
    if not run.text.strip():
        run.append(Warning, code="empty-answer", message=f"{job.label} ended without any text.")
    return end.finish_reason


def _tell(run: Run, piece: Piece, account: Account) -> ReplyEnd | None:
    """Tell a piece as an event; the reply's end is returned."""
    match piece:
        case TextPiece():
            run.append(TextDelta, text=piece.text)
        case ReasoningPiece():
            run.append(ReasoningDelta, text=piece.text)
        case CallRequest():
            message = f"The model asked for the function {piece.name!r}, which this prompt does not name."
            run.append(Warning, code="call-refused", message=message)
        case TokenUsage():
            total = account.add_usage(piece)
            run.append(
                Usage,
                input_tokens=total.input_tokens,
                cached_tokens=total.cached_tokens,
                output_tokens=total.output_tokens,
                cost=total.cost,
            )
        case ReplyEnd():
            return piece
        case _:
            assert_never(piece)
    return None


async def _with_retries(run: Run, job: Job, model: LanguageModel) -> AsyncGenerator[Piece, None]:
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
            async with aclosing(model.stream(job.request)) as pieces:
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
        message = f"{error.message} Trying again in {seconds:.0f} s."
        run.append(Warning, code="retrying", message=message)


def _fail(run: Run, account: Account, error: ErrorDetail) -> None:
    run.append(RunFailed, error=error, record=account.record("failed", error=error.code))


def _too_long(job: Job) -> ErrorDetail:
    return ErrorDetail(
        code="answer-too-long",
        message=f"The answer went over {job.answer_limit:,} characters and was stopped.",
        hint="Ask for a shorter answer, or raise AiJup.answer_limit in the server's configuration.",
    )


_INTERNAL = ErrorDetail(
    code="internal",
    message="ai-jup failed while it answered this prompt.",
    hint="The Jupyter server's log has the reason; please report it. The prompt can be run again.",
)
