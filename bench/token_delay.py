"""How long a token is under way between the provider's socket and the run's events, beside reading it with httpx alone.

The way from there to the page is measured in the browser tests' own runs, not here.
"""

import itertools
import statistics
import time
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing

import httpx

from ai_jup.llm.dialects import PROVIDERS, dialect_for
from ai_jup.llm.litellm_port import LiteLLMModel
from ai_jup.llm.port import ModelRequest, Target, TextPiece
from ai_jup.simulator import Reply, Text
from tests.scripted_simulator import ScriptedSimulator

TOKENS = 200
PACE = 0.01
MODELS = (("openai/gpt-5.4", True), ("openai/gpt-4o", False), ("anthropic/claude-sonnet-5", False))


async def report() -> None:
    """Print, for each way to a model, the 95th percentile of the delay against httpx's."""
    model = LiteLLMModel()
    await model.warm()
    with ScriptedSimulator.run_in_thread() as simulator:
        for name, responses_api in (*MODELS, ("gemini/gemini-3.8-flash", False)):
            provider = PROVIDERS[name.partition("/")[0]]
            dialect = dialect_for(provider, {"mode": "responses" if responses_api else "chat"})
            target = Target(name, provider, dialect, simulator.bases[provider.id], "bench")
            request = ModelRequest(target, [{"role": "user", "content": "bench"}], max_output_tokens=1000)
            ours = await _gaps(simulator, _pieces(model, request))
            alone = await _gaps(simulator, _lines(simulator.bases["openai"]))
            way = f"{name}{' (Responses)' if responses_api else ''}"
            print(f"token delay beyond its pace, p95, {way}: {ours * 1e3:.1f} ms, {ours / alone:.2f} times httpx alone")
    model.close()


async def _gaps(simulator: ScriptedSimulator, source: AsyncGenerator[None, None]) -> float:
    """95th percentile of how much later than the pace each token comes after the one before, seconds."""
    simulator.script.append(Reply([Text("word " * TOKENS)], pace=PACE))
    times = []
    async with aclosing(source) as arrivals:
        async for _ in arrivals:
            times.append(time.perf_counter())
    gaps = [later - earlier - PACE for earlier, later in itertools.pairwise(times[5:])]
    return max(statistics.quantiles(gaps, n=20)[-1], 1e-5)


async def _pieces(model: LiteLLMModel, request: ModelRequest) -> AsyncGenerator[None, None]:
    async with aclosing(model.stream(request)) as pieces:
        async for piece in pieces:
            if isinstance(piece, TextPiece):
                yield


async def _lines(base: str) -> AsyncGenerator[None, None]:
    body = {"model": "gpt-4o", "stream": True, "messages": [{"role": "user", "content": "bench"}]}
    headers = {"authorization": "Bearer bench"}
    url = f"{base}/chat/completions"
    async with httpx.AsyncClient() as client, client.stream("POST", url, json=body, headers=headers) as reply:
        lines: AsyncIterator[str] = reply.aiter_lines()
        async for line in lines:
            if "content" in line:
                yield
