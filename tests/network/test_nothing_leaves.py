"""Nothing leaves but requests to the provider that answers: neither a look-up nor a connection, whoever tries it."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.network.quiet_server import MODELS, NAMES
from tests.network.recorder import in_namespace, why_not

ROOT = Path(__file__).parents[2]
CAME = {
    "tested": True,
    "finished": "stop",
    "called": "stop",
    "broken arguments": "stop",
    "too long": "answer-too-long",
    "too many calls": "reply-too-large",
    **dict.fromkeys(("cut", "ended early", "malformed", "an error in it"), "stream-incomplete"),
    "refused": "key-rejected",
    "too large": "context-too-long",
    "stopped": "stopped",
}


@pytest.fixture(scope="module")
def namespaces() -> None:
    if reason := why_not():
        pytest.skip(f"needs a network namespace, which this machine does not give: {reason}")


@pytest.mark.parametrize("warm", [False, pytest.param(True, marks=pytest.mark.once)], ids=["cold", "warm"])
@pytest.mark.usefixtures("namespaces")
def test_a_server_reaches_nothing_but_its_provider(tmp_path: Path, warm: bool) -> None:
    command = in_namespace("-m", "tests.network.quiet_server", str(tmp_path), *["warm"] * warm)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert run.returncode == 0, run.stderr
    told: dict[str, Any] = json.loads(run.stdout)
    assert told["came"] == dict.fromkeys(MODELS, CAME)
    assert told["strange"] == []
    # what was tried deliberately was seen, the look-ups by C code in another process too
    name, address = NAMES
    assert {looked_up for _, _, looked_up in told["control"]} >= {name, f"other.{name}"}
    assert [address, 443, ""] in told["control"]
