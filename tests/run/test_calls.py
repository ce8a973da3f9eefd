"""What a model is told of its calls, where no kernel is needed to see it."""

from __future__ import annotations

import asyncio

import pytest

from ai_jup.refusal import Refusal
from ai_jup.run.consent import Consents


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
