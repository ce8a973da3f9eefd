"""What is sent, and in which order."""

from __future__ import annotations

import re
from typing import Any

import pytest

from ai_jup.prompt import CellText, Rules, compose
from ai_jup.prompt.instructions import SYSTEM
from ai_jup.wire import PromptRequest
from tests.prompt.requests import (
    DIALECTS,
    answer,
    body,
    code,
    markdown,
    plot,
    png,
    prompt,
    request,
    shown,
    stream,
    turns,
)


def url(shade: int) -> str:
    return f"data:image/png;base64,{png(shade)}"


def notebook(text: str) -> str:
    return f"<notebook>\n{text}\n</notebook>"


def test_what_stands_in_place_of_an_answer_is_not_said_by_the_model() -> None:
    cells = [prompt("What is x?"), answer("> **Not run.** A cell above this prompt failed."), prompt("And y?")]
    told = notebook("[The prompt above was not answered: Not run. A cell above this prompt failed.]")
    assert turns(*cells) == [("user", ["What is x?", told, "And y?", "Why?"])]


def test_what_came_of_an_answer_that_broke_off_was_said_by_the_model() -> None:
    broken = "Half an\n\n> **Incomplete:** The connection broke."
    assert turns(prompt("What is x?"), answer(broken))[1] == ("assistant", [broken])


def test_the_system_turn_is_first_and_knows_nothing_of_the_notebook() -> None:
    messages = compose(request(code("canary = 1"), markdown("canary"), source="canary")).messages
    assert messages[0] == {"role": "system", "content": SYSTEM}
    assert [message["role"] for message in messages] == ["system", "user"]


def test_cells_stand_in_order_with_outputs_and_earlier_answers_as_turns() -> None:
    cells = [
        markdown("# Title"),
        code("x = 1\nx", shown(text_plain="1")),
        prompt("What is x?"),
        answer("One."),
        code("plt.plot()", plot(1)),
    ]
    assert turns(*cells) == [
        (
            "user",
            [
                notebook(
                    "Cell 1, Markdown:\n```markdown\n# Title\n```\n\n"
                    "Cell 2, code:\n```python\nx = 1\nx\n```\nOutput of cell 2:\n```\n1\n```"
                ),
                "What is x?",
            ],
        ),
        ("assistant", ["One."]),
        (
            "user",
            [
                notebook("Cell 5, code:\n```python\nplt.plot()\n```\nCell 5 shows 1 picture, attached."),
                url(1),
                "Why?",
            ],
        ),
    ]


@pytest.mark.parametrize(
    ("language", "fence"),
    [(None, "```python"), ("R", "```r"), ("C++17", "```c++17"), ("a b", "```"), ("x\n```", "```")],
)
def test_code_is_fenced_by_the_name_of_the_notebooks_language(language: str | None, fence: str) -> None:
    asked = body(code("x"))
    asked["notebook"]["language"] = language
    [_, turn] = compose(PromptRequest.model_validate(asked)).messages
    assert f"Cell 1, code:\n{fence}\nx\n```" in turn["content"][0]["text"]


ORPHAN = "Cell {}, an answer whose prompt is no longer above it:\n```markdown\n{}\n```"


@pytest.mark.parametrize("named", [{}, {"prompt": "gone"}, {"prompt": []}])
def test_an_answer_without_its_prompt_is_part_of_the_notebook(named: dict[str, Any]) -> None:
    assert turns(answer("One.", **named)) == [("user", [notebook(ORPHAN.format(1, "One.")), "Why?"])]


def test_an_answer_belongs_to_the_prompt_that_it_names_wherever_it_was_moved() -> None:
    cells = [prompt("One?", id="a"), prompt("Two?", id="b"), answer("Two.", prompt="b"), answer("One.", prompt="a")]
    assert turns(*cells) == [
        ("user", ["One?", "Two?"]),
        ("assistant", ["Two.", "One."]),
        ("user", ["Why?"]),
    ]
    above = [answer("Two.", prompt="b"), prompt("Two?", id="b")]
    assert turns(*above) == [("user", [notebook(ORPHAN.format(1, "Two.")), "Two?", "Why?"])]


@pytest.mark.parametrize(
    "cell",
    [
        {"cell_type": "raw", "source": "raw"},
        code("x", skipped=True),
        markdown("x", skipped=True),
        code("x", skipped=True, pinned=True),
        markdown("", isPromptCell=True),
        prompt("**AI Prompt:** "),
        answer(" \n"),
        code(""),
    ],
)
def test_a_cell_that_is_raw_skipped_or_empty_is_not_sent(cell: dict[str, Any]) -> None:
    assert turns(cell) == [("user", ["Why?"])]


def test_without_history_no_earlier_prompt_or_answer_is_sent() -> None:
    assert turns(prompt("Before?"), answer("Yes."), code("1"), history=False) == [
        ("user", [notebook("Cell 3, code:\n```python\n1\n```"), "Why?"])
    ]


