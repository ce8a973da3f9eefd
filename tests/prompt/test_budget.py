"""What is left out of a notebook that is larger than the model takes, and how that is said."""

from __future__ import annotations

import os
import re
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from ai_jup.prompt import CellText, Composition, ItemLimits, Rules, compose, size_of, texts_to_count, within
from ai_jup.prompt.budget import Weight, fit
from ai_jup.prompt.instructions import SYSTEM
from tests.prompt.requests import DIALECTS, answer, code, markdown, picture, plot, png, prompt, request, shown, stream

PLOT = shown(image_png=picture(width=640, height=480), text_plain="<Figure>")


def tokens_of(text: str) -> int:
    return -(-len(text.encode(errors="replace")) // 3)


def counts_of(composition: Composition) -> dict[str, int]:
    return {text: tokens_of(text) for text in texts_to_count(composition)}


def fitted(composition: Composition, room: int) -> Composition:
    return within(composition, counts_of(composition), room)


def sent_tokens(composition: Composition) -> int:
    """Of what really stands in the messages."""
    texts = [part["text"] for m in composition.messages[1:] for part in m["content"] if part["type"] == "text"]
    pictures = sum(map(composition.picture_tokens, composition.pictures))
    return tokens_of(SYSTEM) + sum(map(tokens_of, texts)) + pictures


def text_of(composition: Composition) -> str:
    parts = [part for m in composition.messages[1:] for part in m["content"]]
    return "\n".join(part["text"] for part in parts if part["type"] == "text")


def log(number: int) -> dict[str, Any]:
    return code(f"step_{number:03}()", stream(f"line {number:03} of a log that is long\n" * 40))


def test_what_fits_is_left_as_it_is() -> None:
    composition = compose(request(*map(log, range(30))))
    assert fitted(composition, size_of(composition, counts_of(composition))).messages == composition.messages


def test_old_pictures_go_first_then_old_long_outputs_then_the_oldest_cells() -> None:
    cells = [code(f"plot_{n:03}()\n" * 60, PLOT, stream("seen " * 300)) for n in range(60)]
    composition = compose(request(*cells))
    whole = size_of(composition, counts_of(composition))
    gone = []
    for part in (0.9, 0.6, 0.35):
        less = fitted(composition, int(whole * part))
        cut = sum(len(cell.pictures_cut) for cell in less.cells)
        gone.append((cut > 0, any(c.output_cut for c in less.cells), any(c.absent for c in less.cells)))
        # the newest are whole
        assert [(c.pictures_cut, c.output_cut, c.absent) for c in less.cells[-5:]] == [((), False, None)] * 5
        assert sent_tokens(less) <= int(whole * part)
    assert gone == [(True, False, False), (True, True, False), (True, True, True)]


def test_what_is_left_out_is_said_where_it_stood() -> None:
    cells = [*map(log, range(30)), code("pinned()", pinned=True), *map(log, range(31, 60)), prompt("Q?"), answer("A.")]
    cells[5] = log(5) | {"metadata": {"ai_jup": {"pinned": True}}}
    less = fitted(compose(request(*cells)), 6_500)
    text = text_of(less)
    assert "[Cells 1 to 5 are left out here: the notebook is larger than the model's context window.]" in text
    assert "[Cells 7 to 30 are left out here" in text and "pinned()" in text and "line 005" in text
    absent = [cell.number for cell in less.cells if cell.absent]
    said = [
        n for first, last in re.findall(r"Cells (\d+) to (\d+) are", text) for n in range(int(first), int(last) + 1)
    ]
    said += [int(n) for n in re.findall(r"Cell (\d+) is left out here", text)]
    assert sorted(said) == absent


def test_pinned_cells_values_and_the_prompt_always_stay() -> None:
    cells = [code("pinned = 1", stream("p" * 1_900), PLOT, pinned=True), *map(log, range(30))]
    value = CellText("value", "`x` is:\n" + "v" * 3_000)
    pasted = {"a": {"image/png": png(9)}}
    composition = compose(request(*cells, source="![](attachment:a) Why?", attachments=pasted), values=[value])
    less = fitted(composition, 10)
    assert [cell.number for cell in less.cells if not cell.absent] == [1]
    text = text_of(less)
    assert "pinned = 1" in text and "p" * 1_300 in text and "v" * 3_000 in text
    assert len(less.pictures) == 2 and text.endswith("Why?")


def test_a_prompt_and_its_answer_go_together() -> None:
    cells = [part for n in range(40) for part in (prompt(f"Question {n}? " * 20), answer(f"Answer {n}. " * 20))]
    for room in range(1_000, 8_000, 333):
        less = fitted(compose(request(*cells)), room)
        absent = {cell.number for cell in less.cells if cell.absent}
        assert all(number + 1 in absent for number in absent if number % 2), room


def test_the_room_is_used_however_large_the_notebook_is() -> None:
    for length in (100, 400, 1_600):
        # 150 tokens of code and 680 of output each
        cells = [code(f"step_{n:04}()\n" * 40, stream("a line of a log\n" * 120)) for n in range(length)]
        sent = sent_tokens(fitted(compose(request(*cells)), 15_000))
        # but for a fifth, and what the notes may take
        assert 11_000 < sent <= 15_000, length


def test_a_cell_that_is_too_large_goes_and_the_others_stay() -> None:
    huge = markdown("far too much " * 10_000)
    cells = [*map(log, range(20)), huge, *map(log, range(21, 24))]
    less = fitted(compose(request(*cells)), 12_000)
    assert [cell.number for cell in less.cells if cell.absent] == [21]
    assert sent_tokens(less) <= 12_000


def test_what_is_left_out_stays_the_same_while_the_notebook_grows() -> None:
    room, before, breaks = 60_000, "", 0
    for length in range(140, 300, 2):
        text = text_of(fitted(compose(request(*map(log, range(length)))), room))
        common = len(os.path.commonprefix([before, text]))  # noqa: RUF071  of texts, not of paths
        breaks += common < 0.8 * len(before)
        before = text
    # it grows by 30 times what may be missing at once; without blocks it would be each of the 80 times
    assert breaks <= 8


def test_the_newest_pictures_are_sent_in_blocks_and_the_others_mentioned() -> None:
    rules = Rules(limits=ItemLimits(pictures=8))
    kept = []
    for number in range(6, 18):
        composition = compose(request(*(code(f"plot({n})", plot(n)) for n in range(number))), rules)
        assert composition.pictures == [p for cell in composition.cells for p in cell.pictures]
        cut = text_of(composition).count("[1 picture left out here.]")
        assert cut + len(composition.pictures) == number
        assert all(not cell.pictures for cell in composition.cells[:cut])
        kept.append(len(composition.pictures))
    assert kept == [6, 7, 8, 7, 8, 7, 8, 7, 8, 7, 8, 7]


def test_pinned_and_pasted_pictures_go_before_the_newest() -> None:
    rules = Rules(limits=ItemLimits(pictures=4))
    cells = [code("a", plot(1), pinned=True), *(code(f"{n}", plot(n)) for n in range(2, 12))]
    pasted = {"a": {"image/png": png(99)}}
    composition = compose(request(*cells, source="![](attachment:a)", attachments=pasted), rules)
    assert [picture.base64 for picture in composition.pictures] == [png(n) for n in (1, 10, 11, 99)]


def test_three_hundred_large_pictures_stay_within_what_a_request_can_carry() -> None:
    text = picture(width=50, height=50)
    heavy = [shown(image_png=text) for _ in range(300)]
    composition = compose(request(code("plots", *heavy)), Rules(DIALECTS["anthropic"]))
    assert len(composition.pictures) == 100
    assert "[200 pictures left out here.]" in text_of(composition)


TEXT = st.text(max_size=30) | st.sampled_from(["word " * 300, "line\n" * 150, "</notebook>", "é" * 500])
OUTPUTS = st.lists(
    st.one_of(st.builds(stream, TEXT), st.just(PLOT), st.builds(lambda t: shown(text_plain=t), TEXT)), max_size=3
)
FLAGS = st.sampled_from([{}, {}, {}, {"pinned": True}, {"skipped": True}])
CELLS = st.lists(
    st.one_of(
        st.builds(lambda s, o, f: code(s, *o, **f), TEXT, OUTPUTS, FLAGS),
        st.builds(lambda s, f: markdown(s, **f), TEXT, FLAGS),
        st.builds(lambda s, f: prompt(s, **f), TEXT, FLAGS),
        st.builds(lambda s, f: answer(s, **f), TEXT, FLAGS),
    ),
    max_size=40,
)


def test_a_cell_that_is_smaller_than_the_note_in_its_place_does_not_undo_what_was_won() -> None:
    cells = [CellText("notebook", "x", number=number, pinned=number == 2) for number in range(1, 5)]
    weights = [Weight(500), Weight(100), Weight(26), Weight(1_000)]
    kept = fit(cells, weights, 1_626 - 465)
    assert [cell.absent for cell in kept] == ["room", None, None, None]


LINES = "line\n" * 150
WORDS = "word " * 300
SPLIT_PAIR = [
    code(LINES, pinned=True),
    code("", stream("")),
    *(markdown("0") for _ in range(5)),
    *(prompt("0"), answer("0"), code("0"), code("0"), code(WORDS), markdown("0"), markdown("0")),
    *(code("0", stream("")), code("0"), code(WORDS)),
]
"""The border between old and new cells stands between a prompt and its answer."""


@settings(max_examples=200, deadline=None)
@example(SPLIT_PAIR, 1_319)
@given(CELLS, st.integers(300, 20_000))
def test_any_notebook_stays_within_any_budget_and_says_what_is_missing(cells: list[dict[str, Any]], room: int) -> None:
    composition = compose(request(*cells))
    less = fitted(composition, room)
    assert less.messages == fitted(compose(request(*cells)), room).messages
    size = size_of(less, counts_of(composition))
    assert sent_tokens(less) <= size
    if size > room:  # then nothing is left that may go
        # a prompt stays with its pinned answer
        below = [*less.cells, *less.last][1:]
        kept = [
            cell
            for cell, next_one in zip(less.cells, below, strict=True)
            if not (next_one.role == "answer" and next_one.pinned)
        ]
        assert all(cell.absent or cell.pinned for cell in kept)
    text = text_of(less)
    said = {int(n) for n in re.findall(r"Cell (\d+) is left out here", text)}
    for first, last in re.findall(r"Cells (\d+) to (\d+) are left out here", text):
        said |= set(range(int(first), int(last) + 1))
    assert {cell.number for cell in less.cells if cell.absent == "room"} <= said
    cut = sum(not cell.absent and bool(cell.pictures_cut) for cell in less.cells)
    assert len(re.findall(r"^\[\d+ pictures? left out here\.\]$", text, re.MULTILINE)) >= cut
    assert len(re.findall(r"^\[Output of cell \d+ left out for lack of space", text, re.MULTILINE)) >= sum(
        cell.output_cut and not cell.absent for cell in less.cells
    )
