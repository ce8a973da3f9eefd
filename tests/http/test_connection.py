"""Test Connection, over HTTP: what it says of everything that can be wrong, and that it costs little."""

import asyncio
import contextlib
import json

import pytest

from ai_jup.llm import litellm_port
from ai_jup.llm.litellm_port import LiteLLMModel
from ai_jup.models.target import Address
from ai_jup.simulator import Fault, Reply, Text

pytestmark = pytest.mark.once

MODELS = {
    "openai-responses": "openai/gpt-5.4",
    "openai-chat": "openai/gpt-4o",
    "anthropic": "anthropic/claude-sonnet-5",
    "gemini": "gemini/gemini-3.8-flash",
}
LABELS = {"openai": "OpenAI", "anthropic": "Anthropic", "gemini": "Google Gemini"}
KEYS = {"openai": "OPENAI_API_KEY", "anthropic": "ANTHROPIC_API_KEY", "gemini": "GEMINI_API_KEY or GOOGLE_API_KEY"}

every_way = pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)


@pytest.fixture
def extension(simulator, keys):
    return {"api_base": simulator.bases}


@pytest.fixture(scope="module", autouse=True)
def loaded():
    """LiteLLM's import, once a process, is not what is timed here."""
    model = LiteLLMModel()
    asyncio.run(model.warm())
    model.close()


@pytest.fixture
def tested(ask):
    """What a test of a model's connection says; checks what holds for every one."""

    async def of(model):
        got = await ask("POST", "test-connection", body={"model": model})
        assert got.status == 200 and got.json["model"] == model
        assert "canary" not in json.dumps(got.json) and "litellm" not in json.dumps(got.json).lower()
        if not got.json["success"]:
            assert all(got.json[name] for name in ("error", "code", "details", "hint"))
        return got.json

    return of


STATUS = {
    "wrong key": (Fault("status", status=401), "Invalid API key", "{key} in the environment"),
    "no access": (Fault("status", status=403), "No access to this model", "Pick another model"),
    "no such model": (Fault("status", status=404), "Model not found", "Pick another model"),
    "no credit": (Fault("status", reason="low_credit"), "No credit left", "Check plan and billing"),
    "quota used up": (Fault("status", reason="quota"), "No credit left", "Check plan and billing"),
    "rate limit": (Fault("status", status=429, retry_after=34), "Rate limit reached", "Wait 34 seconds"),
    "outage 500": (Fault("status", status=500), "Provider failed", "in a while"),
    "outage 502": (Fault("status", status=502), "Provider failed", "in a while"),
    "overloaded 503": (Fault("status", status=503), "Provider overloaded", "in a while"),
    "overloaded 529": (Fault("status", status=529), "Provider overloaded", "in a while"),
    "refused request": (Fault("status", status=400), "Request rejected", "Pick a model other than"),
    "a page in the stream": (Fault("html", after=1), "Reply cut off", "again"),
    "cut before its end": (Fault("truncate", after=1), "Reply cut off", "again"),
}


@every_way
@pytest.mark.parametrize("why", STATUS)
async def test_what_is_wrong_is_told_in_one_request(simulator, tested, model, why):
    fault, error, hint = STATUS[why]
    provider = model.partition("/")[0]
    if why == "quota used up" and provider == "anthropic":
        # Anthropic has no such quota: its 429 is always the rate
        error, hint = "Rate limit reached", "Wait a moment"
    simulator.script.append(Reply([Text("one two three")], fault=fault))
    got = await tested(model)
    assert (got["success"], got["error"]) == (False, error)
    assert LABELS[provider] in got["details"]
    assert hint.format(key=KEYS[provider]) in got["hint"]
    host = simulator.url.removeprefix("http://")
    going = f"Requests to {LABELS[provider]} go to {host}, the address that AiJup.api_base sets."
    assert got["hint"].endswith(going)
    assert ("It asks you to wait 34 s." in got["details"]) == (why == "rate limit")
    assert len(simulator.received) == 1


@every_way
async def test_a_key_that_the_provider_repeats_is_not_passed_on(simulator, tested, model):
    simulator.script.append(Reply([], fault=Fault("status", status=400, message="No: {key}, {key}!")))
    assert "[key removed]" in (await tested(model))["details"]


