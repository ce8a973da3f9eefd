"""What is sent, and in which order."""

from __future__ import annotations

import re
from typing import Any

import pytest

from ai_jup.prompt import compose
from ai_jup.prompt.instructions import SYSTEM
from ai_jup.prompt.messages import PICTURE_LIMIT
from tests.prompt.requests import answer, code, markdown, plot, png, prompt, request, shown, stream, turns


def url(shade: int) -> str:
    return f"data:image/png;base64,{png(shade)}"


def notebook(text: str) -> str:
    return f"<notebook>\n{text}\n</notebook>"


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
                notebook("Cell 5, code:\n```python\nplt.plot()\n```\nOutput of cell 5: 1 picture(s), attached."),
                url(1),
                "Why?",
            ],
        ),
    ]


def test_an_answer_without_its_prompt_does_not_begin_the_conversation() -> None:
    assert turns(answer("One.")) == [
        ("user", [notebook("An earlier answer:")]),
        ("assistant", ["One."]),
        ("user", ["Why?"]),
    ]


@pytest.mark.parametrize(
    "cell",
    [
        {"cell_type": "raw", "source": "raw"},
        code("x", skipped=True),
        markdown("x", skipped=True),
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


def test_pictures_pasted_with_the_prompt_come_with_it() -> None:
    pasted = {"a.png": {"image/png": png(1)}, "unused.png": {"image/png": png(2)}}
    source = "See ![a](attachment:a.png) and ![b](attachment:gone.png)"
    assert turns(source=source, attachments=pasted) == [("user", [source, url(1)])]


def test_the_newest_pictures_are_sent_and_the_others_mentioned() -> None:
    many = [code(f"plot({n})", plot(n)) for n in range(PICTURE_LIMIT + 2)]
    ((_, parts),) = turns(*many)
    assert [part for part in parts if part.startswith("data:")] == [url(n) for n in range(2, PICTURE_LIMIT + 2)]
    mentioned = [len(re.findall(r"\[1 earlier picture\(s\) left out\]", part)) for part in parts]
    assert mentioned == [2, *[0] * (len(parts) - 1)]


def test_of_one_cell_with_too_many_pictures_the_last_are_sent() -> None:
    ((_, parts),) = turns(code("plots", *(plot(n) for n in range(PICTURE_LIMIT + 3))))
    assert [part for part in parts if part.startswith("data:")] == [url(n) for n in range(3, PICTURE_LIMIT + 3)]
    assert "[3 earlier picture(s) left out]" in parts[0]


def test_a_picture_of_an_answer_takes_no_room_from_the_others() -> None:
    drawn = answer("![a](attachment:a.png)") | {"attachments": {"a.png": {"image/png": png(1)}}}
    many = [code(f"plot({n})", plot(n)) for n in range(PICTURE_LIMIT)]
    sent = turns(*many, prompt("Draw."), drawn)
    assert sum(part.startswith("data:") for _, parts in sent for part in parts) == PICTURE_LIMIT


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
    composition = compose(request(code("1", stream("cut \ud83d"))))
    assert "cut ?" in composition.messages[1]["content"][0]["text"]
    assert len(composition.digest) == 16
