"""One run: ask the model, tell each piece of its reply as an event, and always tell the end."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial

import anyio
from typing_extensions import assert_never

from ..context.fitting import Contexts
from ..context.report import context_notices
from ..context.sent_parts import sent_parts
from ..context.targeted_request import TargetedRequest
from ..kernel import KernelError
from ..llm.port import CallRequest, LanguageModel, ModelRequest, ReasoningPiece, ReplyEnd, TextPiece, TokenUsage
from ..llm.provider_errors import ProviderError
from ..prompt import Composition
from ..refusal import Notice, Refusal
from ..translation import marked, say
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
from .continued import Continued, continued
from .live_references import Live
from .retries import stream_with_retries
from .run import Run
from .run_limits import Limits
from .tool_calls import Calls
from .usage_record import NAME_LENGTH, OpenReply, UsageRecord
from .waiting_for_litellm import saying_so_while_loading

ESTIMATE_SECONDS = 3.0
"""For counting the tokens of an answer that was stopped or broke off: its end is not told much later."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Reply:
    end: ReplyEnd
    calls: Sequence[CallRequest]


class AnswerTooLong(Exception):
    """The answer went over its limit."""


@dataclass(frozen=True)
class Answerer:
    """Answers prompts, with what all runs of a server share."""

    model: LanguageModel
    contexts: Contexts
    limits: Limits

    async def answer(
        self, run: Run, asked: TargetedRequest, composition: Composition, live: Live | None = None
    ) -> None:
        """Answer a prompt, whatever happens; the run's last event says how it ended.

        `composition` is what is sent, but for the values that the prompt names, which are read by `live`.
        """
        usage = UsageRecord(run.id, asked, composition, run.started, run.consents)
        run.append(
            RunStarted,
            notebook=run.notebook,
            prompt=run.prompt,
            model=asked.target.model,
            label=asked.label,
            simulated=asked.target.simulated,
            asked_by=run.asked_by,
        )
        before = continued(asked.request.options.continues)
        if before:
            usage.spent = before.spent
            before.tell(run)
        _say(run, filter(None, [asked.choice.notice]))
        try:
            if run.is_stopped_before_work:
                raise asyncio.CancelledError
            async with saying_so_while_loading(run, self.model), self._ready(run, usage, live) as (request, calls):
                reason = await self._talk(run, request, usage, calls, before)
            run.append(RunFinished, finish_reason=reason, record=usage.record("finished", reason))
        except asyncio.CancelledError:
            # the end is told, and so the task is over
            if run.cut_off:
                # a server that goes does not count first
                _tell_failure(run, usage, run.cut_off)
            else:
                await self._estimate(usage)
                run.append(RunStopped, record=usage.record("stopped"))
        except (ProviderError, KernelError) as error:
            await self._fail(run, usage, error.to_detail())
        except Refusal as refusal:
            await self._fail(run, usage, refusal.detail)
        except AnswerTooLong:
            await self._fail(run, usage, _too_long(self.limits.answer_characters))
        except Exception:
            _log.exception("ai-jup: run %s failed", run.id)
            await self._fail(run, usage, _internal())

    async def _fail(self, run: Run, usage: UsageRecord, error: ErrorDetail) -> None:
        await self._estimate(usage)
        _tell_failure(run, usage, error)

    async def _estimate(self, usage: UsageRecord) -> None:
        """A reply that was stopped or broke off was paid for, and its provider has not said how much."""
        reply = usage.open_reply
        if reply is None:
            return
        sent = [json.dumps(turn, ensure_ascii=False, default=str) for turn in reply.turns]
        try:
            with anyio.move_on_after(ESTIMATE_SECONDS):
                tokens = await self.contexts.likely_tokens(
                    usage.asked, usage.composition, sent, ["".join(reply.pieces)]
                )
                usage.add_estimate(*tokens)
        except asyncio.CancelledError:
            # stopped once more: the end is told all the same
            return
        except Exception:
            _log.exception("ai-jup: the tokens of run %s could not be counted", usage.run)

    @asynccontextmanager
    async def _ready(
        self, run: Run, usage: UsageRecord, live: Live | None
    ) -> AsyncIterator[tuple[ModelRequest, Calls | None]]:
        """The request as it can be sent: with the values that the prompt names, and its functions."""
        async with AsyncExitStack() as stack:
            asked, calls = usage.asked, None
            if live:
                values, calls = await stack.enter_async_context(live.read(run))
                usage.composition = await self.contexts.to_send(replace(asked, values=values))
                usage.tools = calls.tools if calls else ()
            _say(run, context_notices(asked, usage.composition))
            request = ModelRequest(
                target=asked.target,
                messages=usage.composition.messages,
                tools=calls.tools if calls else [],
                max_output_tokens=asked.reply_limit_sent,
                timeouts=self.limits.timeouts,
                caps=self.limits.caps,
                parts=partial(sent_parts, usage.composition),
            )
            yield request, calls

    async def _talk(
        self, run: Run, request: ModelRequest, usage: UsageRecord, calls: Calls | None, before: Continued | None
    ) -> FinishReason:
        """Ask the model, make the calls it asks for, tell it what came of them, until it ends or may go no further."""
        reason, max_steps = None, self.limits.steps(usage.asked.request.options.max_steps)
        for step in range(1, max_steps + 1):
            is_last = step == max_steps
            if calls is not None:
                request = replace(request, may_call=not is_last)
            offers = calls is not None and not is_last
            reply = await self._reply(run, request, usage, offers, before)
            reason = reply.end.finish_reason
            if reason != "tool_calls":
                break
            if calls is None or is_last or not reply.calls:
                break
            note = _LAST_STEP if step + 1 == max_steps else None
            results = await calls.make(reply.calls, note, is_timed=not reply.end.recorded)
            # the model's own turn goes back whole: providers check what they signed
            request = replace(request, messages=[*request.messages, reply.end.message, *results])
        if reason != "tool_calls" and not run.text.strip():
            run.append(
                Warning, code="empty-answer", message=say("{label} ended without any text.", label=usage.asked.label)
            )
        if calls is not None and is_last and (step > 1 or reason == "tool_calls") and reason in ("stop", "tool_calls"):
            # told even where the model found its words
            usage.max_steps = max_steps
            return "max_steps"
        # nothing was offered, so nothing may be called
        return "stop" if reason == "tool_calls" or reason is None else reason

    async def _reply(
        self, run: Run, request: ModelRequest, usage: UsageRecord, offers: bool, before: Continued | None
    ) -> _Reply:
        """One reply, told as it comes; what is called is gathered where something is offered, and else refused."""
        end: ReplyEnd | None = None
        called: list[CallRequest] = []
        is_first = True
        turns, written = request.messages[len(usage.composition.messages) :], list[str]()
        async with aclosing(stream_with_retries(run, request, self.model)) as pieces:
            async for piece in pieces:
                if isinstance(piece, TextPiece | ReasoningPiece):
                    written.append(piece.text)
                    usage.open_reply = OpenReply(turns, written)
                if isinstance(piece, CallRequest):
                    if offers:
                        called.append(piece)
                    else:
                        _refuse(run, piece, request)
                    continue
                if isinstance(piece, TextPiece) and is_first:
                    is_first, piece = False, TextPiece(_joined(run, before, piece.text))
                left = self.limits.answer_characters - run.characters
                if isinstance(piece, TextPiece) and len(piece.text) > left:
                    if left:
                        _tell(run, TextPiece(piece.text[:left]), usage)
                    raise AnswerTooLong
                end = _tell(run, piece, usage) or end
        if end is None:
            raise RuntimeError("the model's reply stopped without saying how it ended")
        usage.open_reply = None
        usage.add_end(end)
        if end.unexplained:
            message = say(
                "{model} ended with {reason!r}, so it is not known whether the answer is complete.",
                model=usage.asked.label,
                # only now: the half of a key would not be known for one
                reason=end.unexplained[:NAME_LENGTH],
            )
            run.append(Warning, code="end-unexplained", message=message)
        return _Reply(end, called)


