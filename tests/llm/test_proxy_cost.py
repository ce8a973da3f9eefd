"""What a LiteLLM proxy says that a reply has cost is its cost."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ai_jup.llm.litellm_port import LiteLLMModel
from ai_jup.llm.port import TokenUsage
from ai_jup.simulator import Reply, Text, Usage
from tests.llm.asking import CHAT, QUIET, Way, asking, every_way, hear, own
from tests.scripted_simulator import ScriptedSimulator

pytestmark = QUIET


@every_way
@pytest.mark.parametrize(
    ("told", "is_told"),
    [("0.25", True), ("0.0", False), ("0", False), ("", False), ("None", False), ("-1", False), ("nan", False)],
)
async def test_what_a_litellm_proxy_says_a_reply_has_cost_is_its_cost(
    simulator: ScriptedSimulator, model: LiteLLMModel, way: Way, told: str, is_told: bool
) -> None:
    costs = []
    for headers in ({"x-litellm-call-id": "1", "X-LiteLLM-Response-Cost": told}, {}):
        simulator.script.append(Reply([Text("Hi")], usage=Usage(input=100, output=50), headers=headers))
        heard = await hear(model, asking(way.target(simulator)))
        costs += [usage.cost for usage in heard.of(TokenUsage)]
    assert costs[0] == (0.25 if is_told else costs[1]) and costs[1] not in (None, 0.25)


@pytest.mark.parametrize(
    ("headers", "cost"),
    [({"x-litellm-response-cost": "0.0"}, 0.5), ({"x-litellm-response-cost": "0.25"}, 0.5), ({}, None)],
    ids=["a stream's header", "both", "no LiteLLM proxy"],
)
async def test_a_stream_of_a_litellm_proxy_may_say_its_cost_at_its_end(
    simulator: ScriptedSimulator, model: LiteLLMModel, headers: dict[str, str], cost: float | None
) -> None:
    start = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    chunks: list[dict[str, Any]] = [
        {"choices": [{"index": 0, "delta": {"role": "assistant", "content": "Hi"}, "finish_reason": None}]},
        {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]},
        {"choices": [], "usage": {"prompt_tokens": 9, "completion_tokens": 1, "total_tokens": 10, "cost": 0.5}},
    ]
    verbatim = (*(json.dumps(start | chunk) for chunk in chunks), "[DONE]")
    simulator.script.append(Reply(verbatim=verbatim, headers=headers))
    heard = await hear(model, asking(CHAT.target(simulator, **own("Our proxy", None), prices=None)))
    assert [usage.cost for usage in heard.of(TokenUsage)] == [cost]
