"""Each failure of a provider becomes the one error that names it, after one request only."""

from __future__ import annotations

import asyncio
import shutil
import socket
import ssl
import subprocess
from pathlib import Path
from typing import Any

import anyio
import pytest

from ai_jup.llm import litellm_port, provider_errors
from ai_jup.llm.litellm_port import LiteLLMModel
from ai_jup.llm.port import Timeouts
from ai_jup.llm.provider_errors import ProviderError
from ai_jup.simulator import Fault, Reply, Text
from tests.llm.asking import ANTHROPIC, CHAT, GEMINI, KEY, QUIET, Heard, Way, asking, every_way, hear, openai_target
from tests.scripted_simulator import ScriptedSimulator

pytestmark = QUIET

WORDS = Text("one two three four five")
LABELS = {"openai": "OpenAI", "anthropic": "Anthropic", "gemini": "Google Gemini"}


async def fail(simulator: ScriptedSimulator, model: LiteLLMModel, way: Way, fault: Fault, **options: Any) -> Heard:
    """What is heard of a reply with a fault; checks what holds for every failure."""
    simulator.script.append(Reply([WORDS], fault=fault))
    heard = await hear(model, asking(way.target(simulator), **options))
    assert heard.error is not None
    assert len(simulator.received) == 1, "a hidden retry"
    detail = heard.error.to_detail()
    assert LABELS[way.provider] in detail.message
    assert detail.hint.endswith(".")
    for text in (detail.message, detail.hint, str(heard.error), repr(heard.error)):
        assert KEY not in text and "Traceback" not in text and "{" not in text and "litellm" not in text.lower()
    return heard


STATUSES: list[tuple[int, type[ProviderError]]] = [
    (400, provider_errors.RequestRejected),
    (401, provider_errors.KeyRejected),
    (403, provider_errors.AccessDenied),
    (404, provider_errors.ModelNotFound),
    (413, provider_errors.RequestTooLarge),
    (429, provider_errors.RateLimited),
    (500, provider_errors.ProviderFailed),
    (502, provider_errors.ProviderFailed),
    (503, provider_errors.ProviderOverloaded),
    (529, provider_errors.ProviderOverloaded),
]


@every_way
@pytest.mark.parametrize(("status", "kind"), STATUSES)
async def test_status(
    simulator: ScriptedSimulator, model: LiteLLMModel, way: Way, status: int, kind: type[ProviderError]
) -> None:
    heard = await fail(simulator, model, way, Fault("status", status=status))
    assert type(heard.error) is kind
    assert heard.error.retryable == (status == 429 or status >= 500)
    assert heard.pieces == []


REASONS: list[tuple[Any, type[ProviderError]]] = [
    ("quota", provider_errors.QuotaExhausted),
    ("low_credit", provider_errors.QuotaExhausted),
    ("context_length", provider_errors.ContextTooLong),
    ("content_policy", provider_errors.ContentBlocked),
]


@every_way
@pytest.mark.parametrize(("reason", "kind"), REASONS)
async def test_reason(
    simulator: ScriptedSimulator, model: LiteLLMModel, way: Way, reason: Any, kind: type[ProviderError]
) -> None:
    if (way.provider, reason) == ("anthropic", "quota"):
        kind = provider_errors.RateLimited  # Anthropic has no other words for it
    heard = await fail(simulator, model, way, Fault("status", reason=reason))
    assert type(heard.error) is kind
    assert heard.error.retryable is (kind is provider_errors.RateLimited)


@every_way
async def test_how_long_to_wait(simulator: ScriptedSimulator, model: LiteLLMModel, way: Way) -> None:
    heard = await fail(simulator, model, way, Fault("status", status=429, retry_after=7))
    assert heard.error is not None and heard.error.retry_after == 7


async def test_a_quota_that_comes_back_is_a_rate_limit(simulator: ScriptedSimulator, model: LiteLLMModel) -> None:
    """Gemini speaks of quota for both, and says when to come again for one that does."""
    heard = await fail(simulator, model, GEMINI, Fault("status", reason="quota", retry_after=12))
    assert type(heard.error) is provider_errors.RateLimited
    assert (heard.error.retryable, heard.error.retry_after) == (True, 12)


@every_way
async def test_the_hint_names_the_variable(simulator: ScriptedSimulator, model: LiteLLMModel, way: Way) -> None:
    heard = await fail(simulator, model, way, Fault("status", status=401))
    variables = {"openai": "OPENAI_API_KEY", "anthropic": "ANTHROPIC_API_KEY", "gemini": "GEMINI_API_KEY or GOOGLE_"}
    assert heard.error is not None and variables[way.provider] in heard.error.hint


