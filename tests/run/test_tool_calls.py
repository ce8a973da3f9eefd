"""What a model is told of its calls, where no kernel is needed to see it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest

from ai_jup.kernel import Function, KernelValue, Outcome
from ai_jup.llm.port import CallRequest
from ai_jup.prompt import References
from ai_jup.refusal import Refusal
from ai_jup.run import Run
from ai_jup.run.consent import Consents
from ai_jup.run.live_references import Live
from ai_jup.run.tool_calls import CallLimits, Calls
from ai_jup.wire import ToolCall, ToolResult


async def test_an_answer_is_taken_once_and_only_for_a_call_that_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    consents = Consents()
    with pytest.raises(Refusal) as told:
        consents.answer("c1", True)
    assert (told.value.status, told.value.detail.code) == (404, "call-unknown")
    for allow in (True, False):
        waiting = asyncio.create_task(consents.ask("c1"))
        await asyncio.sleep(0)
        consents.answer("c1", allow)
        with pytest.raises(Refusal):
            consents.answer("c1", True)
        assert await waiting is allow


async def test_no_answer_in_time_is_a_no(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ai_jup.run.consent.SECONDS", 0.01)
    assert await Consents().ask("c1") is False


NO_ARGUMENTS = {"type": "object", "properties": {}, "required": [], "additionalProperties": False}


class ScriptedSession:
    """A kernel with one function, `count`, and one value."""

    def __init__(self) -> None:
        self.calls = 0
        self.is_open = True

    async def describe(self, name: str) -> Function:
        return Function(name, NO_ARGUMENTS, "", "digest")

    async def read(self, expression: str) -> KernelValue:
        return KernelValue(expression, "int", "42")

    async def call(self, function: Function, arguments: Mapping[str, Any], limit: float) -> Outcome:
        self.calls += 1
        return Outcome("ok", [f"call {self.calls}"])


async def test_calls_are_told_apart_where_the_model_repeats_its_ids() -> None:
    """As servers do that number the calls of each reply anew."""
    run = Run("r", "a.ipynb", "p1")
    session: Any = ScriptedSession()
    calls = Calls(run, session, [await session.describe("count")], CallLimits(), None, str)
    again = CallRequest("call_0", "count", "{}")
    told = [await calls.make([again, again]), await calls.make([again])]
    begun = [event.id for event in run.events if isinstance(event, ToolCall)]
    ended = [(event.id, event.content["text/plain"]) for event in run.events if isinstance(event, ToolResult)]
    assert len(set(begun)) == 3
    assert ended == list(zip(begun, ["call 1", "call 2", "call 3"], strict=True))
    # the model gets its own ids back
    assert {message["tool_call_id"] for messages in told for message in messages} == {"call_0"}


async def test_a_call_that_a_stop_comes_before_has_its_result_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """While it is put on the disk that it is about to be made."""
    run = Run("r", "a.ipynb", "p1")
    session: Any = ScriptedSession()
    monkeypatch.setattr(run, "on_disk", asyncio.Event().wait)
    calls = Calls(run, session, [await session.describe("count")], CallLimits(), None, str)
    making = asyncio.create_task(calls.make([CallRequest("c", "count", "{}")]))
    await asyncio.sleep(0)
    making.cancel()
    with pytest.raises(asyncio.CancelledError):
        await making
    call, result = run.events
    assert isinstance(call, ToolCall) and isinstance(result, ToolResult)
    assert (result.id, result.status, session.calls) == (call.id, "refused", 0)


@pytest.mark.parametrize(
    ("references", "is_open"), [(References(values=("x",)), False), (References(("x",), ("count",)), True)]
)
async def test_the_kernel_is_left_when_nothing_can_be_called(references: References, is_open: bool) -> None:
    session = ScriptedSession()

    class ScriptedKernels:
        @contextlib.asynccontextmanager
        async def open(self, kernel_id: str, on_waiting: object) -> AsyncIterator[ScriptedSession]:
            yield session
            session.is_open = False

    kernels: Any = ScriptedKernels()
    live = Live(references, kernels, "k", CallLimits(), None, str)
    async with live.read(Run("r", "a.ipynb", "p1")) as (values, calls):
        assert [value.label for value in values] == ["$`x`"]
        assert (session.is_open, calls is not None) == (is_open, is_open)
    assert not session.is_open
