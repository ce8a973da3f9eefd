"""The server lets go of an answer when the notebook's file has it, or the user does not want it; never on a page's word."""

import asyncio
import json
from types import SimpleNamespace

import nbformat.v4 as nb
import pytest

from ai_jup.simulator import Reply, Text
from tests.http.test_providers import MODELS

pytestmark = pytest.mark.once


@pytest.fixture
def extension(simulator, keys):
    return {"api_base": simulator.bases}


@pytest.fixture
def answered(simulator, ask, prompt, events):
    """Run a prompt to its end; give the run's id, and the seq of its last event."""

    async def run():
        simulator.script.append(Reply([Text("Yes.")]))
        run = (await ask("POST", "prompt", body=prompt(model=MODELS[2]))).json["run"]
        return SimpleNamespace(id=run, last=(await events(run))[-1]["seq"])

    return run


@pytest.fixture
def tell(jp_ws_fetch):
    """Send a message on a socket, as a page does."""

    async def send(**message):
        socket = await jp_ws_fetch("ai-jup", "events")
        await socket.write_message(json.dumps(message))
        socket.close()

    return send


@pytest.fixture
def listed(ask):
    async def runs():
        return [run["run"] for run in (await ask("GET", "runs", params={"notebook": "a.ipynb"})).json]

    return runs


@pytest.fixture
def save(jp_root_dir):
    """Write a notebook with an answer, as the page does."""

    def written(**ours):
        answer = nb.new_markdown_cell("Yes.", metadata={"ai_jup": {"isOutputCell": True, "prompt": "p1", **ours}})
        text = json.dumps(nb.new_notebook(cells=[nb.new_code_cell("1"), answer]))
        (jp_root_dir / "a.ipynb").write_text(text)

    return written


async def test_a_run_is_listed_until_its_answer_is_saved(ask, answered, tell, listed, save):
    run = await answered()
    summary = {"run": run.id, "state": "finished", "notebook": "a.ipynb", "prompt": "p1", "last": run.last}
    assert (await ask("GET", "runs", params={"notebook": "a.ipynb"})).json == [summary]
    assert (await ask("GET", "runs", params={"notebook": "b.ipynb"})).json == []
    save(run={"run": run.id})
    assert await listed() == []
    assert (await ask("GET", "runs", run.id)).json["text"] == "Yes."


async def test_a_page_that_says_so_is_not_believed_until_the_file_has_it(answered, tell, listed, save, jp_serverapp):
    run = await answered()
    registry = jp_serverapp.web_app.settings["ai_jup"].service.registry
    await tell(run=run.id, after=run.last)
    await asyncio.sleep(0.2)
    assert await listed() == [run.id]
    save(run={"run": run.id})
    assert not registry.get(run.id).acknowledged
    await tell(run=run.id, after=run.last)
    while not registry.get(run.id).acknowledged:
        await asyncio.sleep(0.01)
    assert await listed() == []


@pytest.mark.parametrize("ours", [{"run": {"run": "another"}}, {"run": None}, {"run": "text"}, {}], ids=str)
async def test_another_answer_is_not_this_one(answered, listed, save, ours):
    run = await answered()
    save(**ours)
    assert await listed() == [run.id]


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '{"cells": 1}', '{"cells": [1]}', '{"cells": [{"metadata": 1}]}', "\udcff"],
    ids=repr,
)
async def test_a_file_that_cannot_be_read_loses_nothing(answered, listed, jp_root_dir, text):
    run = await answered()
    (jp_root_dir / "a.ipynb").write_bytes(text.encode(errors="surrogateescape"))
    assert await listed() == [run.id]


async def test_an_answer_that_the_user_does_not_want_is_not_listed(answered, tell, listed):
    run = await answered()
    await tell(run=run.id, after=run.last - 1, dismissed=True)
    await tell(run=run.id, after=run.last, dismissed=True)
    while await listed():
        await asyncio.sleep(0.01)


async def test_nobody_dismisses_what_they_have_not_seen_to_its_end(answered, tell, listed):
    run = await answered()
    await tell(run=run.id, after=run.last - 1, dismissed=True)
    await asyncio.sleep(0.2)
    assert await listed() == [run.id]


async def test_a_page_that_waits_to_write_is_told_that_the_file_has_it(answered, save, jp_ws_fetch):
    run = await answered()
    writer, other = [await jp_ws_fetch("ai-jup", "events") for _ in range(2)]
    await writer.write_message(json.dumps({"run": run.id, "after": run.last - 1, "writes": "first"}))
    assert json.loads(await writer.read_message()) == {"run": run.id, "turn": "write"}
    assert "record" in json.loads(await writer.read_message())
    await other.write_message(json.dumps({"run": run.id, "after": run.last, "writes": "next"}))
    # it says so before the file is there, as with a shared notebook
    await writer.write_message(json.dumps({"run": run.id, "after": run.last}))
    await asyncio.sleep(0.1)
    save(run={"run": run.id})
    for socket in (other, writer):
        assert json.loads(await socket.read_message()) == {"run": run.id, "turn": "saved"}
        socket.close()