@every_way
@pytest.mark.parametrize("status", [400, 401, 403, 429, 500])
async def test_an_echoed_key_is_removed(
    simulator: ScriptedSimulator, model: LiteLLMModel, way: Way, status: int
) -> None:
    echo = Fault("status", status=status, message="Bad key {key}; see {key}")
    heard = await fail(simulator, model, way, echo)
    assert heard.error is not None and "[key removed]" in heard.error.message


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            "Incorrect API key provided: sk-pr***********************9xyz. See the docs",
            "Incorrect API key provided: {}. See",
        ),
        ("Bad key 'sk-proj-4f9d'", "Bad key '{}'"),
        ("Bad key (…2c7b1e9xyz)", "Bad key ({})"),
        ("Bad key 4f9d...9xyz!", "Bad key {}!"),
        ("key=7b1e; project gpt-5 of a project", "key={}; project gpt-5 of a project"),
        ("See https://platform.openai.com/account/api-keys", "See https://platform.openai.com/account/api-keys"),
        ("Wait... then try **again**", "Wait... then try **again**"),
    ],
)
def test_no_part_of_a_key_is_repeated(said: str, told: str) -> None:
    quoted = provider_errors.quotable(said, "sk-proj-4f9d2c7b1e9xyz")
    assert quoted.startswith(told.format("[key removed]"))
    assert not any(part in quoted for part in ("4f9d", "7b1e", "9xyz"))


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(None, "a moment"), (1, "a moment"), (33.2, "34 seconds"), (3_600, "60 minutes"), (86_400, "24 hours")],
)
def test_it_says_how_long_the_provider_asks_to_wait(seconds: float | None, said: str) -> None:
    error = provider_errors.RateLimited(openai_target("sk-x"), retry_after=seconds)
    assert error.hint.startswith(f"Wait {said} and try again")


def test_what_is_quoted_in_part_ends_as_such() -> None:
    error = provider_errors.RequestRejected(openai_target("sk-x"), reason="word " * 100)
    assert error.message.endswith("word…")


def test_a_providers_name_is_no_part_of_a_key() -> None:
    assert provider_errors.quotable("The Anthropic API says no", "sk-ant-of-Anthropic-1") == "The Anthropic API says no"
    assert provider_errors.quotable("invalid x-api-key", "bad-sk-ant-api-key-1") == "invalid x-api-key"


@pytest.mark.parametrize(
    "key", ["bad-sk-ant-api-key-1", "my-openai-account", "sk-platform-keys-1234", "gsk_accounting"]
)
@pytest.mark.parametrize(
    "address",
    [
        "https://platform.openai.com/account/api-keys",
        "platform.openai.com/account/api-keys",
        "https://console.anthropic.com/settings/keys",
        "http://localhost/v1/account",
    ],
)
def test_an_address_is_no_part_of_a_key(key: str, address: str) -> None:
    assert provider_errors.quotable(f"Find it at {address}", key) == f"Find it at {address}"


@pytest.mark.parametrize("part", ["4f9d2c7b", "sk-proj-4f9d2c7b1e9xyz", "sk-pr***9xyz", "2c7b-api"])
def test_a_key_in_an_address_is_removed(part: str) -> None:
    said = f"See https://api.openai.com/v1/{part}/keys"
    told = "See https://api.openai.com/v1/[key removed]/keys"
    assert provider_errors.quotable(said, "sk-proj-4f9d2c7b1e9xyz") == told


@pytest.mark.parametrize(("key", "said"), [("abc", "Bad key: abc, in abcdef"), ("sk-ab", "Bad key: sk-ab, in abcdef")])
def test_a_short_key_is_removed_and_not_what_has_its_letters(key: str, said: str) -> None:
    assert provider_errors.quotable(said, key) == "Bad key: [key removed], in abcdef"


@every_way
async def test_an_echoed_key_in_mid_stream_is_removed(
    simulator: ScriptedSimulator, model: LiteLLMModel, way: Way
) -> None:
    heard = await fail(simulator, model, way, Fault("error-event", after=2, message=f"Bad key {KEY}"))
    assert heard.error is not None and "[key removed]" in heard.error.message


@every_way
@pytest.mark.parametrize("kind", ["truncate", "cut", "malformed", "html", "error-event"])
@pytest.mark.parametrize("after", [2, 1000])
async def test_a_stream_that_breaks_off(
    simulator: ScriptedSimulator, model: LiteLLMModel, way: Way, kind: Any, after: int
) -> None:
    heard = await fail(simulator, model, way, Fault(kind, after=after))
    assert type(heard.error) is provider_errors.StreamIncomplete
    assert heard.error.retryable is False
    assert heard.text == ("one two " if after == 2 else "one two three four five")


