"""An administrator's own endpoints, and the model that an administrator locks prompts to."""

import json
import os

import pytest

from ai_jup.simulator import Fault, Reply, Text, Usage
from tests.http.test_models import plot
from tests.request_types import check
from tests.scripted_simulator import ScriptedSimulator

pytestmark = pytest.mark.once

SONNET = "anthropic/claude-sonnet-5"


@pytest.fixture
def lab():
    with ScriptedSimulator.run_in_thread(check=check, models={"openai": ["qwen3-vl", "other"]}) as running:
        yield running
        assert [received.problem for received in running.received if received.problem] == []


@pytest.fixture
def extension(simulator, keys, lab, monkeypatch):
    monkeypatch.setenv("LAB_API_KEY", "lab-key")
    # what OpenAI's SDK would add to any request
    monkeypatch.setenv("OPENAI_ORG_ID", "canary-organisation")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "canary-project")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "x-gateway-key: canary-gateway")
    models = [
        {
            "name": "qwen3-vl",
            "label": "Qwen 3",
            "max_input_tokens": 32_768,
            "max_output_tokens": 4_096,
            "supports_vision": True,
            "input_cost_per_token": 0.001,
            "output_cost_per_token": 0.01,
        },
        {"name": "org/blind"},
    ]
    return {
        "api_base": simulator.bases,
        "endpoints": {
            "lab": {"label": "Our vLLM", "api_base": f"{lab.url}/v1/", "key_env": "LAB_API_KEY", "models": models},
            "ollama": {"label": "Ollama", "api_base": f"{lab.url}/v1", "models": [{"name": "gpt-4o"}]},
            "closed": {
                "label": "Closed",
                "api_base": f"{lab.url}/v1",
                "key_env": "NO_SUCH_KEY",
                "models": [{"name": "m"}],
            },
            "openai": {"label": "Thief", "api_base": f"{lab.url}/v1", "models": [{"name": "gpt-4o"}]},
            "simulator": {"label": "Thief", "api_base": f"{lab.url}/v1", "models": [{"name": "gpt-4o"}]},
            "thief": {
                "label": "Thief",
                "api_base": f"{lab.url}/v1",
                "key_env": "OPENAI_API_KEY",
                "models": [{"name": "m"}],
            },
            "broken": {"label": "Broken", "api_base": "vllm:8000", "models": [{"name": "../m", "vision": True}]},
            "nameless": {"api_base": "http://vllm:8000/v1", "models": [{"name": "m"}]},
            "empty": 1,
        },
    }


async def test_they_stand_among_providers_and_models(ask):
    models = (await ask("GET", "models")).json
    assert list(models) == ["openai", "anthropic", "gemini", "lab", "ollama", "closed"]
    assert models["lab"][0] == {
        "name": "lab/qwen3-vl",
        "label": "Qwen 3",
        "date": None,
        "provider_raw": "openai",
        "latest_alias": False,
        "max_input_tokens": 32_768,
        "max_output_tokens": 4_096,
        "supports_function_calling": False,
        "supports_reasoning": False,
        "supports_vision": True,
        "supports_pdf_input": False,
        "input_cost_per_token": 0.001,
        "output_cost_per_token": 0.01,
        "deprecation_date": None,
        "retires_soon": False,
    }
    providers = {p["id"]: p for p in (await ask("GET", "providers")).json}
    assert list(providers) == list(models)
    told = [(name, p["configured"], p["source"], p["env_vars"], p["storage"]) for name, p in providers.items()]
    assert told[3:] == [
        ("lab", True, "env", ["LAB_API_KEY"], None),
        ("ollama", True, None, [], None),
        ("closed", False, None, ["NO_SUCH_KEY"], None),
    ]
    assert (
        providers["closed"]["remedy"] == "Set NO_SUCH_KEY in the Jupyter server's environment and restart the server."
    )
    got = await ask("PUT", "keys", "closed", body={"key": "canary"})
    assert (got.status, got.json["error"]["code"]) == (403, "keys-locked")


@pytest.mark.parametrize(
    ("model", "sent", "key"),
    [
        ("lab/qwen3-vl", "qwen3-vl", "lab-key"),
        ("lab/org/blind", "org/blind", "lab-key"),
        ("ollama/gpt-4o", "gpt-4o", "none"),
    ],
)
async def test_a_prompt_goes_there_with_its_own_key_and_no_other(simulator, lab, ask, prompt, events, model, sent, key):
    lab.script.append(Reply([Text("Yes.")], usage=Usage(input=100, output=5)))
    got = await events((await ask("POST", "prompt", body=prompt(model=model))).json["run"])
    assert (got[0]["model"], got[-1]["type"]) == (model, "run-finished")
    cost = next(event["cost"] for event in got if event["type"] == "usage")
    assert cost == (pytest.approx(0.15) if model == "lab/qwen3-vl" else None)
    [received] = lab.received
    assert (received.endpoint, received.model, received.key) == ("chat", sent, key)
    # a window that nobody told of may be smaller than any number
    assert received.body.get("max_tokens") == (4_096 if model == "lab/qwen3-vl" else None)
    seen = json.dumps([received.headers, received.query, received.body])
    keys = [value for name, value in os.environ.items() if name.endswith("_API_KEY") and name != "LAB_API_KEY"]
    assert len(keys) == 3 and [one for one in (*keys, "canary") if one in seen] == []
    assert simulator.received == []


