"""A server that is killed in the midst of many answers, each at another instant, and started again."""

import json
import signal
import time

import pytest

from ai_jup.simulator import Fault, Reply, Text, ToolCall
from tests.faults.oracle import Broken
from tests.faults.tally import seed
from tests.http.conftest import *  # noqa: F403  the simulator and its keys
from tests.http.test_restart import MODEL, define, request, server, wait_for  # noqa: F401

pytestmark = pytest.mark.once

WORDS = 40
TEXT = " ".join(f"word{at}" for at in range(WORDS))
CALLED = "import os\nopen({log!r}, 'a').write(name + '\\n')\nimport time\ntime.sleep(seconds)"


def instants() -> dict[str, list[Reply]]:
    """By what has come of it when the server is killed, the replies that a prompt gets."""
    called = [Text("Now "), ToolCall("act", {"name": "under way", "seconds": 60})]
    after = [Text("Now "), ToolCall("act", {"name": "done", "seconds": 0})]
    return {
        "nothing was sent back": [Reply([Text(TEXT)], delay=60)],
        "words come": [Reply([Text(TEXT)], pace=0.25)],
        "words come slowly": [Reply([Text(TEXT)], pace=2)],
        "words come fast": [Reply([Text(TEXT * 50)], pace=0.005)],
        "the provider stalls": [Reply([Text(TEXT)], fault=Fault("stall", after=9))],
        "a call is under way": [Reply(called)],
        "a call is done, and words come": [Reply(after), Reply([Text(TEXT)], pace=0.25)],
        "a call is done, and nothing was sent back": [Reply(after), Reply([Text(TEXT)], delay=60)],
        "another attempt is waited for": [Reply(fault=Fault("status", status=429, retry_after=25))],
        "it was cut": [Reply([Text(TEXT)], fault=Fault("cut", after=5))],
        "it is whole": [Reply([Text(TEXT)])],
    }


@pytest.fixture
def simulator():
    """Answers each prompt, which says its name, with its own replies."""
    replies = instants()

    def answer(received):
        turns = "".join(text for turn in received.view.turns if turn.role == "user" for text in turn.texts)
        name = next(name for name in sorted(replies, key=len, reverse=True) if f"[{name}]" in turns)
        left = replies[name]
        return left.pop(0) if len(left) > 1 else left[0]

    with ScriptedSimulator.run_in_thread(answer=answer) as running:  # noqa: F405
        yield running


def test_what_had_come_is_there_again_and_nothing_is_called_twice(server, simulator, prompt, tmp_path, tally):  # noqa: F811
    log = tmp_path / "called"
    log.write_text("")
    runs, before = {}, {}
    with server() as (port, process):
        kernels = {}
        for name in instants():
            body = prompt(model=MODEL, prompt={"id": name, "source": f"[{name}] Answer."})
            if "call" in name:
                kernels[name] = request(port, "POST", "api/kernels", {"name": "python3"})["id"]
                body["prompt"]["source"] += " Use &`act`."
                body["notebook"]["kernel_id"] = kernels[name]
                code = CALLED.format(log=str(log)).replace("\n", "\n    ")
                define(tmp_path, kernels[name], f"def act(name: str, seconds: int):\n    {code}")
            runs[name] = request(port, "POST", "ai-jup/prompt", body)["run"]
        wait_for(lambda: request(port, "GET", f"ai-jup/runs/{runs['it is whole']}")["state"] == "finished")
        wait_for(lambda: log.read_text().count("\n") == len(kernels))
        time.sleep(2)
        before = {name: request(port, "GET", f"ai-jup/runs/{run}") for name, run in runs.items()}
        process.send_signal(signal.SIGKILL)
        process.wait()
    asked, called = len(simulator.received), log.read_text()
    with server() as (port, _):
        for name, run in runs.items():
            tally.check("process", lambda name=name, run=run: _survived(port, name, run, before[name]))
        time.sleep(1)
    assert (len(simulator.received), log.read_text()) == (asked, called)


def _survived(port, name, run, before):
    after = request(port, "GET", f"ai-jup/runs/{run}")
    cell = request(port, "GET", f"ai-jup/runs/{run}/answer")["source"]
    events, known = after["events"], before["events"]
    told = {
        "what had come is not there": events[: len(known)] == known,
        "the numbers have holes": [event["seq"] for event in events] == list(range(1, len(events) + 1)),
        "not one end, or not last": [event["type"].startswith("run-") for event in events[1:]]
        == [False] * (len(events) - 2) + [True],
        "ended otherwise": events[-1]["type"] == ("run-finished" if name == "it is whole" else "run-failed"),
        "the cell lacks what came": before["text"].split("\n\n")[-1].strip() in cell,
        "the cell does not say whether it is whole": ("> **" in cell) == (name != "it is whole"),
    }
    wrong = [problem for problem, is_well in told.items() if not is_well]
    if wrong:
        raise Broken(
            f"process:server:kill in which {name}, seed {seed()}: {wrong}\n{json.dumps(events)[:3_000]}\n{cell}"
        )
