"""What is refused, how it is told, and that nothing was started."""

import json

import pytest
from jupyter_server.auth.authorizer import Authorizer
from tornado.httpclient import HTTPClientError
from tornado.web import HTTPError

from tests.http.routes import methods_of, our_routes

pytestmark = pytest.mark.once


@pytest.fixture
def extension(simulator, keys):
    return {"api_base": simulator.bases}


WRONG = {
    "an unknown model": ({"model": "openai/none-such"}, 422, "model-unknown"),
    "an unknown field": ({"surprise": 1}, 422, "body-invalid"),
    "another protocol": ({"protocol": 99}, 400, "protocol-unknown"),
    "a path that is too long": ({"notebook": {"path": "a/" * 2_049, "trusted": True}}, 422, "body-invalid"),
    "an empty prompt": ({"prompt": {"id": "p", "source": " \n"}}, 422, "prompt-empty"),
    "a foreign kernel": (
        {"notebook": {"path": "a.ipynb", "trusted": True, "kernel_id": "not-one"}},
        404,
        "kernel-unknown",
    ),
}


@pytest.mark.parametrize("why", WRONG)
async def test_a_wrong_request_is_told_and_starts_nothing(simulator, ask, prompt, why):
    changes, status, code = WRONG[why]
    got = await ask("POST", "prompt", body=prompt(**changes))
    assert (got.status, got.json["error"]["code"]) == (status, code)
    assert set(got.json["error"]) == {"code", "message", "hint"} and all(got.json["error"].values())
    assert (await ask("GET", "runs")).json == [] and simulator.received == []


@pytest.mark.parametrize("route", ["runs", "trust"])
async def test_an_address_that_asks_about_no_path_is_refused(ask, route):
    got = await ask("GET", route, params={"notebook": "a/" * 2_049})
    assert (got.status, got.json["error"]["code"]) == (422, "body-invalid")
    assert got.json["error"]["message"].startswith("notebook: ")
    assert (await ask("GET", route, params={"notebook": "a/" * 2_048})).status == 200


@pytest.mark.parametrize("body", ["{", "[1]", "null", '"text"', ""])
async def test_a_body_that_is_no_json_object_is_told(ask, body):
    got = await ask("POST", "prompt", body=body)
    assert got.status in (400, 422)
    assert set(got.json["error"]) == {"code", "message", "hint"}


async def test_a_body_of_another_type_is_refused(ask, prompt):
    got = await ask("POST", "prompt", body=prompt(), headers={"Content-Type": "text/plain"})
    assert (got.status, got.json["error"]["code"]) == (415, "not-json")


@pytest.mark.parametrize("headers", [{"Authorization": "token wrong"}, {"Authorization": ""}])
async def test_who_sends_no_token_or_a_wrong_one_is_told(ask, prompt, headers):
    got = await ask("POST", "prompt", body=prompt(), headers=headers)
    assert (got.status, got.json["error"]["message"]) == (
        403,
        "You are not logged in, or no longer: the request has no valid token.",
    )
    assert "send its token" in got.json["error"]["hint"]


# as jupyterhub/services/auth.py has it, which runs in a user's server
OF_THE_HUB = {
    "Permission failure checking authorization, I may need a new token": (500, "server's own key", "start it again"),
    "Failed to check authorization (upstream problem)": (502, "could not be asked", "administrator of the hub"),
    "Failed to connect to Hub API at 'http://127.0.0.1:8081/hub/api'.": (500, "cannot be reached", "administrator"),
}


@pytest.mark.parametrize("words", OF_THE_HUB)
async def test_a_hub_that_does_not_say_who_asks_is_named(jp_serverapp, ask, monkeypatch, words):
    status, message, hint = OF_THE_HUB[words]

    class Hub(Authorizer):
        def is_authorized(self, handler, user, action, resource):
            raise HTTPError(status, words)

    monkeypatch.setitem(jp_serverapp.web_app.settings, "authorizer", Hub(parent=jp_serverapp))
    got = await ask("GET", "runs")
    said = got.json["error"]
    assert got.status == status and said["message"].startswith("The hub (JupyterHub) ")
    assert message in said["message"] and hint in said["hint"]


async def test_an_unknown_run_is_not_found(ask):
    got = await ask("GET", "runs", "none-such")
    assert (got.status, got.json["error"]["code"]) == (404, "run-unknown")
    assert (await ask("DELETE", "runs", "none-such")).status == 404


async def test_a_connection_test_without_a_model_is_told(ask):
    got = await ask("POST", "test-connection", body={})
    assert (got.status, got.json) == (400, {"error": "model is required", "success": False})


async def test_the_socket_tells_what_it_cannot_follow_and_goes_on(jp_ws_fetch):
    socket = await jp_ws_fetch("ai-jup", "events")
    for message, code in (("{", "not-json"), ('{"run": 1}', "body-invalid"), ('{"run": "none"}', "run-unknown")):
        await socket.write_message(message)
        assert json.loads(await socket.read_message())["error"]["code"] == code
    socket.close()


def test_all_routes_are_found(jp_serverapp):
    names = {route for route, _ in our_routes(jp_serverapp)}
    assert {"models", "model", "default-model", "availability", "providers", r"keys/([^/]+)"} <= names
    assert {"prompt", "context", "test-connection", "runs", r"runs/([^/]+)", "events", "polled-events", "warm"} <= names
    assert {r"runs/([^/]+)/consent", r"runs/([^/]+)/answer", "kernel-names", "trust"} <= names


async def test_no_route_answers_a_stranger_or_one_without_permission(jp_serverapp, jp_fetch, monkeypatch):
    asked = []

    class Denying(Authorizer):
        def is_authorized(self, handler, user, action, resource):
            asked.append((type(handler).__name__, handler.request.method, action, resource))
            return False

    monkeypatch.setitem(jp_serverapp.web_app.settings, "authorizer", Denying(parent=jp_serverapp))
    walked = 0
    for route, handler in our_routes(jp_serverapp):
        path = "ai-jup/" + route.replace(r"([^/]+)", "some")
        for method in methods_of(handler):
            walked += 1
            for headers, wanted in (({"Authorization": "token wrong"}, 403), ({}, 403)):
                body = "{}" if method in ("POST", "PUT") else None
                with pytest.raises(HTTPClientError) as refused:
                    await jp_fetch(path, method=method, body=body, headers=headers)
                assert refused.value.code == wanted, (path, method, headers)
            assert asked[-1][:2] == (handler.__name__, method)
            assert asked[-1][3] == "ai-jup"
    assert walked == 21
    assert len(asked) == 21