@every_way
@pytest.mark.parametrize("kind", ["truncate", "cut", "html"])
async def test_a_stream_that_breaks_off_at_once(
    simulator: ScriptedSimulator, model: LiteLLMModel, way: Way, kind: Any
) -> None:
    heard = await fail(simulator, model, way, Fault(kind, after=0))
    # a reset may overtake the reply's head, and then nothing has come at all
    assert isinstance(heard.error, (provider_errors.ReplyError, provider_errors.ProviderUnreachable))


@every_way
async def test_an_error_before_any_content_is_that_error(
    simulator: ScriptedSimulator, model: LiteLLMModel, way: Way
) -> None:
    heard = await fail(simulator, model, way, Fault("error-event", after=0))
    assert isinstance(heard.error, provider_errors.AvailabilityError)


@every_way
async def test_nothing_listens(simulator: ScriptedSimulator, model: LiteLLMModel, way: Way) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        path = "/v1" if way.provider == "openai" else ""
        heard = await hear(model, asking(way.target(simulator, api_base=f"http://127.0.0.1:{port}{path}")))
    assert type(heard.error) is provider_errors.ProviderUnreachable
    assert heard.error.retryable and simulator.received == []
    assert heard.error.message.endswith("from the Jupyter server: nobody answers there.")


@every_way
async def test_a_network_that_drops_what_it_does_not_let_through(
    simulator: ScriptedSimulator, model: LiteLLMModel, way: Way
) -> None:
    with socket.socket() as full, socket.socket() as first, socket.socket() as second:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        # its queue takes one, and the next hello is dropped
        for waiting in (first, second):
            waiting.setblocking(False)
            waiting.connect_ex(full.getsockname())
        place = f"127.0.0.1:{full.getsockname()[1]}"
        path = "/v1" if way.provider == "openai" else ""
        target = way.target(simulator, api_base=f"http://{place}{path}")
        heard = await hear(model, asking(target, timeouts=Timeouts(connect=0.3)))
    assert type(heard.error) is provider_errors.ProviderUnreachable
    assert f"{LABELS[way.provider]} cannot be reached at {place} from" in heard.error.message
    assert heard.error.message.endswith("no connection within 0.3 s.")


async def test_no_such_host(simulator: ScriptedSimulator, model: LiteLLMModel) -> None:
    heard = await hear(model, asking(CHAT.target(simulator, api_base="http://no-such-host.invalid/v1")))
    assert type(heard.error) is provider_errors.ProviderUnreachable
    assert heard.error.message.endswith("from the Jupyter server: the name of the host is not known.")


@every_way
@pytest.mark.parametrize("kind", ["truncate", "cut"])
async def test_a_connection_that_ends_is_told_in_words_for_people(
    simulator: ScriptedSimulator, model: LiteLLMModel, way: Way, kind: Any
) -> None:
    heard = await fail(simulator, model, way, Fault(kind, after=2))
    assert heard.error is not None
    assert heard.error.message.endswith(
        (
            " was cut off: the connection ended before the reply did.",
            " cut off: the stream ended without its end marker.",
        )
    )


@pytest.fixture
def own_certificate(tmp_path: Path) -> ssl.SSLContext:
    """Of a server; nobody else has signed it."""
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=127.0.0.1"]
    files = ["-keyout", str(tmp_path / "key.pem"), "-out", str(tmp_path / "own.pem")]
    subprocess.run([*command, *files], check=True, capture_output=True)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(tmp_path / "own.pem", tmp_path / "key.pem")
    return context


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl here")
async def test_a_certificate_that_is_not_trusted_is_told_as_that(
    simulator: ScriptedSimulator, model: LiteLLMModel, own_certificate: ssl.SSLContext
) -> None:
    server = await asyncio.start_server(lambda reader, writer: None, "127.0.0.1", 0, ssl=own_certificate)
    address = f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    heard = await hear(model, asking(CHAT.target(simulator, api_base=address)))
    server.close()
    assert type(heard.error) is provider_errors.ProviderUnreachable
    assert ": its certificate is not trusted: self" in heard.error.message


@every_way
async def test_a_reset_before_anything(simulator: ScriptedSimulator, model: LiteLLMModel, way: Way) -> None:
    heard = await fail(simulator, model, way, Fault("silent", seconds=0.05))
    assert type(heard.error) is provider_errors.ProviderUnreachable


