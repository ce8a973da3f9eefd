"""`ai-jup check`, `context`, `models`, `test-connection`, `clear`; and by way of `jupyter`, papermill and nbconvert."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ai_jup.catalogue import KeyFile
from ai_jup.simulator import Fault, Reply, Text
from tests.cli.conftest import Command
from tests.cli.written_notebooks import MODEL, code, markdown, notebook, prompt, read, save, sources
from tests.scripted_simulator import ScriptedSimulator

pytestmark = pytest.mark.once


@pytest.fixture
def answered(simulator: ScriptedSimulator, with_keys: None, ai_jup: Command, tmp_path: Path) -> Path:
    path = save(notebook(code("x = 1"), prompt("One?"), code("y = 1"), prompt("Two?")), tmp_path / "a.ipynb")
    simulator.script += [Reply([Text("A.")]), Reply([Text("B.")])]
    assert ai_jup("run", path).exit_code == 0
    return path


def edit(path: Path, at: int, source: str) -> None:
    content = read(path)
    content["cells"][at]["source"] = source
    path.write_text(json.dumps(content))


def test_answers_that_fit_are_said_so(answered: Path, ai_jup: Command) -> None:
    result = ai_jup("check", answered)
    assert (result.exit_code, result.output) == (0, "Cell 2 fits.\nCell 5 fits.\n")


@pytest.mark.parametrize(
    ("at", "source", "told"),
    [
        (
            0,
            "x = 2",
            ["Cell 2 no longer fits: the cells above were changed.", "Cell 5 no longer fits: the cells above"],
        ),
        (3, "y = 2", ["Cell 2 fits.", "Cell 5 no longer fits: the cells above were changed."]),
        (4, "Two!", ["Cell 2 fits.", "Cell 5 no longer fits: the prompt was edited."]),
        (5, "Mine.", ["Cell 2 fits.", "Cell 5 has an answer that was edited."]),
        (5, "", ["Cell 2 fits.", "Cell 5"]),
    ],
)
def test_what_has_changed_is_said(answered: Path, ai_jup: Command, at: int, source: str, told: list[str]) -> None:
    edit(answered, at, source)
    result = ai_jup("check", answered)
    lines = result.output.splitlines()
    assert [line.startswith(start) for line, start in zip(lines, told, strict=True)] == [True, True], lines
    assert result.exit_code == (3 if "no longer" in result.output else 0)
    as_json = json.loads(ai_jup("check", answered, "--json").output)
    assert [each["cell"] for each in as_json["prompts"]] == [2, 5]


def test_a_prompt_that_failed_is_said_to_have_failed(
    simulator: ScriptedSimulator, with_keys: None, ai_jup: Command, tmp_path: Path
) -> None:
    path = save(notebook(prompt("One?"), prompt("Two?")), tmp_path / "a.ipynb")
    simulator.script += [Reply(fault=Fault("status", status=401)), Reply([Text("B.")], finish="length")]
    assert ai_jup("run", path, "--allow-errors").exit_code == 1
    result = ai_jup("check", path)
    assert result.exit_code == 3 and result.output.startswith("Cell 1 failed.\nCell 3 ")


@pytest.mark.parametrize("command", [("models",), ("test-connection", "lab/m")])
def test_what_is_wrong_with_the_settings_is_said(with_keys: None, tmp_path: Path, command: tuple[str, ...]) -> None:
    endpoint = "{'label': 'Lab', 'apibase': 'http://127.0.0.1:9/v1', 'models': [{'name': 'm'}]}"
    folder = tmp_path / "jupyter" / "config"
    folder.mkdir(parents=True)
    wrong = f"c.AiJup.endpoints = {{'lab': {endpoint}}}\nc.AiJup.default_model = 'openai/gpt-nope'\n"
    (folder / "jupyter_server_config.py").write_text(wrong)
    done = subprocess.run(
        [sys.executable, "-m", "ai_jup", *command], capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert "The endpoint 'lab' is ignored." in done.stderr and "did you mean api_base?" in done.stderr
    assert "AiJup.default_model is 'openai/gpt-nope'." in done.stderr
    assert "ignored" not in done.stdout and done.stderr.count("\n") <= 3


def test_what_would_be_sent_is_shown(answered: Path, ai_jup: Command) -> None:
    shown = ai_jup("context", answered, "2").output
    assert "Cell 2 would send" in shown and "Cell 1, code" in shown and "Cell 4" not in shown
    told = json.loads(ai_jup("context", answered, "--json").output)
    assert told["model"] == MODEL and "Two?" in json.dumps(told["messages"])
    assert ai_jup("context", answered, "3").exit_code == 2


def test_answers_are_taken_out_and_prompts_stay(answered: Path, ai_jup: Command) -> None:
    assert ai_jup("clear", answered).output == "2 answers taken out.\n"
    assert sources(answered) == ["x = 1", "One?", "y = 1", "Two?"]
    before = answered.read_bytes()
    assert json.loads(ai_jup("clear", answered, "--json").output)["cleared"] == 0
    assert answered.read_bytes() == before


def test_models_are_listed(ai_jup: Command) -> None:
    listed = json.loads(ai_jup("models", "--json").output)
    assert set(listed) == {"openai", "anthropic", "gemini"}
    assert listed["anthropic"][0]["name"] in ai_jup("models").output


def test_a_connection_is_tested(simulator: ScriptedSimulator, with_keys: None, ai_jup: Command) -> None:
    assert ai_jup("test-connection", MODEL).exit_code == 0
    simulator.script.append(Reply(fault=Fault("status", status=401)))
    result = ai_jup("test-connection", MODEL)
    assert result.exit_code == 1 and "Invalid API key" in result.output
    assert json.loads(ai_jup("test-connection", "openai/none", "--json").output)["success"] is False


def test_without_a_key_the_remedy_is_named(ai_jup: Command, tmp_path: Path) -> None:
    path = save(notebook(prompt("One?")), tmp_path / "a.ipynb")
    result = ai_jup("run", path)
    assert result.exit_code == 1 and "ANTHROPIC_API_KEY" in result.output
    assert ai_jup("run").exit_code == 2


@pytest.mark.parametrize("program", ["papermill", "nbconvert"])
def test_other_programs_answer_prompts(
    simulator: ScriptedSimulator, with_keys: None, tmp_path: Path, program: str
) -> None:
    path = save(notebook(code("x = 6 * 7"), prompt("What is $`x`?"), markdown("End.")), tmp_path / "a.ipynb")
    output = tmp_path / "out.ipynb"
    simulator.script.append(Reply([Text("It is 42.")]))
    preprocessor = "--NotebookExporter.preprocessors=ai_jup.execution.preprocessor.ExecutePrompts"
    # that papermill finds the engine by its name the test of the wheel shows
    engine = (
        "import sys; from papermill.engines import papermill_engines; from papermill.cli import papermill; "
        "from ai_jup.execution.papermill_engine import PromptEngine; "
        "papermill_engines.register('ai-jup', PromptEngine); papermill(sys.argv[1:])"
    )
    command = {
        "papermill": ["-c", engine, "--engine", "ai-jup", "--no-progress-bar", str(path), str(output)],
        "nbconvert": ["-m", "nbconvert", "--to", "notebook", preprocessor, "--output", str(output), str(path)],
    }[program]
    done = subprocess.run([sys.executable, "-W", "ignore", *command], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert sources(output) == ["x = 6 * 7", "What is $`x`?", "It is 42.", "End."]
    assert "42" in json.dumps(simulator.received[0].body)


def test_what_is_kept_on_the_machine_is_removed(ai_jup: Command, tmp_path: Path) -> None:
    data = tmp_path / "jupyter" / "data"
    runs = data / "ai_jup_runs"
    runs.mkdir(parents=True)
    (runs / "r.jsonl").write_text("{}\n")
    KeyFile(data).write("openai", "sk-some-key")
    cassette = tmp_path / "notebooks" / "a.cassette.jsonl"
    cassette.parent.mkdir()
    cassette.write_text("{}\n")
    refused = ai_jup("forget", "--cassettes", tmp_path)
    assert refused.exit_code == 1 and runs.exists(), "nothing without an answer"
    listed = json.loads(ai_jup("forget", "--json").output)
    assert len(listed["kept"]) == 3 and listed["removed"] is False and runs.exists()
    done = ai_jup("forget", "--cassettes", tmp_path, "--yes")
    assert done.exit_code == 0 and "The key for OpenAI" in done.output and "What stays" in done.output
    assert "sk-some-key" not in done.output
    assert not runs.exists() and not cassette.exists() and KeyFile(data).read("openai") is None
    assert ai_jup("forget").output.startswith("Nothing is kept.")
    assert json.loads(ai_jup("forget", "--json", "--yes").output) == {**{"kept": [], "servers": [], "removed": True}}


def test_a_server_that_has_read_the_keys_is_named(ai_jup: Command, tmp_path: Path) -> None:
    runtime = tmp_path / "jupyter" / "runtime"
    command = [sys.executable, "-m", "jupyter_server", "--port=0", "--ServerApp.token=canary", "--allow-root"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=tmp_path)
    try:
        for _ in range(600):
            if list(runtime.glob("jpserver-*.json")) or server.poll() is not None:
                break
            time.sleep(0.1)
        [url] = json.loads(ai_jup("forget", "--json").stdout)["servers"]
        told = ai_jup("forget", "--yes")
        assert f"The Jupyter server at {url} is running." in told.stderr and "canary" not in told.output
        assert "c.AiJup" in told.stdout
    finally:
        server.terminate()
        server.wait(30)
