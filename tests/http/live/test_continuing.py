"""An answer that was cut off, and goes on: with a real server and a real kernel."""

from __future__ import annotations

import pytest

from ai_jup.prompt.instructions import GO_ON
from ai_jup.simulator import Reply, Text, ToolCall
from tests.http.live.notebook import every_model, execute

pytestmark = pytest.mark.once


@pytest.fixture
def answer(fetch_json):
    """The cell of a run's answer."""

    async def get(got):
        return await fetch_json(f"runs/{got[0]['run']}/answer")

    return get


@pytest.fixture
def fetch_json(ask):
    async def get(path):
        return (await ask("GET", path)).json

    return get


def cell_of(written):
    return {"cell_type": "markdown", **written}


@every_model
async def test_it_goes_on_in_the_same_answer_and_makes_no_call_again(
    run, answer, simulator, model, jp_serverapp, kernel
):
    simulator.script += [
        Reply([Text("See:"), ToolCall("quick", {})]),
        Reply([Text("It gave nothing, and")], finish="length"),
        Reply([Text(" that is all.")]),
    ]
    first = await answer(await run("Use &`quick`.", model=model))
    assert first["source"].endswith("continue.")
    got = await run("Use &`quick`.", model=model, options={"continues": cell_of(first)})
    more = await answer(got)
    assert [event["type"] for event in got[:2]] == ["run-started", "answer-continued"]
    assert more["source"].startswith("See:\n\n<details><summary><code>quick()</code>")
    assert more["source"].endswith("It gave nothing, and that is all.")
    one, both = (cell["metadata"]["ai_jup"]["run"] for cell in (first, more))
    asked = simulator.received[-1].view
    assert asked.prompt == GO_ON
    assert "[Called quick()]" in asked.turns[-2].text and "It gave nothing, and" in asked.turns[-2].text
    assert both["state"] == "finished" and both["run"] != one["run"]
    assert both["input_tokens"] > one["input_tokens"] and both["output_tokens"] > one["output_tokens"]
    assert both["cost"] > one["cost"] and both["seconds"] >= one["seconds"]
    assert both["basis"] == one["basis"]
    assert await execute(jp_serverapp, kernel, "") == "['quick']"
