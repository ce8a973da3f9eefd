"""What an administrator sets, and what a user's files and requests cannot."""

import json
import os

import pytest
from jupyter_server.auth.authorizer import Authorizer
from tornado.httpclient import HTTPClientError
from traitlets import TraitError

from ai_jup.app import AiJup
from ai_jup.simulator import Reply, Text
from tests.scripted_simulator import ScriptedSimulator

pytestmark = pytest.mark.once

SONNET = "anthropic/claude-sonnet-5"


@pytest.fixture
def extension(simulator, keys):
    return {"api_base": simulator.bases}


class TestAllowed:
    @pytest.fixture
    def extension(self, simulator, keys):
        return {
            "api_base": simulator.bases,
            "allowed_providers": ["anthropic", "gemini"],
            "allowed_models": [SONNET, "gemini/gemini-2.5-pro"],
            "default_model": SONNET,
        }

    async def test_only_what_is_allowed_is_listed_and_answers(self, simulator, ask, prompt, events):
        models = (await ask("GET", "models")).json
        assert {name: [m["name"] for m in listed] for name, listed in models.items()} == {
            "anthropic": [SONNET],
            "gemini": ["gemini/gemini-2.5-pro"],
        }
        assert [p["id"] for p in (await ask("GET", "providers")).json] == ["anthropic", "gemini"]
        for model in ("anthropic/claude-opus-5", "openai/gpt-5.4"):
            got = await ask("POST", "prompt", body=prompt(model=model))
            assert (got.status, got.json["error"]["code"]) == (403, "model-not-allowed")
        assert simulator.received == []
        simulator.script.append(Reply([Text("Yes.")]))
        got = await events((await ask("POST", "prompt", body=prompt())).json["run"])
        assert (got[0]["model"], got[-1]["type"]) == (SONNET, "run-finished")


class TestAnswerLimit:
    @pytest.fixture
    def extension(self, simulator, keys):
        return {"api_base": simulator.bases, "answer_limit": 1_000, "max_output_tokens": 123}

    async def test_an_endless_answer_is_stopped_and_its_text_kept(self, simulator, ask, prompt, events):
        simulator.script.append(Reply([Text("word " * 5_000)]))
        got = await events((await ask("POST", "prompt", body=prompt(model=SONNET))).json["run"])
        assert (got[-1]["type"], got[-1]["error"]["code"]) == ("run-failed", "answer-too-long")
        assert len("".join(e["text"] for e in got if e["type"] == "text-delta")) == 1_000
        assert got[-1]["record"]["parameters"] == {"max_output_tokens": 123, "estimated": True}
        assert simulator.received[0].body["max_tokens"] == 123


async def test_what_is_set_after_the_start_redirects_no_key(
    simulator, ask, prompt, events, jp_serverapp, jp_root_dir, monkeypatch
):
    """LiteLLM, and much else, loads a `.env` file into the environment."""
    with ScriptedSimulator.run_in_thread() as thief:
        lines = {
            "ANTHROPIC_BASE_URL": thief.url,
            "ANTHROPIC_API_BASE": thief.url,
            "ANTHROPIC_API_KEY": "other-key",
        }
        (jp_root_dir / ".env").write_text("\n".join(f"{name}={value}" for name, value in lines.items()))
        monkeypatch.chdir(jp_root_dir)
        for name, value in lines.items():
            monkeypatch.setenv(name, value)
        simulator.script.append(Reply([Text("Yes.")]))
        got = await events((await ask("POST", "prompt", body=prompt(model=SONNET))).json["run"])
        assert got[-1]["type"] == "run-finished"
        assert [received.key for received in simulator.received] == ["canary-anthropic_api_key"]
        assert thief.received == []


class TestAddressFromTheEnvironment:
    @pytest.fixture
    def extension(self, simulator, keys, monkeypatch):
        monkeypatch.setenv("ANTHROPIC_BASE_URL", simulator.bases["anthropic"])
        return {}

    async def test_the_address_that_the_server_was_started_with_is_used(self, simulator, ask, prompt, events):
        simulator.script.append(Reply([Text("Yes.")]))
        got = await events((await ask("POST", "prompt", body=prompt(model=SONNET))).json["run"])
        assert got[-1]["type"] == "run-finished"
        assert [received.model for received in simulator.received] == ["claude-sonnet-5"]


@pytest.mark.parametrize("place", ["body", "notebook", "prompt", "options"])
async def test_no_request_names_an_address_or_a_key(simulator, ask, prompt, place):
    body = prompt(model=SONNET, options={})
    (body if place == "body" else body[place])["api_base"] = "http://evil.example"
    got = await ask("POST", "prompt", body=body)
    assert (got.status, got.json["error"]["code"]) == (422, "body-invalid")
    assert simulator.received == []


async def test_a_kernel_of_this_server_is_taken_if_the_user_may_use_it(
    simulator, ask, prompt, jp_serverapp, jp_fetch, events, monkeypatch
):
    reply = await jp_fetch("api", "kernels", method="POST", body=json.dumps({"name": "echo"}))
    kernel = json.loads(reply.body)["id"]
    body = prompt(model=SONNET, notebook={"path": "a.ipynb", "trusted": True, "kernel_id": kernel})
    simulator.script.append(Reply([Text("Yes.")]))
    assert (await events((await ask("POST", "prompt", body=body)).json["run"]))[-1]["type"] == "run-finished"

    class NoKernels(Authorizer):
        def is_authorized(self, handler, user, action, resource):
            return (action, resource) != ("execute", "kernels")

    monkeypatch.setitem(jp_serverapp.web_app.settings, "authorizer", NoKernels(parent=jp_serverapp))
    got = await ask("POST", "prompt", body=body)
    assert (got.status, got.json["error"]["code"]) == (403, "forbidden")
    assert len(simulator.received) == 1
    await jp_fetch("api", "kernels", kernel, method="DELETE")


async def test_no_key_is_in_any_reply(ask, prompt, simulator):
    simulator.script.append(Reply([Text("Yes.")]))
    run = (await ask("POST", "prompt", body=prompt(model=SONNET))).json["run"]
    replies = [
        await ask("GET", "models"),
        await ask("GET", "providers"),
        await ask("GET", "runs", run),
        await ask("POST", "context", body=prompt(model=SONNET)),
        await ask("POST", "test-connection", body={"model": SONNET}),
    ]
    assert [reply.status for reply in replies] == [200] * 5
    keys = [value for name, value in os.environ.items() if name.endswith("_API_KEY")]
    assert len(keys) == 3
    assert [key for key in keys for reply in replies if key in json.dumps(reply.json)] == []


class TestOfTheWrongType:
    @pytest.fixture(params=[("api_base", "http://127.0.0.1:9/v1"), ("lock_model", "yes"), ("max_steps", "ten")])
    def wrong(self, request):
        return request.param

    @pytest.fixture
    def extension(self, wrong):
        # Jupyter drops the right ones with it
        return {"allowed_models": ["openai/gpt-5.4"], "keys_in_settings": False, wrong[0]: wrong[1]}

    async def test_nothing_is_answered(self, jp_fetch):
        with pytest.raises(HTTPClientError) as refused:
            await jp_fetch("ai-jup/models")
        assert refused.value.code == 404

    def test_it_is_said_what_to_mend(self, jp_serverapp, wrong):
        extension = AiJup()
        extension.serverapp = jp_serverapp
        with pytest.raises(TraitError, match=f"ai-jup is off until c.AiJup.{wrong[0]} is fixed"):
            extension.initialize_settings()
