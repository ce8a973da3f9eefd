"""An earlier answer as the model reads it again."""

from __future__ import annotations

import pytest

from ai_jup.prompt.answers import answer_text

PRICE = r"<span>\$</span>5"


@pytest.mark.parametrize(
    ("source", "sent"),
    [
        (f"Tea is {PRICE}, cake {PRICE}0.", "Tea is $5, cake $50."),
        ("<span>&#36;</span>5, <span>@</span>me, a<span>&#92;</span>b", "$5, @me, a\\b"),
        (f"```html\n{PRICE}\n```\n\n{PRICE}", f"```html\n{PRICE}\n```\n\n$5"),
        (f"````\n```\n{PRICE}\n````\n{PRICE}", f"````\n```\n{PRICE}\n````\n$5"),
        (f"~~~\n```\n{PRICE}", f"~~~\n```\n{PRICE}"),
        ("A <span>word</span>, $x$.", "A <span>word</span>, $x$."),
    ],
)
def test_prices_are_sent_as_the_model_wrote_them(source: str, sent: str) -> None:
    assert answer_text(source, {}) == sent
    assert answer_text(source, {"parts": [["text", len(source)]]}) == sent
