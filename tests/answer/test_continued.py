"""An answer that was cut off, and goes on in its own cell."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter

from ai_jup.answer import answer_cell, is_written, joined, joint
from ai_jup.prompt import answer_so_far
from ai_jup.wire import Event

from .test_cell import STOPPED, call, cell_of, finished, result, text

_EVENT: TypeAdapter[Event] = TypeAdapter(Event)

LONG = """\
# Title

Some *words* with **strong** ones, `code`, a [link](https://example.org) and $x^2$.

- one
- two
  - nested

    ```python
    if x:
        print("<b>")
    ```

| a | b |
|---|---|
| 1 | 2 |

```python
def f(x):
    return x

print(f(1))
```

> A quote.

1. first
2. second

The end."""


def ours(cell: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = cell["metadata"]["ai_jup"]
    return found


def going_on(cell: dict[str, Any]) -> dict[str, Any]:
    """The event with which a run goes on with an answer."""
    parts = [{"kind": kind, "text": part} for kind, part in answer_so_far(cell["source"], ours(cell))]
    return {"type": "answer-continued", "parts": parts, "attachments": cell["attachments"], "spent": {}}


@pytest.mark.parametrize("at", range(1, len(LONG)))
def test_wherever_it_was_cut_off_the_whole_is_as_if_it_had_not_been(at: int) -> None:
    cut = cell_of(text(LONG[:at]), STOPPED)
    whole = cell_of(text(LONG), finished())
    assert cell_of(going_on(cut), text(LONG[at:]), finished()) == whole


def test_how_a_whole_answer_ended_nobody_needs_to_know() -> None:
    assert "tail" not in ours(cell_of(text("```python\nx = 1"), finished()))


def test_calls_stay_and_those_to_come_are_numbered_on() -> None:
    picture = {"image/png": "aWNhbnNlZQ=="}
    cut = cell_of(text("See:"), call("plot", x=1), result("ok", **picture), STOPPED)
    more = cell_of(going_on(cut), text("And:"), call("plot", x=2), result("ok", **picture), text("Done."), finished())
    assert more["attachments"] == {"call-1-1.png": picture, "call-2-1.png": picture}
    kinds = [kind for kind, _ in ours(more)["parts"]]
    assert kinds == ["text", "call", "text", "call", "text"]
    kept = cut["source"].partition("\n\n> **Stopped.**")[0]
    assert more["source"].startswith(f"{kept}\n\nAnd:")


CALL = "<details><summary><code>plot()</code> · failed · 1.2 s</summary>\n\n```text\n<b>\n```\n\n</details>"


@pytest.mark.parametrize("picture", ["", "\n\n![plot](attachment:call-1-1.png)"])
def test_a_call_is_told_by_its_form(picture: str) -> None:
    assert is_written(CALL + picture)
    for evil in [
        "<img src=http://e.example onerror=x>",
        CALL.replace("failed", "<img src=http://e.example>"),
        CALL.replace("```text\n<b>\n```", "<script>x</script>"),
        CALL.replace("```text", "````\n<script>x</script>\n\n```text"),
        f"{CALL}\n\n![plot](http://e.example/p.png)",
        f"{CALL}\n\n![plot](attachment:x.svg)",
        f"{CALL}\n\n<script>x</script>",
    ]:
        assert not is_written(evil + picture)


def test_what_the_user_has_changed_is_gone_on_with_as_it_is() -> None:
    cell = {**cell_of(text("Half an"), STOPPED), "source": "My own half\n\n> **Stopped.** You stopped this answer."}
    assert cell_of(going_on(cell), text(" answer."), finished())["source"] == "My own half answer."


def test_an_answer_that_breaks_off_again_says_so_once() -> None:
    cut = cell_of(text("One"), STOPPED)
    again = cell_of(going_on(cut), text(" two"), STOPPED)
    assert again["source"] == "One two\n\n> **Stopped.** You stopped this answer."
    assert cell_of(going_on(again), text(" three"), finished())["source"] == "One two three"


def test_while_it_comes_nothing_of_the_earlier_part_is_missing() -> None:
    cut = cell_of(text("One"), STOPPED)
    read = [_EVENT.validate_python({"run": "r2", "seq": 2, **going_on(cut)})]
    assert answer_cell(read, "p1").source.startswith("One\n\n> **Incomplete:**")


@pytest.mark.parametrize("tail", [1, {}, {"drop": "x", "text": ""}, {"drop": 99, "text": ""}, {"drop": -1, "text": ""}])
def test_a_tail_that_somebody_has_broken_changes_nothing(tail: Any) -> None:
    cell = cell_of(text("Half"), STOPPED)
    assert answer_so_far(cell["source"], {**ours(cell), "tail": tail}) == [("text", "Half")]


@pytest.mark.parametrize(
    ("before", "after", "between"),
    [
        ("The quick brown", " fox", ""),
        ("The quick bro", "wn fox", ""),
        ("It is so.", "Then it is", " "),
        ("It is so. ", "Then it is", ""),
        ("It is so", "Then it is", " "),
        ("It is so.", "## Next", "\n\n"),
        ("It is so.", "```python\n", "\n\n"),
        ("- one", "- two", "\n"),
        ("1. one", "2. two", "\n"),
        ("| 1 | 2 |", "| 3 | 4 |", "\n"),
        ("Words:", "- one", "\n\n"),
        ("```python\ndf.", "Head()", ""),
        ("```python\nx = 1\n```", "So it is.", "\n\n"),
        ("", "So", ""),
    ],
)
def test_the_joint_is_what_the_model_has_left_out(before: str, after: str, between: str) -> None:
    assert joint(before, after) == between
    assert joined(before, after) == between + after


@pytest.mark.parametrize(
    ("before", "piece", "added"),
    [
        ("The quick ", " fox", "fox"),
        ("x = 1\n", "\n    y", "    y"),
        ("x = 1\n", "    y", "    y"),
        ("One.\n\n", "\n\nTwo.", "Two."),
        ("One.\n\n", "\nTwo.", "Two."),
        ("One. ", "Two.", "Two."),
    ],
)
def test_white_space_that_the_model_was_not_shown_is_not_there_twice(before: str, piece: str, added: str) -> None:
    assert joined(before, piece) == added
