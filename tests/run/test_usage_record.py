"""What the record says of a run that ends early, or that waits for its user."""

import asyncio
import datetime
from dataclasses import replace

from ai_jup.context.targeted_request import TargetedRequest
from ai_jup.llm.port import TokenUsage
from ai_jup.prompt import compose
from ai_jup.run.consent import Consents
from ai_jup.run.usage_record import UsageRecord
from tests.run.scripted import CHOICE, REQUEST, TARGET

BEGUN = datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc)


def record_of(prices: tuple[float | None, float | None], simulated: bool = False) -> UsageRecord:
    costs = {"input_cost_per_token": prices[0], "output_cost_per_token": prices[1]}
    choice = replace(CHOICE, entry=CHOICE.entry.model_copy(update=costs))
    asked = TargetedRequest(REQUEST, choice, replace(TARGET, simulated=simulated), reply=100)
    return UsageRecord("run-1", asked, compose(REQUEST), BEGUN)


def test_a_stopped_reply_costs_what_its_tokens_do_on_top_of_the_replies_before() -> None:
    usage = record_of((0.25, 2.0))
    usage.add_usage(TokenUsage(100, 10, 20, 7.0))
    usage.add_estimate(4, 3)
    assert usage.usage == TokenUsage(104, 10, 23, 14.0)
    assert usage.record("stopped").parameters == {"estimated": True, "max_output_tokens": 100}


def test_a_stopped_reply_has_no_cost_where_no_price_is_known() -> None:
    for usage, cost in [
        (record_of((None, 2.0)), None),
        (record_of((0.25, None)), None),
        (record_of((0.25, 2.0), simulated=True), None),
        (record_of((0.0, 0.0)), 0.0),
    ]:
        usage.add_estimate(4, 3)
        assert usage.usage == TokenUsage(4, 0, 3, cost)


async def test_the_time_that_the_user_takes_to_decide_is_not_the_models() -> None:
    consents = Consents()
    asked = TargetedRequest(REQUEST, CHOICE, TARGET, reply=100)
    usage = UsageRecord("run-1", asked, compose(REQUEST), BEGUN, consents)
    waiting = asyncio.create_task(consents.ask("call-1"))
    await asyncio.sleep(0.3)
    consents.answer("call-1", True)
    assert await waiting
    assert consents.waited >= 0.29
    assert usage.record("finished").seconds < 0.2
