"""What would be sent, what is left out of a notebook that is too large, and what is refused."""

import base64
import io
import json

import pytest
from PIL import Image

from ai_jup.prompt import cells as reading_of_cells
from ai_jup.prompt.instructions import SYSTEM
from ai_jup.simulator import Reply, Text
from tests.prompt.requests import answer, body, code, display, markdown, picture, plot, png, stream
from tests.prompt.requests import prompt as earlier

SONNET = "anthropic/claude-sonnet-4-5"  # its window is 200k tokens
WINDOW, REPLY = 200_000, 32_000
WAYS = ["openai/gpt-4.1", "openai/gpt-5.4", "anthropic/claude-sonnet-5", "gemini/gemini-3.5-flash"]


@pytest.fixture
def extension(simulator, keys):
    return {"api_base": simulator.bases}


@pytest.fixture
def run(ask, events, simulator):
    """Run a prompt; its events, and the request that reached the provider."""

    async def to_its_end(of):
        simulator.script.append(Reply([Text("Yes.")]))
        started = await ask("POST", "prompt", body=of)
        assert started.status == 202, started.json
        got = await events(started.json["run"])
        assert got[-1]["type"] == "run-finished", got[-1]
        return got, simulator.received[-1]

    return to_its_end


def part(**changes):
    return {
        "kind": "code",
        "label": "",
        "number": None,
        "cell_id": None,
        "pinned": False,
        "tokens": 0,
        "state": "whole",
        "why": "",
        "pictures": [],
        **changes,
    }


