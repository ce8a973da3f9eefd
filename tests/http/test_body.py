"""Reading a request's body."""

import asyncio
import json

import pytest

from ai_jup.http.body import LARGE, read
from ai_jup.wire import PromptRequest

pytestmark = pytest.mark.once


async def test_a_large_notebook_is_read_beside_what_else_the_server_does(prompt):
    """Other requests have their turn meanwhile, which they have not while the loop itself, or one call in C, reads."""
    output = {"output_type": "stream", "name": "stdout", "text": ["hello\n"] * 20}
    cell = {"cell_type": "code", "source": ["x = 1\n"] * 20, "outputs": [output] * 3, "metadata": {}}
    body = json.dumps(prompt(cells=[cell] * 20_000)).encode()
    assert len(body) > 10 * LARGE
    turns = 0

    async def others():
        nonlocal turns
        while True:
            await asyncio.sleep(0.001)
            turns += 1

    other = asyncio.create_task(others())
    request = await read(PromptRequest, body, "application/json")
    other.cancel()
    assert len(request.cells) == 20_000
    assert turns > 10
