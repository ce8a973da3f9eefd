"""What reaches each provider for notebooks that data scientists have: the whole request, as it was on the wire.

`UPDATE_GOLDEN=1 pytest tests/http/test_golden_requests.py` writes the golden files again.
"""

import base64
import json
import os
from pathlib import Path

import pytest

from ai_jup.simulator import Reply, Text

NOTEBOOKS = Path(__file__).parents[1] / "prompt" / "notebooks"
GOLDEN = Path(__file__).parent / "golden"
MODELS = {
    "openai": "openai/gpt-5.4",
    "anthropic": "anthropic/claude-sonnet-5",
    "gemini": "gemini/gemini-3.5-flash",
}


@pytest.fixture
def extension(simulator, keys):
    return {"api_base": simulator.bases}


def as_sent(file, model):
    """The last cell of a notebook run as a prompt, as the browser sends it."""
    *above, last = json.loads(file.read_text())["cells"]
    return {
        "protocol": 1,
        "notebook": {"path": file.name, "trusted": True, "kernel_id": None},
        "prompt": {"id": "p1", "source": last["source"], "attachments": last.get("attachments", {})},
        "model": model,
        "cells": above,
    }


@pytest.mark.parametrize("provider", MODELS)
async def test_requests_are_as_they_were(simulator, ask, events, provider):
    bodies = {}
    for file in sorted(NOTEBOOKS.glob("*.ipynb")):
        simulator.script.append(Reply([Text("Yes.")]))
        started = await ask("POST", "prompt", body=as_sent(file, MODELS[provider]))
        assert started.status == 202, started.json
        got = await events(started.json["run"])
        assert got[-1]["type"] == "run-finished", got[-1]
        bodies[file.stem] = simulator.received[-1].body
    assert len(bodies) >= 12
    golden = GOLDEN / f"{provider}.json"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(json.dumps(bodies, indent=1, ensure_ascii=False) + "\n")
    assert bodies == json.loads(golden.read_text())


@pytest.mark.parametrize("provider", MODELS)
async def test_context_tells_what_a_run_sends(simulator, ask, events, provider):
    for file in sorted(NOTEBOOKS.glob("*.ipynb")):
        told = (await ask("POST", "context", body=as_sent(file, MODELS[provider]))).json
        simulator.script.append(Reply([Text("Yes.")]))
        await events((await ask("POST", "prompt", body=as_sent(file, MODELS[provider]))).json["run"])
        view = simulator.received[-1].view
        parts = [part for message in told["messages"][1:] for part in message["content"]]
        texts = [text for turn in view.turns for text in turn.texts if text]
        assert texts == [p["text"] for p in parts if p["type"] == "text"]
        sent = [p["image_url"]["url"] for p in parts if p["type"] == "image_url"]
        assert [address(picture) for picture in view.pictures] == sent
        assert told["images"] == len(sent)
        shown = [p for part in told["parts"] for p in part["pictures"] if p["message"] is not None]
        assert [told["messages"][p["message"]]["content"][p["part"]]["image_url"]["url"] for p in shown] == sent
        assert told["tokens"] == sum(part["tokens"] for part in told["parts"])
    assert len(simulator.received) == len(list(NOTEBOOKS.glob("*.ipynb")))


def address(picture):
    return f"data:{picture.media_type};base64,{base64.b64encode(picture.data).decode()}"
