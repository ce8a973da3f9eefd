"""A server without a key: the simulator answers, and never passes for a model."""

import json

import anyio
import pytest

pytestmark = pytest.mark.once


@pytest.fixture
def extension(keyless):
    return {}


async def test_the_simulator_answers_in_the_language_of_the_page(ask, prompt, events):
    german = {"Accept-Language": "de-DE"}
    started = await ask("POST", "prompt", body=prompt(), headers=german)
    got = await events(started.json["run"])
    assert got[0]["label"] == "Simulator (kein Modell)"
    text = "".join(event["text"] for event in got if event["type"] == "text-delta")
    assert text.startswith("**Simulator, kein Modell.** ") and "Einstellungen → KI-Prompts" in text
    providers = (await ask("GET", "providers", headers=german)).json
    assert providers[-1]["label"] == "Simulator (kein Modell)"

    english = await events((await ask("POST", "prompt", body=prompt(prompt={"id": "p2", "source": "?"}))).json["run"])
    assert english[0]["label"] == "Simulator (no model)"


async def test_the_simulator_answers_and_says_what_it_is(ask, prompt, events):
    started = await ask("POST", "prompt", body=prompt())
    got = await events(started.json["run"])
    assert got[0]["simulated"] is True and "Simulator" in got[0]["label"]
    text = "".join(event["text"] for event in got if event["type"] == "text-delta")
    assert "imulator" in text.partition("\n")[0] and "What is in x?" in text
    assert got[-1]["record"]["simulated"] is True and got[-1]["record"]["answered_by"] == "simulator"
    assert got[-1]["record"]["cost"] is None


async def test_the_answer_is_a_cell(ask, prompt, events):
    run = (await ask("POST", "prompt", body=prompt())).json["run"]
    last = (await events(run))[-1]
    cell = (await ask("GET", "runs", run, "answer")).json
    assert set(cell) == {"source", "attachments", "metadata"}
    assert cell["source"].startswith("**Simulator, not a model.**")
    ours = cell["metadata"]["ai_jup"]
    assert (ours["isOutputCell"], ours["prompt"], ours["run"]) == (True, prompt()["prompt"]["id"], last["record"])
    assert (await ask("GET", "runs", run, "answer")).json == cell
    assert (await ask("GET", "runs", "none-such", "answer")).status == 404


async def test_it_stands_among_the_providers_but_not_among_the_models(ask):
    providers = (await ask("GET", "providers")).json
    assert [p["id"] for p in providers] == ["openai", "anthropic", "gemini", "simulator"]
    assert [p["configured"] for p in providers] == [False, False, False, True]
    models = (await ask("GET", "models")).json
    assert list(models) == ["openai", "anthropic", "gemini"] and "imulator" not in json.dumps(models)


class TestSwitchedOff:
    @pytest.fixture
    def extension(self, keyless, monkeypatch):
        monkeypatch.setenv("AI_JUP_SIMULATOR", "0")
        return {}

    @pytest.mark.parametrize("model", [None, "openai/gpt-4o", "anthropic/claude-sonnet-5"])
    async def test_a_missing_key_is_refused_with_its_variable(self, ask, prompt, model):
        got = await ask("POST", "prompt", body=prompt(model=model))
        assert (got.status, got.json["error"]["code"]) == (422, "key-missing")
        variable = {None: "GEMINI", "openai/gpt-4o": "OPENAI"}.get(model, "ANTHROPIC")
        assert f"{variable}_API_KEY" in got.json["error"]["hint"]
        assert (await ask("GET", "runs")).json == []


class TestWithAnEndpointThatIsLeftOut:
    @pytest.fixture
    def extension(self, keyless):
        return {"endpoints": {"lab": {"label": "Lab", "apibase": "http://127.0.0.1:9/v1", "models": [{"name": "m"}]}}}

    async def test_the_simulator_does_not_stand_in_for_it(self, ask, prompt):
        got = await ask("POST", "prompt", body=prompt())
        assert (got.status, got.json["error"]["code"]) == (422, "key-missing")
        assert "simulator" not in [provider["id"] for provider in (await ask("GET", "providers")).json]


class TestWithOneKey:
    @pytest.fixture
    def extension(self, keyless, monkeypatch):
        monkeypatch.setenv("ANTHROPIC_API_KEY", "canary")
        return {}

    async def test_another_provider_is_refused_rather_than_simulated(self, ask, prompt):
        got = await ask("POST", "prompt", body=prompt(model="openai/gpt-4o"))
        assert (got.status, got.json["error"]["code"]) == (422, "key-missing")
        providers = (await ask("GET", "providers")).json
        assert [(p["id"], p["configured"], p["source"]) for p in providers] == [
            ("openai", False, None),
            ("anthropic", True, "env"),
            ("gemini", False, None),
        ]
        assert "canary" not in json.dumps(providers)


@pytest.mark.parametrize(("old", "new"), [("a.ipynb", "b.ipynb"), ("folder", "other")])
async def test_a_renamed_notebook_finds_its_runs(ask, prompt, jp_fetch, jp_root_dir, old, new):
    notebook = old if old.endswith(".ipynb") else f"{old}/a.ipynb"
    (jp_root_dir / notebook).parent.mkdir(exist_ok=True)
    (jp_root_dir / notebook).write_text("{}")
    reference = {"path": notebook, "trusted": True, "kernel_id": None}
    run = (await ask("POST", "prompt", body=prompt(notebook=reference))).json["run"]
    await jp_fetch("api", "contents", old, method="PATCH", body=json.dumps({"path": new}))
    renamed = new + notebook[len(old) :]

    async def listed(path):
        return [known["run"] for known in (await ask("GET", "runs", params={"notebook": path})).json]

    with anyio.fail_after(20):
        while await listed(renamed) != [run]:
            await anyio.sleep(0.01)
    assert await listed(notebook) == []
