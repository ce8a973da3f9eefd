"""Of a reply that is over nothing stays in memory, however it ended."""

from __future__ import annotations

import gc
from weakref import WeakSet

import anyio
import pytest

from ai_jup.llm.litellm_port import LiteLLMModel
from ai_jup.llm.watched_reply import Watch
from ai_jup.simulator import Fault, Reply, Text
from tests.llm.asking import QUIET, Way, asking, every_way, hear
from tests.scripted_simulator import ScriptedSimulator

pytestmark = [*QUIET, pytest.mark.once]

FAULTS = {
    "none": None,
    "cut": Fault("cut", after=2),
    "status": Fault("status", status=500),
    "error event": Fault("error-event", after=2),
}


@every_way
@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
async def test_nothing_stays(
    simulator: ScriptedSimulator, model: LiteLLMModel, way: Way, fault: Fault | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    watches: WeakSet[Watch] = WeakSet()
    begin = Watch.__init__

    def noting(watch: Watch, *arguments: object, **named: object) -> None:
        watches.add(watch)
        begin(watch, *arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(Watch, "__init__", noting)
    simulator.script.append(Reply([Text("one two three four five")], fault=fault))
    heard = await hear(model, asking(way.target(simulator)))
    assert (heard.error is not None) == (fault is not None)
    del heard
    with anyio.fail_after(5):
        while watches:
            await anyio.sleep(0.05)
            gc.collect()
