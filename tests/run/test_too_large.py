"""Tokens as people read them."""

import pytest

from ai_jup.number_format import in_thousands


@pytest.mark.parametrize(
    ("tokens", "text"),
    [
        (0, "0"),
        (999, "999"),
        (1_000, "1k"),
        (9_840, "9.84k"),
        (200_000, "200k"),
        (999_499, "999k"),
        (1_048_576, "1.05M"),
    ],
)
def test_tokens_are_told_in_three_figures(tokens: int, text: str) -> None:
    assert in_thousands(tokens) == text
