"""Another extension of the same server uses LiteLLM too: neither changes what the other does."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from ai_jup.llm.litellm_port import LiteLLMModel
from ai_jup.llm.port import TokenUsage
from ai_jup.simulator import Fault, Reply, Simulator, Text, ToolCall
from tests.llm.asking import KEY, QUIET, TOOL, Way, asking, every_way, hear

pytestmark = QUIET

THEIR_KEY = "their-own-key"


@pytest.fixture
async def litellm(model: LiteLLMModel) -> Any:
    """LiteLLM as it is once ours has loaded it."""
    await model.warm()
    import litellm

    return litellm


@pytest.fixture
def recorded(litellm: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What another extension's callbacks are told, as text."""
    from litellm.integrations.custom_logger import CustomLogger

    told: list[str] = []

    class Recorder(CustomLogger):  # type: ignore[misc]
        def log_pre_api_call(self, model: Any, messages: Any, kwargs: Any) -> None:
            told.append(f"before {messages} {kwargs}")

        def log_success_event(self, kwargs: Any, response_obj: Any, start_time: Any, end_time: Any) -> None:
            told.append(f"success {kwargs} {response_obj}")

        def log_failure_event(self, kwargs: Any, response_obj: Any, start_time: Any, end_time: Any) -> None:
            told.append(f"failure {kwargs} {response_obj}")

        async def async_log_success_event(self, kwargs: Any, response_obj: Any, start_time: Any, end_time: Any) -> None:
            told.append(f"success later {kwargs} {response_obj}")

        async def async_log_failure_event(self, kwargs: Any, response_obj: Any, start_time: Any, end_time: Any) -> None:
            told.append(f"failure later {kwargs} {response_obj}")

        async def async_pre_call_deployment_hook(self, kwargs: Any, call_type: Any) -> None:
            told.append(f"deployment {kwargs}")

    monkeypatch.setattr(litellm, "callbacks", [Recorder()])
    yield told
    # LiteLLM spreads callbacks over lists of its own
    for name in ("input_callback", "success_callback", "failure_callback", "_async_success_callback"):
        setattr(litellm, name, [one for one in getattr(litellm, name) if not isinstance(one, Recorder)])


def theirs(way: Way, simulator: Simulator, content: str = "Their question") -> dict[str, Any]:
    """A request of another extension."""
    route = "openai/responses/gpt-5.4" if way.responses_api else way.model
    path = {"anthropic": "/v1/messages", "gemini": "/v1beta"}.get(way.provider, "")
    return {
        "model": route,
        "messages": [{"role": "user", "content": content}],
        "api_base": simulator.bases[way.provider] + path,
        "api_key": THEIR_KEY,
    }


