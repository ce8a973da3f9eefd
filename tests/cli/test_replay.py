"""`ai-jup run --replay`: the same notebook again, from its cassette."""

from __future__ import annotations

import datetime
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ai_jup.catalogue import Catalogue, catalogue
from ai_jup.simulator import Reasoning, Reply, Text, ToolCall
from tests.cli.conftest import Command, give_keys, nothing_of_the_user, run_command
from tests.cli.written_notebooks import MODEL, code, markdown, notebook, own, prompt, read, save, sources
from tests.network.recorder import in_namespace, why_not
from tests.scripted_simulator import ScriptedSimulator

PLOT = (
    "from pathlib import Path\n"
    "import matplotlib.pyplot as plt\n"
    "class Thing: pass\n"
    "def double(x: int) -> int:\n    'Doubles.'\n    return int(Path('factor').read_text()) * x\n"
    "thing, words = Thing(), {'a', 'b', 'c', 'd'}\n"
    "size = Path('size').read_text()\n"
    "plt.plot([1, int(Path('height').read_text())]);"
)
FILES = {"factor": "2", "size": "2", "height": "2"}
"""What the code reads, so that it may differ while the code is the same."""

pytestmark = pytest.mark.once


def story() -> Any:
    """Everything that a request is made of: a picture, values that differ in each process, a call."""
    asked = "What are $`thing` and $`words`, and $`size`? Use &`double`."
    return notebook(markdown("Notes."), code(PLOT), prompt(asked), prompt("And?"))


REPLIES = [
    Reply([Reasoning("Hm."), Text("I look."), ToolCall("double", {"x": 21})]),
    Reply([Text("A thing, four words and 42.")]),
    Reply([Text("That was all.")]),
]


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a notebook and its cassette, which each test has a copy of."""
    folder = tmp_path_factory.mktemp("recording")
    path = save(story(), folder / "a.ipynb")
    for name, text in FILES.items():
        (folder / name).write_text(text)
    with pytest.MonkeyPatch.context() as patch, ScriptedSimulator.run_in_thread() as simulator:
        nothing_of_the_user(patch, folder)
        give_keys(patch, simulator)
        simulator.script += REPLIES
        assert run_command("run", path, "--replay", "record").exit_code == 0
    return folder


@pytest.fixture
def recorded(recording: Path, tmp_path: Path) -> Path:
    """A notebook with its cassette; nobody can be asked."""
    shutil.copytree(recording, tmp_path, dirs_exist_ok=True)
    return tmp_path / "a.ipynb"


def untimed(path: Path) -> list[str]:
    """The cells' sources, but for how long calls took: a replay does not say."""
    return [re.sub(r" · [\d.]+ s</summary>", "</summary>", source) for source in sources(path)]


def cassette(path: Path) -> Path:
    return path.with_name(f"{path.stem}.cassette.jsonl")


def test_a_replay_says_what_was_said_and_is_the_same_each_time(recorded: Path, ai_jup: Command) -> None:
    said, kept = untimed(recorded), cassette(recorded).read_bytes()
    results = []
    for name in ("one", "two"):
        output = recorded.with_name(f"{name}.ipynb")
        result = ai_jup("run", recorded, "-o", output, "--replay", "strict", "--cassette", cassette(recorded))
        assert (result.exit_code, result.output) == (0, "")
        results.append(output.read_bytes())
    assert results[0] == results[1]
    assert sources(output) == said
    records = [own(output, at)["run"] for at in (3, 5)]
    assert [record["replayed"] for record in records] == [True, True]
    assert records[0]["output_tokens"] == own(recorded, 3)["run"]["output_tokens"]
    assert cassette(recorded).read_bytes() == kept


def test_a_cassette_is_text_without_what_was_sent(recorded: Path) -> None:
    lines = cassette(recorded).read_text().splitlines()
    assert json.loads(lines[0]) == {"ai_jup_cassette": 1}
    assert len(lines) == 4 and lines[1:] == sorted(lines[1:])
    text = "\n".join(lines)
    for secret in ("canary", "127.0.0.1", "http", "matplotlib", "What are", "iVBOR"):
        assert secret not in text
    assert "A thing, four words and 42." in text


