"""Keys that users give in Settings: they hold at once, and are seen by nobody."""

import asyncio
import json
import logging
import os
import stat
import threading

import pytest

from ai_jup.catalogue import KeyFile
from ai_jup.models.keys import READ_SECONDS
from ai_jup.simulator import Reply, Text

pytestmark = pytest.mark.once

CANARY = "sk-canary-77c1f04b"
SONNET = "anthropic/claude-sonnet-5"


@pytest.fixture
def extension(simulator, keyless):
    return {"api_base": simulator.bases}


@pytest.fixture
def key_file(jp_data_dir):
    return jp_data_dir / "ai_jup_keys.json"


@pytest.fixture
def entry(ask):
    """What the server tells of a provider."""

    async def of(provider):
        return next(p for p in (await ask("GET", "providers")).json if p["id"] == provider)

    return of


async def test_a_key_holds_at_once_and_so_does_its_removal(simulator, system_keyring, ask, prompt, events, entry):
    assert (await entry("anthropic"))["storage"] == "keyring"
    assert (await ask("POST", "prompt", body=prompt(model=SONNET))).json["error"]["code"] == "key-missing"

    given = await ask("PUT", "keys", "anthropic", body={"key": f"  {CANARY}\n"})
    assert given.status == 200
    assert given.json == {
        "id": "anthropic",
        "label": "Anthropic",
        "configured": True,
        "source": "settings",
        "env_vars": ["ANTHROPIC_API_KEY"],
        "storage": "keyring",
        "remedy": "",
        "remedy_in_settings": "",
    }
    assert given.json == await entry("anthropic")
    assert system_keyring.kept == {("ai-jup", "anthropic"): CANARY}

    simulator.script.append(Reply([Text("Yes.")]))
    got = await events((await ask("POST", "prompt", body=prompt())).json["run"])
    assert (got[0]["model"].partition("/")[0], got[-1]["type"]) == ("anthropic", "run-finished")
    assert [received.key for received in simulator.received] == [CANARY]

    gone = await ask("DELETE", "keys", "anthropic")
    assert (gone.status, gone.json["configured"], gone.json["source"]) == (200, False, None)
    assert gone.json["remedy"] == (
        "Get a key at https://console.anthropic.com/settings/keys. Enter a key in Settings, or set ANTHROPIC_API_KEY "
        "in the Jupyter server's environment and restart the server."
    )
    assert gone.json["remedy_in_settings"] == gone.json["remedy"].replace("in Settings", "below")
    assert system_keyring.kept == {}
    assert (await ask("POST", "prompt", body=prompt(model=SONNET))).json["error"]["code"] == "key-missing"
    assert (await ask("DELETE", "keys", "anthropic")).status == 200


async def test_the_keyring_is_read_once(system_keyring, ask, prompt):
    for _ in range(3):
        await ask("GET", "providers")
        await ask("GET", "models")
        await ask("POST", "context", body=prompt())
    assert system_keyring.reads == 3


async def test_a_kept_key_is_there_after_a_restart(system_keyring, jp_serverapp, ask, entry):
    system_keyring.kept["ai-jup", "openai"] = CANARY
    assert (await entry("openai"))["source"] == "settings"


class TestWithoutAKeyring:
    async def test_the_key_is_kept_in_a_file_that_only_its_owner_reads(self, ask, entry, key_file):
        assert (await entry("openai"))["storage"] == "file"
        given = await ask("PUT", "keys", "openai", body={"key": CANARY})
        assert (given.status, given.json["source"], given.json["storage"]) == (200, "settings", "file")
        assert json.loads(key_file.read_text()) == {"openai": CANARY}
        assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
        assert [path.name for path in key_file.parent.iterdir() if "ai_jup_keys" in path.name] == [key_file.name]
        assert (await ask("DELETE", "keys", "openai")).json["configured"] is False
        assert json.loads(key_file.read_text()) == {}

    async def test_a_file_that_others_could_read_is_closed(self, jp_serverapp, key_file, entry):
        key_file.write_text(json.dumps({"gemini": CANARY}))
        key_file.chmod(0o644)
        assert (await entry("gemini"))["source"] == "settings"
        assert stat.S_IMODE(key_file.stat().st_mode) == 0o600

    async def test_a_broken_file_is_taken_for_empty(self, jp_serverapp, key_file, ask, entry):
        key_file.write_text("{")
        assert (await entry("gemini"))["configured"] is False
        assert (await ask("PUT", "keys", "gemini", body={"key": CANARY})).status == 200

    async def test_a_key_that_no_store_takes_is_told(self, ask, jp_data_dir, key_file):
        key_file.mkdir()
        got = await ask("PUT", "keys", "openai", body={"key": CANARY})
        assert (got.status, got.json["error"]["code"]) == (500, "key-not-kept")
        assert "OPENAI_API_KEY" in got.json["error"]["hint"] and CANARY not in json.dumps(got.json)


