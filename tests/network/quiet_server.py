"""A Jupyter server with ai-jup in a network namespace, all that it is asked for, and what it then tried to reach.

`python -m tests.network.quiet_server FOLDER [warm]`, by `tests/network/test_nothing_leaves.py`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path
from typing import Any

from ai_jup.simulator import Fault, Reply, Text, ToolCall
from tests.network.recorder import Attempt, Recorder, enter
from tests.scripted_simulator import ScriptedSimulator

PORT, TOKEN = 8_000, "0123456789abcdef"
MODELS = (
    *("openai/gpt-5.4", "openai/gpt-4o", "anthropic/claude-sonnet-5", "gemini/gemini-3.5-flash"),
    # LiteLLM has a tokenizer for each of these, most of which it would fetch
    *("lab/gpt-4o", "lab/llama-2-7b", "lab/command-r-plus", "lab/deepseek-v3"),
)
LIMIT = 1_000
"""Characters of an answer."""
CELL = "def look(x: int) -> int: return x"
NAMES = ("tokenizer.example", "192.0.2.1")
"""What is deliberately asked for at the end, to see that it would have been seen."""

REPLIES: dict[str, list[Reply]] = {
    "finished": [Reply([Text("one two")])],
    "called": [Reply([ToolCall("look", {"x": 1})]), Reply([Text("one")])],
    "broken arguments": [Reply([ToolCall("look", '{"x": ')]), Reply([Text("one")])],
    "too long": [Reply([Text("word " * LIMIT)])],
    "too many calls": [Reply([Text("one "), *[ToolCall("look", {"x": 1})] * 101])],
    "cut": [Reply([Text("one two three")], fault=Fault("cut", after=1))],
    "ended early": [Reply([Text("one two three")], fault=Fault("truncate", after=1))],
    "malformed": [Reply([Text("one two three")], fault=Fault("malformed", after=1))],
    "an error in it": [Reply([Text("one two three")], fault=Fault("error-event", after=1))],
    "refused": [Reply(fault=Fault("status", status=401))],
    "too large": [Reply(fault=Fault("status", status=400, reason="context_length"))],
}


class Server:
    """A server, and the questions to it."""

    def __init__(self, folder: Path, addresses: dict[str, str]) -> None:
        models = [{"name": name.partition("/")[2], "supports_function_calling": True} for name in MODELS[4:]]
        lab = {"label": "Lab", "api_base": addresses["openai"], "models": models}
        settings = {
            "ServerApp": {"jpserver_extensions": {"ai_jup": True}, "allow_root": True, "log_level": "WARN"},
            "IdentityProvider": {"token": TOKEN},
            "AiJup": {"api_base": addresses, "endpoints": {"lab": lab}, "answer_limit": LIMIT},
        }
        (folder / "settings.json").write_text(json.dumps(settings))
        startup = folder / "profile_default" / "startup"
        startup.mkdir(parents=True)
        (startup / "cell.py").write_text(CELL)
        line = [sys.executable, "-m", "jupyter_server", f"--port={PORT}", "--ServerApp.port_retries=0", "--no-browser"]
        self._runtime = folder / "runtime"
        self._process = subprocess.Popen(
            [*line, f"--config={folder / 'settings.json'}", f"--ServerApp.root_dir={folder}"],
            env=_environment(folder),
            stdout=sys.stderr,
        )
        self.kernel = ""

    def start(self) -> None:
        """Wait until it answers, and start a kernel."""
        self._until(lambda: self.ask("GET", "api/status"))
        self.kernel = self.ask("POST", "api/kernels")["id"]

    def end(self) -> None:
        """Shut it down."""
        self._process.terminate()
        self._process.wait(30)

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """Ask, and give what is answered, an error too."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{PORT}/{path}",
            json.dumps(body).encode() if body is not None else None,
            {"Authorization": f"token {TOKEN}", "Content-Type": "application/json"},
            method=method,
        )
        try:
            with urllib.request.urlopen(request) as reply:
                return json.load(reply) if reply.status not in (202, 204) or reply.length else None
        except urllib.error.HTTPError as refusal:
            return json.load(refusal)

    def prompt(self, model: str, source: str) -> dict[str, Any]:
        """The body of a prompt."""
        return {
            "protocol": 1,
            "notebook": {"path": "a.ipynb", "trusted": True, "kernel_id": self.kernel},
            "prompt": {"id": "p1", "source": source},
            "model": model,
            "cells": [{"cell_type": "code", "source": CELL}],
        }

    def run(self, model: str, source: str = "Use &`look`.") -> str:
        """Run a prompt to its end; give the code of its failure, or how it ended."""
        run = self.ask("POST", "ai-jup/prompt", self.prompt(model, source))["run"]
        self._until(lambda: self.ask("GET", f"ai-jup/runs/{run}")["state"] != "running")
        last = self.ask("GET", f"ai-jup/runs/{run}")["events"][-1]
        return str(last["error"]["code"] if "error" in last else last["finish_reason"])

    def stop(self, model: str) -> str:
        """Run a prompt whose answer takes long, and stop it."""
        run = self.ask("POST", "ai-jup/prompt", self.prompt(model, "Why?"))["run"]
        self._until(lambda: self.ask("GET", f"ai-jup/runs/{run}")["text"])
        self.ask("DELETE", f"ai-jup/runs/{run}")
        return str(self.ask("GET", f"ai-jup/runs/{run}")["state"])

    def kernel_ports(self) -> set[int]:
        """Where its kernels listen."""
        files = [json.loads(file.read_text()) for file in self._runtime.glob("kernel-*.json")]
        return {value for file in files for name, value in file.items() if name.endswith("_port")}

    def _until(self, done: Any) -> None:
        for _ in range(3_000):
            with suppress(urllib.error.URLError):
                if done():
                    return
            time.sleep(0.02)
        raise TimeoutError


