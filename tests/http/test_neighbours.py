"""Two servers on one folder: a prompt is asked once, shown by both, and written once."""

import json
import signal
import urllib.error

import pytest

from ai_jup.simulator import Reply, Text
from tests.http.own_processes import request, server, wait_for

pytestmark = pytest.mark.once

__all__ = ["server"]

MODEL = "anthropic/claude-sonnet-5"


def refused(port, method, path, body=None):
    with pytest.raises(urllib.error.HTTPError) as raised:
        request(port, method, path, body)
    error = json.loads(raised.value.read())["error"]
    assert error["message"] and error["hint"]
    return raised.value.code, error["code"]


def ended(port, run):
    return wait_for(lambda: (found := request(port, "GET", f"ai-jup/runs/{run}"))["state"] != "running" and found)


def test_what_one_server_answers_the_other_does_not_ask_but_shows(server, simulator, prompt, tmp_path):
    words = "".join(f"word{n} " for n in range(100))
    simulator.script.append(Reply([Text(words)], pace=0.03))
    with server() as (one, _), server() as (other, _):
        run = request(one, "POST", "ai-jup/prompt", prompt(model=MODEL))["run"]
        assert refused(other, "POST", "ai-jup/prompt", prompt(model=MODEL)) == (409, "run-exists")
        [listed] = request(other, "GET", "ai-jup/runs?notebook=a.ipynb")
        assert (listed["run"], listed["prompt"], listed["state"]) == (run, "p1", "running")
        assert refused(other, "DELETE", f"ai-jup/runs/{run}") == (409, "run-elsewhere")
        wait_for(lambda: request(other, "GET", f"ai-jup/runs/{run}")["text"].count(" ") > 20)
        there = ended(other, run)
        assert there == request(one, "GET", f"ai-jup/runs/{run}")
        assert (there["state"], there["text"]) == ("finished", words)
        # its answer is saved, and both let go of it
        answer = request(one, "GET", f"ai-jup/runs/{run}/answer")
        cell = {"cell_type": "markdown", "id": "x", "source": answer["source"], "metadata": answer["metadata"]}
        notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}
        (tmp_path / "a.ipynb").write_text(json.dumps(notebook))
        for port in (one, other):
            assert request(port, "GET", "ai-jup/runs?notebook=a.ipynb") == []
        # the next question is another one
        simulator.script.append(Reply([Text("Again.")]))
        again = request(other, "POST", "ai-jup/prompt", prompt(model=MODEL))["run"]
        assert ended(other, again)["text"] == "Again."
    assert len(simulator.received) == 2


def test_the_run_of_a_server_that_is_killed_is_the_others(server, simulator, prompt):
    simulator.script.append(Reply([Text("word " * 400)], pace=0.02))
    with server() as (one, process), server() as (other, _):
        run = request(one, "POST", "ai-jup/prompt", prompt(model=MODEL))["run"]
        wait_for(lambda: request(one, "GET", f"ai-jup/runs/{run}")["text"].count(" ") > 20)
        assert request(other, "GET", f"ai-jup/runs/{run}")["state"] == "running"
        process.send_signal(signal.SIGKILL)
        process.wait()
        snapshot = ended(other, run)
        assert (snapshot["state"], snapshot["events"][-1]["error"]["code"]) == ("failed", "interrupted")
        assert snapshot["text"].count("word ") > 20
    assert len(simulator.received) == 1
