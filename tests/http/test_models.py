"""What can be picked, what became of a name, and what a key may use, through a real server."""

import asyncio
import datetime
import json

import pytest

from ai_jup.catalogue import Catalogue, catalogue
from ai_jup.simulator import Reply, Text
from tests.scripted_simulator import ScriptedSimulator

SONNET = "anthropic/claude-sonnet-5"
MODELS = {name: [m.name.partition("/")[2] for m in listed] for name, listed in Catalogue().models().items()}
# which they are with which LiteLLM stands in tests/catalogue/golden
NEWEST, *_ = (f"openai/{name}" for name in MODELS["openai"] if name != "chat-latest")
GONE = (NEWEST.removeprefix("openai/"), "claude-opus-5-5", "gemini-2.5-pro")
"""In no list of the simulated providers of `TestAvailability`."""


@pytest.fixture
def day(monkeypatch):
    """The day on which the tests below look."""
    monkeypatch.setattr(catalogue, "_today", lambda: datetime.date(2026, 11, 23))


@pytest.fixture
def extension(simulator, keys, day):
    return {"api_base": simulator.bases}


@pytest.fixture
def status(ask):
    async def of(name):
        got = await ask("GET", "model", params={"name": name})
        assert got.status == 200 and got.json["name"] == name
        return got.json

    return of


class TestStatus:
    async def test_a_listed_model_has_nothing_to_tell(self, ask, status):
        entry = next(m for m in (await ask("GET", "models")).json["anthropic"] if m["name"] == SONNET)
        assert await status(SONNET) == {
            "name": SONNET,
            "state": "listed",
            "entry": entry,
            "message": "",
            "successor": None,
        }

    @pytest.mark.parametrize(
        ("name", "state", "successor", "says"),
        [
            ("claude-sonnet-5", "hidden", SONNET, "without its provider"),
            ("openai/gpt-4o-2024-08-06", "hidden", "openai/gpt-4o", "dated version of GPT-4o. It still works"),
            ("openai/gpt-4", "retired", NEWEST, "OpenAI retired GPT-4 on 2026-10-23."),
            ("o4-mini", "retired", "openai/gpt-5.4-mini", "OpenAI retired o4-mini on 2026-10-23."),
            ("gpt-5.3-codex-spark", "retired", NEWEST, "OpenAI retired GPT-5.3 Codex Spark."),
            ("claude-3-5-sonnet-20241022", "unknown", "anthropic/claude-sonnet-5-5", "has probably been retired"),
            (
                "gemini/gemini-2.0-flash",
                "unknown",
                "gemini/gemini-3.8-flash",
                "no longer among the models of Google Gemini",
            ),
            (
                "anthropic/claude-99",
                "unknown",
                "anthropic/claude-haiku-5-5",
                "'anthropic/claude-99' is not in the list",
            ),
            ("gpt-4-vision-preview", "unknown", NEWEST, "may be mistyped, or withdrawn."),
            ("openai/dall-e-3", "unknown", NEWEST, "may be mistyped, or withdrawn."),
            ("openai/gpt-4o-audio-preview", "unknown", NEWEST, "made for audio"),
            ("vertex_ai/gemini-2.5-pro", "unknown", "gemini/gemini-2.5-pro", "is hosted on another platform"),
            ("bedrock/anthropic.claude-3-opus-v1:0", "unknown", "anthropic/claude-opus-5-5", "on another platform"),
            ("openrouter/openai/gpt-5.4", "unknown", "openai/gpt-5.4", "begin with openai/."),
            ("ollama/llama3", "unknown", None, "begin with openai/, anthropic/, gemini/."),
            ("x" * 5_000, "unknown", None, "'" + "x" * 100 + "'"),
        ],
    )
    async def test_any_other_says_why_and_what_to_take(self, status, name, state, successor, says):
        got = await status(name)
        assert (got["state"], got["successor"]) == (state, successor)
        assert says in got["message"] and (got["entry"] is None) == (state == "unknown")

    async def test_a_model_newer_than_litellm_is_not_called_retired(self, status, monkeypatch):
        known = catalogue.releases()
        newer = {**known["openai"], "gpt-9": {"date": "2026-11-20", "label": "GPT-9"}}
        monkeypatch.setattr(catalogue, "releases", lambda: {**known, "openai": newer})
        got = await status("openai/gpt-9")
        assert (got["state"], "newer than the installed LiteLLM" in got["message"]) == ("unknown", True)

    @pytest.mark.parametrize("params", [{}, {"name": ""}])
    async def test_without_a_name_it_is_refused(self, ask, params):
        got = await ask("GET", "model", params=params)
        assert (got.status, got.json["error"]["code"]) == (400, "name-missing")

    async def test_a_prompt_to_a_retired_model_is_told_the_same(self, ask, prompt, simulator):
        got = (await ask("POST", "prompt", body=prompt(model="gpt-4"))).json["error"]
        assert got["code"] == "model-unknown" and got["message"] == "OpenAI retired GPT-4 on 2026-10-23."
        assert NEWEST in got["hint"] and simulator.received == []