@every_way
async def test_a_model_that_answers_works(simulator, tested, model):
    simulator.script.append(Reply([Text("OK")], delay=0.2))
    got = await tested(model)
    assert got == {"success": True, "model": model, "seconds": got["seconds"], "simulated": False}
    assert 0.2 <= got["seconds"] < 10
    [received] = simulator.received
    assert len(json.dumps(received.body)) < 500


@every_way
@pytest.mark.parametrize("reply", [Reply([Text("OK")], finish="length"), Reply([], finish="length"), Reply([])])
async def test_a_reply_that_its_limit_cuts_or_leaves_empty_shows_as_well_that_it_works(simulator, tested, model, reply):
    simulator.script.append(reply)
    assert (await tested(model))["success"] is True


@every_way
@pytest.mark.parametrize("kind", ["silent", "stall", "drip"])
async def test_it_ends_whatever_the_provider_does(simulator, tested, model, kind, monkeypatch, jp_serverapp):
    # on a busy machine that alone may take as long as the limit below
    await jp_serverapp.web_app.settings["ai_jup"].service.warm()
    monkeypatch.setattr("ai_jup.models.connection_test.SECONDS", 0.5)
    simulator.script.append(Reply([Text("one two three")], fault=Fault(kind, after=0, seconds=30)))
    got = await tested(model)
    # of its own accord the provider would go on after 30 s, and that would be another end
    assert (got["success"], got["error"]) == (False, "Timed out")
    assert f"{LABELS[model.partition('/')[0]]} did not answer within 0.5 s" in got["details"]
    assert got["hint"].endswith("the address that AiJup.api_base sets.")


async def test_loading_litellm_is_not_taken_for_the_provider(ask, jp_serverapp, monkeypatch, simulator):
    monkeypatch.setattr("ai_jup.models.connection_test.LOADING_SECONDS", 0.2)
    service = jp_serverapp.web_app.settings["ai_jup"].service

    async def slowly():
        await asyncio.sleep(5)

    monkeypatch.setattr(service.model, "warm", slowly)
    got = (await ask("POST", "test-connection", body={"model": MODELS["anthropic"]})).json
    assert got["code"] == "timeout" and "still loading LiteLLM" in got["details"]
    assert simulator.received == []


@every_way
async def test_a_good_key_works_however_long_litellm_takes(tested, jp_serverapp, monkeypatch, simulator, model):
    """On a loaded hub: to load, and with its first call."""
    service = jp_serverapp.web_app.settings["ai_jup"].service
    await service.warm()
    monkeypatch.setattr("ai_jup.models.connection_test.SECONDS", 0.5)
    at_once = litellm_port.model.call

    async def slow_call(*args):
        await asyncio.sleep(0.8)
        return await at_once(*args)

    monkeypatch.setattr(litellm_port.model, "call", slow_call)
    monkeypatch.setattr(type(service), "warm", lambda self: asyncio.create_task(asyncio.sleep(0.8)))
    simulator.script.append(Reply([Text("OK")]))
    assert (await tested(model))["success"] is True


