"""A server that is killed in the midst of an answer, and started again."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager

import pytest
from jupyter_client import BlockingKernelClient

from ai_jup.simulator import Reply, Text, ToolCall

MODEL = "anthropic/claude-sonnet-5"
TOKEN = "canary-token"
PROGRAM = """
import sys
sys.modules["rfc3987_syntax"] = None  # a second of every start, as in tests/conftest.py
from jupyter_server.serverapp import main
main()
"""


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.fixture
def server(tmp_path, simulator, keys):
    """Start a server of its own process; the same folders each time."""

    @contextmanager
    def start():
        port = free_port()
        command = [sys.executable, "-c", PROGRAM, "--port", str(port), "--no-browser", "--allow-root"]
        command += ["--ServerApp.jpserver_extensions", "{'ai_jup': True}", f"--IdentityProvider.token={TOKEN}"]
        command += [f"--ServerApp.root_dir={tmp_path}", f"--AiJup.api_base={simulator.bases!r}"]
        folders = {f"JUPYTER_{name}_DIR": str(tmp_path / name.lower()) for name in ("DATA", "CONFIG", "RUNTIME")}
        # of the extensions that are installed here, ours alone
        environment = {**os.environ, **folders, "JUPYTER_NO_CONFIG": "1"}
        with (
            (tmp_path / "server.log").open("ab") as log,
            subprocess.Popen(command, env=environment, stdout=log, stderr=log) as process,
        ):
            try:
                wait_for(lambda: request(port, "GET", "api"))
                yield port, process
            finally:
                process.kill()
                process.wait()

    return start


def request(port, method, path, body=None):
    url = f"http://127.0.0.1:{port}/{path}"
    data = json.dumps(body).encode() if body is not None else None
    headers = {"Authorization": f"token {TOKEN}", "Content-Type": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(url, data, headers, method=method), timeout=20) as reply:
        text = reply.read()
    return json.loads(text) if text else None


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


def wait_for(condition, seconds=60):
    end = time.monotonic() + seconds
    while True:
        try:
            if found := condition():
                return found
        except OSError:
            pass
        assert time.monotonic() < end
        time.sleep(0.05)


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
