"""A Jupyter server of its own for a measurement."""

import contextlib
import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .ports import free_port

TOKEN = "bench"


@dataclass(frozen=True)
class Server:
    pid: int
    url: str
    """Without a slash at its end."""


@contextlib.contextmanager
def jupyter_server(*options: str, environment: Mapping[str, str] | None = None) -> Iterator[Server]:
    """A server that answers, with folders of its own, until the block ends."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        command = [
            *(sys.executable, "-m", "jupyter", "server", "--no-browser", "--allow-root"),
            *("--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}", f"--ServerApp.root_dir={folder}"),
            f"--IdentityProvider.token={TOKEN}",
            *options,
        ]
        own = {f"JUPYTER_{name}_DIR": folder for name in ("CONFIG", "DATA", "RUNTIME")}
        quiet = subprocess.DEVNULL
        process = subprocess.Popen(
            command, env={**os.environ, **own, **(environment or {})}, stdout=quiet, stderr=quiet
        )
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_until_it_answers(url)
            yield Server(process.pid, url)
        finally:
            process.terminate()
            process.wait()


def _wait_until_it_answers(url: str) -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(f"{url}/api", timeout=5).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    raise SystemExit("the server did not start")