async def test_context_tells_what_would_be_sent_part_by_part(ask, simulator):
    cells = [
        markdown("# Title") | {"id": "aaa"},
        code("plot()", plot(1), pinned=True) | {"id": "bbb"},
        code("log()", stream("line\n" * 1_000)),
        earlier("Q?"),
        answer("A."),
        markdown("mine", skipped=True),
        {"cell_type": "raw", "source": "raw"},
    ]
    got = await ask("POST", "context", body=body(*cells, model=SONNET))
    assert (got.status, simulator.received) == (200, [])
    told = got.json
    parts, messages = told.pop("parts"), told.pop("messages")
    tokens = [found.pop("tokens") for found in parts]
    figure = {"media_type": "image/png", "width": 1, "height": 1, "size": len(png(1)) * 3 // 4, "tokens": 1}
    assert parts == [
        {k: v for k, v in found.items() if k != "tokens"}
        for found in [
            part(kind="system", label="System instructions"),
            part(kind="markdown", label="Cell 1, Markdown", number=1, cell_id="aaa"),
            part(
                label="Cell 2, code",
                number=2,
                cell_id="bbb",
                pinned=True,
                pictures=[{**figure, "message": 1, "part": 1, "why": ""}],
            ),
            part(
                label="Cell 3, code",
                number=3,
                state="shortened",
                why="Its outputs are shortened to fit the limits.",
            ),
            part(kind="prompt", label="Cell 4, prompt", number=4),
            part(kind="answer", label="Cell 5, answer", number=5),
            part(kind="markdown", label="Cell 6, Markdown", number=6, state="left-out", why="It is marked as skipped."),
            part(kind="raw", label="Cell 7, raw", number=7, state="left-out", why="Raw cells are not sent."),
            part(kind="prompt", label="The prompt"),
        ]
    ]
    assert tokens[6:8] == [0, 0] and all(tokens[:6]) and tokens[0] > tokens[4]
    assert messages[0]["content"][0]["text"] == SYSTEM
    assert told.pop("cost") == pytest.approx(sum(tokens) * 3e-6)
    assert told == {
        "model": SONNET,
        "label": "Claude Sonnet 4.5 (latest)",
        "simulated": False,
        "tools": [],
        "images": 1,
        "cells": 5,
        "tokens": sum(tokens),
        "limit": WINDOW,
        "reply_tokens": REPLY,
        "warnings": [],
        "refusal": None,
    }


async def test_a_notebook_larger_than_the_window_loses_its_oldest_cells_and_says_so(ask, run, simulator):
    # more than is worth asking the provider about
    cells = [markdown(f"{n} words of a text\n" * 80) for n in range(2_000)]
    told = (await ask("POST", "context", body=body(*cells, model=SONNET))).json
    events, sent = await run(body(*cells, model=SONNET))
    left_out = [found["number"] for found in told["parts"] if found["state"] == "left-out"]
    assert left_out == list(range(1, len(left_out) + 1)) and 500 < len(left_out) < 1_990
    assert 0.5 * (WINDOW - REPLY) < told["tokens"] < WINDOW - REPLY
    assert f"[Cells 1 to {len(left_out)} are left out here" in sent.view.turns[0].texts[0]
    (warning,) = [event for event in events if event["type"] == "warning"]
    assert [(w["code"], w["message"]) for w in told["warnings"]] == [(warning["code"], warning["message"])]
    assert warning["code"] == "context-shortened"
    assert f"Left out to fit the model's context window: {len(left_out):,} cells" in warning["message"]
    assert events[-1]["record"]["parameters"] == {"max_output_tokens": REPLY, "cells_left_out": len(left_out)}
    assert len(simulator.received) == 1


@pytest.mark.parametrize("model", ["anthropic/claude-sonnet-4-5", "openai/gpt-5.4-mini", "gemini/gemini-2.5-flash"])
async def test_near_the_limit_the_provider_is_asked_for_the_size_before_anything_is_left_out(
    ask, run, simulator, model
):
    window = (await ask("POST", "context", body=body(model=model))).json["limit"]
    # words that this machine counts as many more tokens than the simulator, which takes four characters for one
    room = 4 * (window - REPLY)
    words = "mass 12 " * 1_000
    cells = [markdown(f"{n} {words}") for n in range(int(0.9 * room / len(words)))]
    told = (await ask("POST", "context", body=body(*cells, model=model))).json
    assert told["warnings"][0]["code"] == "context-shortened" and simulator.received == []
    events, sent = await run(body(*cells, model=model))
    assert [received.endpoint for received in simulator.received][:1] == ["count"]
    assert [e for e in events if e["type"] == "warning"] == []
    assert len(sent.view.turns[0].texts[0]) > 0.85 * room
    # what it said holds for the notebook's next prompts
    await run(body(*cells, source="And now?", model=model))
    assert [received.endpoint for received in simulator.received].count("count") == 1


async def test_what_must_stay_and_does_not_fit_is_refused_with_what_to_do(ask, simulator):
    cells = [code("x = 1"), markdown("word " * 200_000, pinned=True), code("y", stream("1 " * 900), pinned=True)]
    of = body(*cells, model=SONNET)
    got = await ask("POST", "prompt", body=of)
    assert (got.status, got.json["error"]["code"]) == (422, "context-too-large")
    detail = got.json["error"]
    assert "Claude Sonnet 4.5 (latest) accepts 200k, of which 32k are reserved for its reply." in detail["message"]
    assert "Pick a model with a larger context window, for example anthropic/" in detail["hint"]
    assert "or mark them as skipped; the largest: Cell 2, Markdown (" in detail["hint"]
    # only the provider's own count was asked for
    assert {received.endpoint for received in simulator.received} == {"count"}
    told = (await ask("POST", "context", body=of)).json
    assert told["refusal"]["code"] == "context-too-large"
    assert [found["state"] for found in told["parts"]] == ["whole", "left-out", "whole", "whole", "whole"]


async def test_a_prompt_that_is_too_large_alone_is_told_to_be_shorter(ask):
    got = await ask("POST", "prompt", body=body(source="word " * 250_000, model=SONNET))
    assert got.json["error"]["code"] == "context-too-large"
    assert "Shorten the prompt (" in got.json["error"]["hint"] and "Unpin" not in got.json["error"]["hint"]


async def test_nobody_is_refused_whom_the_provider_would_take(run, simulator):
    # 1.3 million characters of which the simulator makes 4 a token, and this machine about as many tokens as characters
    words = "é1é2é3é4 " * 70_000
    _, sent = await run(body(markdown(words, pinned=True), model=SONNET))
    assert [received.endpoint for received in simulator.received] == ["count", "messages"]
    assert words.strip() in sent.view.turns[0].text


async def test_a_key_of_this_server_never_leaves_it(run):
    key = "canary-openai_api_key"
    events, sent = await run(body(code(f"key = {key!r}", stream(key)), source=f"What is {key}?", model=SONNET))
    assert key not in json.dumps(sent.body)
    assert [(e["code"], "left out" in e["message"]) for e in events if e["type"] == "warning"] == [
        ("key-removed", True)
    ]


@pytest.mark.parametrize("model", WAYS)
async def test_pictures_of_every_kind_reach_every_provider(run, model):
    kinds = {kind: picture(kind, 4, 3) for kind in ("PNG", "JPEG", "GIF", "WEBP")}
    large = picture("JPEG", 5_000, 2_500)
    moving = io.BytesIO()
    frames = [Image.new("RGB", (10, 10), colour) for colour in ("red", "blue")]
    frames[0].save(moving, "GIF", save_all=True, append_images=frames[1:])
    cells = [
        # one that says it is another
        code("a", display({"image/png": kinds["WEBP"]}), display({"image/svg+xml": "<svg/>"})),
        code("b", *(display({f"image/{kind.lower()}": text}) for kind, text in kinds.items())),
        code("c", display({"image/png": "broken"}), display({"image/png": kinds["PNG"][:40]})),
        markdown("![](attachment:large.jpg)") | {"attachments": {"large.jpg": {"image/jpeg": large}}},
        earlier("![](attachment:a)")
        | {"attachments": {"a": {"image/gif": base64.b64encode(moving.getvalue()).decode()}}},
        answer("It moves."),
    ]
    pasted = {"p": {"image/png": kinds["PNG"]}}
    _, sent = await run(body(*cells, source="And ![](attachment:p)?", attachments=pasted, model=model))
    found = [(p.media_type, *Image.open(io.BytesIO(p.data)).size) for p in sent.view.pictures]
    gif = "image/png" if model.startswith("gemini") else "image/gif"
    edge = {"openai": 2048, "anthropic": 1568, "gemini": 3072}[model.partition("/")[0]]
    assert found == [
        ("image/webp", 4, 3),
        ("image/png", 4, 3),
        ("image/jpeg", 4, 3),
        (gif, 4, 3),
        ("image/webp", 4, 3),
        ("image/jpeg", edge, edge // 2),
        ("image/png", 10, 10),
        ("image/png", 4, 3),
    ]
    assert sent.view.prompt == "And ![](attachment:p)?"


async def test_of_three_hundred_pictures_the_newest_are_sent(ask, run):
    cells = [code(f"plot({n})", plot(n % 250)) for n in range(300)]
    events, sent = await run(body(*cells, model=SONNET))
    (warning,) = [event for event in events if event["type"] == "warning"]
    assert warning["code"] == "pictures-left-out"
    assert warning["message"].startswith("Only the newest 100 of 300 pictures are sent: they do not all fit")
    assert len(sent.view.pictures) == 100
    assert sent.view.pictures[-1].data == base64.b64decode(png(299 % 250))
    assert events[-1]["record"]["parameters"]["pictures_left_out"] == 200


async def test_text_that_is_no_unicode_is_sent_with_marks_in_its_place(run):
    cells = [code("print('\udcff')", stream("\ud83d")), markdown("\udc00")]
    _, sent = await run(body(*cells, source="\udfff?", model=SONNET))
    assert sent.view.prompt == "\ufffd?"


async def test_five_thousand_cells_are_told_and_sent(ask, run):
    cells = [code(f"x{n} = {n}", stream(str(n))) for n in range(5_000)]
    told = (await ask("POST", "context", body=body(*cells, model="gemini/gemini-3.5-flash"))).json
    _, sent = await run(body(*cells, model="gemini/gemini-3.5-flash"))
    assert (told["cells"], told["warnings"], len(told["parts"])) == (5_000, [], 5_002)
    assert "Cell 5000, code:" in sent.view.turns[0].text


@pytest.mark.parametrize("model", WAYS)
async def test_a_second_prompt_begins_with_the_bytes_of_the_first(run, model):
    above = [code(f"x{n} = {n}", stream(f"{n}\n" * 20), *([plot(n)] if n % 5 == 0 else [])) for n in range(60)]
    _, first = await run(body(*above, source="What is x1?", model=model))
    more = [earlier("What is x1?"), answer("One."), code("y = 2", stream("2"))]
    _, second = await run(body(*above, *more, source="And y?", model=model))
    fields = {"contents", "messages", "input"}
    one, other = (json.dumps({k: v for k, v in r.body.items() if k in fields}) for r in (first, second))
    common = next(n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b)
    assert common >= len(one) - 10


class TestSettings:
    @pytest.fixture
    def extension(self, simulator, keys):
        limits = {"output_limit": 100, "error_limit": 100, "cell_output_limit": 150, "picture_limit": 2}
        return {"api_base": simulator.bases, **limits}

    async def test_an_administrator_sets_what_is_sent_of_one_item(self, run):
        failed = {"output_type": "error", "ename": "E", "evalue": "no", "traceback": ["frame\n" * 500]}
        cells = [
            code("a", stream("a" * 1_000)),
            code("b", failed),
            code("c", *(display({"text/plain": "c" * 90}) for _ in range(5))),
            *(code(f"plot({n})", plot(n)) for n in range(5)),
        ]
        _, sent = await run(body(*cells, model=SONNET))
        text = sent.view.turns[0].text
        assert "[... 900 characters left out ...]" in text and text.count("frame\n") < 20
        assert "[... 4 outputs left out ...]" in text and len(sent.view.pictures) == 2


async def test_what_a_model_cannot_see_is_named(ask):
    bundles = [{"text/html": "<iframe>"}, {"image/png": "AAAA"}, {"image/svg+xml": "<svg/>"}, {"x/y": "z"}]
    cells = [
        code("show()", *[{"output_type": "display_data", "data": bundle, "metadata": {}} for bundle in bundles]),
        markdown("![](attachment:gone.png)"),
    ]
    told = (await ask("POST", "context", body=body(*cells, model=SONNET))).json
    why = [part["why"].removeprefix("The model gets only part of this, and is told so: ") for part in told["parts"]]
    assert why[1:3] == [
        "an embedded page; a picture (its PNG data cannot be read); output of type x/y.",
        "The attachment gone.png is missing.",
    ]


async def test_a_cell_that_has_not_changed_is_read_once(ask, monkeypatch):
    read = []
    really = reading_of_cells._content

    def content(number, cell, *others):
        read.append(cell.source)
        return really(number, cell, *others)

    monkeypatch.setattr(reading_of_cells, "_content", content)
    first = await ask("POST", "context", body=body(*map(code, ("x0", "x1", "x2")), model=SONNET))
    again = await ask("POST", "context", body=body(*map(code, ("x0", "altered_x", "x2")), model=SONNET))
    assert read == ["x0", "x1", "x2", "altered_x"]
    assert "altered_x" in str(again.json) and "altered_x" not in str(first.json)
