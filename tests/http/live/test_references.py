"""What a prompt names in a real kernel: read before anything is sent, and told where that cannot be."""

from __future__ import annotations

import asyncio
import time

import pytest
from jupyter_server.gateway.gateway_client import GatewayClient

from ai_jup.simulator import Reply, Text
from tests.http.live.notebook import every_model, execute, kinds


@every_model
async def test_a_value_reaches_the_model_and_only_there(run, simulator, model):
    simulator.script.append(Reply([Text("It is 42.")]))
    got = await run("What is $`price`, and `` $`price` ``?", model=model)
    assert kinds(got) == ["run-started", "text-delta", "run-finished"]
    [received] = simulator.received
    assert "Value of price (int):\n```\n42\n```" in received.view.turns[-1].text
    assert received.view.prompt == "What is $`price`, and `` $`price` ``?"
    assert "Value of" not in received.view.system


async def test_what_does_not_exist_ends_the_run_before_anything_is_sent(run, simulator):
    for source, code, said in (
        ("What is $`prize`?", "reference-undefined", "$`prize`: the name 'prize' is not defined."),
        ("$`price` &`db.querry`", "reference-undefined", "has no attribute 'querry'"),
        ("&`price`", "function-unsuitable", "it is not a function: its type is int"),
        ("$`prize` $`price` $`zzzzz`", "reference-undefined", "'prize' is not defined. $`zzzzz`: the name 'zzzzz' is"),
        (" ".join(f"$`none{n}`" for n in range(7)), "reference-undefined", "And 2 more."),
    ):
        got = await run(source)
        assert kinds(got) == ["run-started", "run-failed"]
        assert got[-1]["error"]["code"] == code and said in got[-1]["error"]["message"] and got[-1]["error"]["hint"]
    assert simulator.received == []


async def test_what_the_kernel_says_of_a_reference_is_said_in_the_language_of_the_page(run):
    got = await run("Use &`price` and &`db.querry` on $`prize`.", language="de-DE")
    assert got[-1]["error"] == {
        "code": "function-unsuitable",
        "message": "&`price` kann dem Modell nicht angeboten werden: es ist keine Funktion, sondern vom Typ int. "
        "&`db.querry`: ein Objekt vom Typ type hat kein Attribut 'querry'. "
        "$`prize`: der Name 'prize' ist nicht definiert.",
        "hint": "Eine Funktion mit & nennen und einen Wert mit $ lesen. War statt &`db.querry` `query` gemeint? "
        "War statt $`prize` `price` gemeint? "
        "Die Verweise ändern oder die Zellen ausführen, die sie definieren, und den Prompt noch einmal ausführen.",
    }


async def test_a_reference_that_cannot_be_read_does_not_hide_what_is_wrong_with_the_others(ask, body, simulator):
    got = await ask("POST", "prompt", body=body("Plot $`len(price)`, &`price` and $`prize`."))
    assert (got.status, got.json["error"]["code"]) == (422, "reference-invalid")
    message, hint = got.json["error"]["message"], got.json["error"]["hint"]
    assert message.startswith("$`len(price)` (line 1, column 6) cannot be read: it calls a function")
    assert "&`price` cannot be offered to the model: it is not a function" in message
    assert message.endswith("$`prize`: the name 'prize' is not defined.")
    assert "double backticks" in hint and "For $`prize`, did you mean `price`?" in hint
    alone = await ask("POST", "prompt", body=body("Plot $`len(price)` of $`price`."))
    assert alone.json["error"]["message"].count(": ") == 1
    assert simulator.received == []


async def test_for_what_is_wrong_with_others_nobody_waits_for_a_busy_kernel(ask, body, jp_serverapp, kernel):
    busy = asyncio.create_task(execute(jp_serverapp, kernel, "import time; time.sleep(4)"))
    await asyncio.sleep(1)
    begun = time.monotonic()
    got = await ask("POST", "prompt", body=body("Plot $`len(price)` and $`prize`."))
    assert got.status == 422 and "prize`:" not in got.json["error"]["message"]
    assert time.monotonic() - begun < 2 and not busy.done()
    await busy


async def test_what_a_model_reads_of_a_value_is_english_on_a_german_page(run, simulator):
    simulator.script.append(Reply([Text("Nothing.")]))
    got = await run("Tell me of $`'%s' % price`.", language="de-DE")
    assert kinds(got)[-1] == "run-finished"
    assert "[it could not be read: it formats text]" in simulator.received[0].view.turns[-1].text


async def test_all_that_is_wrong_is_told_at_once_with_what_to_do(run):
    got = await run("Use &`price` and &`db.querry` on $`prize`.")
    assert got[-1]["error"] == {
        "code": "function-unsuitable",
        "message": "&`price` cannot be offered to the model: it is not a function: its type is int. "
        "&`db.querry`: an object of type type has no attribute 'querry'. $`prize`: the name 'prize' is not defined.",
        "hint": "Name a function with & and read a value with $. For &`db.querry`, did you mean `query`? "
        "For $`prize`, did you mean `price`? "
        "Change the references, or run the cells that define them, and run the prompt again.",
    }


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


async def test_where_no_kernel_can_be_had_of_a_gateway_it_is_said_why(
    ask, body, monkeypatch, jp_http_port, jp_base_url, jp_serverapp
):
    sent = body("What is $`price`?")
    sent["notebook"]["kernel_id"] = None

    async def told():
        error = (await ask("POST", "prompt", body=sent)).json["error"]
        assert error["code"] == "kernel-missing" and error["message"].startswith("The prompt names $`price`, but the")
        return error["message"].partition("no kernel. ")[2], error["hint"]

    assert await told() == (
        "",
        "Choose a kernel (Kernel → Change Kernel), run the cells that the prompt needs, and run the prompt again.",
    )

    gateway = GatewayClient.instance()
    monkeypatch.setattr(gateway, "url", "http://user:canary@127.0.0.1:1")
    message, hint = await told()
    assert message.startswith("The gateway that runs this server's kernels, 127.0.0.1:1, cannot be reached (")
    assert "GatewayClient.auth_token" in hint and "canary" not in message

    # this server is one, too, with a token of its own
    host = f"127.0.0.1:{jp_http_port}"
    monkeypatch.setattr(gateway, "url", f"http://{host}{jp_base_url}")
    message, hint = await told()
    assert message == f"The gateway that runs this server's kernels, {host}, refused this server (status 403)."
    assert "GatewayClient.auth_token" in hint
    monkeypatch.setattr(gateway, "auth_token", jp_serverapp.identity_provider.token)
    assert (await told())[0] == ""


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
            ("system", "System instructions"),
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
