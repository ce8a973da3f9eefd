"""From a run's request to the request that reaches the provider, and how much of it a second prompt has in common.

On a real server with the simulator behind it. Beside each time stands what it takes to encode and parse the same body
as JSON, which nobody can do without.
"""

from __future__ import annotations

import base64
import io
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ai_jup.simulator import Received, Reply, Text
from tests.scripted_simulator import ScriptedSimulator

from .ports import free_port

CELLS = (10, 200, 1_000, 5_000)
PICTURES = (0, 50)
ROUNDS = 7
MODEL = "anthropic/claude-sonnet-5"
TOKEN = "bench"

Body = dict[str, Any]


def report() -> None:
    """Print medians for a first prompt and for those after it."""
    with (
        ScriptedSimulator.run_in_thread(answer=lambda received: Reply([Text("Yes.")])) as simulator,
        _server(simulator) as base,
    ):
        _run(base, simulator, _request(_cells(1, 0), "Warm up?"))
        for pictures in PICTURES:
            for number in CELLS:
                _report(base, simulator, number, pictures)


def _report(base: str, simulator: ScriptedSimulator, number: int, pictures: int) -> None:
    cells = _cells(number, pictures)
    first, sent = _run(base, simulator, _request(cells, "What is x1?"))
    asked = [_markdown("What is x1?", isPromptCell=True), _markdown("One.", isOutputCell=True)]
    again = [_run(base, simulator, _request([*cells, *asked], f"And y{n}?")) for n in range(ROUNDS)]
    seconds = statistics.median(took for took, _ in again)
    body = json.dumps(_request(cells, "What is x1?"))
    json_seconds = _median_json(body)
    share = _common(sent, again[0][1])
    print(
        f"request to provider, {number:,} cells, {pictures} pictures ({len(body) / 1e6:.1f} MB): "
        f"{seconds / json_seconds:.1f} times its JSON ({seconds * 1e3:.0f} ms; the first {first * 1e3:.0f} ms); "
        f"a second prompt has {share:.4f} of the first one's bytes"
    )


def _run(base: str, simulator: ScriptedSimulator, body: Body) -> tuple[float, Received]:
    """Seconds from sending the request to its coming to the provider, and what came."""
    before = len(simulator.received)
    data = json.dumps(body).encode()
    begun = time.time()
    run = json.loads(_fetch(base, "prompt", data))["run"]
    while json.loads(_fetch(base, f"runs/{run}"))["state"] == "running":
        time.sleep(0.01)
    received = simulator.received[before]
    return received.at - begun, received


def _common(first: Received, second: Received) -> float:
    """The share of the first request's turns that the second one begins with."""
    one, other = (json.dumps(received.body["messages"]) for received in (first, second) if received.body)
    same = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    return same / len(one)


def _median_json(body: str) -> float:
    times = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        json.loads(json.dumps(json.loads(body)))
        times.append(time.perf_counter() - begun)
    return statistics.median(times)


def _cells(number: int, pictures: int) -> list[Body]:
    """Code with outputs of every second cell, the pictures in the last ones."""
    cells = [_code(n) for n in range(number)]
    for n in range(pictures):
        data = {"image/png": _plot(n), "text/plain": "<Figure size 640x480 with 1 Axes>"}
        output = {"output_type": "display_data", "data": data, "metadata": {}}
        cells[n * number // pictures]["outputs"].append(output)
    return cells


def _code(number: int) -> Body:
    table = "".join(f"{row:3}  {number * row % 97:8.2f}  {'abc'[row % 3]}\n" for row in range(8))
    output = {"output_type": "stream", "name": "stdout", "text": table}
    return {
        "cell_type": "code",
        "source": f"part_{number} = frame[frame.key == {number}]\nprint(part_{number}.head(8))",
        "outputs": [output] if number % 2 else [],
        "execution_count": number + 1,
        "metadata": {},
    }


def _plot(number: int) -> str:
    """Some 100 kB, as plots with many points have."""
    from PIL import Image

    noise = Image.effect_noise((640, 480), 20).quantize(4 + number % 3)
    file = io.BytesIO()
    noise.save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()


def _markdown(source: str, **ours: Any) -> Body:
    return {"cell_type": "markdown", "source": source, "metadata": {"ai_jup": ours}}


def _request(cells: list[Body], source: str) -> Body:
    return {
        "protocol": 1,
        "notebook": {"path": "bench.ipynb", "trusted": True, "kernel_id": None},
        "prompt": {"id": "bench", "source": source},
        "model": MODEL,
        "cells": cells,
    }


@contextmanager
def _server(simulator: ScriptedSimulator) -> Iterator[str]:
    """A Jupyter server of its own, whose Anthropic is the simulator."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        command = [
            *(sys.executable, "-m", "jupyter", "server", "--no-browser", "--allow-root"),
            *("--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}", f"--ServerApp.root_dir={folder}"),
            *(f"--IdentityProvider.token={TOKEN}", "--ServerApp.jpserver_extensions={'ai_jup': True}"),
        ]
        own = {f"JUPYTER_{name}_DIR": folder for name in ("CONFIG", "DATA", "RUNTIME")}
        keys = {"ANTHROPIC_API_KEY": "canary", "ANTHROPIC_BASE_URL": simulator.url}
        quiet = subprocess.DEVNULL
        process = subprocess.Popen(command, env={**os.environ, **own, **keys}, stdout=quiet, stderr=quiet)
        try:
            base = f"http://127.0.0.1:{port}/ai-jup/"
            _wait(base)
            yield base
        finally:
            process.terminate()
            process.wait()


def _wait(base: str) -> None:
    for _ in range(600):
        try:
            _fetch(base, "runs")
            return
        except OSError:
            time.sleep(0.05)
    raise SystemExit("the server did not start")


def _fetch(base: str, path: str, data: bytes | None = None) -> bytes:
    headers = {"Authorization": f"token {TOKEN}", "Content-Type": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(base + path, data, headers), timeout=120) as reply:
        answer: bytes = reply.read()
        return answer
