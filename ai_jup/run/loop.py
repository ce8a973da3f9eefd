"""One run: ask the model, tell each piece of its reply as an event, and always tell the end."""

import asyncio
import logging
from contextlib import aclosing
from dataclasses import dataclass

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
from .retries import stream_with_retries
from .run import Run

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    """What one run is to do."""

    request: ModelRequest
    label: str
    """The model's name for people."""
    answer_limit: int
    """Characters; an answer without an end is stopped there."""
    notices: tuple["Notice", ...] = ()
    """Told before the answer."""


@dataclass(frozen=True)
class Notice:
    """A warning that the user gets."""

    code: str
    message: str


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
    for notice in job.notices:
        run.append(Warning, code=notice.code, message=notice.message)
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
    async with aclosing(stream_with_retries(run, job.request, model)) as pieces:
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
