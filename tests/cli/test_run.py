"""`ai-jup run`: a notebook's code and prompts in their order, without a browser."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from jupyter_client.asynchronous.client import AsyncKernelClient

from ai_jup.simulator import Fault, Reply, Text, ToolCall
from tests.cli.conftest import Command
from tests.cli.written_notebooks import MODEL, code, notebook, own, prompt, read, save, sources
from tests.scripted_simulator import ScriptedSimulator

ACT = 'def act(x: int) -> int:\n    "Doubles."\n    return 2 * x'

pytestmark = pytest.mark.usefixtures("with_keys")


def sent_text(simulator: ScriptedSimulator, number: int = 0) -> str:
    return json.dumps(simulator.received[number].body)


def test_code_and_prompts_run_in_their_order(simulator: ScriptedSimulator, ai_jup: Command, tmp_path: Path) -> None:
    path = save(
        notebook(
            code(f"{ACT}\nx = 20 + 1"), prompt("Double $`x` with &`act`."), code("print('after')"), prompt("And?")
        ),
        tmp_path / "a.ipynb",
    )
    simulator.script += [
        Reply([Text("I call it."), ToolCall("act", {"x": 21})]),
        Reply([Text("It is **42**.")]),
        Reply([Text("That was all.")]),
    ]
    result = ai_jup("run", path)
    assert (result.exit_code, result.output) == (0, "")
    cells = read(path)["cells"]
    assert [cell["cell_type"] for cell in cells] == ["code", "markdown", "markdown", "code", "markdown", "markdown"]
    assert sources(path)[2].startswith("I call it.") and sources(path)[2].endswith("It is **42**.")
    assert sources(path)[5] == "That was all."
    assert cells[3]["outputs"][0]["text"] == ["after\n"]
    record = own(path, 2)["run"]
    assert own(path, 2)["prompt"] == own(path, 1)["id"]
    assert (record["state"], record["model"], record["replayed"]) == ("finished", MODEL, False)
    assert (
        "42" in sent_text(simulator, 1) and "after" in sent_text(simulator, 2) and "Double" in sent_text(simulator, 2)
    )


@pytest.mark.once
def test_running_again_asks_again_and_keeps_one_answer(
    simulator: ScriptedSimulator, ai_jup: Command, tmp_path: Path
) -> None:
    path = save(notebook(prompt("Hello?")), tmp_path / "a.ipynb")
    simulator.script += [Reply([Text("One.")]), Reply([Text("Two.")])]
    assert ai_jup("run", path).exit_code == 0
    ids = [cell["id"] for cell in read(path)["cells"]]
    assert ai_jup("run", path).exit_code == 0
    assert sources(path) == ["Hello?", "Two."]
    assert [cell["id"] for cell in read(path)["cells"]] == ids


@pytest.mark.once
def test_a_prompt_that_fails_ends_the_run_and_what_came_is_kept(
    simulator: ScriptedSimulator, ai_jup: Command, tmp_path: Path
) -> None:
    path = save(notebook(code("print(1)"), prompt("Hello?"), code("print(2)")), tmp_path / "a.ipynb")
    simulator.script.append(Reply([Text("one two three")], fault=Fault("truncate", after=1)))
    result = ai_jup("run", path)
    assert result.exit_code == 1
    assert "Cell 2: The answer from Anthropic was cut off" in result.output
    cells = read(path)["cells"]
    assert cells[0]["outputs"][0]["text"] == ["1\n"] and cells[3]["outputs"] == []
    assert sources(path)[2].startswith("one") and "cut off" in sources(path)[2]


@pytest.mark.once
def test_every_prompt_that_fails_says_so_below_it_and_cells_are_counted_in_the_file_as_it_is_then(
    simulator: ScriptedSimulator, ai_jup: Command, tmp_path: Path
) -> None:
    cells = [prompt("One?"), code("x = 1"), prompt("Of $`head(x)`?"), prompt("Of $`nope`?"), prompt("Of $`len(x)`?")]
    given = notebook(*cells)
    del given["cells"][2]["metadata"]["ai_jup"]["id"]
    path = save(given, tmp_path / "a.ipynb")
    simulator.script.append(Reply([Text("One.")]))
    result = ai_jup("run", path, "--allow-errors")
    first, *told = result.output.splitlines()
    assert first == "Cell 4: a prompt without an id; a run gives it one."
    assert [line.partition(":")[0] for line in told] == ["Cell 4", "Cell 6", "Cell 8"]
    written = read(path)["cells"]
    for at in (3, 5, 7):
        assert own(path, at)["isPromptCell"] and own(path, at + 1)["isOutputCell"]
        assert "".join(written[at + 1]["source"]).startswith("> **No answer.** ")
    assert len(written) == 9

    checked = ai_jup("check", path)
    assert [line.partition(".")[0] for line in checked.output.splitlines()] == [
        "Cell 1 fits",
        "Cell 4 failed",
        "Cell 6 failed",
        "Cell 8 failed",
    ]
    simulator.script.append(Reply([Text("Three.")]))
    content = read(path)
    content["cells"][7]["source"] = "Now?"
    path.write_text(json.dumps(content))
    again = ai_jup("run", path, "--only-stale", "--allow-errors")
    assert "Cell 8" not in again.output and len(simulator.received) == 2
    answer = read(path)["cells"][8]
    assert answer["source"] == ["Three."] and "refused" not in answer["metadata"]["ai_jup"]


@pytest.mark.once
def test_errors_can_be_allowed_and_are_said_all_the_same(
    simulator: ScriptedSimulator, ai_jup: Command, tmp_path: Path
) -> None:
    cells = [code("1 / 0"), prompt("Hello?"), code("[].pop()", tags=["raises-exception"]), code("print(2)")]
    path = save(notebook(*cells), tmp_path / "a.ipynb")
    failed = "Cell 1: ZeroDivisionError: division by zero\n"
    result = ai_jup("run", path)
    assert (result.exit_code, result.output) == (1, failed)
    assert simulator.received == []
    simulator.script.append(Reply(fault=Fault("status", status=401)))
    result = ai_jup("run", path, "--allow-errors")
    assert result.exit_code == 1 and result.output.startswith(f"{failed}Cell 2: Anthropic does not accept the API key")
    assert len(result.output.splitlines()) == 2 and "server" not in result.output
    assert read(path)["cells"][-1]["outputs"][0]["text"] == ["2\n"]
    assert "ZeroDivisionError" in sent_text(simulator)


@pytest.mark.once
def test_parameters_are_set_behind_the_cell_with_that_tag(
    simulator: ScriptedSimulator, ai_jup: Command, tmp_path: Path
) -> None:
    path = save(
        notebook(code("n, name, on = 1, 'x', None", tags=["parameters"]), code("print(n, name, on)")),
        tmp_path / "a.ipynb",
    )
    for given, printed in ((["n=3", "name=a b", "on=true"], "3 a b True"), (["n=[1, 2]"], "[1, 2] x None")):
        pairs = [word for pair in given for word in ("-p", pair)]
        assert ai_jup("run", path, *pairs).exit_code == 0
        assert [cell["metadata"].get("tags") for cell in read(path)["cells"]] == [
            ["parameters"],
            ["injected-parameters"],
            None,
        ]
        assert read(path)["cells"][2]["outputs"][0]["text"] == [f"{printed}\n"]
    said = ai_jup("run", path, "-p", "n=1", "-p", "nosuch=3").stderr
    assert said == "The notebook has no parameter 'nosuch'; it is set all the same.\n"
    assert ai_jup("run", path, "-p", "n").exit_code == 2
    assert ai_jup("run", path, "-p", "class=1").exit_code == 2


@pytest.mark.once
def test_no_functions_are_offered_where_none_may_be_called(
    simulator: ScriptedSimulator, ai_jup: Command, tmp_path: Path
) -> None:
    path = save(notebook(code(ACT), prompt("Use &`act`.")), tmp_path / "a.ipynb")
    simulator.script.append(Reply([Text("I cannot.")]))
    assert ai_jup("run", path, "--no-calls").exit_code == 0
    assert "tools" not in simulator.received[0].body
    assert sources(path)[-1] == "I cannot."


@pytest.mark.once
def test_an_administrators_question_before_calls_does_not_hold_up_what_nobody_watches(
    simulator: ScriptedSimulator, ai_jup: Command, tmp_path: Path
) -> None:
    settings = tmp_path / "jupyter" / "config" / "jupyter_server_config.py"
    settings.parent.mkdir(parents=True)
    settings.write_text("c.AiJup.ask_before_calls = True\nc.AiJup.answer_limit = 1_000\n")
    path = save(notebook(code(ACT), prompt("Use &`act`.")), tmp_path / "a.ipynb")
    simulator.script += [Reply([ToolCall("act", {"x": 1})]), Reply([Text("word " * 400)])]
    result = ai_jup("run", path)
    assert result.exit_code == 1 and "over 1,000 characters" in result.output, "the settings of the server hold"
    assert "2" in sources(path)[-1]


@pytest.mark.parametrize(("limit", "asked"), [(0.0, 0), (0.000_1, 0), (1.0, 2)])
@pytest.mark.once
def test_nothing_is_sent_that_could_cost_more(
    simulator: ScriptedSimulator, ai_jup: Command, tmp_path: Path, limit: float, asked: int
) -> None:
    path = save(notebook(prompt("One?"), prompt("Two?")), tmp_path / "a.ipynb")
    result = ai_jup("run", path, "--max-cost", limit, "--json")
    assert len(simulator.received) == asked
    if asked:
        most = simulator.received[-1].body["max_tokens"]
        assert result.exit_code == 0 and 0 < most * 15e-6 <= limit
    else:
        assert result.exit_code == 1 and "--max-cost" in result.output
        assert ("more than $0.00 ($0.00 so far)" if limit == 0 else "more than $0.0001 ($0.00") in result.output


@pytest.mark.once
def test_only_what_no_longer_fits_is_asked(simulator: ScriptedSimulator, ai_jup: Command, tmp_path: Path) -> None:
    path = save(notebook(code("x = 1"), prompt("One of $`x`?"), code("y = 1"), prompt("Two?")), tmp_path / "a.ipynb")
    simulator.script += [Reply([Text("A.")]), Reply([Text("B.")])]
    assert ai_jup("run", path).exit_code == 0
    assert ai_jup("run", path, "--only-stale").exit_code == 0
    assert len(simulator.received) == 2, "nothing had changed"
    content = read(path)
    content["cells"][3]["source"] = "y = 2"
    path.write_text(json.dumps(content))
    simulator.script.append(Reply([Text("C.")]))
    assert ai_jup("run", path, "--only-stale").exit_code == 0
    assert sources(path) == ["x = 1", "One of $`x`?", "A.", "y = 2", "Two?", "C."]
    content["cells"][0]["source"] = "x = 2"
    path.write_text(json.dumps(content))
    simulator.script += [Reply([Text("D.")]), Reply([Text("E.")])]
    assert ai_jup("run", path, "--only-stale").exit_code == 0
    assert sources(path)[2] == "D." and sources(path)[5] == "E."


@pytest.mark.once
def test_a_kernel_that_does_not_come_up_is_started_once_more(
    simulator: ScriptedSimulator, ai_jup: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where another program has taken one of its ports."""
    ready, tries = AsyncKernelClient.wait_for_ready, []

    async def at_the_second_try(client: AsyncKernelClient, timeout: float | None = None) -> None:
        tries.append(client)
        if len(tries) == 1:
            raise RuntimeError("Kernel died before replying to kernel_info")
        await ready(client, timeout)

    monkeypatch.setattr(AsyncKernelClient, "wait_for_ready", at_the_second_try)
    path = save(notebook(code("print(1)")), tmp_path / "a.ipynb")
    assert ai_jup("run", path).exit_code == 0
    assert len(tries) == 2 and read(path)["cells"][0]["outputs"][0]["text"] == ["1\n"]


