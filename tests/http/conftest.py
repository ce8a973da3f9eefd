"""A real Jupyter server whose providers are the simulator."""

import json
from types import SimpleNamespace

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked
from tornado.httpclient import HTTPClientError

from tests.request_types import check
from tests.scripted_simulator import ScriptedSimulator

KEYS = ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GEMINI_API_KEY", "GOOGLE_API_KEY")
BASES = ("OPENAI_BASE_URL", "ANTHROPIC_BASE_URL", "GOOGLE_GEMINI_BASE_URL")


@pytest.fixture
def simulator():
    with ScriptedSimulator.run_in_thread(check=check) as running:
        yield running
        assert [received.problem for received in running.received if received.problem] == []


@pytest.fixture
def keys(monkeypatch):
    """The providers that the server has keys for; a test may parametrise it."""
    for name in (*KEYS, *BASES):
        monkeypatch.delenv(name, raising=False)
    for name in KEYS[:3]:
        monkeypatch.setenv(name, f"canary-{name.lower()}")


@pytest.fixture
def keyless(monkeypatch):
    for name in (*KEYS, *BASES):
        monkeypatch.delenv(name, raising=False)


class MemoryKeyring(KeyringBackend):
    """A keyring that forgets with the test; one that is `locked` fails, and says in its error what it was given."""

    priority = 1

    def __init__(self):
        super().__init__()
        self.kept = {}
        self.reads = 0
        self.locked = False

    def get_password(self, service, username):
        self.reads += 1
        return self._of(service, username, "")

    def set_password(self, service, username, password):
        self._of(service, username, password)
        self.kept[service, username] = password

    def delete_password(self, service, username):
        self._of(service, username, "")
        del self.kept[service, username]

    def _of(self, service, username, password):
        if self.locked:
            raise KeyringLocked(f"locked: {username} {password}")
        return self.kept.get((service, username))


@pytest.fixture
def system_keyring():
    """The machine's keyring; without it, there is none."""
    before = keyring.get_keyring()
    memory = MemoryKeyring()
    keyring.set_keyring(memory)
    yield memory
    keyring.set_keyring(before)


@pytest.fixture
def extension():
    """Settings of `AiJup`; tests replace it."""
    return {}


@pytest.fixture
def jp_nbconvert_templates():
    """pytest-jupyter copies them for each server, and nothing is exported here."""


@pytest.fixture
def jp_server_config(extension):
    return {
        "ServerApp": {
            # what no test here needs takes a fifth of a server's start
            "jpserver_extensions": {"ai_jup": True, "jupyter_server_terminals": False},
            "allow_unauthenticated_access": False,
        },
        "AiJup": extension,
    }


@pytest.fixture
def ask(jp_fetch):
    """Send a request; give its status and its body."""

    async def send(method, *path, body=None, **options):
        if body is not None and not isinstance(body, (str, bytes)):
            body = json.dumps(body)
        headers = {"Content-Type": "application/json", **options.pop("headers", {})}
        try:
            reply = await jp_fetch("ai-jup", *path, method=method, body=body, headers=headers, **options)
        except HTTPClientError as error:
            reply = error.response
        return SimpleNamespace(status=reply.code, json=json.loads(reply.body) if reply.body else None)

    return send


@pytest.fixture
def problems(jp_serverapp, caplog):
    """Start the extensions as a server does when it runs; give what ai-jup then says of its settings."""

    async def told():
        await jp_serverapp.extension_manager.start_all_extensions()
        checking = jp_serverapp.web_app.settings["ai_jup"]._checking
        if checking:
            await checking
        said = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
        return [text.removeprefix("ai-jup: ") for text in said if text.startswith("ai-jup: ")]

    return told


@pytest.fixture
def prompt():
    """The body of a prompt, with changes."""

    def make(**changes):
        return {
            "protocol": 1,
            "notebook": {"path": "a.ipynb", "trusted": True, "kernel_id": None},
            "prompt": {"id": "p1", "source": "What is in x?"},
            "model": None,
            "cells": [{"cell_type": "code", "source": "x = 42", "outputs": [], "metadata": {}}],
            **changes,
        }

    return make


@pytest.fixture
def events(jp_ws_fetch):
    """A run's events from `after` on, to its end, over the socket."""

    async def follow(run, after=0):
        socket = await jp_ws_fetch("ai-jup", "events")
        await socket.write_message(json.dumps({"run": run, "after": after}))
        got = []
        while not got or got[-1]["type"] not in ("run-finished", "run-failed", "run-stopped"):
            got.append(json.loads(await socket.read_message()))
        socket.close()
        # only the first test of a process has LiteLLM to wait for, and only where the machine is slow
        return [event for event in got if event.get("code") != "loading"]

    return follow
