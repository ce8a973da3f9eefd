"""Calls that go nowhere: the first call of each kind takes LiteLLM half a second, which no user need wait for."""

from collections.abc import Iterator

import httpx

from .port import ModelRequest, Target


def nowhere() -> httpx.AsyncClient:
    """Connections that refuse everything, without a network."""
    return httpx.AsyncClient(transport=httpx.MockTransport(lambda request: httpx.Response(503)))


def rehearsals() -> Iterator[ModelRequest]:
    """A request for each way to a model."""
    yield _request("openai/gpt-4.1", "openai")
    yield _request("openai/gpt-5", "openai", responses_api=True)
    yield _request("anthropic/claude-sonnet-4-5", "anthropic")
    yield _request("gemini/gemini-2.5-flash", "gemini")


def _request(model: str, provider: str, responses_api: bool = False) -> ModelRequest:
    target = Target(model, provider, None, "rehearsal", responses_api, simulated=True)  # type: ignore[arg-type]
    return ModelRequest(target, [{"role": "user", "content": "rehearsal"}], max_output_tokens=16)
