"""Every error status becomes the exception that the provider's SDK has for it."""

from __future__ import annotations

from typing import Any

import anthropic
import httpx
import openai
import pytest
from google.genai import errors

from ai_jup.simulator import Fault, Reply, Text
from tests.scripted_simulator import ScriptedSimulator
from tests.simulator.clients import Clients
from tests.simulator.wires import USER, WIRES, Wire

pytestmark = [pytest.mark.anyio, pytest.mark.once]


async def ask_openai(clients: Clients, model: str = "gpt-5.4", key: str = "key") -> Any:
    client = clients.openai(key)
    return await client.chat.completions.create(model=model, messages=USER, stream=True)


async def ask_anthropic(clients: Clients, model: str = "claude-sonnet-5", key: str = "key") -> Any:
    client = clients.anthropic(key)
    return await client.messages.create(model=model, max_tokens=9, messages=USER, stream=True)


async def ask_gemini(clients: Clients, model: str = "gemini-2.5-flash", key: str = "key") -> Any:
    return await clients.gemini(key).generate_content(model=model, contents="Hello")


def failing(**fault: Any) -> Reply:
    return Reply([Text("never seen")], fault=Fault("status", **fault))


OPENAI = [
    ({"status": 400}, openai.BadRequestError, 400, None),
    ({"status": 401}, openai.AuthenticationError, 401, "invalid_api_key"),
    (
        {"status": 403},
        openai.PermissionDeniedError,
        403,
        "unsupported_country_region_territory",
    ),
    ({"status": 404}, openai.NotFoundError, 404, "model_not_found"),
    ({"status": 408}, openai.APIStatusError, 408, None),
    ({"status": 409}, openai.ConflictError, 409, "conflict"),
    ({"status": 413}, openai.APIStatusError, 413, None),
    ({"status": 429}, openai.RateLimitError, 429, "rate_limit_exceeded"),
    ({"reason": "quota"}, openai.RateLimitError, 429, "insufficient_quota"),
    ({"reason": "low_credit"}, openai.RateLimitError, 429, "insufficient_quota"),
    ({"reason": "context_length"}, openai.BadRequestError, 400, "context_length_exceeded"),
    ({"reason": "content_policy"}, openai.BadRequestError, 400, "invalid_prompt"),
    ({"status": 500}, openai.InternalServerError, 500, None),
    ({"status": 502}, openai.InternalServerError, 502, None),
    ({"status": 503}, openai.InternalServerError, 503, None),
    ({"status": 504}, openai.InternalServerError, 504, None),
]
ANTHROPIC = [
    ({"status": 400}, anthropic.BadRequestError, 400, "invalid_request_error"),
    ({"status": 401}, anthropic.AuthenticationError, 401, "authentication_error"),
    ({"status": 403}, anthropic.PermissionDeniedError, 403, "permission_error"),
    ({"status": 404}, anthropic.NotFoundError, 404, "not_found_error"),
    ({"status": 409}, anthropic.ConflictError, 409, "invalid_request_error"),
    ({"status": 413}, anthropic.RequestTooLargeError, 413, "request_too_large"),
    ({"status": 429}, anthropic.RateLimitError, 429, "rate_limit_error"),
    ({"reason": "quota"}, anthropic.RateLimitError, 429, "rate_limit_error"),
    ({"reason": "low_credit"}, anthropic.BadRequestError, 400, "invalid_request_error"),
    ({"reason": "context_length"}, anthropic.BadRequestError, 400, "invalid_request_error"),
    ({"reason": "content_policy"}, anthropic.BadRequestError, 400, "invalid_request_error"),
    ({"status": 500}, anthropic.InternalServerError, 500, "api_error"),
    ({"status": 503}, anthropic.InternalServerError, 503, "api_error"),
    ({"status": 504}, anthropic.InternalServerError, 504, "timeout_error"),
    ({"status": 529}, anthropic.InternalServerError, 529, "overloaded_error"),
]
GEMINI = [
    ({"status": 400}, errors.ClientError, 400, "INVALID_ARGUMENT"),
    ({"status": 401}, errors.ClientError, 400, "INVALID_ARGUMENT"),
    ({"status": 403}, errors.ClientError, 403, "PERMISSION_DENIED"),
    ({"status": 404}, errors.ClientError, 404, "NOT_FOUND"),
    ({"status": 413}, errors.ClientError, 413, "INVALID_ARGUMENT"),
    ({"status": 429}, errors.ClientError, 429, "RESOURCE_EXHAUSTED"),
    ({"reason": "low_credit"}, errors.ClientError, 429, "RESOURCE_EXHAUSTED"),
    ({"reason": "context_length"}, errors.ClientError, 400, "INVALID_ARGUMENT"),
    ({"status": 500}, errors.ServerError, 500, "INTERNAL"),
    ({"status": 503}, errors.ServerError, 503, "UNAVAILABLE"),
    ({"status": 504}, errors.ServerError, 504, "DEADLINE_EXCEEDED"),
]


