"""Whatever stands in a notebook, a request comes of it that the providers take."""

from __future__ import annotations

import itertools
import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai_jup.prompt import ItemLimits, Rules, compose
from ai_jup.wire import NotebookCell
from tests import turn_rules
from tests.prompt.requests import DIALECTS, png, request

pytestmark = pytest.mark.once

TEXT = st.text(st.characters(codec=None), max_size=60) | st.sampled_from(
    ["```", "</notebook>", "a\rb\r", "\x1b[31m", " "]
)
MULTILINE = TEXT | st.lists(TEXT, max_size=3)
PICTURE = st.builds(png, st.integers(0, 255))
BUNDLE = st.fixed_dictionaries(
    {},
    optional={
        "text/plain": MULTILINE,
        "text/html": MULTILINE,
        "image/png": PICTURE,
        "image/svg+xml": TEXT,
        "application/json": st.none() | st.integers() | st.dictionaries(TEXT, TEXT, max_size=2),
    },
)
OUTPUT = st.one_of(
    st.fixed_dictionaries({"output_type": st.just("stream"), "name": st.just("stdout"), "text": MULTILINE}),
    st.fixed_dictionaries({"output_type": st.just("display_data"), "data": BUNDLE, "metadata": st.just({})}),
    st.fixed_dictionaries(
        {"output_type": st.just("error"), "ename": TEXT, "evalue": TEXT, "traceback": st.lists(TEXT, max_size=3)}
    ),
    # what no notebook should have
    st.dictionaries(st.sampled_from(["output_type", "data", "text", "traceback"]), st.none() | TEXT, max_size=3),
)
OURS = (
    st.none()
    | TEXT
    | st.sampled_from(
        [
            {"isPromptCell": True},
            {"isOutputCell": True},
            {"skipped": True},
            {"pinned": True},
            {"changed": True},
            {"isPromptCell": True, "isOutputCell": True},
        ]
    )
)
SOURCE = TEXT | st.sampled_from(["```", "</notebook>", "**AI Prompt:** ", "![](attachment:a)"])
CELL = st.fixed_dictionaries(
    {
        "cell_type": st.sampled_from(["code", "code", "markdown", "markdown", "raw"]),
        "source": SOURCE,
        "metadata": st.fixed_dictionaries({}, optional={"ai_jup": OURS}),
        "outputs": st.lists(OUTPUT, max_size=8),
        "execution_count": st.none() | st.integers(0, 9),
        "attachments": st.dictionaries(st.just("a"), BUNDLE, max_size=1),
    }
)


@given(st.lists(CELL, max_size=8), st.booleans(), st.sampled_from(["openai", "anthropic", "gemini", "own"]))
def test_any_notebook_gives_a_request(cells: list[dict[str, Any]], history: bool, provider: str) -> None:
    asked = request(*cells, history=history)
    composition = compose(asked, Rules(DIALECTS[provider]))
    messages = list(composition.messages)
    assert composition == compose(asked, Rules(DIALECTS[provider]))
    assert json.dumps(messages) == json.dumps(compose(asked, Rules(DIALECTS[provider])).messages)
    assert len(composition.digest) == 16
    json.dumps(messages, ensure_ascii=False).encode()
    roles = [message["role"] for message in messages]
    assert roles[:2] == ["system", "user"] and roles[-1] == "user"
    assert all(one != next_one for one, next_one in itertools.pairwise(roles))
    texts = [part["text"] for message in messages[1:] for part in message["content"] if part["type"] == "text"]
    assert all(text for text in texts)
    assert texts[-1] == "Why?"
    turn_rules.chat(messages)


@given(st.lists(st.integers(0, 9), max_size=12), st.integers(0, 25))
def test_every_picture_is_sent_or_mentioned(counts: list[int], pasted: int) -> None:
    image = {"output_type": "display_data", "data": {"image/png": png()}, "metadata": {}}
    cells = [{"cell_type": "code", "source": "plot", "outputs": [image] * count} for count in counts]
    source = "".join(f"![](attachment:{n})" for n in range(pasted)) or "Why?"
    attachments = {str(n): {"image/png": png()} for n in range(pasted)}
    composed = compose(request(*cells, source=source, attachments=attachments), Rules(limits=ItemLimits(pictures=20)))
    parts = [part for message in composed.messages[1:] for part in message["content"]]
    sent = sum(part["type"] == "image_url" for part in parts)
    said = [re.findall(r"\[(\d+) pictures? left out here", part.get("text", "")) for part in parts]
    assert min(sum(counts) + pasted, 16) <= sent <= 20
    assert sent + sum(int(number) for numbers in said for number in numbers) == sum(counts) + pasted


@given(st.lists(CELL, max_size=4))
def test_nothing_of_the_notebook_is_in_the_system_turn(cells: list[dict[str, Any]]) -> None:
    assert compose(request(*cells)).messages[0] == compose(request()).messages[0]


def test_a_cell_with_fields_of_a_later_nbformat_is_read() -> None:
    cell = NotebookCell.model_validate({"cell_type": "code", "source": ["a\n", "b"], "id": "x", "later": 1})
    assert cell.source == "a\nb"
