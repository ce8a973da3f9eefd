"""A server that is killed in the midst of an answer, and started again."""

import signal
import time

import pytest
from jupyter_client import BlockingKernelClient

from ai_jup.simulator import Reply, Text, ToolCall
from tests.http.own_processes import request, server, wait_for

pytestmark = pytest.mark.once

__all__ = ["server"]

MODEL = "anthropic/claude-sonnet-5"


def define(folder, kernel, code):
    """Run a cell in a kernel of the server."""
    client = BlockingKernelClient(connection_file=str(folder / "runtime" / f"kernel-{kernel}.json"))
    client.load_connection_file()
    client.start_channels(stdin=False, hb=False)
    try:
        client.wait_for_ready(timeout=60)
        reply = client.execute_interactive(code, timeout=60)
        assert reply["content"]["status"] == "ok"
    finally:
        client.stop_channels()


def test_words_survive_a_server_that_is_killed(server, simulator, prompt):
    words = [f"word{n} " for n in range(400)]
    simulator.script.append(Reply([Text("".join(words))], pace=0.02))
    with server() as (port, process):
        run = request(port, "POST", "ai-jup/prompt", prompt(model=MODEL))["run"]
        before = wait_for(
            lambda: (text := request(port, "GET", f"ai-jup/runs/{run}")["text"]) and text.count(" ") > 30 and text
        )
        time.sleep(1)
        process.send_signal(signal.SIGKILL)
        process.wait()
    with server() as (port, _):
        # first of all: the page that goes on asks for it without a list
        cell = request(port, "GET", f"ai-jup/runs/{run}/answer")
        assert cell["source"].startswith(before.strip()) and "\n\n> **Incomplete:** " in cell["source"]
        [listed] = request(port, "GET", "ai-jup/runs?notebook=a.ipynb")
        assert (listed["run"], listed["state"], listed["prompt"]) == (run, "failed", "p1")
        snapshot = request(port, "GET", f"ai-jup/runs/{run}")
        assert snapshot["text"].startswith(before)
        assert "".join(words).startswith(snapshot["text"])
        last = snapshot["events"][-1]
        assert (last["type"], last["error"]["code"]) == ("run-failed", "interrupted")
        assert all(last["error"].values())
    assert len(simulator.received) == 1


def test_a_call_that_was_under_way_is_known_and_not_made_again(server, simulator, prompt, tmp_path):
    simulator.script.append(Reply([ToolCall("act")]))
    with server() as (port, process):
        kernel = request(port, "POST", "api/kernels", {"name": "python3"})["id"]
        define(tmp_path, kernel, "def act():\n    import time\n    time.sleep(30)")
        body = prompt(model=MODEL, prompt={"id": "p1", "source": "Use &`act`."})
        body["notebook"]["kernel_id"] = kernel
        run = request(port, "POST", "ai-jup/prompt", body)["run"]
        wait_for(lambda: any(e["type"] == "tool-call" for e in request(port, "GET", f"ai-jup/runs/{run}")["events"]))
        process.send_signal(signal.SIGKILL)
        process.wait()
    with server() as (port, _):
        events = request(port, "GET", f"ai-jup/runs/{run}")["events"]
        assert [event["type"] for event in events if event["type"] not in ("usage", "warning")] == [
            "run-started",
            "tool-call",
            "run-failed",
        ]
        time.sleep(1)
        assert len(simulator.received) == 1
