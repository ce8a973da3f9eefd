"""A key that the provider repeats: what it is parted by may be gone in the finished answer."""

import random
import re
from html import unescape

import pytest
from markdown_it import MarkdownIt

from ai_jup.answer import answer_cell, normal
from ai_jup.redaction import REMOVED, KeyGuard
from ai_jup.wire import RunFinished, TextDelta

from .test_cell import RECORD

KEY = "sk-proj-Ab3dEf9hIjKlMn0pQrStUvWx"
A, B = KEY[:14], KEY[14:]
PARTED = [
    f"[{A}](headers.md){B}",
    f"[{A}][r]{B}\n\n[r]: headers.md",
    f'![{A}](x "foo"){B}',
    f"[{A}](http://e/h){B}",
    f'*You* sent [{A}](<http://e/h> "t"){B} [there](http://e.example)',
    f"[{KEY}](http://e.example/{KEY})",
    f"<http://e.example/{KEY}>",
    f"<details><summary>&#115{KEY[1:]}</summary>\n\nx\n\n</details>",
    f"<details><summary>&#x73{KEY[1:]}</summary>\n\nx\n\n</details>",
    f"<details><summary>{A}&shy{B}</summary>\n\nx\n\n</details>",
    f"<pre><code>&#115{KEY[1:]}</code></pre>",
    f"<pre><code>&#{'0' * 5_000}115;{KEY[1:]}</code></pre>",
    "\ufeff".join([A, *[""] * 4_200, B]),
    A + "&#xfeff;" * 600 + B,
    ("\ufeff" * 200).join(KEY),
    A + " " * 4_200 + B,
    f"<x k={A}\n{B}>",
    f"$${A}% as sent\n{B}$$",
    f"`{A}`{B}",
    f"Headers:\n\n```\nAuthorization: Bearer {A}\n{B}\n```",
]


def kept(text: str) -> str:
    """The source of an answer's cell."""
    end = RunFinished.model_validate({"run": "r1", "seq": 2, "finish_reason": "stop", "record": RECORD})
    return answer_cell([TextDelta(run="r1", seq=1, text=text), end], "p1", KeyGuard([KEY]).clean).source


def has_key(source: str) -> bool:
    """Whether it stands in the text, or in the page that is made of it."""
    page = re.sub(r"<[^>]*>", "", MarkdownIt("commonmark").enable("table").render(source))
    return any(_signs(KEY) in _signs(text) for text in (source, unescape(page)))


def _signs(text: str) -> str:
    return "".join(sign for sign in text if sign.isascii() and sign.isalnum())


@pytest.mark.parametrize("text", PARTED)
def test_it_is_not_kept_whatever_parted_it(text: str) -> None:
    source = kept(text)
    assert REMOVED[1:-1] in source and not has_key(source)
    # as harmless as every other answer
    assert normal(source) == source


SIGNS = [
    "*",
    "**",
    "`",
    "_",
    "~~",
    "[",
    "]",
    "(",
    ")",
    "](a.md)",
    "](https://e.example)",
    "<b>",
    "</b>",
    "<",
    ">",
    "\\",
]
SIGNS += [
    "&",
    "&#",
    ";",
    "&amp;",
    "&shy;",
    "\ufeff",
    "\u200b",
    " ",
    "\n",
    "\n\n",
    "\n- ",
    "\n> ",
    "|",
    "$",
    "$$",
    "![",
    "#",
]
SIGNS += ["```\n", "\n```", "<details>", "<summary>", "</summary>", "</details>", "<!-- ", " -->", "%", '"', "'"]


def test_it_is_not_kept_in_texts_by_chance() -> None:
    chance = random.Random(0)
    for _ in range(1_500):
        cuts = sorted(chance.sample(range(len(KEY)), chance.randint(1, 3)))
        parts = [KEY[begin:end] for begin, end in zip([0, *cuts], [*cuts, None], strict=True)]
        text = "".join("".join(chance.choices(SIGNS, k=chance.randint(0, 4))) + part for part in parts)
        source = kept(text)
        assert not has_key(source), text
        assert normal(source) == source, text


def test_an_answer_without_it_stays_as_it_is() -> None:
    text = "See [the docs](https://e.example/sk-proj-), **sk-proj** and `Ab3dEf9h`."
    assert kept(text) == text