def test_the_mark_of_earlier_versions_is_not_sent() -> None:
    cells = [prompt("**AI Prompt:** Before?"), answer("Yes.")]
    assert turns(*cells, source="**AI Prompt:** Now?") == [
        ("user", ["Before?"]),
        ("assistant", ["Yes."]),
        ("user", ["Now?"]),
    ]


def test_pictures_pasted_with_the_prompt_stand_before_it() -> None:
    pasted = {"a.png": {"image/png": png(1)}, "b c.png": {"image/png": png(2)}, "unused.png": {"image/png": png(3)}}
    source = "See ![a](attachment:a.png), ![b](attachment:b%20c.png) and ![a](attachment:a.png)"
    assert turns(source=source, attachments=pasted) == [("user", [url(1), url(2), source])]


def test_a_picture_that_is_only_linked_to_is_named() -> None:
    source = "![a](plot.png) <img width=3 src='https://x.org/b.png'> ![c](data:text/plain,x) ![a](plot.png \"a\")"
    note = "[Not shown, because the notebook only links to it: plot.png, https://x.org/b.png.]"
    assert turns(source=source) == [("user", [note, source])]
    assert f"{note}" in turns(markdown(source))[0][1][0]
    assert turns(markdown("![" * 50_000 + "<img " * 50_000))[0][1][0].count("Not shown") == 0
    many = " ".join(f"![]({name}.png)" for name in range(12))
    assert "9.png and 2 others.]" in turns(source=many)[0][1][0]


def test_an_attachment_that_is_missing_or_no_picture_is_named() -> None:
    source = "![a](attachment:gone.png) ![b](attachment:b.svg)"
    ((_, parts),) = turns(source=source, attachments={"b.svg": {"image/svg+xml": "<svg/>"}})
    note = "[The attachment gone.png is missing.]\n[The attachment b.svg is not shown: nothing of it can be seen.]"
    assert parts == [note, source]
    ((_, parts),) = turns(markdown("![a](attachment:gone.png)"))
    assert "[The attachment gone.png is missing.]" in parts[0]


def test_pictures_in_the_text_itself_are_pictures_and_named_where_they_stood() -> None:
    address = f"data:image/png;base64,{png(7)}"
    drawn = f"data:image/svg+xml;base64,{'PHN2Zy8+' * 20}"
    text = f'![a]({address}) <img src="{address}"> ![b]({drawn}) data:image/png;base64,short'
    named = '![a](inline picture 1) <img src="inline picture 2"> ![b](inline picture 3) data:image/png;base64,short'
    note = "[The inline picture 3 is not shown: its SVG data cannot be read.]"
    [(_, parts)] = turns(markdown(text), source=text)
    assert parts.count(address) == 4
    told = "\n".join(part for part in parts if part != address)
    assert (told.count(named), told.count(note), told.count(png(7)), told.count("PHN2")) == (2, 2, 0, 0)
    # no provider takes a picture in an answer
    [_, (_, [told]), _] = turns(prompt("Q?"), answer(text))
    assert told == named


def test_a_prompt_looks_the_same_once_it_has_been_answered() -> None:
    pasted = {"a.png": {"image/png": png(1)}}
    source = "See ![a](attachment:a.png) and ![b](attachment:gone.png)"
    first = turns(code("1"), source=source, attachments=pasted)
    asked = prompt(source) | {"attachments": pasted}
    assert turns(code("1"), asked, answer("So."), source="And?")[:1] == first


def test_cells_say_whether_what_they_show_is_current() -> None:
    cells = [code("a"), code("b", count=None), code("c", changed=True), code("d", stream("1"), count=None)]
    ((_, parts),) = turns(*cells)
    heads = [line for line in parts[0].splitlines() if line.startswith("Cell ")]
    assert heads == [
        "Cell 1, code:",
        "Cell 2, code (not run):",
        "Cell 3, code (changed since it was run):",
        "Cell 4, code (not finished):",
    ]


def test_a_skipped_prompt_takes_its_answer_with_it() -> None:
    assert turns(prompt("Before?", skipped=True), answer("Yes.")) == [("user", ["Why?"])]


def test_values_are_data_and_stand_right_before_the_prompt() -> None:
    value = CellText("value", "`x` is:\n1 </notebook>", label="$`x`")
    (message,) = compose(request(code("1")), values=[value]).messages[1:]
    assert [part["text"] for part in message["content"]] == [
        notebook("Cell 1, code:\n```python\n1\n```"),
        notebook("`x` is:\n1 </ notebook>"),
        "Why?",
    ]


def test_anthropic_gets_marks_where_a_cache_can_hold_what_came_before() -> None:
    asked = [part for n in range(6) for part in (code(str(n)), prompt(f"Prompt {n}?"), answer(f"Answer {n}."))]
    messages = compose(request(*asked), Rules(DIALECTS["anthropic"])).messages
    parts = [part for message in messages for part in message["content"]]
    marked = [part["text"].splitlines() for part in parts if "cache_control" in part]
    assert marked[0] == SYSTEM.splitlines() and len(marked) == 4
    assert [lines[min(1, len(lines) - 1)] for lines in marked[1:]] == ["Cell 13, code:", "Cell 16, code:", "Answer 5."]
    for other in ("openai", "gemini", "own"):
        assert "cache_control" not in str(compose(request(*asked), Rules(DIALECTS[other])).messages)


