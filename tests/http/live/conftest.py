"""A real kernel, and prompts in its notebook."""

from __future__ import annotations

import pytest

from tests.http.live.notebook import CELL, MODELS, execute


@pytest.fixture
def extension(simulator, keys):
    return {"api_base": simulator.bases, "call_timeout": 1.0}


@pytest.fixture
def kernel(jp_serverapp, jp_asyncio_loop):
    kernel_id = jp_asyncio_loop.run_until_complete(jp_serverapp.kernel_manager.start_kernel())
    jp_asyncio_loop.run_until_complete(execute(jp_serverapp, kernel_id, CELL))
    return kernel_id  # the server ends it


@pytest.fixture
def body(prompt, kernel):
    """The body of a prompt in the notebook of the kernel."""

    def make(source, trusted=True, model=MODELS[0], **changes):
        return prompt(
            prompt={"id": "p1", "source": source},
            notebook={"path": "a.ipynb", "trusted": trusted, "kernel_id": kernel},
            model=model,
            **changes,
        )

    return make


@pytest.fixture
def run(ask, events, body):
    """All events of a prompt."""

    async def send(source, language="en", **changes):
        headers = {"Accept-Language": language}
        started = await ask("POST", "prompt", body=body(source, **changes), headers=headers)
        assert started.status == 202, started.json
        return await events(started.json["run"])

    return send
