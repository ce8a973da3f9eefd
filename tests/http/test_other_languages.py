"""A prompt in a notebook whose kernel is no Python: functions are refused before anything is sent."""

import pytest

from tests.http.test_providers import MODELS

pytestmark = pytest.mark.once


@pytest.fixture
def extension(simulator, keys):
    return {"api_base": simulator.bases}


@pytest.mark.parametrize("route", ["prompt", "context"])
async def test_functions_are_refused_at_once(simulator, ask, prompt, route):
    notebook = {"path": "a.ipynb", "trusted": True, "kernel_id": None, "language": "R"}
    asked = prompt(notebook=notebook, prompt={"id": "p1", "source": "Use &`plot_it`."}, model=MODELS[0])
    told = await ask("POST", route, body=asked)
    error = told.json["error"]
    assert error["code"] == "kernel-not-python"
    assert error["message"] == (
        "The prompt names &`plot_it`, but functions need a Python kernel, and this notebook is in R."
    )
    assert not simulator.received


async def test_what_is_no_python_is_no_fault_of_a_value(simulator, ask, prompt):
    notebook = {"path": "a.ipynb", "trusted": True, "kernel_id": None, "language": "R"}
    asked = prompt(notebook=notebook, prompt={"id": "p1", "source": "What is $`my data$x`?"}, model=MODELS[0])
    told = await ask("POST", "prompt", body=asked)
    assert told.json["error"]["code"] == "kernel-missing"
