"""What can happen to those who follow a run, at every event; and to their sockets."""

from __future__ import annotations

import asyncio
import json
from random import Random

import pytest

from ai_jup.simulator import Reply, Text
from tests.faults import sockets
from tests.faults.fault import Fault
from tests.faults.oracle import Broken
from tests.faults.story import STORY
from tests.faults.tally import Tally, seed
from tests.http.conftest import *  # noqa: F403  the fixtures of a real server

pytestmark = pytest.mark.once

MODEL = "anthropic/claude-sonnet-5"
NOT_JSON = ["{", "[" * 5_000, b"\xff\xfe", "", "null", '{"run": 1}', '{"run": "x", "after": "y"}', "\0"]
ENDS = ("run-finished", "run-failed", "run-stopped")
WORDS = 12


def test_each_event_comes_once_and_in_order(tally: Tally) -> None:
    chance = Random(seed())

    async def play() -> None:
        for kind in sockets.KINDS:
            for at in range(len(STORY)):
                for _ in range(3):
                    tally.count("socket")
                    try:
                        await sockets.follows(Fault("socket", "client", kind, at, seed=chance.randrange(1_000_000)))
                    except Broken as broken:
                        tally.lost.append(str(broken))

    asyncio.run(play())


@pytest.fixture
def extension(simulator, keys):
    return {"api_base": simulator.bases}


async def test_a_socket_that_goes_at_any_event_loses_none(simulator, ask, prompt, jp_ws_fetch, tally):
    chance = Random(seed() + 2)

    async def play(number):
        source = {"id": f"p{number}", "source": "Why?"}
        run = (await ask("POST", "prompt", body=prompt(model=MODEL, prompt=source))).json["run"]
        seen = []
        while not seen or seen[-1]["type"] not in ENDS:
            socket = await jp_ws_fetch("ai-jup", "events")
            if chance.random() < 0.5:
                message = chance.choice(NOT_JSON)
                await socket.write_message(message, binary=isinstance(message, bytes))
            await socket.write_message(json.dumps({"run": run, "after": len(seen)}))
            stays = chance.randrange(1, 5)
            while stays and (not seen or seen[-1]["type"] not in ENDS):
                got = json.loads(await asyncio.wait_for(socket.read_message(), 20))
                if "error" not in got:
                    seen.append(got)
                    stays -= 1
            socket.close()
            tally.count("socket")
        fault = Fault("socket", "websocket", "goes", number, seed=seed())
        whole = (await ask("GET", "runs", run)).json["events"]
        tally.check("socket", lambda: _same(fault, seen, whole))

    for _ in range(10):
        simulator.script.append(Reply([Text("".join(f"word{at} " for at in range(WORDS)))], pace=0.002))
    for number in range(10):
        await play(number)


def _same(fault: Fault, seen: list[object], whole: list[object]) -> None:
    if seen != whole:
        raise Broken(f"{fault}: an event is lost, doubled, or out of order:\n{seen}\n{whole}")
