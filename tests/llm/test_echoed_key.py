"""The key in the model's own words."""

from __future__ import annotations

import base64
import itertools
import json
from collections.abc import AsyncGenerator
from typing import Any
from urllib.parse import quote

from hypothesis import given
from hypothesis import strategies as st

from ai_jup.llm.echoed_key import without_echoed_key
from ai_jup.llm.litellm_port import LiteLLMModel
from ai_jup.llm.port import CallRequest, Piece, ReasoningPiece, ReplyEnd, Target, TextPiece
from ai_jup.redaction import REMOVED, Ordinary, without_traces
from ai_jup.simulator import Reply, Text, ToolCall
from tests.llm.asking import KEY, QUIET, TOOL, Way, asking, every_way, hear, openai_target
from tests.scripted_simulator import ScriptedSimulator

pytestmark = QUIET
TARGET = openai_target("abcabcabd")


async def through(pieces: list[Any], target: Target = TARGET) -> list[Piece]:
    async def source() -> AsyncGenerator[Piece, None]:
        for piece in pieces:
            if isinstance(piece, Exception):
                raise piece
            yield piece

    got: list[Piece] = []
    try:
        async for piece in without_echoed_key(source(), target):
            got.append(piece)
    except ValueError as error:
        got.append(TextPiece(f"<{error}>"))
    return got


def said(pieces: list[Piece]) -> str:
    return "".join(piece.text for piece in pieces if isinstance(piece, TextPiece))


@given(st.lists(st.text("abcd ", max_size=6) | st.just("abcabcabd"), max_size=12), st.lists(st.integers(1, 12)))
async def test_however_it_is_cut_the_key_is_removed_and_all_else_stays(words: list[str], sizes: list[int]) -> None:
    text = "".join(words)
    places = [0, *itertools.accumulate(sizes), len(text)]
    pieces = [TextPiece(text[begin:end]) for begin, end in itertools.pairwise(places)]
    end = CallRequest("1", "f", "{}")
    assert said(await through([*pieces, end])) == "".join(piece.text for piece in pieces).replace(
        "abcabcabd", "[key removed]"
    )


LONG_KEY = "sk-proj-4f9d/2c7b+1e"


# what is said, and how much of it may be left: what stands around the key, and letters of which half is the key's
ECHOES = [
    (base64.b64encode(LONG_KEY.encode()).decode(), 4),
    (base64.urlsafe_b64encode(f"Bearer {LONG_KEY}".encode()).decode(), 14),
    (base64.b64encode(f"user:{LONG_KEY}:more".encode()).decode(), 18),
    (quote(LONG_KEY, safe=""), 0),
    (json.dumps(LONG_KEY), 2),
    (LONG_KEY.encode().hex(), 0),
    (LONG_KEY.encode().hex().upper(), 0),
    (LONG_KEY.encode().hex(" "), 0),
    (LONG_KEY.encode().hex(":"), 0),
    (base64.encodebytes(f"Authorization: Bearer {LONG_KEY * 3}".encode()).decode(), 35),
    (LONG_KEY.replace("-", r"\-"), 0),
    (LONG_KEY.replace("-", "&#45;"), 0),
    (LONG_KEY.replace("/", r"\/"), 0),
    ("".join(f"&#x{ord(sign):x};" for sign in LONG_KEY), 0),
    ("".join(f"\\u{ord(sign):04x}" for sign in LONG_KEY), 0),
    ("".join(f"%{ord(sign):02X}" for sign in LONG_KEY), 0),
    (LONG_KEY[:9] + "<!-- -->" + LONG_KEY[9:], 0),
    (LONG_KEY.replace("proj", "**<i>proj</i>**"), 0),
]


async def test_the_key_in_another_form_is_removed() -> None:
    for echo, most in ECHOES:
        for size in (1, 7, len(echo)):
            pieces = [TextPiece(echo[at : at + size]) for at in range(0, len(echo), size)]
            text = said(await through(pieces, openai_target(LONG_KEY)))
            assert REMOVED in text and len(text.replace(REMOVED, "")) <= most, text
        assert REMOVED in without_traces(f"You sent {echo}", LONG_KEY, Ordinary((), ()))


async def test_what_was_held_back_comes_before_what_follows_it() -> None:
    call = CallRequest("1", "f", '{"a": "abcabcabd"}')
    removed = CallRequest("1", "f", '{"a": "[key removed]"}')
    got = await through([TextPiece("x abcabc"), call, TextPiece("abd")])
    assert got == [TextPiece("x "), TextPiece("abcabc"), removed, TextPiece("abd")]
    broken = await through([TextPiece("x abc"), ValueError("broke")])
    assert said(broken) == "x abc<broke>"


async def test_text_and_reasoning_that_part_each_other_are_looked_at_whole() -> None:
    pieces = [TextPiece("x abcabc"), ReasoningPiece("hm abc"), TextPiece("abd."), ReasoningPiece("abcabd")]
    assert await through(pieces) == [
        *(TextPiece("x "), ReasoningPiece("hm ")),
        *(TextPiece("[key removed]."), ReasoningPiece("[key removed]")),
    ]


async def test_every_text_of_a_call_and_of_the_end_is_cleaned() -> None:
    message = {"role": "assistant", "tool_calls": [{"id": "1", "function": {"name": LONG_KEY, "arguments": "{}"}}]}
    escaped = "".join(f"\\u{ord(sign):04x}" for sign in LONG_KEY)
    said_as = [CallRequest("1", LONG_KEY, f'{{"x": "{escaped}"}}'), ReplyEnd("stop", LONG_KEY, message, LONG_KEY)]
    call, end = await through(said_as, openai_target(LONG_KEY))
    assert call == CallRequest("1", REMOVED, f'{{"x": "{REMOVED}"}}')
    cleaned = {"role": "assistant", "tool_calls": [{"id": "1", "function": {"name": REMOVED, "arguments": "{}"}}]}
    assert end == ReplyEnd("stop", REMOVED, cleaned, REMOVED)


async def test_what_only_looks_like_the_beginning_of_a_key_is_told_soon_and_whole() -> None:
    text = "a <b and 50% of R&D, &am; C:\\user <!-- no"
    pieces = [TextPiece(sign) for sign in text]
    got = await through([*pieces, TextPiece(" x" * 200)], openai_target(LONG_KEY))
    assert said(got) == f"{text}{' x' * 200}" and len(got) > len(text) / 2


async def test_a_key_that_is_an_ordinary_phrase_is_removed_only_as_it_is() -> None:
    for key, phrase in (("not-needed", "It is not needed."), ("12345678", "1, 2, 3, 4, 5, 6, 7, 8")):
        assert said(await through([TextPiece(f"{phrase} {key}")], openai_target(key))) == f"{phrase} {REMOVED}"


async def test_a_key_too_short_to_tell_and_the_simulators_are_left() -> None:
    for target in (openai_target("none"), openai_target("simulator", simulated=True)):
        pieces = [TextPiece("none of the simulator's")]
        assert await through(pieces, target) == pieces


@every_way
async def test_a_provider_that_repeats_the_key(simulator: ScriptedSimulator, model: LiteLLMModel, way: Way) -> None:
    escaped = KEY.replace("-", r"\-")
    simulator.script.append(Reply([Text(f"Your key is {KEY}, {escaped}, or sk-canary."), ToolCall(KEY)], pace=0.001))
    heard = await hear(model, asking(way.target(simulator), tools=[TOOL]))
    assert heard.text == "Your key is [key removed], [key removed], or sk-canary."
    assert heard.of(CallRequest)[0].name == REMOVED
    assert KEY not in repr(heard.pieces)
