"""One run: ask the model, tell each piece of its reply as an event, and always tell the end."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import dataclass, replace

from typing_extensions import assert_never

from ..context.fitting import Contexts
from ..context.report import context_notices
from ..context.targeted_request import TargetedRequest
from ..kernel import KernelError
from ..llm.port import (
    CallRequest,
    LanguageModel,
    ModelRequest,
    ReasoningPiece,
    ReplyCaps,
    ReplyEnd,
    TextPiece,
    Timeouts,
    TokenUsage,
)
from ..llm.provider_errors import ProviderError
from ..prompt import Composition
from ..refusal import Notice, Refusal
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
from .live_references import Live
from .retries import stream_with_retries
from .run import Run
from .tool_calls import Calls
from .usage_record import UsageRecord
from .waiting_for_litellm import saying_so_while_loading

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    """What one run is to do."""

    asked: TargetedRequest
    composition: Composition
    """What is sent, but for the values that the prompt names."""
    contexts: Contexts
    timeouts: Timeouts
    caps: ReplyCaps
    answer_limit: int
    """Characters; an answer without an end is stopped there."""
    max_steps: int
    """Replies of the model, at most; in the last it can call nothing."""
    live: Live | None = None
    """What the prompt names in the kernel."""


class AnswerTooLong(Exception):
    """The answer went over its limit."""


async def answer(run: Run, job: Job, model: LanguageModel) -> None:
    """Run a job to its end, whatever happens; the run's last event says how it ended."""
    usage = UsageRecord(run.id, job.asked, job.composition, run.started)
    run.append(
        RunStarted,
        notebook=run.notebook,
        prompt=run.prompt,
        model=job.asked.target.model,
        label=job.asked.label,
        simulated=job.asked.target.simulated,
    )
    _say(run, filter(None, [job.asked.choice.notice]))
    try:
        async with saying_so_while_loading(run, model), _ready(run, job, usage) as (request, calls):
            reason = await _talk(run, job, request, model, usage, calls)
        run.append(RunFinished, finish_reason=reason, record=usage.record("finished", reason))
    except asyncio.CancelledError:
        # the end is told, and so the task is over
        if run.cut_off:
            _fail(run, usage, run.cut_off)
        else:
            run.append(RunStopped, record=usage.record("stopped"))
    except (ProviderError, KernelError) as error:
        _fail(run, usage, error.to_detail())
    except Refusal as refusal:
        _fail(run, usage, refusal.detail)
    except AnswerTooLong:
        _fail(run, usage, _too_long(job))
    except Exception:
        _log.exception("ai-jup: run %s failed", run.id)
        _fail(run, usage, _INTERNAL)


@asynccontextmanager
async def _ready(run: Run, job: Job, usage: UsageRecord) -> AsyncIterator[tuple[ModelRequest, Calls | None]]:
    """The request as it can be sent: with the values that the prompt names, and its functions."""
    async with AsyncExitStack() as stack:
        calls = None
        if job.live:
            values, calls = await stack.enter_async_context(job.live.read(run))
            usage.composition = await job.contexts.to_send(replace(job.asked, values=values))
        _say(run, context_notices(job.asked, usage.composition))
        request = ModelRequest(
            target=job.asked.target,
            messages=usage.composition.messages,
            tools=calls.tools if calls else [],
            max_output_tokens=job.asked.reply_limit_sent,
            timeouts=job.timeouts,
            caps=job.caps,
        )
        yield request, calls


def _say(run: Run, notices: Iterable[Notice]) -> None:
    for notice in notices:
        run.append(Warning, code=notice.code, message=notice.message)


