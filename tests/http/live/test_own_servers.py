"""A whole run on an administrator's endpoint that speaks OpenAI's protocol a little differently."""

from __future__ import annotations

import json

import pytest

from ai_jup.simulator import Reply, Text
from tests.http.live.notebook import execute, kinds, of

pytestmark = pytest.mark.once

HEAD = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m"}


@pytest.fixture
def extension(simulator, keys):
    models = [{"name": "m", "supports_function_calling": True}]
    lab = {"label": "Lab", "api_base": f"{simulator.url}/v1", "models": models}
    return {"api_base": simulator.bases, "endpoints": {"lab": lab}, "call_timeout": 20.0}


def event(delta, finish=None):
    return json.dumps({**HEAD, "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]})


def call(number):
    function = {"name": "db_query", "arguments": json.dumps({"table": f"t{number}", "limit": 1})}
    return event({"tool_calls": [{"index": 0, "id": f"call_{number}", "type": "function", "function": function}]})


async def test_its_calls_are_made_and_its_thoughts_kept_apart(run, simulator, ask, jp_serverapp, kernel):
    thought = event({"content": "<think>secret</think>hi \ud83d there"})
    # without [DONE]
    simulator.script.append(Reply(verbatim=(thought, call(1), call(2), event({}, "tool_calls"))))
    simulator.script.append(Reply(verbatim=(event({"content": [{"type": "text", "text": "Two."}]}), event({}, "stop"))))
    got = await run("Use &`db.query`.", model="lab/m")
    assert kinds(got) == [
        *("run-started", "text-delta"),
        *["tool-call", "tool-result"] * 2,
        *("text-delta", "run-finished"),
    ]
    assert [each["arguments"]["table"] for each in of(got, "tool-call")] == ["t1", "t2"]
    assert [each["status"] for each in of(got, "tool-result")] == ["ok", "ok"]
    assert [each["text"] for each in of(got, "reasoning-delta")] == ["secret"]
    snapshot = (await ask("GET", f"runs/{got[0]['run']}")).json
    assert (snapshot["state"], snapshot["text"]) == ("finished", "hi \ufffd there\n\nTwo.")
    sent = simulator.received[-1]
    assert "secret" not in json.dumps(sent.body)
    assert [result.text for turn in sent.view.turns for result in turn.results] == [
        "querying t1\nlist: ['t1']",
        "querying t2\nlist: ['t2']",
    ]
    assert await execute(jp_serverapp, kernel, "None") == "['t1', 't2']"


async def test_a_call_that_does_not_fit_is_not_made_and_the_model_is_told_why(run, simulator, jp_serverapp, kernel):
    function = {"name": "db_query", "arguments": json.dumps({"table": 1, "rows": 2})}
    asked = event({"tool_calls": [{"index": 0, "function": function}]})
    simulator.script.extend([Reply(verbatim=(asked, event({}, "tool_calls"))), Reply([Text("No.")])])
    got = await run("Use &`db.query`.", model="lab/m")
    (result,) = of(got, "tool-result")
    told = "Not called: the arguments do not fit. "
    assert result["status"] == "refused" and result["content"]["text/plain"].startswith(told)
    assert await execute(jp_serverapp, kernel, "None") == "[]"
