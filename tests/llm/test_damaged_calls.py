"""A call that comes damaged: every part of every event of it, wrong in every way that JSON can be."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from ai_jup.llm.litellm_port import LiteLLMModel
from ai_jup.llm.port import CallRequest
from ai_jup.simulator import Reply
from tests.faults import watched
from tests.llm.asking import QUIET, TOOL, WAYS, asking, hear
from tests.scripted_simulator import ScriptedSimulator

pytestmark = [*QUIET, pytest.mark.once]

ABSENT = object()
WRONG = {"absent": ABSENT, "null": None, "list": [], "object": {}, "text": "x", "number": 5}
Path = tuple[str | int, ...]
CALLS: dict[str, Path] = {
    "chat": ("choices", 0, "delta", "tool_calls", 0),
    "responses": ("item",),
    "anthropic": ("content_block",),
    "gemini": ("candidates", 0, "content", "parts", 0, "functionCall"),
}
"""Where in an event a call is that begins."""


def payloads(dialect: str) -> list[dict[str, Any]]:
    """The events of a reply with two calls."""
    lines = [event.partition(b"data: ")[2].decode() for event in watched.wires(dialect)[0].events]
    return [json.loads(line) for line in lines if line.startswith("{")]


def found(holder: Any, path: Path) -> Any:
    """What is there; null for nothing."""
    try:
        for key in path:
            holder = holder[key]
    except (KeyError, IndexError, TypeError):
        return None
    return holder


def begins(dialect: str, event: dict[str, Any]) -> bool:
    call = found(event, CALLS[dialect])
    return isinstance(call, dict) and "act" in json.dumps(call) and not event.get("type", "").endswith(".done")


def paths(value: Any, at: Path = ()) -> Iterator[Path]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield (*at, key)
        yield from paths(item, (*at, key))


def damaged(dialect: str, event: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The event with one part of it wrong, but for those that say in good order that there is no call."""
    call = CALLS[dialect]
    for path in paths(event):
        for name, wrong in WRONG.items():
            if path == call[: len(path)] and name not in ("text", "number"):
                continue
            spoilt = deepcopy(event)
            holder = found(spoilt, path[:-1])
            if wrong is ABSENT:
                del holder[path[-1]]
            else:
                holder[path[-1]] = wrong
            yield spoilt


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("dialect", WAYS)
async def test_a_call_is_not_lost_in_silence(
    simulator: ScriptedSimulator, model: LiteLLMModel, dialect: str, which: int
) -> None:
    events = payloads(dialect)
    at = [at for at, event in enumerate(events) if begins(dialect, event)][which]
    tool = {**TOOL, "function": {**TOOL["function"], "name": "act"}}
    outcomes = set()
    for spoilt in damaged(dialect, events[at]):
        told = [json.dumps(event) for event in (*events[:at], spoilt, *events[at + 1 :])]
        simulator.script.append(Reply(verbatim=(*told, "[DONE]") if dialect == "chat" else tuple(told)))
        heard = await hear(model, asking(WAYS[dialect].target(simulator), tools=[tool]))
        outcomes.add(heard.error.code if heard.error else "whole")
        if heard.error is None:
            assert len(heard.of(CallRequest)) == 2, spoilt
            assert heard.end.finish_reason == "tool_calls", spoilt
            assert all(call.name for call in heard.of(CallRequest)), spoilt
    assert "whole" in outcomes and "stream-incomplete" in outcomes
