"""A notebook that replays, against nbclient with the same code and no prompts."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat

from ai_jup.simulator import Reply, Text
from tests.cli.written_notebooks import code, notebook, prompt
from tests.scripted_simulator import ScriptedSimulator

CODE, PROMPTS, ROUNDS = 40, 20, 5
NBCLIENT = (
    "import sys, nbformat; from nbclient import NotebookClient; "
    "nb = nbformat.read(sys.argv[1], 4); NotebookClient(nb).execute(); nbformat.write(nb, sys.argv[2])"
)


def report() -> None:
    """Print how many times nbclient's time a strict replay takes, both as whole processes."""
    with (
        tempfile.TemporaryDirectory() as folder,
        ScriptedSimulator.run_in_thread(answer=lambda received: Reply([Text("Yes. " * 50)])) as simulator,
    ):
        plain, prompts = Path(folder) / "plain.ipynb", Path(folder) / "prompts.ipynb"
        nbformat.write(notebook(*_code()), plain)
        nbformat.write(notebook(*_with_prompts()), prompts)
        keys = {"ANTHROPIC_API_KEY": "bench", "ANTHROPIC_BASE_URL": simulator.bases["anthropic"]}
        run = ["-m", "ai_jup", "run", str(prompts), "-o", str(Path(folder) / "out.ipynb")]
        cassette = ["--cassette", str(Path(folder) / "c.jsonl")]
        _timed([*run, *cassette, "--replay", "record"], keys)
        took: dict[str, list[float]] = {"plain": [], "replay": []}
        for _ in range(ROUNDS):
            took["plain"].append(_timed(["-c", NBCLIENT, str(plain), str(Path(folder) / "p.ipynb")]))
            took["replay"].append(_timed([*run, *cassette, "--replay", "strict"]))
    plain_time, replay = (statistics.median(took[name]) for name in ("plain", "replay"))
    print(
        f"a replay of {CODE} code cells and {PROMPTS} prompts: {replay / plain_time:.2f} times nbclient with the code "
        f"alone ({replay:.2f} s, {plain_time:.2f} s)"
    )


def _code() -> list[object]:
    return [code(f"import time\ntime.sleep(0.1)\nx{n} = {n}\nprint(x{n})") for n in range(CODE)]


def _with_prompts() -> list[object]:
    cells: list[object] = []
    for number, cell in enumerate(_code()):
        cells.append(cell)
        if number % (CODE // PROMPTS) == 1:
            cells.append(prompt(f"Question {number}?"))
    return cells


def _timed(arguments: list[str], environment: dict[str, str] | None = None) -> float:
    begun = time.perf_counter()
    subprocess.run(
        [sys.executable, "-W", "ignore", *arguments],
        # byte code is kept, as on a user's machine
        env={**os.environ, "AI_JUP_SIMULATOR": "0", "PYTHONDONTWRITEBYTECODE": "", **(environment or {})},
        check=True,
        stderr=subprocess.DEVNULL,
    )
    return time.perf_counter() - begun