async def _talk(
    run: Run, job: Job, request: ModelRequest, model: LanguageModel, usage: UsageRecord, calls: Calls | None
) -> FinishReason:
    """Ask the model, make the calls it asks for, tell it what came of them, until it ends or may go no further."""
    reason = None
    for step in range(1, job.max_steps + 1):
        is_last = step == job.max_steps
        if calls is not None:
            request = replace(request, may_call=not is_last)
        reply = await _reply(run, job, request, model, usage, offers=calls is not None and not is_last)
        reason = reply.end.finish_reason
        if reason != "tool_calls":
            break
        if calls is None or is_last or not reply.calls:
            break
        note = _LAST_STEP if step + 1 == job.max_steps else None
        results = await calls.make(reply.calls, note)
        # the model's own turn goes back whole: providers check what they signed
        request = replace(request, messages=[*request.messages, reply.end.message, *results])
    if reason != "tool_calls" and not run.text.strip():
        run.append(Warning, code="empty-answer", message=f"{job.asked.label} ended without any text.")
    if calls is not None and is_last and (step > 1 or reason == "tool_calls") and reason in ("stop", "tool_calls"):
        # told even where the model found its words
        usage.max_steps = job.max_steps
        return "max_steps"
    # nothing was offered, so nothing may be called
    return "stop" if reason == "tool_calls" or reason is None else reason


_LAST_STEP = "[No more calls can be made in this answer. Answer now, with what you have, and say what is missing.]"


@dataclass(frozen=True)
class _Reply:
    end: ReplyEnd
    calls: Sequence[CallRequest]


async def _reply(
    run: Run, job: Job, request: ModelRequest, model: LanguageModel, usage: UsageRecord, offers: bool
) -> _Reply:
    """One reply, told as it comes; what is called is gathered where something is offered, and else refused."""
    end: ReplyEnd | None = None
    asked: list[CallRequest] = []
    is_first, joint = True, _joint(run)
    async with aclosing(stream_with_retries(run, request, model)) as pieces:
        async for piece in pieces:
            if isinstance(piece, CallRequest):
                if offers:
                    asked.append(piece)
                else:
                    _refuse(run, piece, request)
                continue
            if isinstance(piece, TextPiece) and is_first:
                is_first, piece = False, TextPiece(joint + piece.text)
            end = _tell(run, piece, usage) or end
            if run.characters > job.answer_limit:
                raise AnswerTooLong
    if end is None:
        raise RuntimeError("the model's reply stopped without saying how it ended")
    usage.add_end(end)
    if end.unexplained:
        message = (
            f"{job.asked.label} ended with {end.unexplained!r}, so it is not known whether the answer is complete."
        )
        run.append(Warning, code="end-unexplained", message=message)
    return _Reply(end, asked)


def _joint(run: Run) -> str:
    """What parts a step's text from that of the step before, in Markdown."""
    return "\n\n" if run.text.strip() and not run.text.endswith("\n\n") else ""


def _refuse(run: Run, call: CallRequest, request: ModelRequest) -> None:
    is_offered = any(tool["function"]["name"] == call.name for tool in request.tools)
    why = "in its last reply, where it cannot call functions" if is_offered else "which this prompt does not name"
    run.append(Warning, code="call-refused", message=f"The model asked to call the function {call.name!r}, {why}.")


def _tell(run: Run, piece: TextPiece | ReasoningPiece | TokenUsage | ReplyEnd, usage: UsageRecord) -> ReplyEnd | None:
    """Tell a piece as an event; the reply's end is returned."""
    match piece:
        case TextPiece():
            run.append(TextDelta, text=piece.text)
        case ReasoningPiece():
            run.append(ReasoningDelta, text=piece.text)
        case TokenUsage():
            total = usage.add_usage(piece)
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


def _fail(run: Run, usage: UsageRecord, error: ErrorDetail) -> None:
    run.append(RunFailed, error=error, record=usage.record("failed", error=error.code))


def _too_long(job: Job) -> ErrorDetail:
    return ErrorDetail(
        code="answer-too-long",
        message=f"The answer went over {job.answer_limit:,} characters and was stopped.",
        hint="Ask for a shorter answer, or raise AiJup.answer_limit in the server's configuration.",
    )


_INTERNAL = ErrorDetail(
    code="internal",
    message="ai-jup failed while answering this prompt.",
    hint="The Jupyter server's log has the reason; please report the problem. You can run the prompt again.",
)