class TestDefault:
    async def test_it_is_the_newest_of_the_first_provider_with_a_key(self, ask):
        got = (await ask("GET", "default-model")).json
        assert (got["model"]["name"], got["locked"]) == (NEWEST, False)

    class TestWithoutAnyKey:
        @pytest.fixture
        def extension(self, keyless):
            return {}

        async def test_there_is_none(self, ask):
            got = (await ask("GET", "default-model")).json
            assert got == {"name": None, "model": None, "locked": False, "problem": None}
            assert (await ask("GET", "availability")).json == {}

    class TestNeitherKeyNorSimulator:
        @pytest.fixture
        def extension(self, keyless):
            return {"simulator": False}

        async def test_it_says_what_is_missing(self, ask):
            got = (await ask("GET", "default-model")).json
            assert (got["name"], got["model"], got["problem"]["code"]) == (None, None, "key-missing")

    class TestWithoutItsKey:
        @pytest.fixture
        def extension(self, simulator, keyless, monkeypatch):
            monkeypatch.setenv("OPENAI_API_KEY", "canary")
            return {"api_base": simulator.bases, "default_model": SONNET}

        async def test_it_stands_there_with_what_is_missing(self, ask):
            got = (await ask("GET", "default-model")).json
            assert (got["name"], got["model"]["name"], got["problem"]["code"]) == (SONNET, SONNET, "key-missing")

    class TestConfigured:
        @pytest.fixture
        def extension(self, simulator, keys):
            return {"api_base": simulator.bases, "default_model": SONNET}

        async def test_it_is_what_is_set(self, ask):
            assert (await ask("GET", "default-model")).json["model"]["name"] == SONNET


def unavailable(*gone):
    """The models that the simulated providers have, without some."""
    return {provider: [name for name in names if name not in gone] for provider, names in MODELS.items()}


class TestAvailability:
    @pytest.fixture
    def simulator(self):
        lists = unavailable(*GONE, "chat-latest", "gpt-4o", "gemini-2.5-flash")
        lists["openai"] += ["gpt-4o-2024-08-06", "gpt-image-2"]
        lists["gemini"] += ["gemini-2.5-flash-001", "gemini-embedding-2"]
        with ScriptedSimulator.run_in_thread(models=lists) as running:
            yield running

    async def test_it_tells_what_the_providers_own_lists_have_not(self, simulator, ask):
        got = await ask("GET", "availability")
        assert got.json == {
            "openai": {"checked": True, "unavailable": [NEWEST]},
            "anthropic": {"checked": True, "unavailable": ["anthropic/claude-opus-5-5"]},
            "gemini": {"checked": True, "unavailable": ["gemini/gemini-2.5-pro"]},
        }
        asked = {r.provider: (r.path, r.query, r.key) for r in simulator.received}
        assert asked == {
            "openai": ("/v1/models", {}, "canary-openai_api_key"),
            "anthropic": ("/v1/models", {"limit": "1000"}, "canary-anthropic_api_key"),
            "gemini": ("/v1beta/models", {"pageSize": "1000"}, "canary-gemini_api_key"),
        }
        assert "canary" not in json.dumps(got.json)

    async def test_what_the_key_may_not_use_is_not_offered_once_that_is_known(self, ask, status):
        async def successor():
            return (await status("claude-3-opus"))["successor"]

        assert await successor() == "anthropic/claude-opus-5-5"
        await ask("GET", "availability")
        assert await successor() == "anthropic/claude-opus-5"

    async def test_to_look_at_the_lists_does_not_change_which_model_answers(self, ask, prompt):
        before = (await ask("GET", "default-model")).json
        listed = (await ask("GET", "availability")).json
        assert before["model"]["name"] == NEWEST and NEWEST in listed["openai"]["unavailable"]
        assert (await ask("GET", "default-model")).json == before
        assert (await ask("POST", "context", body=prompt())).json["model"] == NEWEST

    async def test_a_provider_is_asked_once_however_many_want_to_know(self, simulator, ask, monkeypatch):
        first, second = await asyncio.gather(ask("GET", "availability"), ask("GET", "availability"))
        assert first.json == second.json == (await ask("GET", "availability")).json
        assert len(simulator.received) == 3
        monkeypatch.setattr("ai_jup.models.provider_lists.KEPT_SECONDS", 0)
        await ask("GET", "availability")
        assert len(simulator.received) == 6

    class TestOtherKey:
        @pytest.fixture
        def extension(self, simulator, keyless, monkeypatch):
            monkeypatch.setenv("OPENAI_API_KEY", "bad-canary-1")
            return {"api_base": simulator.bases}

        async def test_a_refused_key_tells_nothing_and_another_is_asked_with_anew(
            self, simulator, system_keyring, ask, caplog
        ):
            caplog.set_level("DEBUG")
            await ask("PUT", "keys", "gemini", body={"key": "bad-canary-2"})
            nothing = {"checked": False, "unavailable": []}
            assert (await ask("GET", "availability")).json == {"openai": nothing, "gemini": nothing}
            await ask("PUT", "keys", "gemini", body={"key": "canary-3"})
            got = (await ask("GET", "availability")).json
            assert got == {"openai": nothing, "gemini": {"checked": True, "unavailable": ["gemini/gemini-2.5-pro"]}}
            assert "canary" not in caplog.text


class TestUnreachable:
    @pytest.fixture
    def extension(self, keys):
        return {"api_base": dict.fromkeys(MODELS, "http://127.0.0.1:9")}

    async def test_what_cannot_be_read_is_not_known(self, ask):
        nothing = {"checked": False, "unavailable": []}
        assert (await ask("GET", "availability")).json == dict.fromkeys(MODELS, nothing)


async def test_pictures_go_to_any_listed_model(simulator, ask, prompt, events):
    simulator.script.append(Reply([Text("Yes.")]))
    body = prompt(model=SONNET, cells=[plot()])
    assert (await events((await ask("POST", "prompt", body=body)).json["run"]))[-1]["type"] == "run-finished"
    assert len(simulator.received[0].view.pictures) == 1


PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def plot():
    output = {"output_type": "display_data", "data": {"image/png": PIXEL, "text/plain": "<Figure>"}, "metadata": {}}
    return {"cell_type": "code", "source": "plot()", "outputs": [output], "metadata": {}}
