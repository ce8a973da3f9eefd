"""Two servers on one folder: a prompt is asked once, shown by both, and written once."""

import json
import os
import signal
import time
import urllib.error

import pytest

from ai_jup.journal import processes
from ai_jup.journal.journal import STALE
from ai_jup.simulator import Reply, Text
from tests.http.own_processes import request, server, wait_for
from tests.namespaces import ELSEWHERE, needs_namespaces

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


WORDS = "".join(f"word{n} " for n in range(100))


@pytest.fixture
def begun(simulator, prompt):
    """Have a server answer the prompt; returns the run, of which some words are there."""

    def begin(port):
        simulator.script.append(Reply([Text(WORDS)], pace=0.03))
        run = request(port, "POST", "ai-jup/prompt", prompt(model=MODEL))["run"]
        wait_for(lambda: request(port, "GET", f"ai-jup/runs/{run}")["text"].count(" ") > 10)
        return run

    return begin


def stop(process, tmp_path, run):
    """A server that sleeps, and for longer than its runs may be left alone: of that only the file's time tells."""
    process.send_signal(signal.SIGSTOP)
    os.waitid(os.P_PID, process.pid, os.WSTOPPED | os.WNOWAIT)
    at = time.time() - 2 * STALE
    os.utime(file_of(tmp_path, run), (at, at))


def file_of(tmp_path, run):
    return tmp_path / "data" / "ai_jup_runs" / f"{run}.jsonl"


def ends(tmp_path, run):
    """The ends in a run's file."""
    found = [json.loads(line).get("type", "") for line in file_of(tmp_path, run).read_text().splitlines()]
    return [kind for kind in found if kind in ("run-finished", "run-failed", "run-stopped")]


@pytest.mark.skipif(not processes.here(), reason="the system does not tell of processes")
def test_the_run_of_a_server_that_sleeps_is_still_its_own(server, simulator, begun, prompt, tmp_path):
    with server() as (one, process), server() as (other, _):
        run = begun(one)
        stop(process, tmp_path, run)
        [listed] = request(other, "GET", "ai-jup/runs?notebook=a.ipynb")
        assert (listed["run"], listed["state"]) == (run, "running")
        assert refused(other, "POST", "ai-jup/prompt", prompt(model=MODEL)) == (409, "run-exists")
        process.send_signal(signal.SIGCONT)
        for port in (one, other):
            assert (ended(port, run)["state"], ended(port, run)["text"]) == ("finished", WORDS)
        assert ends(tmp_path, run) == ["run-finished"]
    assert len(simulator.received) == 1


@needs_namespaces
def test_the_run_of_a_server_in_another_container_is_its_own(server, simulator, begun, prompt):
    with server() as (one, _), server(*ELSEWHERE) as (other, _):
        run = begun(one)
        [listed] = request(other, "GET", "ai-jup/runs?notebook=a.ipynb")
        assert (listed["run"], listed["state"]) == (run, "running")
        assert refused(other, "POST", "ai-jup/prompt", prompt(model=MODEL)) == (409, "run-exists")
        assert ended(other, run)["text"] == WORDS
    assert len(simulator.received) == 1


@needs_namespaces
def test_a_server_that_wakes_up_loses_no_word_of_a_run_that_another_container_has_ended(server, begun, tmp_path):
    with server(*ELSEWHERE) as (other, _):
        with server() as (one, process):
            run = begun(one)
            stop(process, tmp_path, run)
            there = ended(other, run)
            assert (there["state"], there["events"][-1]["error"]["code"]) == ("failed", "interrupted")
            process.send_signal(signal.SIGCONT)
            here = ended(one, run)
            assert (here["state"], here["text"]) == ("finished", WORDS)
            warned = [event["code"] for event in here["events"] if event["type"] == "warning"]
            assert warned.count("journal-failed") == 1
            assert ends(tmp_path, run) == ["run-failed"]
            process.kill()
        with server() as (later, _):
            for port in (other, later):
                assert request(port, "GET", f"ai-jup/runs/{run}") == there


@pytest.mark.parametrize("by", [0, 1, None], ids=["its server", "the other one", "nobody that tells"])
def test_a_notebook_that_is_renamed_while_it_is_answered_is_asked_once(server, simulator, begun, prompt, tmp_path, by):
    cell = {"cell_type": "markdown", "id": "x", "source": "Why?", "metadata": {"ai_jup": {"isPromptCell": True}}}
    cell["metadata"]["ai_jup"]["id"] = "p1"
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}
    (tmp_path / "a.ipynb").write_text(json.dumps(notebook))
    again = prompt(model=MODEL, notebook={"path": "b.ipynb", "trusted": True})
    with server() as (one, _), server() as (other, _):
        run = begun(one)
        if by is None:
            (tmp_path / "a.ipynb").rename(tmp_path / "b.ipynb")
        else:
            request((one, other)[by], "PATCH", "api/contents/a.ipynb", {"path": "b.ipynb"})
        for port in (other, one):
            assert refused(port, "POST", "ai-jup/prompt", again) == (409, "run-exists")
        for port in (other, one):
            ended(port, run)
            [listed] = request(port, "GET", "ai-jup/runs?notebook=b.ipynb")
            assert (listed["run"], listed["state"], listed["notebook"]) == (run, "finished", "b.ipynb")
            assert request(port, "GET", "ai-jup/runs?notebook=a.ipynb") == []
    assert len(simulator.received) == 1
