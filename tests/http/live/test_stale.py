"""`POST stale` on a real kernel, replays of a server's notebooks, and that `ai-jup run` writes what the page would."""

from __future__ import annotations

import asyncio
import json
import os
import sys

import nbformat
import pytest

from ai_jup.simulator import Reply, Text, ToolCall
from tests.cli.written_notebooks import code, notebook
from tests.cli.written_notebooks import prompt as prompt_cell
from tests.http.live.notebook import MODELS, execute

pytestmark = pytest.mark.once

SOURCE = "What is $`price`? Use &`db.query`."


@pytest.fixture
def answered(simulator, ask, run):
    """Ask a prompt; the cells of its notebook with the answer."""

    async def cells(source=SOURCE, **changes):
        simulator.script.append(Reply([Text("It is 42.")]))
        got = await run(source, cells=[code("1")], **changes)
        answer = (await ask("GET", "runs", got[0]["run"], "answer")).json
        own = {"ai_jup": {"isPromptCell": True, "id": "p1"}}
        asked = {"cell_type": "markdown", "source": source, "metadata": own}
        return [code("1"), asked, {"cell_type": "markdown", **answer}]

    return cells


@pytest.fixture
def stale(ask, kernel):
    async def asked(cells, kernel_id=kernel, **changes):
        body = {
            "protocol": 1,
            "notebook": {"path": "a.ipynb", "trusted": True, "kernel_id": kernel_id},
            "model": MODELS[0],
            "cells": cells,
            **changes,
        }
        reply = await ask("POST", "stale", body=body)
        assert reply.status == 200, reply.json
        return reply.json

    return asked


async def test_a_value_that_is_another_is_named_and_nobody_is_asked(answered, stale, simulator, kernel, jp_serverapp):
    cells = await answered()
    fits = await stale(cells)
    assert fits["answers"] == [{"prompt": "p1", "cell": 2, "state": "current", "changes": []}]
    assert fits["values_read"]
    await execute(jp_serverapp, kernel, "price = 43")
    changed = await stale(cells)
    assert changed["answers"][0]["state"] == "stale"
    assert changed["answers"][0]["changes"] == ["`price` has another value"]
    known = [{"digest": changed["digests"][0]}, *cells[1:]]
    assert (await stale(known))["answers"] == changed["answers"]
    await execute(jp_serverapp, kernel, "class db:\n    @staticmethod\n    def query(other: int): 'Other.'")
    changes = (await stale(cells))["answers"][0]["changes"]
    assert changes == ["`price` has another value", "the function `db_query` is another"]
    assert len(simulator.received) == 1


async def test_a_busy_kernel_is_left_alone(answered, stale, kernel, jp_serverapp, tmp_path):
    cells = await answered()
    begun, over = tmp_path / "begun", tmp_path / "over"
    works = (
        f"open({str(begun)!r}, 'w').close()\nwhile not __import__('os').path.exists({str(over)!r}): time.sleep(0.02)"
    )
    busy = asyncio.create_task(execute(jp_serverapp, kernel, f"{works}\nprice = 43"))
    while not begun.exists():
        await asyncio.sleep(0.02)
    told = await stale(cells)
    assert told["answers"][0]["state"] == "current" and told["values_read"] is False
    assert not busy.done()
    over.touch()
    await busy
    assert (await stale(cells))["answers"][0]["state"] == "stale"


async def test_without_a_kernel_values_are_not_compared(answered, stale):
    cells = await answered()
    told = await stale(cells, kernel_id=None)
    assert told["answers"][0]["state"] == "current" and told["values_read"] is False
    other = await stale(cells, kernel_id=None, model=MODELS[2])
    assert other["answers"][0]["changes"] == ["another model answers now: Claude Sonnet 5 in place of GPT-5.4"]


async def test_an_answer_of_a_model_that_was_asked_once_is_not_out_of_date_for_that(answered, stale):
    cells = await answered(options={"once": True})
    told = await stale(cells, kernel_id=None, model=MODELS[2])
    assert told["answers"][0]["state"] == "current"