async def test_a_keyring_that_fails_leaves_the_file(system_keyring, ask, key_file, entry):
    system_keyring.kept["ai-jup", "openai"] = "sk-older"
    assert (await entry("openai"))["source"] == "settings"
    system_keyring.locked = True
    assert (await ask("PUT", "keys", "openai", body={"key": CANARY})).json["storage"] == "file"
    assert json.loads(key_file.read_text()) == {"openai": CANARY}
    system_keyring.locked = False
    assert (await ask("PUT", "keys", "openai", body={"key": "sk-newest"})).json["storage"] == "keyring"
    assert json.loads(key_file.read_text()) == {} and system_keyring.kept["ai-jup", "openai"] == "sk-newest"
    system_keyring.locked = True
    got = await ask("DELETE", "keys", "openai")
    assert (got.status, got.json["error"]["code"]) == (500, "key-not-removed")
    assert (await entry("openai"))["configured"] is True


def test_the_file_is_never_open_to_others(tmp_path, monkeypatch):
    """Whatever the umask, and at the moment at which it takes its place."""
    seen = []
    replace = os.replace
    monkeypatch.setattr(os, "replace", lambda a, b: (seen.append(stat.S_IMODE(os.stat(a).st_mode)), replace(a, b)))
    umask = os.umask(0)
    try:
        KeyFile(tmp_path / "new").write("openai", CANARY)
    finally:
        os.umask(umask)
    assert seen == [0o600] and stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700


class TestEnvironment:
    @pytest.fixture
    def extension(self, simulator, keyless, monkeypatch):
        monkeypatch.setenv("GOOGLE_API_KEY", "env-key")
        return {"api_base": simulator.bases}

    async def test_it_goes_before_settings(self, system_keyring, ask, entry):
        assert (await entry("gemini"))["storage"] is None
        got = await ask("PUT", "keys", "gemini", body={"key": CANARY})
        assert (got.status, got.json["error"]["code"]) == (409, "key-in-environment")
        assert "GEMINI_API_KEY or GOOGLE_API_KEY" in got.json["error"]["hint"]
        assert system_keyring.kept == {}
        assert (await ask("DELETE", "keys", "gemini")).json["source"] == "env"


class TestLocked:
    @pytest.fixture
    def extension(self, simulator, keyless):
        return {"api_base": simulator.bases, "keys_in_settings": False}

    async def test_no_key_is_taken_and_none_read(self, system_keyring, ask, entry):
        system_keyring.kept["ai-jup", "openai"] = CANARY
        told = await entry("openai")
        assert (told["configured"], told["storage"]) == (False, None)
        assert told["remedy"].endswith("Set OPENAI_API_KEY in the Jupyter server's environment and restart the server.")
        for method, body in (("PUT", {"key": CANARY}), ("DELETE", None)):
            got = await ask(method, "keys", "openai", body=body)
            assert (got.status, got.json["error"]["code"]) == (403, "keys-locked")
        assert system_keyring.kept["ai-jup", "openai"] == CANARY and system_keyring.reads == 0


@pytest.mark.parametrize(
    ("provider", "body", "status", "code"),
    [
        ("mistral", {"key": CANARY}, 404, "provider-unknown"),
        ("simulator", {"key": CANARY}, 404, "provider-unknown"),
        ("openai", {"key": " \n"}, 422, "key-invalid"),
        ("openai", {"key": "''"}, 422, "key-invalid"),
        ("openai", {"key": f"ANTHROPIC_API_KEY={CANARY}"}, 422, "key-invalid"),
        ("openai", {"key": f"{CANARY} {CANARY}"}, 422, "key-invalid"),
        ("openai", {"key": f"{CANARY}\n{CANARY}"}, 422, "key-invalid"),
        ("openai", {"key": f"{CANARY}é"}, 422, "key-invalid"),
        ("openai", {"key": f"{CANARY}\x00"}, 422, "key-invalid"),
        ("openai", {"key": ""}, 422, "body-invalid"),
        ("openai", {"key": CANARY * 100}, 422, "body-invalid"),
        ("openai", {"key": [CANARY]}, 422, "body-invalid"),
        ("openai", {"key": CANARY, CANARY: 1}, 422, "body-invalid"),
        ("openai", f'{{"key": "{CANARY}"', 400, "not-json"),
        ("openai", f'"{CANARY}"', 422, "body-invalid"),
    ],
)
async def test_what_is_no_key_is_refused_and_not_repeated(ask, key_file, caplog, provider, body, status, code):
    caplog.set_level(logging.DEBUG)
    got = await ask("PUT", "keys", provider, body=body)
    assert (got.status, got.json["error"]["code"]) == (status, code)
    assert all(got.json["error"].values())
    assert CANARY not in json.dumps(got.json) and CANARY not in caplog.text
    assert not key_file.exists()


