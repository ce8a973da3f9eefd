"""Who has asked is told where others have the notebook open too, and nowhere else: a name is a person's."""

import json

import pytest

from ai_jup.run.service import PERSON_LENGTH
from ai_jup.simulator import Reply, Text
from tests.http.test_providers import MODELS

pytestmark = pytest.mark.once


@pytest.fixture
def extension(simulator, keys):
    return {"api_base": simulator.bases}


@pytest.fixture
def asked(simulator, ask, prompt, events):
    """Run a prompt to its end; give the name that its first event has, and its answer's metadata."""

    async def run(**notebook):
        simulator.script.append(Reply([Text("Yes.")]))
        body = prompt(model=MODELS[2])
        body["notebook"] |= notebook
        run = (await ask("POST", "prompt", body=body)).json["run"]
        began = (await events(run))[0]
        cell = (await ask("GET", f"runs/{run}/answer")).json
        return began["asked_by"], cell["metadata"]["ai_jup"]

    return run


async def test_who_works_alone_leaves_no_name(asked):
    name, metadata = await asked()
    assert name is None
    assert "asked_by" not in metadata


async def test_in_a_shared_notebook_it_is_the_name_that_jupyter_has(asked, jp_fetch):
    me = json.loads((await jp_fetch("api", "me")).body)["identity"]["display_name"]
    name, metadata = await asked(shared=True)
    # whoever has no cookie is given another name each time
    assert name.split()[0] == me.split()[0] == "Anonymous"
    assert metadata["asked_by"] == name
    assert "asked_by" not in metadata["run"]
    assert len(name) <= PERSON_LENGTH


async def test_a_page_cannot_ask_in_anothers_name(ask, prompt):
    body = prompt(model=MODELS[2])
    body["notebook"] |= {"shared": True, "asked_by": "Ada"}
    refused = await ask("POST", "prompt", body=body)
    assert refused.status == 422
