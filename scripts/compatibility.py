"""The tables of docs/compatibility.md, from what scripts/matrix.sh has tried.

compatibility.py titles [r|place|together] -> browser tests of the main path, or of a part, as playwright's --grep
compatibility.py begin FOLDER TITLE WHAT  -> writes what is installed in FOLDER/venv; WHAT is a key of PARTS
compatibility.py not_run FOLDER TITLE WHAT REASON -> writes why nothing is
compatibility.py write FILE RESULTS NAME... -> writes FILE; fails if something did not work
"""

from __future__ import annotations

import json
import math
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

MAIN_PATH: dict[str, str] = json.loads((Path(__file__).parent.parent / "ui-tests" / "mainpath.json").read_text())
"""What is tried in a browser: its name in the table, and how the titles of its tests begin."""

R_PATH = {
    "A value in the panel, sent, and an answer whose code is run": "R: a value is shown and sent",
    "Names of the kernel are completed": "R: names are completed",
    "Errors, functions, Stop": "R: what is wrong is said",
}
"""The same, of R."""

PLACE_PATH = {
    "A value is sent, a function called, the answer comes": "in its place a value is sent",
    "Reload in mid-answer, and Stop": "in its place Stop keeps",
    "Silences longer than the proxy waits": "in its place an answer with silences",
    "Too large a notebook: says so": "a request that the proxy does not take",
    "The server is away: says so": "a server that is away behind its proxy",
    "A gateway with another token: says so": "a gateway that has another token now",
    "A gateway that is down: says so": "a gateway that is down",
    "A login that has ended: says so": "a login that has ended",
    "A server that the hub has stopped: says so": "a user's server that the hub has stopped",
    "The hub's keys have expired: says so": "a key of the hub that has expired",
    "The cost is the proxy's": "the cost is what the proxy has said",
    "A proxy that is down, or refuses the key: says so": "a proxy that is down, or refuses",
}
"""The same, where `ui-tests/place.py` has started what it is tried in."""

TOGETHER_PATH = {
    "The other sees the stream, and who asked": "together: the other sees a first prompt",
    "Asked twice, stopped by the other": "together: a prompt that runs already",
    "Closed and loaded again in mid-answer": "together: another browser goes on",
    "Undo is one's own, and keeps pairs": "together: undo is of what one has done",
}
"""The same, of several people on one notebook."""

PATHS = {"r": R_PATH, "place": PLACE_PATH, "together": TOGETHER_PATH}

PARTS = {
    "browser": "In the browser",
    "command_line": "On the command line",
    "r_kernel": "With an R kernel",
    "together": "With several people on one notebook",
    "place": "Behind proxies, on a hub, with kernels elsewhere",
    "too_old": "Where JupyterLab is too old",
}
"""The tables, by what scripts/matrix.sh does in their environments."""

COLUMNS = 5
"""That a page of the site shows without scrolling, which nothing there would tell to do."""

PACKAGES = ("jupyterlab", "notebook", "jupyter_server", "litellm")
TOO_OLD = "Says that it is too old, and runs code"

HEAD = """# What works where

Written by `make matrix`, which installs the wheel in each of these environments, as pip would on that day, and tries
the main path: in a browser, with a real server and kernel, or on the command line. The providers are simulated. All
other tests are run by `make test`, with the versions of requirements-dev.txt.

"""


def titles(path: dict[str, str]) -> str:
    return "|".join(re.escape(title).replace("\\ ", " ") for title in path.values())


def begin(folder: Path, title: str, what: str) -> None:
    script = f"""
import json, platform
from importlib.metadata import distributions
found = {{one.metadata["Name"].lower().replace("-", "_"): one.version for one in distributions()}}
print(json.dumps({{"Python": platform.python_version(), **{{name: found.get(name, "—") for name in {PACKAGES!r}}}}}))
"""
    said = subprocess.check_output([folder / "venv" / "bin" / "python", "-c", script], text=True)
    _say(folder, title=title, what=what, versions=json.loads(said))


def _say(folder: Path, **environment: Any) -> None:
    (folder / "environment.json").write_text(json.dumps(environment))


def _tests(suite: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    for spec in suite.get("specs", []):
        # one that is skipped is "ok" too
        if any(test["status"] != "skipped" for test in spec["tests"]):
            yield spec["title"], spec["ok"]
    for inner in suite.get("suites", []):
        yield from _tests(inner)


def _in_browser(report: Path) -> dict[str, bool]:
    """What worked; a thing that has several tests works if all of them have passed."""
    tests = [test for suite in json.loads(report.read_text())["suites"] for test in _tests(suite)]
    paths = MAIN_PATH | R_PATH | PLACE_PATH | TOGETHER_PATH
    known = {name: [ok for title, ok in tests if title.startswith(begins)] for name, begins in paths.items()}
    found = {name: all(results) for name, results in known.items() if results}
    return found if found or not tests else {TOO_OLD: all(ok for _, ok in tests)}


def _commands(file: Path) -> dict[str, bool]:
    lines = (line.split("\t") for line in file.read_text().splitlines())
    return {name: rc == "0" for rc, name in lines}


def _results(folder: Path) -> dict[str, bool]:
    report, commands = folder / "report.json", folder / "commands"
    return {
        **(_commands(commands) if commands.exists() else {}),
        **(_in_browser(report) if report.exists() else {}),
    }


def _tables(columns: list[tuple[dict[str, Any], dict[str, bool]]]) -> str:
    """As many as it takes for the columns to be seen, each with the rows of which its columns have something."""
    number = math.ceil(len(columns) / COLUMNS)
    width = math.ceil(len(columns) / number)
    return "\n".join(_table(columns[at : at + width]) for at in range(0, len(columns), width))


def _table(columns: list[tuple[dict[str, Any], dict[str, bool]]]) -> str:
    mark = {True: "✓", False: "✗", None: "—"}
    names = list(dict.fromkeys(name for _, results in columns for name in results))
    rows = [
        ["", *(environment["title"] for environment, _ in columns)],
        ["---"] * (len(columns) + 1),
        *(
            [name, *(environment["versions"].get(name, "NOT RUN") for environment, _ in columns)]
            for name in ("Python", *PACKAGES)
        ),
        *([name, *(mark[results.get(name)] for _, results in columns)] for name in names),
    ]
    reasons = [
        f"\nNOT RUN: {environment['title']}: {environment['not_run']}.\n"
        for environment, _ in columns
        if "not_run" in environment
    ]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows) + "".join(reasons)


def write(file: Path, results: Path, names: list[str]) -> bool:
    """Whether all was tried, and all works."""
    folders = [results / name for name in names if (results / name / "environment.json").exists()]
    columns = [(json.loads((folder / "environment.json").read_text()), _results(folder)) for folder in folders]
    parts = {title: [column for column in columns if column[0]["what"] == what] for what, title in PARTS.items()}
    tables = "\n".join(f"## {title}\n\n{_tables(each)}" for title, each in parts.items() if each)
    file.write_text(HEAD + tables)
    return len(columns) == len(names) and all(found and all(found.values()) for _, found in columns)


def main(command: str, *arguments: str) -> int:
    if command == "titles":
        print(titles(PATHS[arguments[0]] if arguments else MAIN_PATH))
    elif command == "begin":
        begin(Path(arguments[0]), *arguments[1:])
    elif command == "not_run":
        folder, title, what, reason = arguments
        _say(Path(folder), title=title, what=what, versions={}, not_run=reason)
    else:
        return 0 if write(Path(arguments[0]), Path(arguments[1]), list(arguments[2:])) else 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