def test_a_replay_needs_neither_key_nor_network_nor_litellm(recorded: Path) -> None:
    if reason := why_not():
        pytest.skip(f"needs a network namespace, which this machine does not give: {reason}")
    script = (
        "import sys, subprocess\n"
        "subprocess.run(['ip', 'link', 'set', 'lo', 'up'], check=True)\n"
        "from ai_jup.cli import main\n"
        f"main(['run', {str(recorded)!r}, '--replay', 'strict'], standalone_mode=False)\n"
        "assert 'litellm' not in sys.modules, 'LiteLLM was imported'\n"
    )
    command = in_namespace("-W", "ignore", "-c", script)
    done = subprocess.run(command, cwd=Path(__file__).parents[2], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert own(recorded, 3)["run"]["replayed"]


Change = Callable[[Any, Path], None]


def source(at: int, old: str, new: str) -> Change:
    def change(content: Any, folder: Path) -> None:
        before = "".join(content["cells"][at]["source"])
        assert old in before
        content["cells"][at]["source"] = before.replace(old, new)

    return change


def file(name: str) -> Change:
    return lambda content, folder: (folder / name).write_text("3") and None


def model(content: Any, folder: Path) -> None:
    content["metadata"]["ai_jup"]["model"] = "openai/gpt-4.1"


def add(content: Any, folder: Path) -> None:
    content["cells"].insert(0, {**code("y = 1"), "id": "new"})


def drop(content: Any, folder: Path) -> None:
    del content["cells"][0]


CHANGES: dict[str, tuple[Change, str]] = {
    "prompt": (source(2, "What are", "Which are"), "the prompt."),
    "cell": (source(1, "thing, words", "thing,  words"), "cell 2."),
    "picture": (file("height"), "a picture of cell 2, which is drawn otherwise now."),
    "value": (file("size"), "the value of `size`."),
    "function": (source(1, "'Doubles.'", "'Doubles it.'"), "cell 2, the function `double`."),
    "result": (file("factor"), "what the function `double` gave."),
    "model": (model, "the model (openai/gpt-4.1, recorded with anthropic/claude-sonnet-5)."),
    "new cell": (add, "cell 1, which is new."),
    "cell that is gone": (drop, "cell 1, which is gone."),
    "last prompt": (source(4, "And?", "And now?"), "the prompt."),
}


@pytest.mark.parametrize(("change", "named"), CHANGES.values(), ids=CHANGES.keys())
def test_what_differs_is_named(recorded: Path, ai_jup: Command, change: Change, named: str) -> None:
    content = read(recorded)
    change(content, recorded.parent)
    recorded.write_text(json.dumps(content))
    before = untimed(recorded)
    result = ai_jup("run", recorded, "--replay", "strict")
    assert result.exit_code == 3
    assert f"What differs from what was recorded: {named}" in result.output
    # what the page does too: an answer that there was stays where there is no other
    assert [source for source in untimed(recorded) if source in before] == before


def test_a_picture_that_is_drawn_otherwise_may_be_let_pass(recorded: Path, ai_jup: Command) -> None:
    file("height")(None, recorded.parent)
    refused = ai_jup("run", recorded, "--replay", "strict")
    assert refused.exit_code == 3 and "With `--match text` pictures do not count." in refused.output
    assert ai_jup("run", recorded, "--replay", "strict", "--match", "text").exit_code == 0


def test_a_model_that_was_retired_since_says_what_it_said(
    ai_jup: Command, tmp_path: Path, simulator: ScriptedSimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_keys(monkeypatch, simulator)
    model = next(each for each in Catalogue().models()["openai"] if each.deprecation_date)
    path = save(notebook(prompt("One?"), model=model.name), tmp_path / "a.ipynb")
    simulator.script.append(Reply([Text("One.")]))
    assert ai_jup("run", path, "--replay", "record").exit_code == 0
    last = datetime.date.fromisoformat(model.deprecation_date or "")
    monkeypatch.setattr(catalogue, "_today", lambda: last)
    for mode in ("strict", "auto"):
        assert ai_jup("run", path, "--replay", mode).exit_code == 0
        assert sources(path)[1] == "One."
    assert ai_jup("check", path).exit_code == 0
    refused = ai_jup("run", path, "--replay", "record")
    assert refused.exit_code == 1 and "retired" in refused.output


def test_auto_asks_only_for_what_is_not_recorded(
    recorded: Path, simulator: ScriptedSimulator, ai_jup: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = read(recorded)
    content["cells"].append(prompt("One more?"))
    content["cells"][-1]["id"] = "more"
    recorded.write_text(json.dumps(content))
    without = ai_jup("run", recorded, "--replay", "auto")
    assert without.exit_code == 1 and "ANTHROPIC_API_KEY" in without.output
    monkeypatch.setenv("ANTHROPIC_API_KEY", "canary-key-again")
    monkeypatch.setenv("ANTHROPIC_BASE_URL", simulator.bases["anthropic"])
    simulator.script.append(Reply([Text("One more.")]))
    asked = len(simulator.received)
    assert ai_jup("run", recorded, "--replay", "auto").exit_code == 0
    assert len(simulator.received) == asked + 1
    assert sources(recorded)[-1] == "One more."
    assert ai_jup("run", recorded, "--replay", "strict").exit_code == 0


def test_the_model_that_was_recorded_answers_where_none_is_named(recorded: Path, ai_jup: Command) -> None:
    content = read(recorded)
    del content["metadata"]["ai_jup"]
    recorded.write_text(json.dumps(content))
    assert ai_jup("run", recorded, "--replay", "strict").exit_code == 0
    assert own(recorded, 3)["run"]["model"] == MODEL


BAD = {
    "cut": (lambda text: text[:-200], "is cut off"),
    "conflict": (lambda text: text.replace("\n", "\n<<<<<<< HEAD\n", 1), "conflict mark"),
    "newer": (lambda text: text.replace('"ai_jup_cassette": 1', '"ai_jup_cassette": 2'), "version 2"),
    "foreign": (lambda text: "x,y\n1,2\n", "is no cassette"),
    "binary": (lambda text: text + "\udcff", "not a text file"),
}


@pytest.mark.parametrize(("spoil", "said"), BAD.values(), ids=BAD.keys())
@pytest.mark.parametrize("mode", ["strict", "auto", "record"])
def test_a_cassette_that_cannot_be_read_stops_the_run_before_it_begins(
    recorded: Path, ai_jup: Command, spoil: Callable[[str], str], said: str, mode: str
) -> None:
    before = recorded.read_bytes()
    spoilt = spoil(cassette(recorded).read_text()).encode(errors="surrogateescape")
    cassette(recorded).write_bytes(spoilt)
    result = ai_jup("run", recorded, "--replay", mode)
    assert result.exit_code == 2 and said in result.output
    assert recorded.read_bytes() == before and cassette(recorded).read_bytes() == spoilt


@pytest.mark.parametrize("mode", ["record", "auto"])
def test_the_simulators_answers_are_not_recorded_and_that_is_said(
    ai_jup: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    monkeypatch.setenv("AI_JUP_SIMULATOR", "1")
    path = save(notebook(prompt("One?"), model=None), tmp_path / "a.ipynb")
    result = ai_jup("run", path, "--replay", mode)
    assert result.exit_code == (2 if mode == "record" else 1)
    assert "the simulator's answers are not recorded. Set " in result.output and "erver" not in result.output
    assert ai_jup("run", path).exit_code == 0, "without a cassette it answers"


def test_an_empty_cassette_has_no_answer(ai_jup: Command, with_keys: None, tmp_path: Path) -> None:
    path = save(notebook(prompt("One?")), tmp_path / "a.ipynb")
    cassette(path).touch()
    result = ai_jup("run", path, "--replay", "strict")
    assert result.exit_code == 3 and "has no answer for this prompt" in result.output


def test_a_notebook_without_prompts_needs_no_cassette(ai_jup: Command, tmp_path: Path) -> None:
    path = save(notebook(code("1")), tmp_path / "a.ipynb")
    assert ai_jup("run", path, "--replay", "strict").exit_code == 0


def test_only_stale_looks_at_what_the_cassette_would_answer(
    recorded: Path, ai_jup: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever has which keys: a notebook that names no model is answered by the one that was recorded."""
    content = read(recorded)
    del content["metadata"]["ai_jup"]
    recorded.write_text(json.dumps(content))
    monkeypatch.setenv("OPENAI_API_KEY", "canary-key-of-another")
    before = sources(recorded)
    result = ai_jup("run", recorded, "--replay", "strict", "--only-stale")
    assert (result.exit_code, result.output) == (0, "")
    assert sources(recorded) == before and not own(recorded, 3)["run"]["replayed"]
