"""What reaches each provider for notebooks that data scientists have: the whole request, as it was on the wire.

The files have it as the oldest LiteLLM that is allowed sends it; `as_the_oldest_sends_it` has all that newer ones change.
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


def as_the_oldest_sends_it(body):
    """A request of a newer LiteLLM, which says the same in two places in another way."""
    first = (body.get("input") or [{}])[0]
    if first.get("role") == "system":  # OpenAI's system turn, which stood apart
        assert (first["type"], [part["type"] for part in first["content"]]) == ("message", ["input_text"])
        assert "instructions" not in body
        return {**body, "instructions": first["content"][0]["text"], "input": body["input"][1:]}
    if "generationConfig" in body:  # Gemini's default, which was sent
        return {**body, "generationConfig": {"temperature": 1.0, **body["generationConfig"]}}
    return body


@pytest.mark.parametrize("provider", MODELS)
async def test_requests_are_as_they_were(simulator, ask, events, provider):
    bodies = {}
    for file in sorted(NOTEBOOKS.glob("*.ipynb")):
        simulator.script.append(Reply([Text("Yes.")]))
        started = await ask("POST", "prompt", body=as_sent(file, MODELS[provider]))
        assert started.status == 202, started.json
        got = await events(started.json["run"])
        assert got[-1]["type"] == "run-finished", got[-1]
        bodies[file.stem] = as_the_oldest_sends_it(simulator.received[-1].body)
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
