"""A notebook in R on the command line, with the real R kernel."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ai_jup.simulator import Reply, Text
from tests.cli.conftest import Command
from tests.cli.written_notebooks import MODEL, code, notebook, prompt, read, save
from tests.r_kernel import NAME, needs_r, write_kernelspec
from tests.scripted_simulator import ScriptedSimulator

pytestmark = [needs_r, pytest.mark.once, pytest.mark.usefixtures("with_keys")]


def test_it_runs_with_values_and_fits_afterwards(
    simulator: ScriptedSimulator, ai_jup: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_kernelspec(tmp_path / "jupyter" / "data" / "kernels")
    written = notebook(
        code("set.seed(1)\nmy.data <- data.frame(a = 1:3)"),
        prompt("What is $`my.data$a`?"),
        code("cat(runif(1), exists('asked'))"),
    )
    written["metadata"]["kernelspec"] = {"name": NAME, "display_name": "R", "language": "R"}
    path = save(written, tmp_path / "r.ipynb")
    simulator.script += [Reply([Text("One to three.")])]
    result = ai_jup("run", path, "--model", MODEL)
    assert (result.exit_code, result.output) == (0, "")
    sent = json.dumps(simulator.received[0].body)
    assert "Value of my.data$a (integer):" in sent and "[1] 1 2 3" in sent and "```r\\nset.seed(1)" in sent
    # as without a prompt: neither the random numbers nor the count is another
    last = read(path)["cells"][-1]
    assert (last["execution_count"], last["outputs"][0]["text"]) == (2, ["0.2655087 FALSE"])
    assert "the cells above were changed" not in ai_jup("check", path).output
