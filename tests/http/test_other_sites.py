"""Every route behind every door: who sends no credentials, wrong ones, or good ones, from this site or from another.

The routes are the server's own, so a new one is tried without being named here.
"""

import json
from types import SimpleNamespace

import pytest
from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.websocket import websocket_connect

from tests.http.routes import METHODS, methods_of, our_routes

pytestmark = pytest.mark.once

ARGUMENTS = {"keys": "gemini"}
"""What stands for the variable part of an address, where any word will not do."""
QUESTIONS = {
    "model": "?name=openai/gpt-4o",
    "kernel-names": "?kernel_id=x",
    "runs": "?notebook=a.ipynb",
    "trust": "?notebook=a.ipynb",
}


@pytest.fixture
def extension(simulator, keys, monkeypatch):
    monkeypatch.delenv("GEMINI_API_KEY")  # so that one can be given
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
def bodies(prompt):
    """For each route what would change something, or be sent to a provider."""
    asked = prompt(model="anthropic/claude-sonnet-5")
    return {
        "prompt": asked,
        "context": asked,
        "test-connection": {"model": "openai/gpt-4o"},
        "keys/gemini": {"key": "a-key-from-elsewhere"},
        "runs/some/consent": {"call": "c", "allow": True},
        "polled-events": {"requests": [{"run": "some"}], "wait": 0},
    }


@pytest.fixture
def requests(jp_serverapp, jp_http_port, jp_base_url, bodies):
    """Every address with every method that it has, and what is sent; the socket among them."""

    def made():
        for route, handler in our_routes(jp_serverapp):
            path = route.replace(r"([^/]+)", ARGUMENTS.get(route.partition("/")[0], "some"))
            for method in methods_of(handler):
                is_socket = hasattr(handler, "on_message")
                # the client for all but sockets knows the server
                server = f"ws://127.0.0.1:{jp_http_port}" if is_socket else ""
                url = f"{server}{jp_base_url}ai-jup/{path}{QUESTIONS.get(path, '')}"
                body = json.dumps(bodies.get(path, {})) if method in ("POST", "PUT", "PATCH") else None
                yield SimpleNamespace(method=method, path=path, url=url, body=body, is_socket=is_socket)

    return list(made())


@pytest.fixture
def send(http_server_client):
    """The status of a reply, and the code of its error; `open` for a socket that was."""

    async def sent(request, headers):
        headers = {"Content-Type": "application/json", **headers}
        try:
            if request.is_socket:
                (await websocket_connect(HTTPRequest(request.url, headers=headers))).close()
                return 101, None
            reply = await http_server_client.fetch(
                request.url, method=request.method, body=request.body, headers=headers, follow_redirects=False
            )
            return reply.code, None
        except HTTPClientError as error:
            return error.code, None if request.is_socket else error_code(error.response)

    return sent


def error_code(reply):
    error = json.loads(reply.body)["error"]
    if isinstance(error, str):
        return error
    assert set(error) == {"code", "message", "hint"} and all(error.values()), error
    return error["code"]


def entered(status, code):
    """Whether the request came as far as its handler, which may have refused it for what it asks."""
    assert status < 500, (status, code)
    return status < 400 or code not in (None, "forbidden", "not-found")


@pytest.fixture
def credentials(jp_serverapp, cookies):
    async def known():
        held = await cookies()
        cookie = {"Cookie": "; ".join(held)}
        xsrf = next(one.partition("=")[2] for one in held if one.startswith("_xsrf="))
        return {
            "nothing": {},
            "a wrong token": {"Authorization": "token wrong"},
            "an empty token": {"Authorization": "token "},
            "a made-up cookie": {"Cookie": "username-127-0-0-1=made-up; _xsrf=x", "X-XSRFToken": "x"},
            "the token": {"Authorization": f"token {jp_serverapp.identity_provider.token}"},
            "the cookie": cookie,
            "the cookie, another XSRF token": {**cookie, "X-XSRFToken": "wrong"},
            "the cookie, the XSRF token": {**cookie, "X-XSRFToken": xsrf},
        }

    return known


STRANGERS = ("nothing", "a wrong token", "an empty token", "a made-up cookie")
COOKIE_ALONE = ("the cookie", "the cookie, another XSRF token")
WAYS = {
    "from this site": {},
    "as plain text": {"Content-Type": "text/plain"},
    "from another site": {"Origin": "http://evil.example", "Referer": "http://evil.example/"},
    "from a page without an address": {"Origin": "null"},
    "by another name of this machine": {"Host": "evil.example"},
}


def may_enter(request, who, way):
    """Who has the token is no browser; one with a cookie must say what only a page of this site can read."""
    if who in STRANGERS or way == "by another name of this machine":
        return False
    if who == "the token":
        return True
    if way in ("from another site", "from a page without an address"):
        return False
    return request.method == "GET" or who not in COOKIE_ALONE


@pytest.mark.parametrize("way", WAYS)
async def test_who_comes_in_at_each_route(requests, send, credentials, ask, simulator, way):
    everyone = await credentials()
    # last who may do something
    for who in sorted(everyone, key=lambda who: (who in ("the token", "the cookie, the XSRF token"), who)):
        for request in requests:
            status, code = await send(request, everyone[who] | WAYS[way])
            assert entered(status, code) == may_enter(request, who, way), (who, request, status, code)
            if way == "as plain text" and request.body not in (None, "{}") and entered(status, code):
                assert (status, code) == (415, "not-json"), (who, request)
        if who in STRANGERS or who in COOKIE_ALONE:
            assert (await ask("GET", "runs")).json == []
            # GET availability, which a cookie is enough for, lists a provider's models
            assert {one.endpoint for one in simulator.received} <= {"models"}
            providers = (await ask("GET", "providers")).json
            assert [one["configured"] for one in providers if one["id"] == "gemini"] == [False]


async def test_a_method_that_a_route_does_not_have_is_told(jp_serverapp, ask):
    for route, handler in our_routes(jp_serverapp):
        if hasattr(handler, "on_message"):
            continue
        path = route.replace(r"([^/]+)", "some").split("/")
        for method in {*METHODS} - {*methods_of(handler), "HEAD"}:
            got = await ask(method, *path, body="{}" if method in ("POST", "PUT", "PATCH") else None)
            assert (got.status, got.json["error"]["code"]) == (405, "method-not-allowed"), (method, path)
            assert set(got.json["error"]) == {"code", "message", "hint"}
