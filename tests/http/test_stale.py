"""`POST stale`: which answers of a notebook no longer fit what stands above them."""

import pytest

from ai_jup.simulator import Reply, Text
from tests.http.test_providers import MODELS

pytestmark = pytest.mark.once

MODEL = MODELS[0]
QUESTION = "Is that dear?"
CODE = {"cell_type": "code", "source": "price = 1", "execution_count": 1, "outputs": []}


@pytest.fixture
def extension(simulator, keys):
    return {"api_base": simulator.bases}


@pytest.fixture
def answered(simulator, ask, prompt, events):
    """A code cell, a prompt, and the answer's cell as the server writes it."""

    async def run(model=MODEL, language=None, **options):
        simulator.script.append(Reply([Text("No.")]))
        asked = prompt(prompt={"id": "p1", "source": QUESTION}, model=model, cells=[CODE], options=options)
        asked["notebook"]["language"] = language
        run = (await ask("POST", "prompt", body=asked)).json["run"]
        await events(run)
        cell = (await ask("GET", "runs", run, "answer")).json
        ours = {"isPromptCell": True, "id": "p1"}
        question = {"cell_type": "markdown", "source": QUESTION, "metadata": {"ai_jup": ours}}
        return [CODE, question, {"cell_type": "markdown", **cell}]

    return run


@pytest.fixture
def stale(ask):
    async def post(cells, model=MODEL, language=None, **options):
        notebook = {"path": "a.ipynb", "trusted": True, "language": language}
        body = {"protocol": 1, "notebook": notebook, "model": model, "cells": cells, "options": options}
        return (await ask("POST", "stale", body=body)).json

    return post


async def test_an_answer_fits_until_a_cell_above_it_is_another(answered, stale):
    cells = await answered()
    before = await stale(cells)
    assert [each["state"] for each in before["answers"]] == ["current"]
    edited = await stale([{**CODE, "source": "price = 2"}, *cells[1:]])
    assert edited["answers"] == [
        {"prompt": "p1", "cell": 2, "state": "stale", "changes": ["the cells above were changed"]}
    ]


async def test_it_fits_in_a_notebook_of_another_language_too(answered, stale):
    cells = await answered(language="R")
    assert [each["state"] for each in (await stale(cells, language="R"))["answers"]] == ["current"]


async def test_a_cell_that_is_the_same_may_be_sent_as_its_digest(answered, stale):
    cells = await answered()
    before = await stale(cells)
    known = {"digest": before["digests"][0]}
    assert await stale([known, *cells[1:]]) == before
    edited = await stale([{**CODE, "source": "price = 2"}])
    after = await stale([{"digest": edited["digests"][0]}, *cells[1:]])
    assert after["answers"][0]["state"] == "stale"


async def test_a_prompt_that_names_no_model_is_compared_with_the_one_that_its_cassette_has(answered, stale):
    cells = await answered(replay="record")
    named = await stale(cells, model=None)
    # the server's default is another
    assert named["answers"][0]["changes"][0].startswith("another model answers now: ")
    assert (await stale(cells, model=None, replay="strict"))["answers"][0]["state"] == "current"


async def test_a_cassette_that_cannot_be_read_keeps_nobody_from_comparing(answered, stale, jp_root_dir):
    cells = await answered()
    (jp_root_dir / "a.cassette.jsonl").write_text("no cassette")
    assert [each["state"] for each in (await stale(cells, replay="strict"))["answers"]] == ["current"]
    assert [each["state"] for each in (await stale(cells, model=None, replay="strict"))["answers"]] == ["stale"]
