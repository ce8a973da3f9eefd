"""From a run's events to the answer's cell."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter

from ai_jup.answer import answer_cell, written_digest
from ai_jup.wire import CALL_MIME, Event, RunRecord

from .inspection import faults
from .readers import READERS

_EVENT: TypeAdapter[Event] = TypeAdapter(Event)

RECORD = RunRecord(
    run="r1",
    state="finished",
    model="openai/gpt-4o",
    answered_by=None,
    simulated=False,
    parameters={"max_steps": 3},
    started="2026-01-01T00:00:00Z",
    seconds=1,
    input_tokens=None,
    cached_tokens=None,
    output_tokens=None,
    cost=None,
    finish_reason=None,
    error=None,
    context="",
)


def cell_of(*events: dict[str, Any]) -> dict[str, Any]:
    read = [_EVENT.validate_python({"run": "r1", "seq": at, **event}) for at, event in enumerate(events, start=1)]
    return answer_cell(read, "p1").model_dump()


def text(words: str) -> dict[str, Any]:
    return {"type": "text-delta", "text": words}


def call(name: str = "area", **arguments: Any) -> dict[str, Any]:
    return {"type": "tool-call", "id": "c1", "name": name, "arguments": arguments}


def result(status: str = "ok", **content: Any) -> dict[str, Any]:
    return {"type": "tool-result", "id": "c1", "status": status, "content": content}


def finished(reason: str = "stop") -> dict[str, Any]:
    return {"type": "run-finished", "finish_reason": reason, "record": RECORD}


FAILED = {
    "type": "run-failed",
    "error": {"code": "x", "message": "It costs $5 <b>.", "hint": "Pay [it](x)."},
    "record": RECORD,
}
STOPPED = {"type": "run-stopped", "record": RECORD}


def test_an_answer_is_its_text_and_its_record() -> None:
    assert cell_of(text("It is "), text("`6`."), finished()) == {
        "source": "It is `6`.",
        "attachments": {},
        "metadata": {
            "ai_jup": {
                "isOutputCell": True,
                "prompt": "p1",
                "run": RECORD.model_dump(),
                "parts": [["text", 10]],
                "written": written_digest("It is `6`."),
            }
        },
    }


def test_calls_stand_where_they_were_made_with_their_pictures() -> None:
    facts = {"seconds": 0.31, "stopped": False, "still_running": False, "pictures": [{"image/jpeg": "Qg=="}]}
    content = {"text/plain": "6.0 ```", "image/png": "QQ==", CALL_MIME: facts}
    cell = cell_of(
        text("Let me see."), call(x="a<b>", y=None, z=[1, True]), result(**content), text("It is 6."), finished()
    )
    assert cell["source"] == (
        "Let me see.\n\n"
        "<details><summary><code>area(x=&#34;a&#60;b&#62;&#34;, y=None, z=&#91;1,true&#93;)</code> · 0.3 s</summary>\n\n"
        '```json\n{\n  "x": "a<b>",\n  "y": null,\n  "z": [\n    1,\n    true\n  ]\n}\n```\n\n'
        "````text\n6.0 ```\n````\n\n"
        "</details>\n\n"
        "![area](attachment:call-1-1.png)\n\n"
        "![area](attachment:call-1-2.jpeg)\n\n"
        "It is 6."
    )
    assert cell["attachments"] == {"call-1-1.png": {"image/png": "QQ=="}, "call-1-2.jpeg": {"image/jpeg": "Qg=="}}
    assert [kind for kind, _ in cell["metadata"]["ai_jup"]["parts"]] == ["text", "call", "text"]


@pytest.mark.parametrize(
    ("events", "words"),
    [
        ([], "may not have finished"),
        ([result("error")], "failed"),
        ([result("timeout")], "took too long"),
        ([result("refused")], "not run"),
        ([result("unknown")], "may not have finished"),
        ([result("error", **{CALL_MIME: {"seconds": 0, "stopped": True}})], "stopped"),
    ],
)
def test_what_became_of_a_call_is_said(events: list[dict[str, Any]], words: str) -> None:
    assert cell_of(call(), *events)["source"].startswith(
        f"<details><summary><code>area()</code> · {words}</summary>\n\n</details>"
    )


@pytest.mark.parametrize(
    ("events", "notice"),
    [
        ([text("Half")], "**Incomplete:** The notebook was saved before the answer was complete."),
        ([text("Half"), STOPPED], "**Stopped.** You stopped this answer."),
        (
            [text("Half"), finished("length")],
            "**Incomplete:** The answer reached the length limit. "
            "Ask for a shorter answer, or ask the model to continue.",
        ),
        ([text("Half"), FAILED], "**Incomplete:** It costs \\$5 &lt;b>. Pay \\[it&#93;(x)."),
        ([FAILED], "**No answer.** It costs \\$5 &lt;b>. Pay \\[it&#93;(x)."),
        ([finished()], "**No answer.** The model sent an empty answer. Run the prompt again, or rephrase it."),
        (
            [call(), result(), text("So."), finished("max_steps")],
            "**Note:** The limit of 3 steps was reached; the model answered with what it had so far. "
            "Ask for less at a time, or ask the model to continue.",
        ),
        (
            [text("So."), call(), result(), finished("max_steps")],
            "**Incomplete:** The limit of 3 steps was reached. Ask for less at a time, or ask the model to continue.",
        ),
    ],
)
def test_an_answer_that_is_not_whole_says_so(events: list[dict[str, Any]], notice: str) -> None:
    assert cell_of(*events)["source"].split("\n\n")[-1] == f"> {notice}"


def test_what_one_part_leaves_open_does_not_reach_the_next() -> None:
    cell = cell_of(text("```\nopen"), call(), result(), text("a <img src=x>"), STOPPED)
    assert cell["source"] == (
        "```\nopen\n```\n\n<details><summary><code>area()</code></summary>\n\n</details>\n\na &lt;img src=x>\n\n"
        "> **Stopped.** You stopped this answer."
    )


def test_what_a_part_refers_to_is_not_found_in_another() -> None:
    cell = cell_of(text("![a][x] [b][x]"), call(), result(), text("[x]: https://evil.example/p.png"), finished())
    assert "![a][x]" not in cell["source"] and "evil.example" not in cell["source"]


def test_nothing_of_a_call_is_more_than_text_to_any_reader() -> None:
    evil = "</code></summary><img src=http://e.example onerror=x>\n\n![a](http://e.example) $\\unicode{x41}$ `"
    shown = "```\n</details>\n\n<script>x</script>\n\n$$\n\\begin{x}"
    cell = cell_of(call("a<b>`$", x=evil), result(**{"text/plain": shown}), text("`c`"), finished())
    assert [fault for read in READERS.values() for fault in faults(read(cell["source"]))] == []


def test_a_picture_is_named_by_its_function() -> None:
    cell = cell_of(call("db.plot](x)"), result(**{"image/png": "QQ=="}), finished())
    assert "![db.plotx](attachment:call-1-1.png)" in cell["source"]


def test_the_lengths_of_the_parts_are_those_of_the_source() -> None:
    cell = cell_of(text("a\n\nb"), call(), result(), text("c"), STOPPED)
    lengths = [length for _, length in cell["metadata"]["ai_jup"]["parts"]]
    assert sum(lengths) + 2 * (len(lengths) - 1) == len(cell["source"])
