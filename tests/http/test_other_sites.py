"""A page of another site, in a browser that is logged in: it changes nothing and reads nothing."""

import json

import pytest
from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.websocket import websocket_connect


@pytest.fixture
def extension(simulator, keys):
    return {"api_base": simulator.bases}


@pytest.fixture
def cookies(jp_serverapp, jp_fetch):
    """What a browser holds after logging in."""

    async def log_in():
        held = []
        for params in ({}, {"token": jp_serverapp.identity_provider.token}):
            stranger = {"Authorization": "none"}
            reply = await jp_fetch("login", params=params, headers=stranger, follow_redirects=False, raise_error=False)
            held += [one.partition(";")[0] for one in reply.headers.get_list("Set-Cookie")]
        assert sorted(one.partition("=")[0].partition("-")[0] for one in held) == ["_xsrf", "username"]
        return held

    return log_in


@pytest.fixture
def send(http_server_client, jp_base_url):
    """A request as a browser sends it: with cookies, without a token."""

    async def send(method, path, cookies, body=None, **headers):
        headers = {"Cookie": "; ".join(cookies), "Content-Type": "application/json", **headers}
        url = f"{jp_base_url}ai-jup/{path}"
        try:
            reply = await http_server_client.fetch(url, method=method, body=body, headers=headers)
        except HTTPClientError as error:
            reply = error.response
        return reply.code

    return send


def xsrf(cookies):
    return next(one.partition("=")[2] for one in cookies if one.startswith("_xsrf="))


CHANGES = [
    *(("POST", "prompt"), ("POST", "context"), ("POST", "test-connection"), ("DELETE", "runs/none-such")),
    ("POST", "runs/none-such/consent"),
    ("POST", "warm"),
]


@pytest.mark.parametrize(("method", "path"), CHANGES)
async def test_a_cookie_alone_changes_nothing(simulator, ask, prompt, cookies, send, method, path):
    held = await cookies()
    body = None if method == "DELETE" else json.dumps(prompt(model="anthropic/claude-sonnet-5"))
    assert await send("GET", "runs", held) == 200
    assert await send(method, path, held, body) == 403
    assert await send(method, path, held, body, **{"X-XSRFToken": "wrong"}) == 403
    assert await send(method, path, held, body, **{"Content-Type": "text/plain"}) == 403
    assert (await ask("GET", "runs")).json == [] and simulator.received == []


async def test_the_same_with_the_token_that_only_this_site_can_read_is_done(prompt, cookies, send):
    held = await cookies()
    known = {"X-XSRFToken": xsrf(held)}
    assert await send("POST", "context", held, json.dumps(prompt()), **known) == 200
    assert await send("DELETE", "runs/none-such", held, **known) == 404


@pytest.mark.parametrize("path", ["models", "providers", "runs", "kernel-names?kernel_id=x", "trust?notebook=a.ipynb"])
async def test_another_site_reads_nothing(cookies, send, path):
    held = await cookies()
    other = {"Origin": "http://evil.example", "Referer": "http://evil.example/"}
    assert await send("GET", path, held, **other) in (403, 404)


async def test_another_site_opens_no_socket(jp_serverapp, jp_http_port, jp_base_url, cookies):
    held = "; ".join(await cookies())
    url = f"ws://127.0.0.1:{jp_http_port}{jp_base_url}ai-jup/events"
    with pytest.raises(HTTPClientError) as refused:
        await websocket_connect(HTTPRequest(url, headers={"Cookie": held, "Origin": "http://evil.example"}))
    assert refused.value.code == 403
    ours = f"http://127.0.0.1:{jp_http_port}"
    socket = await websocket_connect(HTTPRequest(url, headers={"Cookie": held, "Origin": ours}))
    socket.close()


async def test_a_stranger_opens_no_socket(jp_http_port, jp_base_url, jp_serverapp, ask):
    url = f"ws://127.0.0.1:{jp_http_port}{jp_base_url}ai-jup/events"
    with pytest.raises(HTTPClientError) as refused:
        await websocket_connect(HTTPRequest(url))
    assert refused.value.code == 403


@pytest.mark.parametrize(
    "path",
    [
        "models",
        "providers",
        "runs",
        "runs/some",
        "runs/some/answer",
        "runs/some/consent",
        "prompt",
        "context",
        "test-connection",
        "trust",
        "warm",
    ],
)
async def test_a_method_that_a_route_does_not_have_is_told(ask, path):
    allowed = {
        "runs/some/consent": ["POST"],
        "prompt": ["POST"],
        "context": ["POST"],
        "test-connection": ["POST"],
        "runs/some": ["GET", "DELETE"],
        "warm": ["POST"],
    }
    for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
        if method in allowed.get(path, ["GET"]):
            continue
        body = "{}" if method in ("POST", "PUT", "PATCH") else None
        got = await ask(method, *path.split("/"), body=body)
        assert (got.status, got.json["error"]["code"]) == (405, "method-not-allowed"), method
        assert set(got.json["error"]) == {"code", "message", "hint"}
