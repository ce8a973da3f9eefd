"""A cassette's file: several processes may record into it, and nothing is lost."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from ai_jup.llm.port import CallRequest, ReasoningPiece, ReplyEnd, TextPiece, TokenUsage
from ai_jup.replay import Cassette, CassetteUnusable
from ai_jup.replay.exchange import Exchange, joined
from ai_jup.replay.sent import Sent

END = ReplyEnd("stop", "model-x", {"role": "assistant", "content": "Yes 🚀"})

pytestmark = pytest.mark.once


def exchange(prompt: str = "p", text: str = "Yes 🚀") -> Exchange:
    sent = Sent("openai/x", {"max_output_tokens": 5}, {}, [("prompt", "", prompt, ())])
    return Exchange(sent, [TextPiece(text), END], "2026-01-01T00:00:00+00:00")


def test_what_is_recorded_is_read_again(tmp_path: Path) -> None:
    reply = joined(
        [
            ReasoningPiece("Hm"),
            ReasoningPiece("."),
            TextPiece("Yes "),
            TextPiece("🚀\n"),
            CallRequest("c1", "f", '{"x": 1'),
            TokenUsage(1, 0, 2, None),
            END,
        ]
    )
    assert reply[:2] == [ReasoningPiece("Hm."), TextPiece("Yes 🚀\n")]
    whole = Exchange(exchange().sent, reply, "2026-01-01T00:00:00+00:00")
    Cassette(tmp_path / "c.jsonl").add(whole)
    assert Cassette(tmp_path / "c.jsonl").find(whole.sent, True) == whole


def test_the_same_is_recorded_once_and_lines_are_sorted(tmp_path: Path) -> None:
    cassette = Cassette(tmp_path / "c.jsonl")
    for prompt in "cab":
        cassette.add(exchange(prompt, "Old."))
    cassette.add(exchange("a", "New."))
    lines = cassette.path.read_text().splitlines()
    assert len(lines) == 4 and lines[1:] == sorted(lines[1:])
    found = Cassette(cassette.path).find(exchange("a").sent, True)
    assert found is not None and found.reply[0] == TextPiece("New.")
    assert cassette.is_current


def test_two_processes_record_into_one(tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from ai_jup.replay import Cassette\n"
        "from tests.replay.test_cassette import exchange\n"
        f"cassette = Cassette(Path({str(path)!r}))\n"
        "for n in range(25):\n"
        "    cassette.add(exchange(f'{sys.argv[1]}-{n}'))\n"
    )
    root = Path(__file__).parents[2]
    both = [subprocess.Popen([sys.executable, "-c", script, name], cwd=root) for name in ("one", "two")]
    assert [process.wait(60) for process in both] == [0, 0]
    cassette = Cassette(path)
    expected = [exchange(f"{name}-{n}") for name in ("one", "two") for n in range(25)]
    assert all(cassette.find(each.sent, True) == each for each in expected)
    assert len(path.read_text().splitlines()) == 51
    assert [each.name for each in tmp_path.iterdir()] == ["c.jsonl"]


def test_a_line_that_cannot_be_written_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cassette = Cassette(tmp_path / "c.jsonl")
    cassette.add(exchange("a"))
    before = cassette.path.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    with pytest.raises(CassetteUnusable, match="No space left on device"):
        cassette.add(exchange("b"))
    assert cassette.path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["c.jsonl"]


@pytest.mark.parametrize(
    "line", ["{}", "[]", '"x"', "1", '{"sent": []}', "[" * 50_000, '{"key": "x", "reply": [{"other": 1}]}']
)
def test_a_line_that_is_no_exchange_is_said_with_its_number(tmp_path: Path, line: str) -> None:
    path = tmp_path / "c.jsonl"
    path.write_text(f"{json.dumps({'ai_jup_cassette': 1})}\n{exchange().line}\n{line}\n")
    with pytest.raises(CassetteUnusable, match="Line 3 of the cassette"):
        Cassette(path)


def test_an_empty_file_is_an_empty_cassette(tmp_path: Path) -> None:
    (tmp_path / "c.jsonl").touch()
    assert Cassette(tmp_path / "c.jsonl").find(exchange().sent, True) is None
