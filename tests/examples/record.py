"""Makes the examples and their cassettes anew: `python -m tests.examples.record`.

The answers are written here, and recorded through the simulator: nobody needs a key for it. With one,
`ai-jup run --replay record examples/NAME.ipynb` records what a model says.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from ai_jup.simulator import Reply, Text, ToolCall
from tests.cli.written_notebooks import code, markdown, notebook, prompt, read
from tests.scripted_simulator import ScriptedSimulator

FOLDER = Path(__file__).parents[2] / "examples"
MODEL = "anthropic/claude-sonnet-5"
RUNS: dict[str, list[list[str]]] = {
    "explore": [[]],
    "tools": [[]],
    "report": [["-p", "planet=Mars"], ["-p", "planet=Jupiter"], []],
}
"""Each example, and with which options it is recorded; the last leaves the notebook as it is kept."""

NOTE = (
    "*Run it with `ai-jup run {name}.ipynb --replay strict`: its answers come from `{name}.cassette.jsonl`, without a "
    "key or a network. They were written for this example; with a key, `--replay record` has a model answer.*"
)

PLANETS = """import pandas as pd

planets = pd.DataFrame(
    {
        "planet": ["Mercury", "Venus", "Earth", "Mars", "Jupiter", "Saturn", "Uranus", "Neptune"],
        "distance": [0.387, 0.723, 1.0, 1.524, 5.203, 9.537, 19.19, 30.07],  # mean, in astronomical units
        "year": [0.2408, 0.6152, 1.0, 1.8808, 11.862, 29.457, 84.02, 164.8],  # in years of the Earth
    }
)
planets"""

PLOT = """import matplotlib.pyplot as plt

plt.loglog(planets["distance"], planets["year"], "o")
plt.xlabel("distance (AU)")
plt.ylabel("year (Earth = 1)")
plt.title("The longer the way, the slower the planet");"""

FIT = """import numpy as np

slope = float(round(np.polyfit(np.log(planets["distance"]), np.log(planets["year"]), 1)[0], 3))
slope"""

TOOLS = '''distances = {
    "Mercury": 0.387, "Venus": 0.723, "Earth": 1.0, "Mars": 1.524,
    "Jupiter": 5.203, "Saturn": 9.537, "Uranus": 19.19, "Neptune": 30.07,
}


def year(distance: float) -> float:
    """The length of a planet's year, in years of the Earth.

    distance: mean distance from the Sun, in astronomical units
    """
    return round(distance**1.5, 2)


def neighbours(distance: float) -> list[str]:
    """The planets between which an orbit would lie.

    distance: mean distance from the Sun, in astronomical units
    """
    inner = [name for name, each in distances.items() if each < distance]
    outer = [name for name, each in distances.items() if each > distance]
    return inner[-1:] + outer[:1]'''

FACTS = """facts = {
    "Mars": {"moons": 2, "day in hours": 24.6, "year in days": 687},
    "Jupiter": {"moons": 97, "day in hours": 9.9, "year in days": 4333},
}[planet]
facts"""


def examples() -> dict[str, tuple[list[Any], list[Reply]]]:
    """Name to cells, and to what is answered, in order, over all its runs."""
    return {
        "explore": (
            [
                markdown(f"# Exploring a data set\n\n{NOTE.format(name='explore')}"),
                code(PLANETS),
                code(PLOT),
                prompt(
                    "What relation between distance and year does the plot show? Suggest how to measure it from $`planets`."
                ),
                code(FIT),
                prompt("Is $`slope` what a law of physics would lead you to expect? One sentence."),
            ],
            [
                Reply(
                    [
                        Text(
                            "On both logarithmic axes the eight points lie on a **straight line**, so the year grows as a "
                            "power of the distance:\n\n$$T \\propto a^{k}$$\n\nThe exponent $k$ is the slope of that line. "
                            "Fit it to the logarithms:\n\n```python\nimport numpy as np\n\n"
                            'np.polyfit(np.log(planets["distance"]), np.log(planets["year"]), 1)[0]\n```'
                        )
                    ]
                ),
                Reply(
                    [
                        Text(
                            "Yes: Kepler's third law says $T^2 \\propto a^3$, an exponent of 1.5, and the fit gives 1.5."
                        )
                    ]
                ),
            ],
        ),
        "tools": (
            [
                markdown(f"# Functions as tools\n\n{NOTE.format(name='tools')}"),
                code(TOOLS),
                prompt(
                    "How long would the year of a planet at 3 AU be, and between which planets would it move? "
                    "Use &`year` and &`neighbours`."
                ),
                prompt("And what do we find there in place of a planet?"),
            ],
            [
                Reply(
                    [Text("I ask both."), ToolCall("year", {"distance": 3}), ToolCall("neighbours", {"distance": 3})]
                ),
                Reply(
                    [
                        Text(
                            "Its year would take **5.2 years** of the Earth, and it would move between Mars and Jupiter."
                        )
                    ]
                ),
                Reply([Text("The asteroid belt: its bodies move about 2.1 to 3.3 AU from the Sun.")]),
            ],
        ),
        "report": (
            [
                markdown(
                    f"# A report with parameters\n\n{NOTE.format(name='report')}\n\nAnother planet: `-p planet=Jupiter`."
                ),
                code('planet = "Mars"', tags=["parameters"]),
                code(FACTS),
                prompt("Write a report on $`planet` from $`facts`, in two sentences."),
            ],
            [
                Reply(
                    [
                        Text(
                            "Mars has two moons and a day of 24.6 hours, little longer than ours. Its year takes 687 days."
                        )
                    ]
                ),
                Reply([Text("Jupiter has 97 known moons, and turns once in 9.9 hours. Its year takes 4,333 days.")]),
                Reply(
                    [
                        Text(
                            "Mars has two moons and a day of 24.6 hours, little longer than ours. Its year takes 687 days."
                        )
                    ]
                ),
            ],
        ),
    }


def main() -> None:
    for name, (cells, replies) in examples().items():
        path = FOLDER / f"{name}.ipynb"
        path.with_name(f"{name}.cassette.jsonl").unlink(missing_ok=True)
        with ScriptedSimulator.run_in_thread() as simulator:
            simulator.script += replies
            environment = {
                **os.environ,
                "ANTHROPIC_API_KEY": "recording",
                "ANTHROPIC_BASE_URL": simulator.bases["anthropic"],
            }
            for options in RUNS[name]:
                path.write_text(json.dumps(notebook(*cells, model=MODEL)))
                command = [
                    sys.executable,
                    "-W",
                    "ignore",
                    "-m",
                    "ai_jup",
                    "run",
                    str(path),
                    "--replay",
                    "record",
                    *options,
                ]
                subprocess.run(command, env=environment, check=True)
        # as it is kept it was replayed: the same each time
        path.write_text(json.dumps(notebook(*cells, model=MODEL)))
        replay = [sys.executable, "-W", "ignore", "-m", "ai_jup", "run", str(path), "--replay", "strict"]
        subprocess.run(replay, check=True)
        assert len(read(path)["cells"]) > len(cells)


if __name__ == "__main__":
    main()
