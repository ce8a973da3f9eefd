"""Values and functions of a real kernel, from the prompt to each provider and back."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import signal

import anyio
import pytest

from ai_jup.simulator import Reply, Text, ToolCall
from ai_jup.wire import CALL_MIME
from tests.simulator.wires import png_base64

CELL = (
    '''
import time
calls = []
price = 42
class db:
    @staticmethod
    def query(table: str, limit: int = 3) -> list[str]:
        """Query a table.

        Args:
            table: its name
        """
        calls.append(table)
        print("querying", table)
        return [table] * limit
class Dot:
    def _repr_png_(self):
        return __import__("base64").b64decode("PNG")
def plot():
    calls.append("plot")
    display(Dot())
def maybe(limit: int = None, day: "str" = None): return [limit, day]
def quick(): calls.append("quick")
def endless():
    calls.append("endless")
    print("spinning")
    while True: pass
def progress():
    for share in range(0, 101, 50): print(f"\\r{share}%", end="")
    print("\\n\\x1b[31mred\\x1b[0m")
    raise ValueError("\\x1b[31malso red\\x1b[0m")
def cut_plot(): display({"image/png": "CUT"}, raw=True)
def mistaken_plot(): display({"image/jpeg": "MISTAKEN"}, raw=True)
def canary(): calls.append("canary")
def environment():
    import os
    return os.environ["OPENAI_API_KEY"]
'''.replace("PNG", png_base64())
    .replace("CUT", png_base64()[:40])
    .replace("MISTAKEN", png_base64())
)
MODELS = ["openai/gpt-5.4", "openai/gpt-4o", "anthropic/claude-sonnet-5", "gemini/gemini-3.5-flash"]
every_model = pytest.mark.parametrize("model", MODELS)


@pytest.fixture
def extension(simulator, keys):
    return {"api_base": simulator.bases, "call_timeout": 1.0}


@pytest.fixture
def kernel(jp_serverapp, jp_asyncio_loop):
    kernel_id = jp_asyncio_loop.run_until_complete(jp_serverapp.kernel_manager.start_kernel())
    jp_asyncio_loop.run_until_complete(execute(jp_serverapp, kernel_id, CELL))
    return kernel_id  # the server ends it


async def execute(serverapp, kernel_id, code):
    client = serverapp.kernel_manager.get_kernel(kernel_id).client()
    client.start_channels(stdin=False, hb=False)  # each heart beat would be a thread
    try:
        await client.wait_for_ready(timeout=60)
        reply = await client.execute_interactive(
            code, user_expressions={"calls": "list(calls)"}, output_hook=lambda _: None, timeout=60
        )
    finally:
        client.stop_channels()
    assert reply["content"]["status"] == "ok", reply["content"]
    return reply["content"]["user_expressions"]["calls"]["data"]["text/plain"]


@pytest.fixture
def body(prompt, kernel):
    """The body of a prompt in the notebook of the kernel."""

    def make(source, trusted=True, model=MODELS[0], **changes):
        return prompt(
            prompt={"id": "p1", "source": source},
            notebook={"path": "a.ipynb", "trusted": trusted, "kernel_id": kernel},
            model=model,
            **changes,
        )

    return make


@pytest.fixture
def run(ask, events, body):
    """All events of a prompt."""

    async def send(source, **changes):
        started = await ask("POST", "prompt", body=body(source, **changes))
        assert started.status == 202, started.json
        return await events(started.json["run"])

    return send


def kinds(got):
    """The types of the events, texts that follow each other as one; the first prompt may have waited for LiteLLM."""
    got = [event for event in got if event.get("code") != "loading"]
    told = [event["type"] for event in got if event["type"] not in ("usage", "reasoning-delta")]
    return [kind for kind, _ in itertools.groupby(told)]


def of(got, kind):
    return [event for event in got if event["type"] == kind]


@every_model
async def test_a_value_reaches_the_model_and_only_there(run, simulator, model):
    simulator.script.append(Reply([Text("It is 42.")]))
    got = await run("What is $`price`, and `` $`price` ``?", model=model)
    assert kinds(got) == ["run-started", "text-delta", "run-finished"]
    [received] = simulator.received
    assert "Value of price (int):\n```\n42\n```" in received.view.turns[-1].text
    assert received.view.prompt == "What is $`price`, and `` $`price` ``?"
    assert "Value of" not in received.view.system


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


async def test_a_model_that_calls_on_past_the_limit_is_not_obeyed(run, simulator, jp_serverapp, kernel):
    simulator.script.extend([Reply([ToolCall("quick")]), Reply([ToolCall("quick")]), Reply([Text("never")])])
    got = await run("Use &`quick`.", options={"max_steps": 2})
    assert kinds(got) == ["run-started", "tool-call", "tool-result", "warning", "run-finished"]
    said = "The model asked for the function 'quick', in its last reply, in which it can call nothing."
    assert (of(got, "warning")[-1]["message"], got[-1]["finish_reason"]) == (said, "max_steps")
    assert await execute(jp_serverapp, kernel, "None") == "['quick']"


async def test_a_call_over_its_time_is_told_and_the_run_goes_on(run, simulator):
    simulator.script.extend([Reply([ToolCall("endless")]), Reply([Text("It hangs.")])])
    got = await run("Use &`endless`.")
    [result] = of(got, "tool-result")
    assert result["status"] == "timeout"
    assert result["content"]["text/plain"] == "spinning\nInterrupted: it did not end within 1 s."
    assert got[-1]["type"] == "run-finished"


async def test_what_does_not_exist_ends_the_run_before_anything_is_sent(run, simulator):
    for source, code, said in (
        ("What is $`prize`?", "reference-undefined", "$`prize`: the name 'prize' is not defined."),
        ("$`price` &`db.querry`", "reference-undefined", "has no attribute 'querry'"),
        ("&`price`", "function-unsuitable", "it is not a function, but an int"),
    ):
        got = await run(source)
        assert kinds(got) == ["run-started", "run-failed"]
        assert got[-1]["error"]["code"] == code and said in got[-1]["error"]["message"] and got[-1]["error"]["hint"]
    assert simulator.received == []


async def test_what_cannot_be_read_is_refused_at_once(ask, body, simulator, kernel):
    for source, kernel_id, code in (
        ("What is $`len(price)`?", kernel, "reference-invalid"),
        ("&`quick()`", kernel, "reference-invalid"),
        ("What is $`price`?", None, "kernel-missing"),
    ):
        sent = body(source)
        sent["notebook"]["kernel_id"] = kernel_id
        got = await ask("POST", "prompt", body=sent)
        assert (got.status, got.json["error"]["code"]) == (422, code)
    assert simulator.received == [] and (await ask("GET", "runs")).json == []


async def test_a_kernel_that_died_is_told_and_prompts_without_references_do_not_need_it(
    run, simulator, jp_serverapp, kernel
):
    process = jp_serverapp.kernel_manager.get_kernel(kernel)
    os.kill(process.provisioner.pid, signal.SIGKILL)
    while await process.is_alive():
        await asyncio.sleep(0.05)
    got = await run("$`price`")
    assert kinds(got) == ["run-started", "run-failed"] and got[-1]["error"]["code"] == "kernel-dead"
    assert simulator.received == []
    simulator.script.append(Reply([Text("Yes.")]))
    assert kinds(await run("Why?")) == ["run-started", "text-delta", "run-finished"]


class TestAsking:
    """Before each call the user is asked, where the notebook is not trusted or the user set it so."""

    @pytest.fixture
    def asked(self, ask, body, jp_ws_fetch, simulator):
        async def start(answer, **changes):
            """Events of a prompt whose every question is answered by `answer(run, event)`."""
            simulator.script.extend([Reply([ToolCall("quick")]), Reply([Text("Done.")])])
            run = (await ask("POST", "prompt", body=body("Use &`quick`.", **changes))).json["run"]
            socket = await jp_ws_fetch("ai-jup", "events")
            await socket.write_message(json.dumps({"run": run, "after": 0}))
            got = []
            with anyio.fail_after(30):
                while not got or got[-1]["type"] not in ("run-finished", "run-failed", "run-stopped"):
                    got.append(json.loads(await socket.read_message()))
                    if got[-1]["type"] == "tool-consent" and got[-1]["state"] == "asked":
                        await answer(run, got[-1])
            socket.close()
            return got

        return start

    @pytest.mark.parametrize(
        ("changes", "reason"),
        [({"trusted": False}, "untrusted"), ({"options": {"ask_before_calls": True}}, "setting")],
    )
    @pytest.mark.parametrize("allow", [True, False])
    async def test_the_answer_decides(self, asked, ask, jp_serverapp, kernel, changes, reason, allow):
        async def answer(run, event):
            assert await execute(jp_serverapp, kernel, "None") == "[]"
            reply = await ask("POST", "runs", run, "consent", body={"call": event["id"], "allow": allow})
            assert reply.status == 204
            again = await ask("POST", "runs", run, "consent", body={"call": event["id"], "allow": True})
            assert (again.status, again.json["error"]["code"]) == (404, "call-unknown")

        got = await asked(answer, **changes)
        assert kinds(got) == [
            *("run-started", "tool-call", "tool-consent", "tool-result"),
            *("text-delta", "run-finished"),
        ]
        consents = of(got, "tool-consent")
        assert [(c["state"], c["reason"]) for c in consents] == [
            ("asked", reason),
            ("given" if allow else "refused", reason),
        ]
        assert len(consents[0]["digest"]) == 32
        assert of(got, "tool-result")[0]["status"] == ("ok" if allow else "refused")
        assert await execute(jp_serverapp, kernel, "None") == ("['quick']" if allow else "[]")

    async def test_a_stop_while_it_is_asked_calls_nothing(self, asked, ask, jp_serverapp, kernel):
        async def answer(run, event):
            assert (await ask("DELETE", "runs", run)).status == 204

        got = await asked(answer, trusted=False)
        assert kinds(got) == ["run-started", "tool-call", "tool-consent", "tool-result", "run-stopped"]
        assert of(got, "tool-result")[0]["status"] == "refused"
        assert await execute(jp_serverapp, kernel, "None") == "[]"

    async def test_a_trusted_notebook_is_not_asked(self, asked, ask):
        got = await asked(None)
        assert of(got, "tool-consent") == [] and of(got, "tool-result")[0]["status"] == "ok"


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


async def test_a_busy_kernel_is_waited_for_and_the_wait_can_be_stopped(ask, body, simulator, jp_serverapp, kernel):
    busy = asyncio.create_task(execute(jp_serverapp, kernel, "time.sleep(6)"))
    await asyncio.sleep(0.7)
    run = (await ask("POST", "prompt", body=body("$`price`"))).json["run"]
    with anyio.fail_after(5):
        while "warning" not in kinds((await ask("GET", "runs", run)).json["events"]):
            await asyncio.sleep(0.05)
        await ask("DELETE", "runs", run)
    got = (await ask("GET", "runs", run)).json["events"]
    assert [(event["type"], event.get("code")) for event in got] == [
        ("run-started", None),
        ("warning", "kernel-busy"),
        ("run-stopped", None),
    ]
    assert simulator.received == []
    await busy


async def test_that_a_busy_kernel_is_free_again_is_told(run, simulator, jp_serverapp, kernel):
    simulator.script.append(Reply([Text("It is 42.")]))
    busy = asyncio.create_task(execute(jp_serverapp, kernel, "time.sleep(3)"))
    await asyncio.sleep(0.7)
    got = await run("$`price`")
    assert kinds(got) == ["run-started", "warning", "text-delta", "run-finished"]
    assert [(event["code"], event["message"]) for event in of(got, "warning")] == [
        ("kernel-busy", "The kernel is busy. This prompt goes on when it is free."),
        ("kernel-free", "The kernel is free again."),
    ]
    await busy


async def test_the_names_of_a_kernel_are_told(ask, kernel):
    got = await ask("GET", "kernel-names", params={"kernel_id": kernel})
    named = {each["name"]: each for each in got.json}
    assert named["price"] == {"name": "price", "type": "int", "callable": False, "preview": "42"}
    assert named["quick"]["callable"] is True
    unknown = await ask("GET", "kernel-names", params={"kernel_id": "none"})
    assert (unknown.status, unknown.json["error"]["code"]) == (404, "kernel-unknown")


async def test_whoever_may_not_execute_may_neither_run_allow_nor_list(ask, body, kernel, jp_serverapp):
    asked = []

    class Recording:
        def is_authorized(self, handler, user, action, resource):
            asked.append((action, resource))
            return resource != "kernels"

    authorizer, jp_serverapp.web_app.settings["authorizer"] = jp_serverapp.authorizer, Recording()
    try:
        for reply in (
            await ask("POST", "prompt", body=body("$`price`")),
            await ask("POST", "runs", "x", "consent", body={"call": "c", "allow": True}),
            await ask("GET", "kernel-names", params={"kernel_id": kernel}),
        ):
            assert reply.status == 403
    finally:
        jp_serverapp.web_app.settings["authorizer"] = authorizer
    assert asked.count(("execute", "kernels")) == 3


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


class TestWhatWouldBeSent:
    """`POST context` reads what a run would read."""

    @pytest.fixture
    def shown(self, ask, body):
        async def show(source, **changes):
            return (await ask("POST", "context", body=body(source, **changes))).json

        return show

    async def test_it_is_what_a_run_then_sends(self, shown, run, simulator):
        prompt = {"source": "Use &`db.query` and &`quick` on $`price`.", "model": "openai/gpt-4o"}
        before = await shown(**prompt)
        await run(**prompt)
        sent = simulator.received[0].body
        assert (before["messages"], before["tools"]) == (sent["messages"], sent["tools"])
        assert [(part["kind"], part["label"]) for part in before["parts"]] == [
            ("system", "What the model is told of its task"),
            ("code", "Cell 1, code"),
            ("value", "$`price`"),
            ("prompt", "The prompt"),
            ("function", "May be called: db_query, quick"),
        ]
        assert all(part["tokens"] > 0 for part in before["parts"])
        assert before["tokens"] == sum(part["tokens"] for part in before["parts"])
        assert (before["warnings"], before["refusal"]) == ([], None)

    async def test_nothing_is_read_where_that_is_not_wanted(self, shown):
        reply = await shown("Use &`quick` on $`price`.", options={"read_values": False})
        assert [warning["code"] for warning in reply["warnings"]] == ["live-not-counted"]
        assert reply["tools"] == [] and "value" not in [part["kind"] for part in reply["parts"]]
        assert (await shown("What is it?", options={"read_values": False}))["warnings"] == []

    async def test_a_busy_kernel_is_not_waited_for(self, shown, kernel, jp_serverapp):
        busy = asyncio.create_task(execute(jp_serverapp, kernel, "time.sleep(60)"))
        await asyncio.sleep(0.5)
        try:
            [warning] = (await shown("What is $`price`?"))["warnings"]
        finally:
            await jp_serverapp.kernel_manager.interrupt_kernel(kernel)
            await asyncio.gather(busy, return_exceptions=True)
        assert warning["code"] == "live-not-counted" and warning["message"].startswith("The kernel is busy")

    async def test_what_a_run_would_fail_for_is_told(self, shown):
        assert (await shown("What is $`prise`?"))["refusal"] == {
            "code": "reference-undefined",
            "message": "$`prise`: the name 'prise' is not defined.",
            "hint": "Did you mean `price`? Else run the cell that defines it, and run the prompt again.",
        }

    async def test_it_is_refused_as_a_run_would_be(self, ask, body):
        refused = await ask("POST", "context", body=body("What is $`price()`?"))
        assert (refused.status, refused.json["error"]["code"]) == (422, "reference-invalid")