class TestLimitOfAReply:
    @pytest.fixture
    def extension(self, simulator, keys, lab):
        models = [{"name": "m"}, {"name": "n", "max_input_tokens": 8_000}]
        return {"endpoints": {"lab": {"label": "Lab", "api_base": f"{lab.url}/v1", "models": models}}}

    async def test_a_quarter_of_a_window_that_is_known(self, lab, ask, prompt, events):
        got = await events((await ask("POST", "prompt", body=prompt(model="lab/n"))).json["run"])
        assert lab.received[0].body["max_tokens"] == got[-1]["record"]["parameters"]["max_output_tokens"] == 2_000


class TestLimitOfAReplySet:
    @pytest.fixture
    def extension(self, simulator, keys, lab):
        endpoint = {"label": "Lab", "api_base": f"{lab.url}/v1", "models": [{"name": "m"}]}
        return {"endpoints": {"lab": endpoint}, "max_output_tokens": 500}

    async def test_it_is_sent(self, lab, ask, prompt, events):
        await events((await ask("POST", "prompt", body=prompt(model="lab/m"))).json["run"])
        assert lab.received[0].body["max_tokens"] == 500


async def test_an_endpoint_without_its_key_is_refused_with_the_variable(lab, ask, prompt):
    got = (await ask("POST", "test-connection", body={"model": "closed/m"})).json
    assert (got["success"], got["code"]) == (False, "key-missing") and "NO_SUCH_KEY" in got["hint"]
    assert lab.received == []


async def test_its_failures_name_it_and_its_variable(lab, ask):
    lab.script.append(Reply([], fault=Fault("status", status=401, message="bad key {key}")))
    got = (await ask("POST", "test-connection", body={"model": "lab/qwen3-vl"})).json
    assert got["error"] == "Invalid API key" and "Our vLLM" in got["details"] and "LAB_API_KEY" in got["hint"]
    assert "OpenAI" not in json.dumps(got) and "lab-key" not in json.dumps(got)


async def test_one_that_takes_no_key_is_told_of_none(lab, ask):
    lab.script.append(Reply([], fault=Fault("status", status=404)))
    lab.script.append(Reply([], fault=Fault("status", status=401)))
    gone = (await ask("POST", "test-connection", body={"model": "ollama/gpt-4o"})).json
    assert gone["error"] == "Model not found" and "key" not in json.dumps([gone["details"], gone["hint"]])
    closed = (await ask("POST", "test-connection", body={"model": "ollama/gpt-4o"})).json
    assert closed["details"].startswith("Ollama does not accept a request without an API key")
    place = lab.url.removeprefix("http://")
    assert closed["hint"] == (
        "Ask the administrator to set key_env of Ollama in AiJup.endpoints. "
        f"Requests to Ollama go to {place}, the address that AiJup.endpoints sets."
    )


async def test_what_it_has_is_asked_with_its_own_key(lab, ask):
    got = (await ask("GET", "availability")).json
    assert got["lab"] == {"checked": True, "unavailable": ["lab/org/blind"]}
    assert got["ollama"] == {"checked": True, "unavailable": ["ollama/gpt-4o"]}
    assert "closed" not in got
    assert sorted(received.key for received in lab.received) == ["lab-key", "none"]


async def test_a_picture_is_not_sent_to_a_model_that_cannot_see(simulator, lab, ask, prompt):
    body = prompt(model="lab/org/blind", cells=[plot()])
    for path in ("prompt", "context"):
        got = await ask("POST", path, body=body)
        assert (got.status, got.json["error"]["code"]) == (422, "model-cannot-see")
    named = got.json["error"]["hint"].partition("for example ")[2].partition(", or")[0].split(", ")
    assert [name.partition("/")[0] for name in named] == ["openai", "anthropic", "gemini"]
    assert simulator.received == lab.received == [] and (await ask("GET", "runs")).json == []
    assert (await ask("POST", "context", body=prompt(model="lab/org/blind"))).status == 200