@every_way
async def test_their_settings_do_not_reach_our_call(
    simulator: Simulator,
    litellm: Any,
    model: LiteLLMModel,
    way: Way,
    recorded: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An address, a key, retries, a cache, a budget, callbacks: all set for the whole process."""
    for name, value in {
        "api_base": "http://127.0.0.1:9",
        "api_key": "the-wrong-key",
        "num_retries": 3,
        "drop_params": False,
        "modify_params": True,
        "max_budget": 1e-9,
        "_current_cost": 1.0,
        "set_verbose": True,
        "cache": litellm.Cache(),
        "disable_streaming_logging": False,
        "REPEATED_STREAMING_CHUNK_LIMIT": 5,
        "post_call_rules": [lambda text: recorded.append(text) or True],
        "pre_call_rules": [lambda text: recorded.append(text) or True],
        "headers": {"x-theirs": "1"},
        "model_alias_map": {way.model.partition("/")[2]: "gpt-unheard-of"},
    }.items():
        monkeypatch.setattr(litellm, name, value)
    words = "0.0 " * 50
    for _ in range(2):
        simulator.script.append(Reply([Text(words)], chunk=4, pace=0.001))
        heard = await hear(model, asking(way.target(simulator), "Our question", tools=[TOOL], max_output_tokens=4000))
        assert (heard.error, heard.text) == (None, words)
        assert [type(usage.cost) for usage in heard.of(TokenUsage)] == [float]
    assert [(one.key, one.model) for one in simulator.received] == [(KEY, way.model.partition("/")[2])] * 2
    await asyncio.sleep(0.2)
    assert recorded == []


@every_way
async def test_their_retries_do_not_delay_our_failure(
    simulator: Simulator,
    litellm: Any,
    model: LiteLLMModel,
    way: Way,
    recorded: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(litellm, "num_retries", 3)
    simulator.script.append(Reply(fault=Fault("status", status=503)))
    heard = await hear(model, asking(way.target(simulator)))
    assert heard.error is not None and heard.error.code == "provider-overloaded"
    await asyncio.sleep(0.2)
    assert len(simulator.received) == 1
    assert recorded == []


@every_way
async def test_their_calls_are_told_to_their_callbacks(
    simulator: Simulator, litellm: Any, model: LiteLLMModel, way: Way, recorded: list[str]
) -> None:
    """Streamed, from a thread of their own, while an answer of ours comes."""
    simulator.script.append(Reply([Text("ours " * 50)], pace=0.01))
    ours = asyncio.create_task(hear(model, asking(way.target(simulator), "Our question")))
    while not simulator.received:
        await asyncio.sleep(0.005)

    def their_call() -> str:
        chunks = litellm.completion(**theirs(way, simulator), stream=True)
        return "".join(chunk.choices[0].delta.content or "" for chunk in chunks)

    simulator.script.append(Reply([Text("theirs")]))
    assert await asyncio.to_thread(their_call) == "theirs"
    simulator.script.append(Reply([Text("theirs too")]))
    reply = await litellm.acompletion(**theirs(way, simulator))
    assert reply.choices[0].message.content == "theirs too"
    assert (await ours).text == "ours " * 50
    await asyncio.sleep(0.3)
    assert [one.key for one in simulator.received] == [KEY, THEIR_KEY, THEIR_KEY]
    assert len([text for text in recorded if text.startswith("success")]) >= 2
    assert [text for text in recorded if KEY in text] == []


async def test_their_client_is_used(simulator: Simulator, litellm: Any) -> None:
    """What puts our client back on its way to the Responses API leaves theirs."""
    from litellm.llms.custom_httpx.http_handler import HTTPHandler

    way, used = Way("openai/gpt-5.4", responses_api=True), []

    class Noting(HTTPHandler):  # type: ignore[misc]
        def post(self, *args: Any, **named: Any) -> Any:
            used.append(named.get("url") or args[0])
            return super().post(*args, **named)

    simulator.script.append(Reply([Text("theirs")]))
    await asyncio.to_thread(lambda: litellm.completion(**theirs(way, simulator), client=Noting()))
    assert len(used) == 1


async def test_what_they_set_stays_and_what_they_are_told_stays(simulator: Simulator, litellm: Any) -> None:
    """LiteLLM's own limits and settings hold for them, as its makers chose them."""
    assert (litellm.drop_params, litellm.disable_streaming_logging) == (False, False)
    assert litellm.REPEATED_STREAMING_CHUNK_LIMIT == 100
    simulator.script.append(Reply([Text("0.0 " * 150)], chunk=4, pace=0.001))
    with pytest.raises(litellm.exceptions.MidStreamFallbackError, match="repeating"):
        chunks = await litellm.acompletion(**theirs(Way("openai/gpt-4.1"), simulator), stream=True)
        async for _ in chunks:
            pass
    with pytest.raises(litellm.UnsupportedParamsError):
        await litellm.acompletion(**theirs(Way("anthropic/claude-sonnet-4-5"), simulator), logit_bias={"1": 2})


async def test_their_tokens_are_counted_and_ours_are_not(
    simulator: Simulator, litellm: Any, model: LiteLLMModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """LiteLLM counts what a provider did not tell of: of a reply of ours that is cut it counted, and fetched a tokenizer
    to do so."""
    from litellm.litellm_core_utils import token_counter as counting

    counted: list[str] = []
    count = counting._get_count_function
    monkeypatch.setattr(counting, "_get_count_function", lambda *named: counted.append(str(named)) or count(*named))
    way = Way("openai/gpt-4.1")
    simulator.script.append(Reply([Text("one two three")], fault=Fault("cut", after=1)))
    assert (await hear(model, asking(way.target(simulator)))).error is not None
    assert counted == []
    simulator.script.append(Reply([Text("one two three")], fault=Fault("cut", after=1)))
    with pytest.raises(litellm.exceptions.MidStreamFallbackError):
        async for _ in await litellm.acompletion(**theirs(way, simulator), stream=True):
            pass
    assert counted != []
    assert litellm.token_counter("gpt-4.1", text="one two three") == 3


async def test_litellm_s_log_has_their_calls_and_not_ours(
    simulator: Simulator,
    litellm: Any,
    model: LiteLLMModel,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    way = Way("openai/gpt-4.1")
    logger = logging.getLogger("LiteLLM")
    monkeypatch.setattr(logger, "propagate", True)
    with caplog.at_level(logging.DEBUG, "LiteLLM"):
        simulator.script.append(Reply([ToolCall("plot", {"x": 1})]))
        await hear(model, asking(way.target(simulator), "Our question", tools=[TOOL]))
        ours = [record.getMessage() for record in caplog.records if record.name == "LiteLLM"]
        await litellm.acompletion(**theirs(way, simulator))
    said = [record.getMessage() for record in caplog.records if record.name == "LiteLLM"]
    assert ours == []
    assert any("Their question" in text for text in said)