async def test_a_notebook_replays_what_it_has_recorded(answered, run, simulator, jp_root_dir, ask, body):
    missing = await ask("POST", "prompt", body=body(SOURCE, options={"replay": "strict"}))
    assert missing.status == 409 and "There is no cassette" in missing.json["error"]["message"]
    recorded = await answered(options={"replay": "record"})
    cassette = jp_root_dir / "a.cassette.jsonl"
    assert len(cassette.read_text().splitlines()) == 2
    got = await run(SOURCE, cells=[code("1")], options={"replay": "strict"})
    assert got[-1]["record"]["replayed"] and got[-1]["type"] == "run-finished"
    answer = (await ask("GET", "runs", got[0]["run"], "answer")).json
    assert answer["source"] == recorded[2]["source"]
    missing = await run(SOURCE, cells=[code("2")], options={"replay": "strict"})
    assert missing[-1]["error"]["code"] == "not-in-cassette" and "cell 1" in missing[-1]["error"]["message"]
    assert len(simulator.received) == 1
    cassette.write_text("no cassette")
    refused = await ask("POST", "prompt", body=body(SOURCE, options={"replay": "auto"}))
    assert (refused.status, refused.json["error"]["code"]) == (409, "cassette-unusable")


async def test_no_cassette_is_written_outside_the_servers_folder(ask, body, jp_root_dir, simulator):
    asked = body("Hello?", options={"replay": "record"})
    asked["notebook"]["path"] = "../outside.ipynb"
    refused = await ask("POST", "prompt", body=asked)
    assert (refused.status, refused.json["error"]["code"]) == (409, "cassette-unusable")
    assert simulator.received == [] and not list(jp_root_dir.parent.glob("*.cassette.jsonl"))


async def test_the_command_line_writes_what_the_page_would(
    simulator, ask, run, kernel, jp_root_dir, jp_serverapp, tmp_path
):
    """But for ids and times: text, calls, record, and what was sent."""
    define = "def double(x: int) -> int:\n    'Doubles.'\n    return 2 * x\nx = 21\nx"
    path = jp_root_dir / "a.ipynb"
    asked = prompt_cell("Double $`x` with &`double`.", id="p1")
    nbformat.write(notebook(code(define), asked, model=MODELS[0]), path)
    replies = [Reply([Text("I call **it**."), ToolCall("double", {"x": 21})]), Reply([Text("It is $42$.\n\n- done")])]
    simulator.script += replies
    addresses = {"OPENAI_BASE_URL": simulator.bases["openai"], "JUPYTER_CONFIG_DIR": str(tmp_path)}
    command = [sys.executable, "-W", "ignore", "-m", "ai_jup", "run", str(path)]
    process = await asyncio.create_subprocess_exec(*command, env={**os.environ, **addresses})
    assert await process.wait() == 0
    written = json.loads(path.read_text())["cells"]
    await execute(jp_serverapp, kernel, define)
    simulator.script += replies
    got = await run("Double $`x` with &`double`.", model=MODELS[0], cells=written[:1])
    answer = (await ask("GET", "runs", got[0]["run"], "answer")).json
    ours = {**written[2]["metadata"]["ai_jup"]}
    theirs = {**answer["metadata"]["ai_jup"]}
    for of_run in (ours, theirs):
        record = of_run["run"] = {**of_run["run"]}
        for name in ("run", "started", "seconds"):
            del record[name]
        # how long a call took stands in its line
        del of_run["parts"], of_run["written"]
    assert ours == theirs
    assert untimed("".join(written[2]["source"])) == untimed(answer["source"])
    by_line, _, by_page, _ = simulator.received
    assert by_line.body == by_page.body


def untimed(source):
    head, _, rest = source.partition("</code>")
    return head + rest.partition("</summary>")[2]