@every_way
async def test_nobody_waiting_ends_it_at_the_provider(simulator, ask, model, jp_http_port, jp_base_url, jp_serverapp):
    simulator.script.append(Reply([Text("OK")], delay=30))
    body = json.dumps({"model": model}).encode()
    head = (
        f"POST {jp_base_url}ai-jup/test-connection HTTP/1.1\r\nHost: 127.0.0.1:{jp_http_port}\r\n"
        f"Authorization: token {jp_serverapp.identity_provider.token}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    _, writer = await asyncio.open_connection("127.0.0.1", jp_http_port)
    writer.write(head.encode() + body)
    await until(lambda: simulator.received)
    writer.close()
    await until(lambda: simulator.received[0].closed_after is not None)
    assert len(simulator.received) == 1


async def until(condition):
    for _ in range(600):
        if condition():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("it did not come to that")


HOSTILE = [
    "openai/../..",
    "openai/../../v1/models",
    "http://evil.example/v1",
    "openai/http://127.0.0.1",
    "openai/responses/gpt-5.4",
    "openai/gpt-5.4?api_base=http://evil.example",
    "openai/gpt-5.4\r\nx-evil: 1",
    "azure/gpt-4o",
    "ollama/llama3",
    "custom/gpt-4o",
    "gemini/../v1beta/files",
    "anthropic/claude-99",
    "gpt-image-2",
    "x" * 100_000,
]


@pytest.mark.parametrize("model", HOSTILE, ids=range(len(HOSTILE)))
async def test_what_is_not_listed_reaches_no_listener(simulator, ask, model):
    got = (await ask("POST", "test-connection", body={"model": model})).json
    assert (got["success"], got["error"]) == (False, "Model not found")
    assert len(got["details"]) < 500 and simulator.received == []


class TestNotAllowed:
    @pytest.fixture
    def extension(self, simulator, keys):
        return {"api_base": simulator.bases, "allowed_models": ["gemini/*"]}

    async def test_it_reaches_no_listener(self, simulator, tested):
        got = await tested(MODELS["anthropic"])
        assert (got["error"], got["code"]) == ("Model not allowed", "model-not-allowed")
        assert "gemini/" in got["hint"] and simulator.received == []


class TestWithoutKeys:
    @pytest.fixture
    def extension(self, simulator, keyless):
        return {"api_base": simulator.bases}

    @every_way
    async def test_the_variables_are_named(self, simulator, tested, model):
        got = await tested(model)
        assert (got["success"], got["error"]) == (False, "API key missing")
        for variable in KEYS[model.partition("/")[0]].split(" or "):
            assert variable in got["hint"]
        assert "Settings" in got["hint"] and simulator.received == []

    async def test_a_wrong_key_from_settings_is_to_be_changed_there(self, ask, tested):
        await ask("PUT", "keys", "anthropic", body={"key": "bad-canary"})
        got = await tested(MODELS["anthropic"])
        assert (got["error"], "the key for Anthropic in Settings" in got["hint"]) == ("Invalid API key", True)


class TestUnreachable:
    @pytest.fixture(params=["127.0.0.1:9", "no-such-host.invalid"])
    def host(self, request):
        return request.param

    @pytest.fixture
    def extension(self, host, keys):
        return {"api_base": dict.fromkeys(LABELS, f"http://{host}/canary-path")}

    @every_way
    async def test_the_network_is_told_from_the_provider(self, tested, model, host):
        got = await tested(model)
        assert (got["success"], got["error"]) == (False, "Provider cannot be reached")
        assert got["details"].startswith(f"{LABELS[model.partition('/')[0]]} cannot be reached at {host} from the")
        assert "proxy" in got["hint"] and got["hint"].endswith(f"go to {host}, the address that AiJup.api_base sets.")

    class TestByTheEnvironment:
        @pytest.fixture
        def extension(self, keys, monkeypatch):
            monkeypatch.setenv("ANTHROPIC_BASE_URL", "http://127.0.0.1:9")
            return {}

        async def test_the_variable_is_named(self, tested):
            got = await tested(MODELS["anthropic"])
            assert got["hint"].endswith(" go to 127.0.0.1:9, the address that ANTHROPIC_BASE_URL sets.")


PAGE = b"<html><body><h1>Log in to the hotel's network</h1></body></html>"


@contextlib.asynccontextmanager
async def gate(status, headers=""):
    """A proxy that answers everything with a page; yields its address and what it got."""
    got = []

    async def answer(reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        # what is left unread would reset the connection
        await reader.readexactly(int(head.lower().partition(b"content-length:")[2].split()[0]))
        got.append(head)
        writer.write(
            f"HTTP/1.1 {status}\r\nContent-Type: text/html\r\n{headers}Connection: close\r\n\r\n".encode() + PAGE
        )
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", got


@every_way
@pytest.mark.parametrize(
    ("status", "error"),
    [
        ("200 OK", "Reply cannot be read"),
        ("302 Found", "Reply cannot be read"),
        ("403 Forbidden", "No access to this model"),
        ("502 Bad Gateway", "Provider failed"),
    ],
)
async def test_a_page_of_a_proxy_is_told_and_its_redirect_not_followed(
    tested, jp_serverapp, monkeypatch, simulator, model, status, error
):
    async with gate(status, f"Location: {simulator.url}\r\n") as (address, got):
        targets = jp_serverapp.web_app.settings["ai_jup"].service.targets
        monkeypatch.setattr(type(targets), "address", lambda self, provider: Address(address))
        assert (await tested(model))["error"] == error
        assert len(got) == 1 and simulator.received == []


class TestSimulated:
    @pytest.fixture
    def extension(self, keyless):
        return {}

    async def test_the_simulator_says_what_it_is(self, ask):
        got = (await ask("POST", "test-connection", body={"model": MODELS["gemini"]})).json
        assert got["success"] is True and got["simulated"] is True