@pytest.mark.parametrize(("fault", "kind", "status", "code"), OPENAI)
async def test_openai(
    simulator: ScriptedSimulator, clients: Clients, fault: Any, kind: Any, status: int, code: str | None
) -> None:
    simulator.script.append(failing(**fault))
    with pytest.raises(kind) as caught:
        await ask_openai(clients)
    error = caught.value
    assert (error.status_code, error.code) == (status, code)
    assert error.body["message"]
    assert error.request_id.startswith("req_")


@pytest.mark.parametrize(("fault", "kind", "status", "code"), ANTHROPIC)
async def test_anthropic(
    simulator: ScriptedSimulator, clients: Clients, fault: Any, kind: Any, status: int, code: str
) -> None:
    simulator.script.append(failing(**fault))
    with pytest.raises(kind) as caught:
        await ask_anthropic(clients)
    error = caught.value
    assert (error.status_code, error.body["error"]["type"]) == (status, code)
    assert error.body["error"]["message"]
    assert error.request_id == error.body["request_id"]


@pytest.mark.parametrize(("fault", "kind", "status", "code"), GEMINI)
async def test_gemini(
    simulator: ScriptedSimulator, clients: Clients, fault: Any, kind: Any, status: int, code: str
) -> None:
    simulator.script.append(failing(**fault))
    with pytest.raises(kind) as caught:
        await ask_gemini(clients)
    assert (caught.value.code, caught.value.status) == (status, code)
    assert caught.value.message


async def test_gemini_says_blocked_inside_an_answer(simulator: ScriptedSimulator, clients: Clients) -> None:
    simulator.script.append(failing(reason="content_policy"))
    done = await ask_gemini(clients)
    assert done.prompt_feedback.block_reason == "PROHIBITED_CONTENT"
    assert done.candidates is None


@pytest.mark.parametrize("wire", WIRES, ids=lambda wire: wire.name)
async def test_retry_after_is_a_header(simulator: ScriptedSimulator, http: httpx.AsyncClient, wire: Wire) -> None:
    simulator.script.append(failing(status=429, retry_after=7, message="slow down, {key}"))
    answer = await http.send(wire.request(http, stream=True))
    assert answer.status_code == 429
    assert answer.headers["retry-after"] == "7"
    assert "slow down, key" in answer.text


@pytest.mark.parametrize("ask", [ask_openai, ask_anthropic, ask_gemini])
async def test_a_bad_key_a_missing_model_and_no_script_used(
    simulator: ScriptedSimulator, clients: Clients, ask: Any
) -> None:
    simulator.script.append(Reply([Text("kept")]))
    with pytest.raises((openai.APIError, anthropic.APIError, errors.APIError)) as caught:
        await ask(clients, key="bad-12345678")
    assert getattr(caught.value, "status_code", 401) == 401
    assert "bad-12345678" not in str(caught.value)
    with pytest.raises((openai.NotFoundError, anthropic.NotFoundError, errors.ClientError)) as lost:
        await ask(clients, model="no-such-model")
    assert "no-such-model" in str(lost.value)
    assert len(simulator.script) == 1


@pytest.mark.parametrize(
    ("wire", "status", "words"),
    [
        (WIRES[0], 401, "You didn't provide an API key"),
        (WIRES[1], 401, "You didn't provide an API key"),
        (WIRES[2], 401, "x-api-key header is required"),
        (WIRES[3], 403, "unregistered callers"),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
async def test_a_missing_key(http: httpx.AsyncClient, wire: Wire, status: int, words: str) -> None:
    answer = await http.send(wire.request(http, stream=False, key=""))
    assert answer.status_code == status
    assert words in answer.json()["error"]["message"]


async def test_gemini_takes_the_key_from_the_address(http: httpx.AsyncClient) -> None:
    answer = await http.post(f"{WIRES[3].path}?key=k", json=WIRES[3].body)
    assert answer.status_code == 200


async def test_gemini_without_a_version_is_no_address(simulator: ScriptedSimulator, http: httpx.AsyncClient) -> None:
    path = WIRES[3].path.removeprefix("/v1beta")
    answer = await http.post(path, json=WIRES[3].body, headers={"x-goog-api-key": "k"})
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert simulator.received[0].endpoint == "other"


@pytest.mark.parametrize("wire", WIRES, ids=lambda wire: wire.name)
async def test_what_check_refuses_is_noted_and_answered(
    simulator: ScriptedSimulator, http: httpx.AsyncClient, wire: Wire
) -> None:
    request = wire.request(http, stream=False)
    body = {**wire.body, "surprise": 1}
    answer = await http.post(
        request.url,
        json=body,
        headers={"authorization": "Bearer k", "x-api-key": "k", "x-goog-api-key": "k"},
    )
    assert answer.status_code == 400
    assert "surprise" in answer.json()["error"]["message"]
    assert "surprise" in (simulator.received[0].problem or "")
