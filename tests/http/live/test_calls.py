"""A model's calls of a real kernel's functions, and back to each provider."""

from __future__ import annotations

import asyncio
import json
import os

import anyio
import pytest

from ai_jup.simulator import Reply, Text, ToolCall
from ai_jup.wire import CALL_MIME
from tests.http.live.notebook import every_model, execute, kinds, of
from tests.simulator.wires import png_base64

pytestmark = pytest.mark.once


@every_model
async def test_functions_are_called_in_order_and_their_results_go_back(run, simulator, model, jp_serverapp, kernel):
    simulator.script.append(
        Reply([Text("Let me look."), ToolCall("db_query", {"table": "a"}), ToolCall("plot"), ToolCall("canary")])
    )
    simulator.script.append(Reply([Text("Two rows.")]))
    got = await run("Use &`db.query` and &`plot`.", model=model)
    assert kinds(got) == [
        *("run-started", "text-delta"),
        *["tool-call", "tool-result"] * 3,
        *("text-delta", "run-finished"),
    ]
    calls, results = of(got, "tool-call"), of(got, "tool-result")
    assert [(call["name"], call["arguments"]) for call in calls] == [
        ("db.query", {"table": "a"}),
        ("plot", {}),
        ("canary", {}),
    ]
    assert [result["id"] for result in results] == [call["id"] for call in calls]
    assert [result["status"] for result in results] == ["ok", "ok", "refused"]
    assert results[0]["content"]["text/plain"] == "querying a\nlist: ['a', 'a', 'a']"
    assert results[1]["content"]["image/png"] == png_base64()
    assert results[1]["content"][CALL_MIME]["still_running"] is False
    assert "does not name the function 'canary'" in results[2]["content"]["text/plain"]
    assert "".join(event["text"] for event in of(got, "text-delta")) == "Let me look.\n\nTwo rows."
    assert got[-1]["finish_reason"] == "stop"
    first, second = simulator.received
    assert [(offer.name, offer.description) for offer in first.view.tools] == [
        ("db_query", "Query a table."),
        ("plot", "The user's function plot."),
    ]
    assert first.view.tools[0].parameters["properties"]["table"]["description"] == "its name"
    told = [result.text for turn in second.view.turns for result in turn.results]
    assert "querying a" in told[0] and "does not name" in told[2]
    # the figure is seen by each of them
    assert [picture.media_type for picture in second.view.pictures] == ["image/png"]
    assert await execute(jp_serverapp, kernel, "None") == "['a', 'plot']"


async def test_what_a_call_gives_is_read_as_the_outputs_of_cells_are(run, simulator):
    asked = [ToolCall(name) for name in ("progress", "cut_plot", "mistaken_plot")]
    simulator.script.extend([Reply(asked), Reply([Text("Red.")])])
    got = await run("Use &`[progress, cut_plot, mistaken_plot]`.")
    printed, cut, mistaken = (result["content"] for result in of(got, "tool-result"))
    lines = printed["text/plain"].splitlines()
    assert (lines[:3], lines[-1]) == (["100%", "red", "Traceback (most recent call last):"], "ValueError: also red")
    assert cut["text/plain"] == "[a picture, not shown: its PNG data cannot be read]\nNone"
    assert mistaken["image/png"] == png_base64()
    assert [picture.media_type for picture in simulator.received[1].view.pictures] == ["image/png"]


@every_model
async def test_arguments_that_do_not_fit_are_told_to_the_model(run, simulator, jp_serverapp, kernel, model):
    wrong = {
        '{"table": 3}': "table: 3 is not of type 'string'",
        "{}": "'table' is a required property",
        '{"table": "a", "more": 1}': "'more' was unexpected",
        "{not json": "the arguments are not a JSON object",
    }
    if model.startswith("gemini"):  # its protocol has no arguments but objects
        del wrong["{not json"]
    simulator.script.append(Reply([ToolCall("db_query", arguments) for arguments in wrong]))
    simulator.script.append(Reply([Text("Sorry.")]))
    got = await run("Use &`db.query`.", model=model)
    results = of(got, "tool-result")
    assert [result["status"] for result in results] == ["refused"] * len(wrong)
    told = [result.text for result in simulator.received[1].view.fresh_results]
    for why, result, text in zip(wrong.values(), results, told, strict=True):
        assert why in result["content"]["text/plain"] and why in text
    assert await execute(jp_serverapp, kernel, "None") == "[]"


@every_model
async def test_a_default_of_none_may_be_given(run, simulator, model):
    simulator.script.extend([Reply([ToolCall("maybe", {"limit": None, "day": None})]), Reply([Text("Nothing.")])])
    got = await run("Use &`maybe`.", model=model)
    [result] = of(got, "tool-result")
    assert (result["status"], result["content"]["text/plain"]) == ("ok", "list: [None, None]")


