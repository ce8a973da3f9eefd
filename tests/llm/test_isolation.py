"""LiteLLM comes late, changes nothing around it, and sends a key nowhere but where it belongs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ai_jup.llm import provider_errors
from ai_jup.llm.litellm_port import LiteLLMModel
from ai_jup.llm.watched_reply import Watch, connections
from ai_jup.simulator import Reply, Text
from tests.llm.asking import QUIET, Way, asking, every_way, hear
from tests.scripted_simulator import ScriptedSimulator

pytestmark = QUIET

ROOT = Path(__file__).parents[2]

WARM = """
import asyncio, json, os, socket, sys, threading
import ai_jup.llm.litellm_port as port
early = sorted({"litellm", "openai", "httpx"} & set(sys.modules))
before, connected = dict(os.environ), []
real = socket.socket.connect
socket.socket.connect = lambda self, address: connected.append(str(address)) or real(self, address)
importing = []

class Watch:
    def find_spec(name, *_):
        if name == "litellm":
            importing.append(threading.current_thread() is threading.main_thread())

sys.meta_path.insert(0, Watch)

async def main():
    model = port.LiteLLMModel()
    await model.warm()
    model.close()

asyncio.run(main())
print(json.dumps({"early": early, "litellm": "litellm" in sys.modules, "connected": connected,
    "changed": sorted(k for k in set(before) | set(os.environ) if before.get(k) != os.environ.get(k)),
    "importing": importing}))
"""


@pytest.fixture(scope="module")
def warmed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What importing and warming does, in a directory with a `.env` in it."""
    here = tmp_path_factory.mktemp("notebooks")
    (here / ".env").write_text("OPENAI_BASE_URL=http://evil.example\nFROM_DOTENV=1\n")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = subprocess.run(
        [sys.executable, "-c", WARM], cwd=here, env=environment, capture_output=True, text=True, timeout=60
    )
    assert run.returncode == 0, run.stderr
    answer: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return answer


def test_the_module_imports_neither_litellm_nor_an_http_client(warmed: dict[str, Any]) -> None:
    assert (warmed["early"], warmed["litellm"]) == ([], True)


def test_warming_leaves_the_environment_and_the_network_alone(warmed: dict[str, Any]) -> None:
    assert (warmed["changed"], warmed["connected"]) == ([], [])


def test_the_loop_goes_on_while_litellm_is_imported(warmed: dict[str, Any]) -> None:
    # its import takes seconds: never in the loop's thread
    assert warmed["importing"] == [False]


FIRST_RUN = """
import asyncio, json, socket, sys
from ai_jup.llm.litellm_port import LiteLLMModel
from ai_jup.simulator import Reply, Text
from tests.llm.asking import WAYS, asking, hear
from tests.scripted_simulator import ScriptedSimulator
connected, named = set(), set()
connect, lookup = socket.socket.connect, socket.getaddrinfo
socket.socket.connect = lambda self, address: connected.add(str(address[0])) or connect(self, address)
socket.getaddrinfo = lambda host, *rest, **more: named.add(str(host)) or lookup(host, *rest, **more)

async def main():
    simulator, model = ScriptedSimulator(), LiteLLMModel()
    await simulator.start()
    for way in WAYS.values():
        simulator.script.append(Reply([Text("one two")]))
        assert (await hear(model, asking(way.target(simulator)))).text == "one two"
    # what LiteLLM does after a reply, it does in the background
    await asyncio.sleep(1)
    model.close()
    await simulator.stop()

asyncio.run(main())
print(json.dumps(sorted(connected | named)))
"""


def test_a_first_run_asks_nobody_but_the_provider(tmp_path: Path) -> None:
    """Newer LiteLLMs fetch a tokenizer to work out what a reply cost."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "HF_HOME": str(tmp_path), "HOME": str(tmp_path)}
    run = subprocess.run(
        [sys.executable, "-c", FIRST_RUN], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=90
    )
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout.splitlines()[-1]) == ["127.0.0.1"]


VARIABLES = [
    "OPENAI_BASE_URL",
    "OPENAI_API_BASE",
    "ANTHROPIC_BASE_URL",
    "ANTHROPIC_API_BASE",
    "GEMINI_API_BASE",
    "GOOGLE_GEMINI_BASE_URL",
]


@every_way
async def test_base_url_variables_do_not_redirect(
    simulator: ScriptedSimulator, model: LiteLLMModel, way: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = ScriptedSimulator()
    await other.start()
    for name in VARIABLES:
        monkeypatch.setenv(name, other.bases[way.provider])
    for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GEMINI_API_KEY", "GOOGLE_API_KEY"):
        monkeypatch.setenv(name, "another-key")
    simulator.script.append(Reply([Text("here")]))
    target = way.target(simulator)
    heard = await hear(model, asking(target))
    await other.stop()
    assert (heard.text, other.received) == ("here", [])
    assert [received.key for received in simulator.received] == [target.api_key]


@every_way
async def test_the_provider_s_own_address_is_explicit(
    simulator: ScriptedSimulator, model: LiteLLMModel, way: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without an address of its own, a target's key goes to the provider and not where a variable points."""
    asked: list[str] = []

    async def send(self: Watch, request: Any) -> Any:
        asked.append(str(request.url.host))
        raise self._note(provider_errors.ProviderUnreachable(self._target))

    monkeypatch.setattr(Watch, "_send", send)
    for name in VARIABLES:
        monkeypatch.setenv(name, simulator.bases[way.provider])
    await hear(model, asking(way.target(simulator, api_base=None)))
    hosts = {
        "openai": "api.openai.com",
        "anthropic": "api.anthropic.com",
        "gemini": "generativelanguage.googleapis.com",
    }
    assert (asked, simulator.received) == ([hosts[way.provider]], [])


async def test_another_address_is_refused(simulator: ScriptedSimulator) -> None:
    import httpx

    target = Way("openai/gpt-4.1").target(simulator)
    async with connections() as shared, httpx.AsyncClient(transport=Watch(shared, target, 1)) as client:
        with pytest.raises(provider_errors.RequestRejected):
            await client.post("http://127.0.0.1:9/v1/chat/completions")
    assert simulator.received == []
