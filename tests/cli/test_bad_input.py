"""What the command line is given that is no notebook, or none that runs: a clear message, and nothing changed."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ai_jup.cli import main
from ai_jup.simulator import Reply, Text
from tests.cli.conftest import Command
from tests.cli.written_notebooks import code, markdown, notebook, own, prompt, read, save, sources
from tests.scripted_simulator import ScriptedSimulator

pytestmark = [pytest.mark.usefixtures("with_keys"), pytest.mark.once]

UNREADABLE: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "it is not JSON"),
    "text": (b"# A title\n", "it is not JSON"),
    "binary": (b"\xff\xfe\x00", "not a text in UTF-8"),
    "JSON": (b"[1, 2]", "does not say its nbformat"),
    "nbformat 3": (
        b'{"nbformat": 3, "nbformat_minor": 0, "worksheets": [], "metadata": {}}',
        "nbconvert --to notebook",
    ),
    "nbformat 5": (
        b'{"nbformat": 5, "cells": [], "metadata": {}}',
        "was written by a newer version of Jupyter (nbformat 5)",
    ),
    "no cells": (b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}}', "is not a valid notebook"),
    "cells that are none": (b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [1]}', "is not a valid"),
    "cell without source": (
        b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{"cell_type": "code", "metadata": {}}]}',
        "lacks its type, source or metadata",
    ),
}


@pytest.mark.parametrize(("content", "said"), UNREADABLE.values(), ids=UNREADABLE.keys())
@pytest.mark.parametrize("command", ["run", "check", "context", "clear"])
def test_what_is_no_notebook_is_refused_and_left_as_it_is(
    ai_jup: Command, tmp_path: Path, command: str, content: bytes, said: str
) -> None:
    path = tmp_path / "a.ipynb"
    path.write_bytes(content)
    result = ai_jup(command, path)
    assert result.exit_code == 2 and said in result.output
    assert path.read_bytes() == content


@pytest.mark.parametrize("command", ["run", "check", "context", "clear"])
def test_a_file_that_is_not_there_is_said(ai_jup: Command, tmp_path: Path, command: str) -> None:
    result = ai_jup(command, tmp_path / "none.ipynb")
    assert result.exit_code == 2 and "No such file" in result.output


def test_a_kernel_that_is_not_installed_is_said_before_anything_runs(ai_jup: Command, tmp_path: Path) -> None:
    path = save(notebook(prompt("Hello?")), tmp_path / "a.ipynb")
    before = path.read_bytes()
    result = ai_jup("run", path, "--kernel", "none-of-that-name")
    assert result.exit_code == 2 and "Installed:" in result.output and "python3" in result.output
    assert path.read_bytes() == before


def test_a_kernel_that_dies_leaves_what_had_come(simulator: ScriptedSimulator, ai_jup: Command, tmp_path: Path) -> None:
    simulator.script.append(Reply([Text("Yes.")]))
    dies = code("import os\nprint('last', flush=True)\nos._exit(1)")
    path = save(notebook(code("print(1)"), prompt("Hello?"), dies, prompt("More?")), tmp_path / "a.ipynb")
    result = ai_jup("run", path, "--allow-errors")
    assert result.exit_code == 1 and result.output.startswith("Cell 4: The kernel died;")
    assert sources(path)[2] == "Yes." and read(path)["cells"][0]["outputs"]
    assert len(simulator.received) == 1


def test_a_kernel_that_does_not_answer_is_said_and_the_notebook_stays(tmp_path: Path) -> None:
    """In a process of its own, which ends."""
    spec = tmp_path / "jupyter" / "data" / "kernels" / "silent" / "kernel.json"
    spec.parent.mkdir(parents=True)
    argv = [sys.executable, "-c", "import time; time.sleep(600)", "{connection_file}"]
    spec.write_text(json.dumps({"argv": argv, "display_name": "Silent", "language": "python"}))
    path = save(notebook(code("print(1)")), tmp_path / "a.ipynb")
    before = path.read_bytes()
    script = (
        "import sys\n"
        "from nbclient import NotebookClient\n"
        "NotebookClient.startup_timeout.default_value = 1\n"
        "from ai_jup.cli import main\n"
        "main(sys.argv[1:])\n"
    )
    command = [sys.executable, "-c", script, "run", str(path), "--kernel", "silent", "-p", "x=1"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    (_, said) = done.stderr.splitlines()
    assert done.returncode == 1 and said.startswith("Error: The kernel 'silent' did not answer within 1 s")
    assert path.read_bytes() == before


def test_a_kernel_that_dies_has_the_last_word(ai_jup: Command, tmp_path: Path) -> None:
    spec = tmp_path / "jupyter" / "data" / "kernels" / "lame" / "kernel.json"
    spec.parent.mkdir(parents=True)
    argv = [sys.executable, "-c", "raise SystemExit('A leg is missing.')", "{connection_file}"]
    spec.write_text(json.dumps({"argv": argv, "display_name": "Lame", "language": "python"}))
    path = save(notebook(code("print(1)")), tmp_path / "a.ipynb")
    result = ai_jup("run", path, "--kernel", "lame")
    assert result.exit_code == 1 and result.output.endswith("Its last words:\nA leg is missing.\n")


def test_an_interrupt_while_the_program_starts_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    class Interrupted:
        def find_spec(self, name: str, *_: object) -> None:
            if name == "ai_jup.cli.commands":
                raise KeyboardInterrupt

    monkeypatch.delitem(sys.modules, "ai_jup.cli.commands")
    monkeypatch.setattr("sys.meta_path", [Interrupted(), *sys.meta_path])
    with pytest.raises(SystemExit, match="Aborted!"):
        main(["models"])


def test_what_nobody_expects_is_said_in_a_line(
    ai_jup: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = save(notebook(code("print(1)")), tmp_path / "a.ipynb")

    async def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("no reason")

    monkeypatch.setattr("ai_jup.execution.PromptNotebookClient.async_execute", broken)
    result = ai_jup("run", path)
    assert result.exit_code == 1 and result.output.startswith("Error: ZeroDivisionError: no reason.")
    with pytest.raises(ZeroDivisionError):
        ai_jup("--traceback", "run", path)


PRINTS = "import time\nfor n in range(1000):\n    print(n, flush=True)\n    time.sleep(0.01)"
IGNORES = f"def work():\n    try:\n        {PRINTS.replace(chr(10), chr(10) + ' ' * 8)}\n    except KeyboardInterrupt:\n        work()\nwork()"


@pytest.mark.parametrize(("source", "goes_on"), [(PRINTS, True), (IGNORES, False)], ids=["interrupted", "killed"])
def test_a_cell_that_takes_too_long_is_said_and_nothing_else(
    ai_jup: Command,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    source: str,
    goes_on: bool,
) -> None:
    monkeypatch.setattr("ai_jup.execution.client.GRACE_SECONDS", 1.0)
    path = save(notebook(code(source), code("print('next')")), tmp_path / "a.ipynb")
    result = ai_jup("run", path, "--timeout", "1", "--allow-errors")
    also = "" if goes_on else " It could not be interrupted."
    said = f"Cell 1: It took longer than --timeout allows (1 s).{also}\n"
    assert (result.exit_code, result.output) == (1, said)
    assert capfd.readouterr().err == "", "what the kernel says when it is ended is nobody's business"
    first, second = read(path)["cells"]
    assert first["outputs"][0]["text"][:2] == ["0\n", "1\n"], "its lines are one output"
    assert bool(second["outputs"]) is goes_on


def without_id(content: Any) -> None:
    del content["cells"][0]["metadata"]["ai_jup"]["id"]


def without_cell_ids(content: Any) -> None:
    content["nbformat_minor"] = 4
    for cell in content["cells"]:
        del cell["id"]


def with_a_copy(content: Any) -> None:
    content["cells"].append({**content["cells"][0], "id": "copy"})


def with_an_orphan(content: Any) -> None:
    content["cells"].insert(0, markdown("Whose?", ai_jup={"isOutputCell": True, "prompt": "gone"}))


def with_the_answer_above(content: Any) -> None:
    content["cells"].reverse()


def with_foreign_metadata(content: Any) -> None:
    content["metadata"]["ai_jup"] = [1]
    content["cells"][1]["metadata"]["ai_jup"] |= {"run": "r", "parts": 3, "written": {}}


ORPHAN = "an answer without its prompt; left as it is."
ODD: dict[str, tuple[Callable[[Any], None], list[str], list[str]]] = {
    # it may have an answer of an earlier version right below it, which names none
    "a prompt without id": (
        without_id,
        ["One?", "New.", "Old."],
        ["Cell 1: a prompt without an id; a run gives it one.", f"Cell 3: {ORPHAN}"],
    ),
    "before nbformat 4.5": (without_cell_ids, ["One?", "New."], []),
    "two prompts of one id": (
        with_a_copy,
        ["One?", "New.", "One?", "New."],
        ["Cell 3: a prompt with the id of another one above it; a run gives it one of its own."],
    ),
    "an answer without its prompt": (with_an_orphan, ["Whose?", "One?", "New."], [f"Cell 1: {ORPHAN}"]),
    "an answer above its prompt": (with_the_answer_above, ["One?", "New."], []),
    "metadata of another kind": (with_foreign_metadata, ["One?", "New."], []),
}


@pytest.mark.parametrize(("change", "becomes", "said"), ODD.values(), ids=ODD.keys())
def test_odd_notebooks_run_and_what_is_odd_is_said(
    simulator: ScriptedSimulator,
    ai_jup: Command,
    tmp_path: Path,
    change: Callable[[Any], None],
    becomes: list[str],
    said: list[str],
) -> None:
    one = prompt("One?", id="p1")
    answer = markdown("Old.", ai_jup={"isOutputCell": True, "prompt": "p1"})
    content = json.loads(json.dumps(notebook(one, answer)))
    change(content)
    path = tmp_path / "a.ipynb"
    path.write_text(json.dumps(content))
    checked = ai_jup("check", path)
    # the run writes a cell above the orphan, and counts it
    before = [line.replace(f"Cell 3: {ORPHAN}", f"Cell 2: {ORPHAN}") for line in said]
    assert checked.exit_code in (0, 3) and checked.stderr.splitlines() == before
    simulator.script += [Reply([Text("New.")])] * 2
    model = ["--model", "anthropic/claude-sonnet-5"]
    result = ai_jup("run", path, *model)
    assert (result.exit_code, result.output.splitlines()) == (0, said)
    assert sources(path) == becomes
    ids = [own(path, at).get("id") for at, cell in enumerate(read(path)["cells"]) if "?" in cell["source"][0]]
    assert len(set(ids)) == len(ids)


def test_notebooks_of_many_cells_are_read(ai_jup: Command, tmp_path: Path) -> None:
    path = save(notebook(*[markdown(f"Cell {n}") for n in range(5_000)], prompt("One?")), tmp_path / "a.ipynb")
    assert ai_jup("check", path).exit_code == 3
    told = json.loads(ai_jup("context", path, "--json").output)
    assert told["cells"] > 4_000


@pytest.mark.skipif(sys.platform == "win32", reason="modes of files")
def test_a_file_keeps_its_mode_and_a_link_its_target(ai_jup: Command, tmp_path: Path) -> None:
    path = save(notebook(markdown("Old.", ai_jup={"isOutputCell": True})), tmp_path / "a.ipynb")
    path.chmod(0o640)
    link = tmp_path / "link.ipynb"
    link.symlink_to(path)
    assert ai_jup("clear", link).exit_code == 0
    assert link.is_symlink() and sources(path) == []
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_where_nothing_can_be_written_the_notebook_stays(ai_jup: Command, tmp_path: Path) -> None:
    path = save(notebook(markdown("Old.", ai_jup={"isOutputCell": True})), tmp_path / "a.ipynb")
    before = path.read_bytes()
    result = ai_jup("clear", path, "-o", tmp_path / "none" / "b.ipynb")
    assert result.exit_code == 1 and "cannot be written" in result.output
    assert path.read_bytes() == before


def test_a_place_that_cannot_be_written_is_said_before_anything_runs(
    simulator: ScriptedSimulator, ai_jup: Command, tmp_path: Path
) -> None:
    path = save(notebook(prompt("Hello?")), tmp_path / "a.ipynb")
    places = {tmp_path / "none" / "b.ipynb": "there is no folder", tmp_path: "it is a folder"}
    if sys.platform == "linux":
        places[Path("/proc/b.ipynb")] = "cannot be written"
    for place, why in places.items():
        result = ai_jup("run", path, "-o", place)
        assert result.exit_code == 2 and why in result.output
    assert simulator.received == []


def test_what_cannot_be_written_where_it_should_is_kept_elsewhere(
    simulator: ScriptedSimulator, ai_jup: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is full, say, by the time that it has run."""
    path = save(notebook(prompt("Hello?")), tmp_path / "a.ipynb")
    replace, before = os.replace, path.read_bytes()

    def full(source: str, target: str) -> None:
        if str(tmp_path / "a.ipynb") == str(target):
            raise OSError(28, "No space left on device")
        replace(source, target)

    monkeypatch.setattr("os.replace", full)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    simulator.script.append(Reply([Text("Yes.")]))
    result = ai_jup("run", path)
    assert result.exit_code == 1 and "No space left on device" in result.output
    kept = next(Path(word.rstrip(".")) for word in result.output.split() if "ai-jup-" in word)
    assert sources(kept) == ["Hello?", "Yes."] and path.read_bytes() == before