@every_model
async def test_at_the_limit_of_steps_the_model_is_asked_to_finish(run, simulator, model):
    simulator.script.extend([Reply([ToolCall("quick")]), Reply([ToolCall("quick")]), Reply([Text("So far.")])])
    got = await run("Use &`quick`.", model=model, options={"max_steps": 3})
    assert kinds(got) == ["run-started", *["tool-call", "tool-result"] * 2, "text-delta", "run-finished"]
    assert (got[-1]["finish_reason"], got[-1]["record"]["finish_reason"]) == ("max_steps", "max_steps")
    assert got[-1]["record"]["parameters"]["max_steps"] == 3
    last = simulator.received[-1]
    said = json.dumps(last.body)
    assert len(simulator.received) == 3 and "No more calls can be made" in said
    # none may be called, though all must still be named where there were calls before
    forbidden = {"openai": '"tool_choice": "none"', "anthropic": '{"type": "none"}', "gemini": '"NONE"'}
    assert forbidden[model.partition("/")[0]] in said


class TestLimitOfSteps:
    # the second as version 0.1 named them
    @pytest.fixture(params=[{"max_steps": 2, "default_steps": 3}, {"most_steps": 2, "max_steps": 3}])
    def extension(self, simulator, keys, request):
        return {"api_base": simulator.bases, **request.param}

    @pytest.mark.parametrize("options", [{"max_steps": 50}, {}])
    async def test_no_request_goes_over_the_administrators_limit(self, run, simulator, options):
        simulator.script.extend([Reply([ToolCall("quick")]), Reply([Text("So far.")])])
        got = await run("Use &`quick`.", options=options)
        assert len(simulator.received) == 2
        assert got[-1]["record"]["parameters"]["max_steps"] == 2


async def test_a_model_that_calls_on_past_the_limit_is_not_obeyed(run, simulator, jp_serverapp, kernel):
    simulator.script.extend([Reply([ToolCall("quick")]), Reply([ToolCall("quick")]), Reply([Text("never")])])
    got = await run("Use &`quick`.", options={"max_steps": 2})
    assert kinds(got) == ["run-started", "tool-call", "tool-result", "warning", "run-finished"]
    said = "The model asked to call the function 'quick', in its last reply, where it cannot call functions."
    assert (of(got, "warning")[-1]["message"], got[-1]["finish_reason"]) == (said, "max_steps")
    assert await execute(jp_serverapp, kernel, "None") == "['quick']"


async def test_a_call_over_its_time_is_told_and_the_run_goes_on(run, simulator):
    simulator.script.extend([Reply([ToolCall("endless")]), Reply([Text("It hangs.")])])
    got = await run("Use &`endless`.")
    [result] = of(got, "tool-result")
    assert result["status"] == "timeout"
    assert result["content"]["text/plain"] == "spinning\nInterrupted: it did not finish within 1 s."
    assert got[-1]["type"] == "run-finished"


async def test_stop_ends_a_call_and_the_run(ask, body, simulator, jp_serverapp, kernel, monkeypatch):
    jp_serverapp.web_app.settings["ai_jup"].service.limits.__dict__["call_seconds"] = 60.0
    simulator.script.append(Reply([ToolCall("endless")]))
    run = (await ask("POST", "prompt", body=body("Use &`endless`."))).json["run"]
    with anyio.fail_after(20):
        while "tool-call" not in kinds((await ask("GET", "runs", run)).json["events"]):
            await asyncio.sleep(0.02)
        await asyncio.sleep(0.3)
        assert (await ask("DELETE", "runs", run)).status == 204
        got = (await ask("GET", "runs", run)).json["events"]
    assert kinds(got) == ["run-started", "tool-call", "tool-result", "run-stopped"]
    [result] = of(got, "tool-result")
    assert (result["status"], result["content"]["text/plain"]) == ("error", "The user stopped it.")
    assert result["content"][CALL_MIME]["stopped"] is True
    # the function runs no more
    assert await execute(jp_serverapp, kernel, "None") == "['endless']"


class TestKeyless:
    """Without a key the simulator uses what is named."""

    @pytest.fixture
    def extension(self, keyless):
        return {}

    async def test_the_simulator_calls_the_first_function_and_reports(self, run):
        got = await run("Use &`db.query` on $`price`.", model=None)
        assert kinds(got) == [
            *("run-started", "text-delta", "tool-call", "tool-result"),
            *("text-delta", "run-finished"),
        ]
        assert of(got, "tool-call")[0]["arguments"] == {"table": "example"}
        text = "".join(event["text"] for event in of(got, "text-delta"))
        assert "querying example" in text and got[-1]["type"] == "run-finished"


async def test_a_key_of_this_server_in_a_result_goes_nowhere(run, simulator, keys):
    simulator.script.extend([Reply([ToolCall("environment")]), Reply([Text("Done.")])])
    got = await run("Use &`environment`.", model="anthropic/claude-sonnet-5")
    [result] = of(got, "tool-result")
    assert result["content"]["text/plain"] == "str: '[key removed]'"
    assert os.environ["OPENAI_API_KEY"] not in json.dumps([r.body for r in simulator.received])
    assert os.environ["OPENAI_API_KEY"] not in json.dumps(got)