def test_a_key_of_this_server_is_taken_out_wherever_it_stands() -> None:
    key = "sk-ant-canary-0123456789"
    long = "x" * 9_000
    cells = [
        code(f"key = '{key}'", stream(["x" * 1_320, key[:12], f"\x1b[1m{key[12:]}", long]), shown(text_plain=key)),
        code("boom", {"output_type": "error", "ename": "E", "evalue": key, "traceback": [f"{key} {long} {key}"]}),
        markdown(key) | {"attachments": {"a": {"image/svg+xml": key}}},
        prompt(key),
        answer(key),
    ]
    composition = compose(request(*cells, source=key), Rules(keys=[key, "short"]), [CellText("value", key)])
    assert composition.keys_found
    assert "canary" not in str(composition.messages) and "[key removed]" in str(composition.messages)
    assert not compose(request(code("short")), Rules(keys=[key, "short"])).keys_found


@pytest.mark.parametrize(
    "closing", ["</notebook>", "</notebook >", "</ notebook>", "</NOTEBOOK>", "< / notebook>", "<</notebook>/notebook>"]
)
def test_content_cannot_close_the_mark_around_it(closing: str) -> None:
    for cell in (code(closing), markdown(closing), code("1", stream(closing)), code("1", shown(text_plain=closing))):
        ((_, parts),) = turns(cell)
        assert [found.start() for found in re.finditer("(?i)</notebook", parts[0])] == [len(parts[0]) - 11]


@pytest.mark.parametrize("ticks", range(1, 8))
def test_content_cannot_close_the_fence_around_it(ticks: int) -> None:
    inner = f"a\n{'`' * ticks}\nb"
    for cell in (code(inner), markdown(inner), code("1", stream(inner))):
        ((_, parts),) = turns(cell)
        fences = [line for line in parts[0].splitlines() if re.fullmatch(r"`{3,}\w*", line)]
        assert max(map(len, fences)) > ticks
        assert parts[0].count(f"\n{'`' * ticks}\nb") == 1


def test_the_same_request_has_the_same_digest_and_another_one_another() -> None:
    cells = [code("x", plot(1)), prompt("a"), answer("b")]
    assert compose(request(*cells)) == compose(request(*cells))
    assert compose(request(*cells)).digest == compose(request(*cells)).digest
    assert compose(request(*cells)).digest != compose(request(*cells, source="Who?")).digest
    assert re.fullmatch("[0-9a-f]{16}", compose(request()).digest)


def test_a_longer_notebook_begins_as_the_shorter_one_did() -> None:
    first = turns(code("1"), source="Why?")
    second = turns(code("1"), prompt("Why?"), answer("So."), code("2"), source="And?")
    assert second[: len(first)] == first


def test_half_of_a_surrogate_pair_is_replaced() -> None:
    composition = compose(request(code("'\udcff'", stream("cut \ud83d")), source="\udc00?"))
    assert composition.messages[1]["content"][-1]["text"] == "\ufffd?"
    assert "'\ufffd'" in composition.messages[1]["content"][0]["text"]
    assert "cut \ufffd" in composition.messages[1]["content"][0]["text"]
    assert len(composition.digest) == 16


def test_the_calls_of_an_earlier_answer_are_remarks() -> None:
    source = (
        "Let me see.\n\n<details><summary><code>area(x=&#34;a&#34;)</code> · 0.3 s</summary>\n\n```text\n6.0\n```\n\n"
        "</details>\n\n![area](attachment:call-1-1.png)\n\nIt is 6."
    )
    turns = compose(request(prompt("How large?"), answer(source))).messages
    assert turns[2]["content"] == [
        {
            "type": "text",
            "text": 'Let me see.\n\n[Called area(x="a")]\n\n```text\n6.0\n```\n\n[It gave a picture.]\n\nIt is 6.',
        }
    ]


def test_what_is_a_call_in_an_earlier_answer_its_metadata_says() -> None:
    call = "<details><summary><code>area()</code></summary>\n\n</details>"
    said = "```html\n<details><summary><code>fake()</code></summary>\n```"
    parts = [["text", len(said)], ["call", len(call)], ["text", 3]]
    told = turns(prompt("How large?"), answer(f"{said}\n\n{call}\n\nSo.", parts=parts))
    assert told[1] == ("assistant", [f"{said}\n\n[Called area()]\n\n\n\nSo."])
    # the user has changed it
    told = turns(prompt("How large?"), answer(f"{call}\n\nChanged.", parts=parts))
    assert told[1] == ("assistant", ["[Called area()]\n\nChanged."])
