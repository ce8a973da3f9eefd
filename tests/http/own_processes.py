"""Jupyter servers in processes of their own, which share their folders."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager

import pytest

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
    """Start a server of its own process; the same folders each time. Takes what is to go before its command."""

    @contextmanager
    def start(*before):
        port = free_port()
        command = [*before, sys.executable, "-c", PROGRAM, "--port", str(port), "--no-browser", "--allow-root"]
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