@pytest.mark.parametrize("key", ["", "  \n", "sk-ünicode", "sk-two words", "sk-two\nlines"])
async def test_a_key_that_cannot_be_one(simulator: ScriptedSimulator, model: LiteLLMModel, key: str) -> None:
    heard = await hear(model, asking(CHAT.target(simulator, api_key=key)))
    assert type(heard.error) is (provider_errors.KeyRejected if key.strip() else provider_errors.KeyMissing)
    assert simulator.received == [] and "OPENAI_API_KEY" in heard.error.hint


@every_way
async def test_space_around_a_key_is_not_sent(simulator: ScriptedSimulator, model: LiteLLMModel, way: Way) -> None:
    await hear(model, asking(way.target(simulator, api_key=f" {KEY}\n")))
    assert [received.key for received in simulator.received] == [KEY]


LATE: list[tuple[Fault, Timeouts, str]] = [
    (Fault("silent"), Timeouts(first_token=0.3), "the reply did not start within 0.3 s"),
    (Fault("drip", interval=0.05), Timeouts(first_token=0.3), "the reply did not start within 0.3 s"),
    (Fault("stall", after=2), Timeouts(idle=0.5), "nothing more arrived within 0.5 s"),
    (Fault("drip", after=2, interval=0.05), Timeouts(idle=0.5), "nothing more arrived within 0.5 s"),
    (Fault("stall", after=2), Timeouts(total=1.0), "the answer was not finished within 1 s"),
]


@every_way
@pytest.mark.parametrize(("fault", "timeouts", "words"), LATE)
async def test_too_late(
    simulator: ScriptedSimulator, model: LiteLLMModel, way: Way, fault: Fault, timeouts: Timeouts, words: str
) -> None:
    heard = await fail(simulator, model, way, fault, timeouts=timeouts)
    assert type(heard.error) is provider_errors.ProviderTimeout
    assert words in heard.error.message and heard.error.retryable
    assert heard.text == ("one two " if fault.after else "")


@every_way
@pytest.mark.parametrize("limit", ["first_token", "total"])
async def test_what_litellm_takes_before_it_asks_is_not_the_provider_s_time(
    simulator: ScriptedSimulator, model: LiteLLMModel, way: Way, limit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once = litellm_port.model.call

    async def slow_call(*args: Any) -> Any:
        await anyio.sleep(1.6)
        return await at_once(*args)

    monkeypatch.setattr(litellm_port.model, "call", slow_call)
    simulator.script.append(Reply([WORDS]))
    heard = await hear(model, asking(way.target(simulator), timeouts=Timeouts(**{limit: 1.5})))
    assert (heard.error, heard.text) == (None, WORDS.text)


def kinds(of: type[ProviderError] = ProviderError) -> list[type[ProviderError]]:
    """Each way to fail; what a cassette and a limit of costs refuse is no provider's failure."""
    below = of.__subclasses__()
    found = [leaf for child in below for leaf in kinds(child)] if below else [of]
    return [kind for kind in found if kind.__module__ == provider_errors.__name__]


FACTS = {"status": 502, "seconds": 1.0, "waited_for": "nothing", "setting": "AiJup.x", "limit": 1, "what": "bytes"}


@pytest.mark.parametrize("kind", kinds())
def test_every_error_says_where_requests_go_that_do_not_go_to_the_provider(kind: type[ProviderError]) -> None:
    base = "https://user:canary@proxy.example:8443/canary/v1"
    away = openai_target(KEY, api_base=base, address_setting="OPENAI_BASE_URL")
    hint = kind(away, **FACTS).hint
    assert hint.endswith(". Requests to OpenAI go to proxy.example:8443, the address that OPENAI_BASE_URL sets.")
    assert "canary" not in hint
    assert "Requests to" not in kind(openai_target(KEY), **FACTS).hint


def test_every_error_has_its_code() -> None:
    found = kinds()
    assert len({kind.code for kind in found}) == len(found) == 18
    assert provider_errors.__doc__ is not None
    assert all(kind.__name__ in provider_errors.__doc__ and kind.code in provider_errors.__doc__ for kind in found)


async def test_a_proxys_word_for_a_wrong_key_is_a_wrong_key(simulator: ScriptedSimulator, model: LiteLLMModel) -> None:
    simulator.script.append(Reply(fault=Fault("status", status=400, message="No connected db.")))
    heard = await hear(model, asking(ANTHROPIC.target(simulator)))
    assert isinstance(heard.error, provider_errors.KeyRejected)
