"""A code cell's outputs as the model reads them."""

from __future__ import annotations

from typing import Any

import pytest

from ai_jup.prompt.outputs import ERROR_LIMIT, TEXT_LIMIT, output_text, picture_in, plain
from tests.prompt.requests import plot, png, shown, stream


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]8;;http://x\x07link\x1b]8;;\x07", "link"),
        ("10%\r50%\r100%\n", "100%\n"),
        ("10%\r50%\r100%\r", "100%"),
        ("10%\r\n20%\r\n", "10%\n20%\n"),
        ("a\nb\rc\nd", "a\nc\nd"),
        ("\r", ""),
        ("", ""),
    ],
)
def test_text_is_as_a_terminal_leaves_it(written: str, left: str) -> None:
    assert plain(written) == left


def test_a_long_line_takes_no_longer_than_its_length() -> None:
    # a square of it would take minutes
    assert plain("x" * 2_000_000) == "x" * 2_000_000


def test_lines_of_a_list_are_joined() -> None:
    assert output_text(stream(["a\n", "b"])) == "a\nb"


def test_of_a_long_output_head_and_tail_are_kept_and_the_rest_counted() -> None:
    text = output_text(stream("h" * TEXT_LIMIT + "t" * 500))
    head = TEXT_LIMIT * 2 // 3
    tail = TEXT_LIMIT - head
    assert text == "h" * head + "\n[... 500 characters left out ...]\n" + "h" * (tail - 500) + "t" * 500


def test_of_an_error_the_last_frames_are_kept() -> None:
    trace = ["frame " * 1_000, "\x1b[31mlast frame\x1b[0m", "ValueError: no"]
    output = {"output_type": "error", "ename": "ValueError", "evalue": "no", "traceback": trace}
    text = output_text(output)
    assert len(text) == ERROR_LIMIT
    assert text.endswith("frame \nlast frame\nValueError: no")


def test_an_error_without_traceback_is_told() -> None:
    assert output_text({"output_type": "error", "ename": "E", "evalue": "no", "traceback": []}) == "E: no"


@pytest.mark.parametrize(
    ("output", "text"),
    [
        (shown(text_plain="1", text_html="<b>1</b>"), "1"),
        (shown(text_markdown="*1*"), "*1*"),
        (shown(text_html="<b>1</b>"), "[output of type text/html, not shown]"),
        (plot(), ""),
        (shown(), ""),
        ({"output_type": "display_data"}, ""),
        ({"output_type": "display_data", "data": ["no", "bundle"]}, ""),
    ],
)
def test_a_bundle_is_told_by_its_plainest_text(output: dict[str, Any], text: str) -> None:
    assert output_text(output) == text


def test_alternatives_of_one_picture_count_once() -> None:
    picture = picture_in({"image/jpeg": "ab cd\n", "image/png": [png(), "\n"]})
    assert picture is not None and picture.data_url == f"data:image/png;base64,{png()}"