@pytest.mark.parametrize(
    "pasted",
    [
        f'"{CANARY}"',
        f" '{CANARY}' ",
        f"OPENAI_API_KEY={CANARY}",
        f'export OPENAI_API_KEY="{CANARY}"\n',
        f"OPENAI_API_KEY = '{CANARY}';",
        f'$env:OPENAI_API_KEY = "{CANARY}"',
        f"MY_KEY={CANARY}",
    ],
)
async def test_what_is_pasted_along_with_a_key_is_not_kept(ask, key_file, pasted):
    assert (await ask("PUT", "keys", "openai", body={"key": pasted})).status == 200
    assert json.loads(key_file.read_text()) == {"openai": CANARY}


async def test_a_key_that_ends_with_signs_is_kept_whole(ask, key_file):
    assert (await ask("PUT", "keys", "openai", body={"key": f"{CANARY}=="})).status == 200
    assert json.loads(key_file.read_text()) == {"openai": f"{CANARY}=="}


@pytest.mark.parametrize(
    ("pasted", "message"),
    [
        ("   ", "No key was entered, only spaces or quotes."),
        (f"ANTHROPIC_API_KEY={CANARY}", "ANTHROPIC_API_KEY is the key for Anthropic, not for OpenAI."),
        ("x" * 5_000, "key: too long; at most 1,000 characters are accepted."),
        ("", "key: empty."),
    ],
)
async def test_what_is_no_key_is_refused_in_plain_words(ask, pasted, message):
    error = (await ask("PUT", "keys", "openai", body={"key": pasted})).json["error"]
    assert error["message"] == message
    assert error["hint"].startswith("Copy the key again") and error["hint"].endswith("all of it and nothing else.")


async def test_a_key_is_in_no_reply_and_no_log(
    simulator, system_keyring, ask, prompt, events, caplog, capfd, jp_serverapp
):
    """At DEBUG, of every logger, with a keyring whose errors repeat what it was given."""
    jp_serverapp.log.setLevel(logging.DEBUG)
    caplog.set_level(logging.DEBUG)
    replies = [await ask("PUT", "keys", "anthropic", body={"key": CANARY})]
    system_keyring.locked = True
    replies += [
        await ask("PUT", "keys", "openai", body={"key": CANARY}),
        await ask("DELETE", "keys", "anthropic"),
        await ask("GET", "providers"),
        await ask("GET", "models"),
        await ask("GET", "default-model"),
        await ask("GET", "availability"),
        await ask("GET", "model", params={"name": SONNET}),
        await ask("POST", "context", body=prompt(model=SONNET)),
        await ask("POST", "test-connection", body={"model": SONNET}),
    ]
    simulator.script.append(Reply([Text("Yes.")]))
    run = (await ask("POST", "prompt", body=prompt(model=SONNET))).json["run"]
    assert (await events(run))[-1]["type"] == "run-finished"
    replies.append(await ask("GET", "runs", run))
    assert {received.key for received in simulator.received} == {CANARY}
    assert [reply.json for reply in replies if CANARY in json.dumps(reply.json)] == []
    service = jp_serverapp.web_app.settings["ai_jup"].service
    shown = [repr(service), repr(service.targets.keys), repr(service.targets)]
    assert CANARY not in " ".join([caplog.text, *capfd.readouterr(), *shown])


async def test_a_keyring_that_waits_for_its_user_holds_nobody_up(system_keyring, ask, entry, monkeypatch):
    opened = threading.Event()
    read = system_keyring.get_password
    monkeypatch.setattr("ai_jup.models.keys.READ_SECONDS", 0.1)
    monkeypatch.setattr(system_keyring, "get_password", lambda *names: opened.wait(20) and read(*names))
    system_keyring.kept["ai-jup", "openai"] = CANARY
    assert READ_SECONDS <= 5
    assert (await entry("openai"))["configured"] is False
    opened.set()
    for _ in range(500):
        if (await entry("openai"))["configured"]:
            return
        await asyncio.sleep(0.02)
    raise AssertionError("the key was not taken up once the keyring was open")
