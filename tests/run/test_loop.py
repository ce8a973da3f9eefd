"""One run, from the model's pieces to the run's events."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ai_jup.llm import provider_errors
from ai_jup.llm.port import CallRequest, ReasoningPiece, ReplyEnd, TextPiece, TokenUsage
from ai_jup.run.registry import Registry
from ai_jup.run.retries import ATTEMPTS, LONGEST_WAIT
from ai_jup.run.usage_record import NAME_LENGTH
from ai_jup.wire import ErrorDetail
from tests.run.scripted import END, FOREVER, TARGET, ScriptedModel, ended, record, started, told

STARTED = {
    "type": "run-started",
    "notebook": "a.ipynb",
    "prompt": "p1",
    "model": "openai/gpt-x",
    "label": "GPT X",
    "simulated": False,
    "asked_by": None,
}
ENDS = {"run-finished", "run-failed", "run-stopped"}


def text(said: str) -> dict[str, Any]:
    return {"type": "text-delta", "text": said}


def finished(**changes: Any) -> dict[str, Any]:
    reason = changes.get("finish_reason", "stop")
    said = {"answered_by": "gpt-x-2026", "state": "finished", "finish_reason": "stop", **changes}
    return {"type": "run-finished", "finish_reason": reason, "record": record(**said)}


def failed(error: dict[str, str], **changes: Any) -> dict[str, Any]:
    return {"type": "run-failed", "error": error, "record": record(error=error["code"], **changes)}


def counted(output_tokens: int) -> dict[str, Any]:
    """What the record has of a reply that was stopped or broke off, whose tokens are counted here. The model has no price."""
    estimated = {"max_output_tokens": 100, "estimated": True}
    return {"parameters": estimated, "input_tokens": 334, "cached_tokens": 0, "output_tokens": output_tokens}


def limited(retry_after: float | None) -> provider_errors.RateLimited:
    return provider_errors.RateLimited(TARGET, retry_after=retry_after)


def retrying(seconds: int) -> dict[str, Any]:
    message = f"OpenAI gets too many requests from this API key. Trying again in {seconds} s."
    return {"type": "warning", "code": "retrying", "message": message}


async def test_each_piece_is_an_event_and_the_record_is_filled() -> None:
    model = ScriptedModel(
        [ReasoningPiece("hm"), TextPiece("Hello "), TextPiece("world"), TokenUsage(10, 4, 5, 0.25), END]
    )
    run = started(model)
    used = {"input_tokens": 10, "cached_tokens": 4, "output_tokens": 5, "cost": 0.25}
    assert await ended(run) == [
        STARTED,
        {"type": "reasoning-delta", "text": "hm"},
        text("Hello "),
        text("world"),
        {"type": "usage", **used},
        finished(**used),
    ]
    assert (run.state, run.text, [event.seq for event in run.events]) == ("finished", "Hello world", [1, 2, 3, 4, 5, 6])
    assert {event.run for event in run.events} == {run.id}


async def test_a_wait_for_litellm_is_told_once_and_only_then(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ai_jup.run.waiting_for_litellm.PATIENCE", 0.01)
    loading = {
        "type": "warning",
        "code": "loading",
        "message": "The first answer after the server starts has to wait for LiteLLM to load.",
    }
    for ready, told_so in ((False, [loading]), (True, [])):
        model = ScriptedModel([0.1, TextPiece("Yes."), END])
        model.ready = ready
        assert await ended(started(model)) == [STARTED, *told_so, text("Yes."), finished()]


async def test_a_short_wait_for_litellm_is_not_told() -> None:
    model = ScriptedModel([TextPiece("Yes."), END])
    model.ready = False
    assert await ended(started(model)) == [STARTED, text("Yes."), finished()]


async def test_the_reason_for_which_a_reply_ended_is_told() -> None:
    run = started(ScriptedModel([TextPiece("Hel"), ReplyEnd("length", None, {})]))
    assert await ended(run) == [STARTED, text("Hel"), finished(finish_reason="length", answered_by=None)]


async def test_an_end_that_explains_nothing_is_warned_of() -> None:
    run = started(ScriptedModel([TextPiece("Hel"), ReplyEnd("stop", None, {}, "pause_turn")]))
    message = "GPT X ended with 'pause_turn', so it is not known whether the answer is complete."
    warning = {"type": "warning", "code": "end-unexplained", "message": message}
    assert await ended(run) == [STARTED, text("Hel"), warning, finished(answered_by=None)]


@pytest.mark.parametrize("said", [[], [TextPiece(" \n")], [ReasoningPiece("hm")]])
async def test_an_answer_without_text_is_warned_of(said: list[Any]) -> None:
    events = await ended(started(ScriptedModel([*said, END])))
    assert events[-2:] == [
        {"type": "warning", "code": "empty-answer", "message": "GPT X ended without any text."},
        finished(),
    ]


async def test_a_function_that_nobody_offered_is_not_called() -> None:
    model = ScriptedModel([CallRequest("c1", "open", "{}"), ReplyEnd("tool_calls", "gpt-x-2026", {})])
    message = "The model asked to call the function 'open', which this prompt does not name."
    assert await ended(started(model)) == [
        STARTED,
        {"type": "warning", "code": "call-refused", "message": message},
        finished(),
    ]


async def test_a_failure_before_any_text_is_tried_again_and_told() -> None:
    model = ScriptedModel([limited(0.01)], [limited(0.01)], [TextPiece("Hi"), END])
    assert await ended(started(model)) == [STARTED, retrying(0), retrying(0), text("Hi"), finished()]
    assert (len(model.asked), model.closed) == (3, 3)


async def test_the_provider_is_asked_three_times_at_most() -> None:
    model = ScriptedModel(*[[limited(0.01)]] * (ATTEMPTS + 1))
    error = limited(None).to_detail().model_dump()
    assert await ended(started(model)) == [STARTED, retrying(0), retrying(0), failed(error)]
    assert len(model.asked) == ATTEMPTS


async def test_the_provider_is_asked_again_when_it_says() -> None:
    model = ScriptedModel([limited(1)], [END])
    run = started(model)
    await asyncio.sleep(0.3)
    assert (len(model.asked), told(run)) == (1, [STARTED, retrying(1)])
    await ended(run)
    assert len(model.asked) == 2


@pytest.mark.parametrize(
    "error",
    [
        limited(LONGEST_WAIT + 1),
        provider_errors.KeyRejected(TARGET),
        provider_errors.ModelNotFound(TARGET),
        provider_errors.QuotaExhausted(TARGET),
    ],
    ids=lambda error: error.code,
)
async def test_what_waiting_does_not_mend_is_asked_once(error: provider_errors.ProviderError) -> None:
    model = ScriptedModel([error])
    assert await ended(started(model)) == [STARTED, failed(error.to_detail().model_dump())]
    assert len(model.asked) == 1


@pytest.mark.parametrize("piece", [TextPiece("Hal"), ReasoningPiece("hm")])
async def test_after_the_first_piece_nothing_is_asked_again(piece: Any) -> None:
    error = provider_errors.ProviderOverloaded(TARGET, retry_after=0)
    model = ScriptedModel([piece, error])
    events = await ended(started(model))
    assert events[-1] == failed(error.to_detail().model_dump(), **counted(0))
    assert [event["type"] for event in events[:-1]] == ["run-started", events[1]["type"]]
    assert len(model.asked) == 1


async def test_a_reply_that_breaks_off_keeps_its_text_and_fails_and_its_tokens_are_counted() -> None:
    error = provider_errors.StreamIncomplete(TARGET)
    run = started(ScriptedModel([TextPiece("Half an answer."), error]))
    failure = failed(error.to_detail().model_dump(), **counted(3))
    assert await ended(run) == [STARTED, text("Half an answer."), failure]
    assert (run.state, run.text) == ("failed", "Half an answer.")


async def test_where_the_provider_told_the_tokens_before_a_reply_broke_off_none_are_counted() -> None:
    error = provider_errors.StreamIncomplete(TARGET)
    run = started(ScriptedModel([TextPiece("Hal"), TokenUsage(7, 0, 2, None), error]))
    failure = failed(error.to_detail().model_dump(), input_tokens=7, cached_tokens=0, output_tokens=2)
    assert (await ended(run))[-1] == failure


async def test_an_answer_over_its_limit_is_stopped_and_its_text_kept_up_to_there() -> None:
    model = ScriptedModel([TextPiece("x" * 600), TextPiece("x" * 600), TextPiece("never"), FOREVER])
    run = started(model)
    assert await ended(run) == [
        STARTED,
        text("x" * 600),
        text("x" * 400),
        failed(
            {
                "code": "answer-too-long",
                "message": "The answer went over 1,000 characters and was stopped.",
                "hint": "Ask for a shorter answer, or raise AiJup.answer_limit in the server's configuration.",
            },
            **counted(300),
        ),
    ]
    assert model.closed == 1


@pytest.mark.parametrize("steps", [[TextPiece("Hal"), ValueError("canary")], [TextPiece("Hal")]], ids=["raise", "end"])
async def test_what_nobody_expected_is_logged_and_told_without_its_words(
    steps: list[Any], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, "ai_jup.run.loop"):
        events = await ended(started(ScriptedModel(steps)))
    assert events == [
        STARTED,
        text("Hal"),
        failed(
            {
                "code": "internal",
                "message": "ai-jup failed while answering this prompt.",
                "hint": "The Jupyter server's log has the reason; please report the problem. You can run the prompt again.",
            },
            **counted(0),
        ),
    ]
    assert [record.exc_info is not None for record in caplog.records] == [True]


async def test_a_stop_in_mid_answer_closes_the_reply_and_keeps_the_text() -> None:
    model = ScriptedModel([TextPiece("Half an answer."), FOREVER])
    run = started(model)
    while not run.text:
        await asyncio.sleep(0)
    await asyncio.wait_for(run.stop(), 10)
    assert told(run) == [
        STARTED,
        text("Half an answer."),
        {"type": "run-stopped", "record": record(state="stopped", **counted(3))},
    ]
    assert (run.state, model.closed) == ("stopped", 1)


async def test_a_stop_while_the_tokens_of_a_stopped_answer_are_counted_ends_it_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    counting = asyncio.Event()

    async def endless(*_: object) -> tuple[int, int]:
        counting.set()
        await asyncio.sleep(FOREVER)
        return 0, 0

    monkeypatch.setattr("ai_jup.context.fitting.Contexts.likely_tokens", endless)
    run = started(ScriptedModel([TextPiece("Half an answer."), FOREVER]))
    while not run.text:
        await asyncio.sleep(0)
    first = asyncio.create_task(run.stop())
    await asyncio.wait_for(counting.wait(), 10)
    await asyncio.wait_for(run.stop(), 1)
    await first
    assert told(run)[-1] == {"type": "run-stopped", "record": record(state="stopped")}


async def test_a_server_that_goes_does_not_say_that_the_user_stopped_the_answer() -> None:
    runs = Registry()
    run = started(ScriptedModel([TextPiece("Hal"), FOREVER]), registry=runs)
    while not run.text:
        await asyncio.sleep(0)
    why = ErrorDetail(code="gone", message="It was shut down.", hint="Start it.")
    await asyncio.wait_for(runs.stop_all(why), 10)
    assert told(run) == [STARTED, text("Hal"), failed(why.model_dump())]


async def test_a_stop_ends_the_wait_for_another_attempt() -> None:
    model = ScriptedModel([limited(20)], [END])
    run = started(model)
    while len(run.events) < 2:
        await asyncio.sleep(0)
    await asyncio.wait_for(run.stop(), 10)
    assert told(run) == [STARTED, retrying(20), {"type": "run-stopped", "record": record(state="stopped")}]
    assert len(model.asked) == 1


async def test_the_record_stays_small_whatever_the_model_calls_itself() -> None:
    run = started(ScriptedModel([TextPiece("Hi"), ReplyEnd("stop", "x" * 5_000, {})]))
    assert (await ended(run))[-1] == finished(answered_by="x" * NAME_LENGTH)


ERRORS = st.sampled_from(
    [
        limited(0),
        limited(100),
        provider_errors.KeyRejected(TARGET),
        provider_errors.StreamIncomplete(TARGET),
        provider_errors.ProviderFailed(TARGET, status=500, retry_after=0),
        ValueError("unexpected"),
    ]
)
PIECES = st.one_of(
    st.builds(TextPiece, st.text(max_size=30)),
    st.builds(ReasoningPiece, st.text(max_size=5)),
    st.just(TokenUsage(1, 0, 1, None)),
    st.just(CallRequest("c", "f", "{")),
    st.just(0.0),
)
LAST = st.one_of(ERRORS, st.sampled_from([END, ReplyEnd("content_filter", None, {}), FOREVER, TextPiece("no end")]))
REPLIES = st.lists(st.tuples(st.lists(PIECES, max_size=4), LAST), min_size=ATTEMPTS, max_size=ATTEMPTS)


# no deadline: the machine may be busy
@settings(deadline=None)
@given(REPLIES, st.none() | st.integers(0, 12))
def test_whatever_happens_a_run_has_one_end_and_it_is_last(
    replies: list[tuple[list[Any], Any]], stop_after: int | None
) -> None:
    async def play() -> None:
        model = ScriptedModel(*[[*pieces, last] for pieces, last in replies])
        run = started(model, limit=60)
        steps = 40 if stop_after is None else stop_after
        for _ in range(steps):
            await asyncio.sleep(0)
        # what is still waited for then has no end of its own
        await asyncio.wait_for(run.stop(), 10)
        kinds = [event.type for event in run.events]
        assert [kind in ENDS for kind in kinds] == [False] * (len(kinds) - 1) + [True]
        assert kinds[0] == "run-started"
        assert [event.seq for event in run.events] == list(range(1, len(kinds) + 1))
        assert model.closed == len(model.asked) <= ATTEMPTS
        assert run.snapshot().text == "".join(e.text for e in run.events if e.type == "text-delta")
        assert [json async for json in run.follow(0)] == [event.model_dump_json() for event in run.events]

    logging.getLogger("ai_jup.run.loop").disabled = True
    try:
        asyncio.run(play())
    finally:
        logging.getLogger("ai_jup.run.loop").disabled = False