def _environment(folder: Path) -> dict[str, str]:
    """Nothing of the user's, no proxy, and no tokenizer that some other program has fetched."""
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "LANG") if name in os.environ}
    folders = {name: str(folder) for name in ("HOME", "TMPDIR", "IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR")}
    keys = {f"{name}_API_KEY": "canary-key" for name in ("OPENAI", "ANTHROPIC", "GEMINI")}
    return {
        **(kept | folders | keys),
        "JUPYTER_RUNTIME_DIR": str(folder / "runtime"),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
    }


def everything(server: Server, simulator: ScriptedSimulator, warm: bool) -> dict[str, Any]:
    """Ask for all that ai-jup has; give what came of it."""
    if warm:
        server.ask("POST", "ai-jup/warm")
        time.sleep(5)
    lists = ("models", "model?name=openai/gpt-5.4", "default-model", "availability", "providers", "runs")
    for path in (*lists, f"kernel-names?kernel_id={server.kernel}"):
        assert "error" not in server.ask("GET", f"ai-jup/{path}"), path
    came: dict[str, Any] = {}
    for model in MODELS:
        context = server.ask("POST", "ai-jup/context", server.prompt(model, "Use &`look`."))
        assert "error" not in context, context
        came[model] = {"tested": server.ask("POST", "ai-jup/test-connection", {"model": model})["success"]}
        for name, replies in REPLIES.items():
            simulator.script.extend(replies)
            came[model][name] = server.run(model)
            simulator.script.clear()
        simulator.script.append(Reply([Text("word " * 100)], pace=0.05))
        came[model]["stopped"] = server.stop(model)
    time.sleep(2)  # what LiteLLM does after a reply, it does in the background
    return came


def deliberately() -> None:
    """What must be seen: a look-up by Python, by C code in another process, and a connection to an address."""
    name, address = NAMES
    with suppress(OSError):
        urllib.request.urlopen(f"http://{name}/")
    subprocess.run(["getent", "hosts", f"other.{name}"], check=False)
    with suppress(OSError):
        urllib.request.urlopen(f"https://{address}/", timeout=5)


def main(folder: Path, warm: bool) -> None:
    enter()
    recorder = Recorder()
    with ScriptedSimulator.run_in_thread() as simulator:
        server = Server(folder, dict(simulator.bases))
        try:
            server.start()
            came = everything(server, simulator, warm)
            known = {PORT, int(simulator.url.rpartition(":")[2])} | server.kernel_ports()
        finally:
            server.end()
    seen = recorder.attempts()
    deliberately()
    control = recorder.attempts() - seen
    strange = sorted(one for one in seen if one not in {Attempt("127.0.0.1", port) for port in known})
    print(json.dumps({"came": came, "strange": strange, "control": sorted(control)}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), "warm" in sys.argv[2:])
