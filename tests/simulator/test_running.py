"""The simulator in a thread, in a process of its own, and steered from another one."""

from __future__ import annotations

import gc
import subprocess
import sys
import weakref
from collections.abc import Iterator

import httpx
import pytest

from ai_jup.simulator import Received, Reply, Simulator, Text
from tests.scripted_simulator import ScriptedSimulator
from tests.simulator.wires import WIRES, Wire

CHAT = WIRES[0]


def ask(url: str, wire: Wire = CHAT) -> httpx.Response:
    return httpx.post(url + wire.path, json=wire.body, headers={"authorization": "Bearer k"})


def text_of(answer: httpx.Response) -> str:
    return str(answer.json()["choices"][0]["message"]["content"])


def test_in_a_thread() -> None:
    with ScriptedSimulator.run_in_thread() as simulator:
        simulator.script.append(Reply([Text("from a thread")]))
        assert text_of(ask(simulator.url)) == "from a thread"
        assert [received.endpoint for received in simulator.received] == ["chat"]
    with pytest.raises(httpx.ConnectError):
        ask(simulator.url)


def test_a_second_simulator_has_an_address_of_its_own() -> None:
    with ScriptedSimulator.run_in_thread() as one, ScriptedSimulator.run_in_thread() as two:
        assert one.url != two.url


@pytest.fixture
def controlled() -> Iterator[str]:
    command = [sys.executable, "-m", "tests.scripted_simulator"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        yield process.stdout.readline().strip()
        process.terminate()


def test_steered_from_another_process(controlled: str) -> None:
    script = [
        {
            "parts": [{"type": "text", "text": "scripted"}],
            "usage": {"input": 7, "output": 5},
        },
        {"parts": [], "fault": {"kind": "status", "status": 429, "retry_after": 3}},
        {"parts": [{"type": "tool-call", "name": "f", "arguments": {"x": 1}}]},
    ]
    posted = httpx.post(f"{controlled}/control/script", json=script)
    assert posted.json() == {"waiting": 3}
    answer = ask(controlled)
    assert (text_of(answer), answer.json()["usage"]["total_tokens"]) == ("scripted", 12)
    assert ask(controlled).headers["retry-after"] == "3"
    received = httpx.get(f"{controlled}/control/received").json()
    assert [item["endpoint"] for item in received] == ["chat", "chat"]
    assert received[0]["body"] == CHAT.body
    assert httpx.delete(f"{controlled}/control").status_code == 200
    assert httpx.get(f"{controlled}/control/received").json() == []
    assert text_of(ask(controlled)).startswith("**Simulator")


@pytest.mark.anyio
async def test_a_script_that_cannot_be_read_changes_nothing(
    simulator: ScriptedSimulator, http: httpx.AsyncClient
) -> None:
    script = [{"parts": []}, {"parts": [{"type": "song"}]}]
    answer = await http.post("/control/script", json=script)
    assert answer.status_code == 400
    assert "song" in answer.json()["error"]
    assert not simulator.script


def test_nobody_steers_unless_it_was_allowed() -> None:
    with ScriptedSimulator.run_in_thread() as simulator:
        assert httpx.get(f"{simulator.url}/control/received").status_code == 404
        assert httpx.post(f"{simulator.url}/control/script", json=[]).status_code == 404
        assert httpx.delete(f"{simulator.url}/control").status_code in (404, 405)


class Watched(Simulator):
    """Knows its requests only as long as something else does."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[weakref.ref[Received]] = []

    def note(self, received: Received) -> Received:
        self.seen.append(weakref.ref(received))
        return super().note(received)


@pytest.mark.anyio
async def test_what_users_without_a_key_send_is_not_kept() -> None:
    simulator = Watched()
    await simulator.start()
    async with httpx.AsyncClient(headers={"authorization": "Bearer k"}) as client:
        for _ in range(3):
            assert (await client.post(simulator.url + CHAT.path, json=CHAT.body)).status_code == 200
    await simulator.stop()
    gc.collect()
    assert [each() for each in simulator.seen] == [None, None, None]
