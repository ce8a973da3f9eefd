"""A notebook whose earlier answers came from one provider goes on with another's model."""

import itertools
import json

import pytest

from ai_jup.simulator import Reply, Text
from tests.http.test_models import PIXEL

pytestmark = pytest.mark.once

MODELS = ("openai/gpt-5.4", "openai/gpt-4o", "anthropic/claude-sonnet-5", "gemini/gemini-3.8-flash")
TRACES = {
    "openai/gpt-5.4": ("resp_0af1", "rs_0af2", "fc_0af3", "gAAAAA-encrypted-reasoning"),
    "openai/gpt-4o": ("chatcmpl-0bf1", "call_0bf2", "fp_0bf3"),
    "anthropic/claude-sonnet-5": ("msg_0cf1", "toolu_0cf2", "EqQB-signature-of-thinking"),
    "gemini/gemini-3.8-flash": ("gemini_0df1", "call_0df2__thought__CsAB", "thought-signature-CsAB"),
}


@pytest.fixture
def extension(simulator, keys):
    return {"api_base": simulator.bases}


def answered(model, number):
    """A prompt with a pasted picture, and its answer with what its run and its calls of functions left in it."""
    name = f"p{number}"
    record = {"run": name, "model": model, "answered_by": TRACES[model][0], "calls": list(TRACES[model])}
    return [
        {
            "cell_type": "markdown",
            "source": f"Question {number} ![plot](attachment:plot.png)",
            "metadata": {"ai_jup": {"isPromptCell": True, "id": name, "model": model}},
            "attachments": {"plot.png": {"image/png": PIXEL}},
        },
        {
            "cell_type": "markdown",
            "source": f"I called `mean(x)` and got 42.\n\nAnswer {number}.",
            "metadata": {"ai_jup": {"isOutputCell": True, "prompt": name, "run": record, "reasoning": TRACES[model]}},
            "attachments": {},
        },
    ]


def code():
    output = {
        "output_type": "display_data",
        "data": {"image/png": PIXEL, "text/plain": "<Figure>"},
        "metadata": {"ids": [trace for traces in TRACES.values() for trace in traces]},
    }
    return {"cell_type": "code", "source": "plot(x)", "outputs": [output], "metadata": {}}


@pytest.mark.parametrize("model", MODELS)
async def test_nothing_of_one_provider_reaches_another(simulator, ask, prompt, events, model):
    """The simulator checks each request against the provider's own types and rules."""
    cells = [code(), *itertools.chain(*(answered(earlier, n) for n, earlier in enumerate(MODELS)))]
    simulator.script.append(Reply([Text("Go on.")]))
    got = await events((await ask("POST", "prompt", body=prompt(model=model, cells=cells))).json["run"])
    assert got[-1]["type"] == "run-finished", got[-1]
    [received] = simulator.received
    assert (received.provider, received.model) == tuple(model.split("/"))
    sent = json.dumps([received.body, received.query, dict(received.headers)])
    assert [trace for traces in TRACES.values() for trace in traces if trace in sent] == []
    assert not any(word in sent for word in ("tool_call", "tool_use", "functionCall", "function_call", "signature"))
    assert all(f"Question {n}" in sent and f"Answer {n}." in sent for n in range(len(MODELS)))
    assert len(received.view.pictures) == 1 + len(MODELS)


async def test_each_goes_on_from_the_others_real_answers(simulator, ask, prompt, events):
    """Every model in turn, each with what those before it really answered."""
    cells = [code()]
    for number, model in enumerate((*MODELS, *reversed(MODELS))):
        simulator.script.append(Reply([Text(f"Answer {number}.")]))
        source = f"Question {number}"
        body = prompt(model=model, cells=cells, prompt={"id": f"p{number}", "source": source})
        got = await events((await ask("POST", "prompt", body=body)).json["run"])
        assert got[-1]["type"] == "run-finished", got[-1]
        record = got[-1]["record"]
        ours = {"isPromptCell": True, "id": f"p{number}", "model": model}
        cells += [
            {"cell_type": "markdown", "source": source, "metadata": {"ai_jup": ours}},
            {
                "cell_type": "markdown",
                "source": "".join(event["text"] for event in got if event["type"] == "text-delta"),
                "metadata": {"ai_jup": {"isOutputCell": True, "prompt": f"p{number}", "run": record}},
            },
        ]
        sent = json.dumps(simulator.received[-1].body)
        assert [n for n in range(number) if f"Answer {n}." not in sent] == []
        runs = [
            cell["metadata"]["ai_jup"]["run"]["run"] for cell in cells if "run" in cell["metadata"].get("ai_jup", {})
        ]
        assert [run for run in runs if run in sent] == []
        others = {one.partition("/")[2] for one in MODELS} - {model.partition("/")[2]}
        assert [name for name in others if name in sent] == []