def _say(run: Run, notices: Iterable[Notice]) -> None:
    for notice in notices:
        run.append(Warning, code=notice.code, message=notice.message)


def _joined(run: Run, before: Continued | None, piece: str) -> str:
    """A step's first piece, parted in Markdown from the step before, or joined to the answer that it goes on with."""
    if before and not run.has_content:
        return before.joined(piece)
    return f"\n\n{piece}" if run.text.strip() and not run.text.endswith("\n\n") else piece


def _refuse(run: Run, call: CallRequest, request: ModelRequest) -> None:
    is_offered = any(tool["function"]["name"] == call.name for tool in request.tools)
    text = (
        marked("The model asked to call the function {name!r}, in its last reply, where it cannot call functions.")
        if is_offered
        else marked("The model asked to call the function {name!r}, which this prompt does not name.")
    )
    run.append(Warning, code="call-refused", message=say(text, name=call.name[:NAME_LENGTH]))


def _tell(run: Run, piece: TextPiece | ReasoningPiece | TokenUsage | ReplyEnd, usage: UsageRecord) -> ReplyEnd | None:
    """Tell a piece as an event; the reply's end is returned."""
    match piece:
        case TextPiece():
            run.append(TextDelta, text=piece.text)
        case ReasoningPiece():
            run.append(ReasoningDelta, text=piece.text)
        case TokenUsage():
            usage.open_reply = None
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


def _tell_failure(run: Run, usage: UsageRecord, error: ErrorDetail) -> None:
    run.append(RunFailed, error=error, record=usage.record("failed", error=error.code))


def _too_long(limit: int) -> ErrorDetail:
    return ErrorDetail(
        code="answer-too-long",
        message=say("The answer went over {limit:,} characters and was stopped.", limit=limit),
        hint=say("Ask for a shorter answer, or raise AiJup.answer_limit in the server's configuration."),
    )


_LAST_STEP = "[No more calls can be made in this answer. Answer now, with what you have, and say what is missing.]"


def _internal() -> ErrorDetail:
    return ErrorDetail(
        code="internal",
        message=say("ai-jup failed while answering this prompt."),
        hint=say("The Jupyter server's log has the reason; please report the problem. You can run the prompt again."),
    )