async def test_what_is_configured_wrong_is_left_out_and_said(problems):
    said = await problems()
    assert len(said) == 6
    for endpoint, what in {
        "openai": "another id",
        "simulator": "another id",
        "thief": "change key_env: give the endpoint its own environment variable",
        "broken": "remove models.0.vision, which is not a setting (did you mean supports_vision?).",
        "nameless": "AiJup.endpoints, add label.",
        "empty": "change it: Input should be a valid dictionary",
    }.items():
        begins = f"The endpoint {endpoint!r} is ignored. In AiJup.endpoints, "
        assert any(text.startswith(begins) and what in text for text in said), (endpoint, said)


class TestPatterns:
    @pytest.fixture
    def extension(self, simulator, keys, lab):
        return {
            "api_base": simulator.bases,
            "allowed_providers": ["anthropic", "gemini", "lab", "mistral"],
            "allowed_models": ["anthropic/claude-s*", "lab/*", "gemini/gemini-2.5-pro", "anthropic/claude-99*"],
            "default_model": "anthropic/claude-opus-5",
            "endpoints": {
                "lab": {"label": "Lab", "api_base": f"{lab.url}/v1", "models": [{"name": "m"}]},
                "other": {"label": "Other", "api_base": f"{lab.url}/v1", "models": [{"name": "m"}]},
            },
        }

    async def test_models_are_allowed_by_pattern(self, ask, prompt, simulator, lab, caplog):
        models = (await ask("GET", "models")).json
        assert list(models) == ["anthropic", "gemini", "lab"]
        assert SONNET in [m["name"] for m in models["anthropic"]]
        assert {m["name"].rpartition("-")[0] for m in models["anthropic"]} <= {
            "anthropic/claude-sonnet",
            "anthropic/claude-sonnet-4",
            "anthropic/claude-sonnet-5",
        }
        assert [m["name"] for m in (*models["gemini"], *models["lab"])] == ["gemini/gemini-2.5-pro", "lab/m"]
        for name in ("anthropic/claude-opus-5", "openai/gpt-5.4", "gemini/gemini-2.5-flash", "other/m"):
            got = await ask("POST", "prompt", body=prompt(model=name))
            assert (got.status, got.json["error"]["code"]) == (403, "model-not-allowed")
            told = (await ask("GET", "model", params={"name": name})).json
            assert told["state"] == "not-allowed" and told["entry"]["name"] == name
            assert told["successor"] in [m["name"] for listed in models.values() for m in listed]
        assert simulator.received == lab.received == []

    async def test_what_matches_nothing_is_said_with_what_to_do(self, problems, ask):
        said = await problems()
        assert said == [
            "AiJup.allowed_providers names 'mistral', which is not a provider: "
            "change it to one of openai, anthropic, gemini, lab, other.",
            "AiJup.allowed_models has 'anthropic/claude-99*', which matches no model: "
            "change it to a 'provider/name' that GET /ai-jup/models lists, or to a pattern that matches one.",
            "AiJup.default_model is 'anthropic/claude-opus-5'. "
            "The administrator of this server does not allow Claude Opus 5. Change it to 'anthropic/claude-sonnet-5-5'.",
        ]
        default = (await ask("GET", "default-model")).json
        assert (default["model"], default["problem"]["code"]) == (None, "default-model-unusable")


class TestNothingAllowed:
    @pytest.fixture
    def extension(self, keyless):
        return {"allowed_models": ["openai/none-such"]}

    async def test_it_is_not_taken_for_a_missing_key(self, ask, prompt):
        got = await ask("POST", "prompt", body=prompt())
        assert (got.status, got.json["error"]["code"]) == (403, "model-not-allowed")
        assert "AiJup.allowed_models" in got.json["error"]["hint"]

    async def test_it_is_said_at_the_start(self, problems):
        assert (await problems())[-1] == (
            "No model is left to pick: change AiJup.allowed_models or AiJup.allowed_providers."
        )


class TestNothingAllowedButADefault:
    @pytest.fixture
    def extension(self, keyless):
        return {"allowed_models": ["openai/none-such"], "default_model": "openai/gpt-4"}

    async def test_nobody_is_told_to_pick_where_there_is_nothing(self, ask, prompt):
        refused = (await ask("POST", "prompt", body=prompt())).json["error"]
        assert refused["code"] == "default-model-unusable" and "yourself" not in refused["hint"]


class TestLockedWithoutKey:
    @pytest.fixture
    def extension(self, keyless):
        return {"default_model": SONNET, "lock_model": True, "keys_in_settings": False, "simulator": False}

    async def test_it_is_said_at_the_start_and_without_advice_that_a_lock_forbids(self, ask, prompt, problems):
        assert await problems() == [
            f"AiJup.lock_model sends every prompt to {SONNET}, for which the server has no key."
        ]
        refused = (await ask("POST", "prompt", body=prompt())).json["error"]
        assert refused["code"] == "key-missing" and "another provider" not in refused["hint"]


