"""Whether the user is asked before a call, and who may answer."""

from __future__ import annotations

import asyncio
import json

import anyio
import pytest

from ai_jup.simulator import Reply, Text, ToolCall
from tests.http.live.notebook import execute, kinds, of

pytestmark = pytest.mark.once


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


class TestForEveryUser:
    @pytest.fixture
    def extension(self, simulator, keys):
        return {"api_base": simulator.bases, "ask_before_calls": True}

    async def test_the_administrator_has_every_user_asked(self, ask, body, simulator, jp_serverapp, kernel):
        simulator.script.extend([Reply([ToolCall("quick")]), Reply([Text("Well.")])])
        run = (await ask("POST", "prompt", body=body("Use &`quick`."))).json["run"]
        with anyio.fail_after(10):
            while not (consents := of((await ask("GET", "runs", run)).json["events"], "tool-consent")):
                await asyncio.sleep(0.05)
        assert (consents[0]["reason"], consents[0]["state"]) == ("setting", "asked")
        assert await execute(jp_serverapp, kernel, "None") == "[]"
        assert (await ask("DELETE", "runs", run)).status in (200, 202, 204)
