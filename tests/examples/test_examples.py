"""The examples replay without key or network, and give what is kept of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from ai_jup.cli.commands import commands
from tests.cli.written_notebooks import read, sources
from tests.examples.record import FOLDER, RUNS, examples

# what a picture's bytes, a frame's words are depends on the libraries that draw and print them
pytestmark = pytest.mark.once


@pytest.fixture(autouse=True)
def nobody_to_ask(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GEMINI_API_KEY", "GOOGLE_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AI_JUP_SIMULATOR", "0")
    for name in ("CONFIG", "DATA", "RUNTIME"):
        monkeypatch.setenv(f"JUPYTER_{name}_DIR", str(tmp_path / "jupyter" / name.lower()))


def run(*arguments: object) -> int:
    return CliRunner().invoke(commands, ["run", *map(str, arguments)], catch_exceptions=False).exit_code


def without_pictures(path: Path) -> Any:
    """Nor what the kernel says of its own version."""
    content = read(path)
    content["metadata"]["language_info"].pop("version", None)
    for cell in content["cells"]:
        for output in cell.get("outputs", ()):
            output.get("data", {}).pop("image/png", None)
        # a digest of all that was sent, pictures among it
        record = cell["metadata"].get("ai_jup", {}).get("run", {})
        for name in ("run", "context", "basis"):
            record.pop(name, None)
    return content


@pytest.mark.parametrize("name", RUNS)
def test_it_replays_and_is_the_same_each_time(name: str, tmp_path: Path) -> None:
    example = FOLDER / f"{name}.ipynb"
    cassette = FOLDER / f"{name}.cassette.jsonl"
    kept = cassette.read_bytes()
    results = []
    for number in range(2):
        output = tmp_path / f"{number}.ipynb"
        assert run(example, "-o", output, "--replay", "strict", "--match", "text", "--cassette", cassette) == 0
        results.append(output.read_bytes())
    assert results[0] == results[1]
    assert without_pictures(output) == without_pictures(example)
    assert cassette.read_bytes() == kept


@pytest.mark.parametrize("name", RUNS)
def test_it_is_made_of_what_stands_here(name: str) -> None:
    cells, _ = examples()[name]
    asked = [source for source in sources(FOLDER / f"{name}.ipynb")]
    assert [cell["source"] for cell in cells] == [source for source in asked if source in {c["source"] for c in cells}]


def test_a_report_takes_other_parameters(tmp_path: Path) -> None:
    output = tmp_path / "jupiter.ipynb"
    options = ["--replay", "strict", "--cassette", FOLDER / "report.cassette.jsonl"]
    assert run(FOLDER / "report.ipynb", "-o", output, "-p", "planet=Jupiter", *options) == 0
    assert sources(output)[-1].startswith("Jupiter has 97 known moons")


def test_cassettes_have_no_key_and_no_address() -> None:
    for cassette in FOLDER.glob("*.cassette.jsonl"):
        for line in cassette.read_text().splitlines():
            json.loads(line)
            assert "127.0.0.1" not in line and "recording" not in line