class TestUnheardOf:
    @pytest.fixture
    def extension(self, keyless):
        return {
            "api_base": {"opneai": "http://127.0.0.1:9", "lab": "http://127.0.0.1:9", "gemini": "secret@host:8000"},
            "endpoints": {"lab": {"label": "Lab", "api_base": "http://127.0.0.1:9/v1", "models": [{"name": "m"}]}},
            "default_model": "none/such",
        }

    async def test_it_is_said_at_the_start_without_an_address(self, problems):
        assert await problems() == [
            "AiJup.api_base has an entry for 'opneai', which is not a provider and has no effect: use openai, anthropic, gemini.",
            "AiJup.api_base has an entry for 'lab', which is not a provider and has no effect: "
            "set an endpoint's address in AiJup.endpoints.",
            "AiJup.api_base['gemini'] is not a valid address: change it to one like 'https://host/v1'.",
            "AiJup.default_model is 'none/such'. 'none/such' is not from a provider that ai-jup supports: "
            "names of supported models begin with openai/, anthropic/, gemini/, lab/. "
            "Change it to one that GET /ai-jup/models lists.",
        ]


class TestNothingSet:
    @pytest.fixture
    def extension(self, keyless):
        return {}

    async def test_nothing_is_looked_for(self, problems, jp_serverapp):
        assert await problems() == []
        assert jp_serverapp.web_app.settings["ai_jup"]._checking is None


class TestLocked:
    @pytest.fixture
    def extension(self, simulator, keys):
        return {"api_base": simulator.bases, "default_model": SONNET, "lock_model": True}

    @pytest.mark.parametrize(
        ("asked", "label"), [("openai/gpt-5.4", "GPT-5.4"), ("gpt-4", "GPT-4"), ("none/such", "none/such")]
    )
    async def test_the_default_answers_whatever_is_asked_for_and_says_so(
        self, simulator, ask, prompt, events, asked, label
    ):
        simulator.script.append(Reply([Text("Yes.")]))
        got = await events((await ask("POST", "prompt", body=prompt(model=asked))).json["run"])
        assert [event["type"] for event in got[:2]] == ["run-started", "warning"]
        assert got[0]["model"] == SONNET and got[-1]["type"] == "run-finished"
        assert got[1]["code"] == "model-locked"
        assert got[1]["message"] == f"The model is locked: Claude Sonnet 5 answered instead of {label}."
        assert [received.model for received in simulator.received] == ["claude-sonnet-5"]

    @pytest.mark.parametrize("asked", [None, SONNET, "claude-sonnet-5"])
    async def test_it_is_silent_where_nothing_else_was_asked_for(self, simulator, ask, prompt, events, asked):
        simulator.script.append(Reply([Text("Yes.")]))
        got = await events((await ask("POST", "prompt", body=prompt(model=asked))).json["run"])
        assert "warning" not in [event["type"] for event in got]

    async def test_no_other_is_picked_or_tested(self, simulator, ask):
        default = (await ask("GET", "default-model")).json
        assert (default["model"]["name"], default["locked"]) == (SONNET, True)
        assert (await ask("GET", "model", params={"name": SONNET})).json["state"] == "listed"
        other = (await ask("GET", "model", params={"name": "openai/gpt-5.4"})).json
        assert (other["state"], other["successor"]) == ("not-allowed", SONNET)
        tested = (await ask("POST", "test-connection", body={"model": "openai/gpt-5.4"})).json
        assert (tested["success"], tested["error"]) == (False, "Model not allowed")
        assert simulator.received == []


class TestLockedToNothing:
    @pytest.fixture
    def extension(self, simulator, keys):
        return {"api_base": simulator.bases, "default_model": "openai/gpt-4", "lock_model": True}

    @pytest.mark.parametrize("asked", [None, SONNET, "openai/gpt-4", "none/such"])
    async def test_the_administrator_is_to_change_it(self, simulator, ask, prompt, asked):
        refused = (await ask("POST", "prompt", body=prompt(model=asked))).json["error"]
        assert refused["code"] == "default-model-unusable" and "retired" in refused["message"]
        assert refused["hint"].startswith("Ask the administrator of this server to change AiJup.default_model, for ex")
        assert "yourself" not in refused["hint"]
        default = (await ask("GET", "default-model")).json
        assert default == {"name": "openai/gpt-4", "model": None, "locked": True, "problem": refused}
        if asked:
            tested = (await ask("POST", "test-connection", body={"model": asked})).json
            assert tested == {
                "success": False,
                "model": asked,
                "error": "The server's default model cannot answer",
                "code": refused["code"],
                "details": refused["message"],
                "hint": refused["hint"],
            }
            told = (await ask("GET", "model", params={"name": asked})).json
            assert (told["state"], told["successor"]) == ("not-allowed", None)
            assert "AiJup.default_model" in told["message"]
        assert simulator.received == []
