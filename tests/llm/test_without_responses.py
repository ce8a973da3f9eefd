"""Addresses in place of OpenAI's own without `/responses`: servers that know only chat completions, or are none at all."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from tornado.web import RequestHandler

from ai_jup.llm import provider_errors
from ai_jup.llm.litellm_port import LiteLLMModel
from ai_jup.simulator import Fault, Reply, Text
from tests.llm.asking import QUIET, RESPONSES, asking, hear
from tests.scripted_simulator import ScriptedSimulator

pytestmark = QUIET
ASKED: list[str] = []
NOT_FOUND = {
    "FastAPI's": ("application/json", '{"detail": "Not Found"}'),
    "a proxy's page": ("text/html", "<html><body><h1>404 Not Found</h1></body></html>"),
    "nothing": ("text/plain", ""),
}


class Missing(RequestHandler):
    """What a server says of an address that it does not know."""

    def initialize(self, body: tuple[str, str]) -> None:
        self.body = body

    def check_xsrf_cookie(self) -> None: ...

    def post(self) -> None:
        ASKED.append(self.request.path)
        self.set_status(404)
        self.set_header("content-type", self.body[0])
        self.finish(self.body[1])


class ChatOnly(ScriptedSimulator):
    body: tuple[str, str] = NOT_FOUND["FastAPI's"]

    def _routes(self) -> list[Any]:
        return [(r"/v1/responses.*", Missing, {"body": self.body}), *super()._routes()]


@pytest.fixture
async def chat_only(anyio_backend: str) -> AsyncIterator[ChatOnly]:
    ASKED.clear()
    simulator = ChatOnly()
    yield simulator
    await simulator.stop()


@pytest.mark.parametrize("body", NOT_FOUND.values(), ids=NOT_FOUND.keys())
async def test_a_server_without_the_newer_api_is_asked_for_chat_completions(
    chat_only: ChatOnly, body: tuple[str, str]
) -> None:
    model = LiteLLMModel()
    chat_only.body = body
    await chat_only.start()
    try:
        for answer in ("One.", "Two."):
            chat_only.script.append(Reply([Text(answer)]))
            heard = await hear(model, asking(RESPONSES.target(chat_only)))
            assert heard.text == answer and heard.end.finish_reason == "stop"
    finally:
        model.close()
    assert ASKED == ["/v1/responses"], "found out once"
    assert [received.path for received in chat_only.received] == ["/v1/chat/completions"] * 2


async def test_a_model_that_is_not_there_is_no_missing_address(
    simulator: ScriptedSimulator, model: LiteLLMModel
) -> None:
    simulator.script.append(Reply(fault=Fault("status", status=404)))
    heard = await hear(model, asking(RESPONSES.target(simulator)))
    assert isinstance(heard.error, provider_errors.ModelNotFound) and len(simulator.received) == 1


async def test_an_address_that_knows_neither_is_told_as_that(chat_only: ChatOnly) -> None:
    model = LiteLLMModel()
    await chat_only.start()
    target = RESPONSES.target(chat_only, api_base=f"{chat_only.url}/other/v1", address_setting="AiJup.api_base")
    heard = await hear(model, asking(target))
    model.close()
    assert isinstance(heard.error, provider_errors.EndpointMissing)
    detail = heard.error.to_detail()
    host = chat_only.url.removeprefix("http://")
    assert host in detail.message
    assert detail.hint == (
        "Check the path in the address, and whether the server there is compatible with OpenAI's API. "
        f"Requests to OpenAI go to {host}, the address that AiJup.api_base sets."
    )