@pytest.mark.once
def test_the_result_is_told_as_json(simulator: ScriptedSimulator, ai_jup: Command, tmp_path: Path) -> None:
    path = save(notebook(code("1"), prompt("One?")), tmp_path / "a.ipynb")
    simulator.script.append(Reply([Text("A.")]))
    told: dict[str, Any] = json.loads(ai_jup("run", path, "--json").output)
    record = told["prompts"][0].pop("record")
    assert record == own(path, 2)["run"]
    assert told == {
        "notebook": str(path),
        "ok": True,
        "exit_code": 0,
        "error": None,
        "cells": 1,
        "cost": record["cost"],
        "prompts": [
            {"prompt": own(path, 1)["id"], "cell": 2, "state": "finished", "error": None, "warnings": []},
        ],
    }


@pytest.mark.once
def test_the_model_that_is_named_answers_every_prompt(
    simulator: ScriptedSimulator, ai_jup: Command, tmp_path: Path
) -> None:
    path = save(notebook(prompt("One?", model="openai/gpt-4.1")), tmp_path / "a.ipynb")
    output = tmp_path / "out.ipynb"
    before = path.read_bytes()
    assert ai_jup("run", path, "-o", output, "--model", "gemini/gemini-3.5-flash").exit_code == 0
    assert own(output, 1)["run"]["model"] == "gemini/gemini-3.5-flash"
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--model", "foo"], "foo"),
        (["--model", "gemini/none"], "gemini/none"),
        (["--max-cost", "abc"], "'abc' is not a valid number."),
        (["--max-cost", "nan"], "'nan' is not a valid number."),
        (["--timeout", "inf"], "'inf' is not a valid number."),
        (["--replay", "strict", "--cassette", "missing.jsonl"], "There is no cassette missing.jsonl."),
        (["--replay", "strict"], "There is no cassette"),
        pytest.param(
            ["--replay", "auto", "--cassette", "/proc/ro.jsonl"],
            "Nothing can be recorded into the cassette /proc/ro.jsonl",
            marks=pytest.mark.skipif(sys.platform != "linux", reason="/proc"),
        ),
    ],
)
@pytest.mark.once
def test_what_is_asked_for_in_vain_is_said_before_anything_runs(
    simulator: ScriptedSimulator, ai_jup: Command, tmp_path: Path, options: list[str], said: str
) -> None:
    path = save(notebook(code("open('it ran', 'w')"), prompt("One?")), tmp_path / "a.ipynb")
    before = path.read_bytes()
    result = ai_jup("run", path, *options)
    assert result.exit_code == 2 and said in result.output
    assert not (tmp_path / "it ran").exists() and path.read_bytes() == before
    assert simulator.received == []


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("where", ["answer", "code"])
@pytest.mark.once
def test_an_interrupt_keeps_what_came(simulator: ScriptedSimulator, tmp_path: Path, where: str) -> None:
    slow = "import pathlib, time\nfor _ in range(2):\n    print('begun', flush=True)\npathlib.Path('begun').touch()\ntime.sleep(60)"
    cells = [code("x = 1"), prompt("Count."), code(slow)]
    simulator.script.append(Reply([Text("one two three " * 400)], pace=0.02 if where == "answer" else 0))
    path = save(notebook(*cells), tmp_path / "a.ipynb")
    command = [sys.executable, "-W", "ignore", "-m", "ai_jup", "run", str(path)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=dict(os.environ))
    end = time.monotonic() + 60
    has_begun = (lambda: simulator.received) if where == "answer" else (tmp_path / "begun").exists
    while not has_begun() and time.monotonic() < end:
        time.sleep(0.05)
    # until the first words, or the output, have come
    time.sleep(3 if where == "answer" else 1)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=30)
    # on a busy machine the watchdog has something to say before it
    last = told.splitlines()[-1]
    assert (process.returncode, last) == (1, "Stopped; what had come until then is in the notebook.")
    answer = sources(path)[2]
    assert answer.startswith("one two three")
    assert own(path, 2)["run"]["state"] == ("stopped" if where == "answer" else "finished")
    printed = read(path)["cells"][3]["outputs"]
    assert (printed[0]["text"] == ["begun\n"] * 2) if where == "code" else printed == []


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.once
def test_a_cell_that_ignores_an_interrupt_is_ended_by_another(tmp_path: Path) -> None:
    source = (
        "from pathlib import Path\n"
        "while True:\n"
        "    try:\n"
        "        print('on', flush=True)\n"
        "        print('and on', flush=True)\n"
        "        Path('begun').touch()\n"
        "        time.sleep(60)\n"
        "    except KeyboardInterrupt:\n"
        "        Path('ignored').touch()\n"
    )
    path = save(notebook(code("import time\n" + source)), tmp_path / "a.ipynb")
    command = [sys.executable, "-W", "ignore", "-m", "ai_jup", "run", str(path)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=dict(os.environ))
    for name in ("begun", "ignored"):
        end = time.monotonic() + 60
        while not (tmp_path / name).exists() and time.monotonic() < end:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=30)
    assert (process.returncode, told) == (1, "Stopped; what had come until then is in the notebook.\n")
    assert [output["text"][:2] for output in read(path)["cells"][0]["outputs"]] == [["on\n", "and on\n"]]
