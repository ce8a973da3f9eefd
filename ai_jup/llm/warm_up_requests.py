"""Calls that go nowhere: the first call of each kind takes LiteLLM half a second, which no user need wait for."""

from collections.abc import Iterator

import httpx

from .dialects import dialects
from .port import ModelRequest, Target


def nowhere() -> httpx.AsyncClient:
    """Connections that refuse everything, without a network."""
    return httpx.AsyncClient(transport=httpx.MockTransport(lambda request: httpx.Response(503)))


def rehearsals() -> Iterator[ModelRequest]:
    """A request for each way to a model."""
    for provider, dialect in dialects():
        target = Target(
            f"{provider.id}/{dialect.rehearsal_model}", provider, dialect, None, "rehearsal", simulated=True
        )
        yield ModelRequest(target, [{"role": "user", "content": "rehearsal"}], max_output_tokens=16)
