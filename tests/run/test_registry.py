"""The runs of a server: one at a time for a prompt, found again, kept until acknowledged."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from ai_jup.llm.port import ReasoningPiece, TextPiece
from ai_jup.refusal import Refusal
from ai_jup.run import Registry, Run, registry
from ai_jup.wire import ToolCall, encoded
from tests.run.scripted import END, FOREVER, ScriptedModel, ended, record, started, told


def waiting(runs: Registry, notebook: str = "a.ipynb", prompt: str = "p1") -> Run:
    """A run that goes on until it is stopped."""

    async def work(run: Run) -> None:
        inner = started(ScriptedModel([FOREVER]))
        try:
            await asyncio.sleep(FOREVER)
        except asyncio.CancelledError:
            await inner.stop()
            run.append(type(inner.events[-1]), record=inner.events[-1].record)

    return runs.start(notebook, prompt, work)


async def answered(runs: Registry) -> Run:
    run = started(ScriptedModel([TextPiece("Hi"), END]), registry=runs)
    await ended(run)
    return run


def refusal(raised: pytest.ExceptionInfo[Refusal]) -> tuple[int, str]:
    assert raised.value.detail.message and raised.value.detail.hint
    return raised.value.status, raised.value.detail.code


async def test_a_prompt_has_one_live_run() -> None:
    runs = Registry()
    first = waiting(runs)
    with pytest.raises(Refusal) as raised:
        waiting(runs)
    assert refusal(raised) == (409, "run-exists")
    others = [waiting(runs, notebook="b.ipynb"), waiting(runs, prompt="p2")]
    await first.stop()
    again = waiting(runs)
    assert len({first.id, again.id, *(run.id for run in others)}) == 4
    await runs.stop_all()


async def test_an_unknown_run_is_refused() -> None:
    with pytest.raises(Refusal) as raised:
        Registry().get("none-such")
    assert refusal(raised) == (404, "run-unknown")


async def test_runs_are_listed_until_claimed_oldest_first() -> None:
    runs = Registry()
    done, live, other = await answered(runs), waiting(runs), waiting(runs, notebook="b.ipynb")
    assert [run.summary().model_dump() for run in runs.unacknowledged("a.ipynb")] == [
        {"run": done.id, "state": "finished", "notebook": "a.ipynb", "prompt": "p1", "last": 3},
        {"run": live.id, "state": "running", "notebook": "a.ipynb", "prompt": "p1", "last": 0},
    ]
    assert [run.id for run in runs.unacknowledged(None)] == [done.id, live.id, other.id]
    assert runs.unacknowledged("c.ipynb") == []
    done.acknowledge()
    assert [run.id for run in runs.unacknowledged(None)] == [live.id, other.id]
    assert runs.get(done.id) is done
    await runs.stop_all()


async def test_a_live_run_cannot_be_acknowledged() -> None:
    runs = Registry()
    live = waiting(runs)
    runs.acknowledge(live)
    assert runs.unacknowledged(None) == [live]
    await runs.stop_all()


async def test_whoever_keeps_an_answer_wants_none_that_it_replaced() -> None:
    runs = Registry()
    first, other = await answered(runs), waiting(runs, prompt="p2")
    second, third = await answered(runs), waiting(runs)
    assert [run.id for run in runs.unacknowledged(None)] == [first.id, other.id, second.id, third.id]
    runs.acknowledge(second)
    assert [run.id for run in runs.unacknowledged(None)] == [other.id, third.id]
    await runs.stop_all()


async def test_of_ended_runs_the_claimed_go_first_and_the_live_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "KEPT", 2)
    runs = Registry()
    live = waiting(runs, prompt="live")
    kept, acknowledged, also_kept = [await answered(runs) for _ in range(3)]
    acknowledged.acknowledge()
    last = waiting(runs, prompt="last")
    assert [run.id for run in runs.unacknowledged(None)] == [live.id, kept.id, also_kept.id, last.id]
    with pytest.raises(Refusal):
        runs.get(acknowledged.id)
    await runs.stop_all()


async def test_a_stop_before_the_first_step_still_tells_the_end() -> None:
    run = started(ScriptedModel([FOREVER]))
    assert run.events == []
    await run.stop()
    assert told(run)[-1] == {"type": "run-stopped", "record": record(state="stopped")}
    await run.stop()


async def test_stopping_an_ended_run_changes_nothing() -> None:
    run = await answered(Registry())
    before = run.snapshot()
    await run.stop()
    assert run.snapshot() == before


async def test_stopping_all_stops_all() -> None:
    runs = Registry()
    live = [waiting(runs, prompt=str(n)) for n in range(20)]
    await asyncio.wait_for(runs.stop_all(), 20)
    assert {run.state for run in live} == {"stopped"}


async def collected(run: Run, after: int, seen: list[str] | None = None) -> list[str]:
    seen = [] if seen is None else seen
    async for event in run.follow(after):
        seen.append(event)
    return seen


@pytest.mark.parametrize("after", [0, 1, 2, 3, 99])
async def test_an_ended_run_is_followed_from_any_place(after: int) -> None:
    run = await answered(Registry())
    assert await collected(run, after) == [event.model_dump_json() for event in run.events[after:]]


async def test_several_followers_each_get_everything_whenever_they_come() -> None:
    steps: list[Any] = [step for n in range(10) for step in (TextPiece(str(n)), 0.002)]
    run = started(ScriptedModel([*steps, END]))
    followers = [asyncio.create_task(collected(run, 0))]
    while len(run.events) < 5:
        await asyncio.sleep(0)
    followers += [asyncio.create_task(collected(run, after)) for after in (0, 3, 8)]
    got = await asyncio.wait_for(asyncio.gather(*followers), 20)
    whole = [event.model_dump_json() for event in run.events]
    assert got == [whole, whole, whole[3:], whole[8:]]


async def test_a_follower_that_goes_away_disturbs_nobody() -> None:
    run = started(ScriptedModel([TextPiece("a"), 0.01, TextPiece("b"), END]))
    gone, stays = asyncio.create_task(collected(run, 0)), asyncio.create_task(collected(run, 0))
    await asyncio.sleep(0.002)
    gone.cancel()
    assert len(await asyncio.wait_for(stays, 20)) == len(run.events) == 4


async def test_nothing_follows_the_end() -> None:
    run = await answered(Registry())
    run.append(type(run.events[1]), text="late")
    assert (run.text, len(run.events)) == ("Hi", 3)


@pytest.mark.parametrize("piece", [TextPiece, ReasoningPiece])
async def test_half_of_a_character_ends_nothing_and_every_reader_takes_it(piece: Any) -> None:
    run = started(ScriptedModel([piece("hi \ud83d"), TextPiece("\udc4b there"), END]))
    await ended(run)
    assert run.state == "finished"
    events = [json.loads(text) for text in await collected(run, 0)]
    assert [event["text"] for event in events[1:3]] == ["hi \ufffd", "\ufffd there"]
    assert json.loads(encoded(run.snapshot()))["state"] == "finished"
    # a call's arguments too, and a notebook's name
    run = Run("r", "half \ud83d.ipynb", "p1")
    run.append(ToolCall, id="call-1", name="f", arguments={"x": ["\ud83d"], "\udc4b": 1})
    [told] = json.loads(encoded(run.snapshot()))["events"]
    assert told["arguments"] == {"x": ["\ufffd"], "\ufffd": 1}
    assert json.loads(encoded(run.summary()))["notebook"] == "half \ufffd.ipynb"


async def test_ended_runs_are_kept_up_to_a_size_and_the_newest_whatever_its_size(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    runs = Registry()
    first, second = await answered(runs), await answered(runs)
    monkeypatch.setattr(registry, "KEPT_CHARACTERS", first.size + second.size)
    large = started(ScriptedModel([TextPiece("x" * 10 * first.size), END]), 100_000, runs)
    await ended(large)
    assert [run.id for run in runs.unacknowledged(None)] == [first.id, second.id, large.id]
    last = waiting(runs, prompt="last")
    assert [run.id for run in runs.unacknowledged(None)] == [large.id, last.id]
    await runs.stop_all()
