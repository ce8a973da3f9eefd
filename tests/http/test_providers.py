"""The whole path of a prompt through a real server, to each provider's protocol and back."""

import asyncio
import json

import pytest

from ai_jup.simulator import Fault, Reply, Text, Usage

pytestmark = pytest.mark.once

MODELS = ("openai/gpt-5.4", "openai/gpt-4o", "anthropic/claude-sonnet-5", "gemini/gemini-3.8-flash")


@pytest.fixture
def extension(simulator, keys):
    return {"api_base": simulator.bases}


@pytest.mark.parametrize("model", MODELS)
async def test_an_answer_comes_as_events_and_the_request_was_right(simulator, ask, prompt, events, model):
    simulator.script.append(Reply([Text("It is forty-two.")], usage=Usage(input=100, output=5, cached=20)))
    started = await ask("POST", "prompt", body=prompt(model=model))
    assert started.status == 202
    got = await events(started.json["run"])
    assert got[0]["type"] == "run-started" and got[0]["model"] == model and got[0]["simulated"] is False
    assert "".join(e["text"] for e in got if e["type"] == "text-delta") == "It is forty-two."
    usage = next(event for event in got if event["type"] == "usage")
    assert (usage["input_tokens"], usage["cached_tokens"], usage["output_tokens"]) == (100, 20, 5)
    assert usage["cost"] > 0
    end = got[-1]
    assert (end["type"], end["finish_reason"]) == ("run-finished", "stop")
    assert end["record"]["model"] == model and end["record"]["state"] == "finished"

    [received] = [r for r in simulator.received if r.endpoint in ("chat", "responses", "messages", "generate")]
    provider, _, name = model.partition("/")
    assert (received.provider, received.model) == (provider, name)
    assert received.key == f"canary-{provider}_api_key"
    sent = json.dumps(received.body)
    assert "x = 42" in sent and "What is in x?" in sent
    assert received.view.prompt.endswith("What is in x?") and "x = 42" not in received.view.system

    snapshot = await ask("GET", "runs", started.json["run"])
    assert snapshot.json == {
        "run": started.json["run"],
        "state": "finished",
        "text": "It is forty-two.",
        "events": got,
    }


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("kind", ["truncate", "cut", "malformed", "html", "error-event"])
async def test_an_answer_that_breaks_off_is_never_complete(simulator, ask, prompt, events, model, kind):
    simulator.script.append(Reply([Text("one two three four five six")], pace=0.05, fault=Fault(kind, after=3)))
    started = await ask("POST", "prompt", body=prompt(model=model))
    got = await events(started.json["run"])
    assert got[-1]["type"] == "run-failed" and got[-1]["error"]["code"] == "stream-incomplete"
    assert got[-1]["record"]["state"] == "failed"
    assert "one" in "".join(e["text"] for e in got if e["type"] == "text-delta")


@pytest.mark.parametrize("model", MODELS)
async def test_a_rejected_key_is_told_with_its_variable_and_without_the_key(simulator, ask, prompt, events, model):
    simulator.script.append(Reply([], fault=Fault("status", status=401)))
    started = await ask("POST", "prompt", body=prompt(model=model))
    got = await events(started.json["run"])
    assert got[-1]["error"]["code"] == "key-rejected"
    assert "_API_KEY" in got[-1]["error"]["hint"]
    assert "canary" not in json.dumps(got)
    assert len(simulator.received) == 1


async def test_an_overloaded_provider_is_tried_again_and_the_user_sees_so(simulator, ask, prompt, events):
    simulator.script.extend([Reply([], fault=Fault("status", status=429, retry_after=1)), Reply([Text("There.")])])
    started = await ask("POST", "prompt", body=prompt(model=MODELS[2]))
    got = await events(started.json["run"])
    assert [event["type"] for event in got][:2] == ["run-started", "warning"]
    assert got[1]["code"] == "retrying" and got[-1]["type"] == "run-finished"
    assert len(simulator.received) == 2


@pytest.mark.parametrize("model", MODELS)
async def test_stop_closes_the_connection_and_keeps_what_came(simulator, ask, prompt, model):
    simulator.script.append(Reply([Text("word " * 500)], pace=0.02))
    run = (await ask("POST", "prompt", body=prompt(model=model))).json["run"]
    for _ in range(300):
        if (await ask("GET", "runs", run)).json["text"]:
            break
        await asyncio.sleep(0.05)
    assert (await ask("DELETE", "runs", run)).status == 204
    snapshot = (await ask("GET", "runs", run)).json
    assert snapshot["state"] == "stopped" and snapshot["text"].startswith("word")
    assert snapshot["events"][-1]["type"] == "run-stopped"
    for _ in range(150):
        if simulator.received[-1].closed_after is not None:
            break
        await asyncio.sleep(0.05)
    assert simulator.received[-1].closed_after is not None
    assert (await ask("DELETE", "runs", run)).status == 204


async def test_a_page_that_attaches_again_misses_nothing(simulator, ask, prompt, events, jp_ws_fetch):
    simulator.script.append(Reply([Text("word " * 100)], pace=0.01))
    run = (await ask("POST", "prompt", body=prompt(model=MODELS[2]))).json["run"]
    first = await jp_ws_fetch("ai-jup", "events")
    await first.write_message(json.dumps({"run": run, "after": 0}))
    seen = [json.loads(await first.read_message()) for _ in range(5)]
    first.close()
    rest = await events(run, after=5)
    assert [event["seq"] for event in seen + rest] == list(range(1, len(seen + rest) + 1))
    assert "".join(e["text"] for e in seen + rest if e["type"] == "text-delta") == "word " * 100


async def test_two_runs_of_one_cell_are_refused(simulator, ask, prompt):
    simulator.script.append(Reply([Text("word " * 500)], pace=0.02))
    body = prompt(model=MODELS[2])
    run = (await ask("POST", "prompt", body=body)).json["run"]
    second = await ask("POST", "prompt", body=body)
    assert (second.status, second.json["error"]["code"]) == (409, "run-exists")
    await ask("DELETE", "runs", run)
