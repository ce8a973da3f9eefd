"""Whatever is sent, the server says what is wrong with it, and goes on."""

import asyncio
import itertools
import json
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.http.hostile import WORDS, bodies, broken, written
from tests.http.routes import methods_of, our_routes
from tests.work import longest_turn

TOGETHER = 20
"""Requests of one example."""
SLOW = 2.0
"""Seconds of its thread's processor time that the loop may not look at another request, at most."""

hostile = settings(
    max_examples=25,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a failure names what was sent, as it is
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
    print_blob=True,
)

pytestmark = pytest.mark.once

OUTPUTS = [
    {"output_type": "stream", "name": "stdout", "text": ["one\n", "two"]},
    {"output_type": "display_data", "data": {"text/plain": "x", "image/png": "aGk="}, "metadata": {"image/png": {}}},
    {"output_type": "execute_result", "data": {"application/json": {"a": [1]}}, "metadata": {}, "execution_count": 1},
    {"output_type": "error", "ename": "E", "evalue": "v", "traceback": ["a", "b"]},
]
OURS = {"isPromptCell": True, "skipped": False, "id": "p0", "model": "openai/gpt-4o", "run": {"state": "finished"}}
CELLS = [
    {"cell_type": "code", "id": "a", "source": "x = 1", "outputs": OUTPUTS, "metadata": {}, "execution_count": 1},
    {
        "cell_type": "markdown",
        "source": ["![](attachment:a.png)", "a"],
        "attachments": {"a.png": {"image/png": "aGk="}},
    },
    {"cell_type": "markdown", "id": "q", "source": "Why?", "metadata": {"ai_jup": OURS}},
    {"cell_type": "markdown", "source": "So.", "metadata": {"ai_jup": {"isOutputCell": True, "promptId": "p0"}}},
]
VALID = {
    "prompt": {
        "protocol": 1,
        "notebook": {"path": "a.ipynb", "trusted": True, "kernel_id": None, "language": "python"},
        "prompt": {"id": "p1", "source": "What is x?", "attachments": {"b.png": {"image/png": "aGk="}}},
        "model": "openai/gpt-4o",
        "cells": CELLS,
        "options": {"history": True, "max_steps": 2, "ask_before_calls": False, "read_values": False},
    },
    "test-connection": {"model": "none/such"},
    "keys/gemini": {"key": "some-key-of-somebody"},
    "runs/some/consent": {"call": "c", "allow": True},
    "events": {"run": "some", "after": 0, "dismissed": False},
    "polled-events": {"session": None, "after": 0, "requests": [{"run": "x"}, {"notebook": "a.ipynb"}], "wait": 0},
}
VALID["context"] = VALID["prompt"]
VALID["stale"] = {
    "protocol": 1,
    "notebook": {"path": "a.ipynb", "trusted": True, "kernel_id": None},
    "model": "openai/gpt-4o",
    "cells": [{"digest": "0123abcd"}, *CELLS],
    "options": {"history": True},
}


@pytest.fixture
def extension(simulator, keys, monkeypatch):
    monkeypatch.delenv("GEMINI_API_KEY")  # so that one can be given
    return {"api_base": simulator.bases}


@pytest.fixture
def send(http_server_client, jp_base_url, jp_auth_header, jp_asyncio_loop, caplog):
    """Send requests at the same time, and another one beside them; check how they are answered."""

    async def one(method, path, body=None):
        headers = {"Content-Type": "application/json", **jp_auth_header}
        url = f"{jp_base_url}ai-jup/{path}"
        reply = await http_server_client.fetch(url, method=method, body=body, headers=headers, raise_error=False)
        assert reply.code < 500, (method, path, reply.code, reply.body[:500], body and body[:300])
        if reply.code >= 400:
            error = json.loads(reply.body)["error"]
            if not path.startswith("test-connection") or isinstance(error, dict):
                assert set(error) == {"code", "message", "hint"}, error
        return reply.code

    async def together(requests):
        async with longest_turn() as longest:
            beside = asyncio.create_task(one("GET", "runs"))
            codes = await asyncio.gather(*(one(*request) for request in requests))
        assert await beside == 200 and longest() < SLOW
        return codes

    def sent(requests):
        codes = jp_asyncio_loop.run_until_complete(together(requests))
        assert [record.getMessage() for record in caplog.records if record.exc_info] == []
        caplog.clear()
        return codes

    return sent


def test_each_route_with_a_body_is_tried(jp_serverapp):
    taken = {
        route.replace(r"([^/]+)", "gemini" if route.startswith("keys") else "some")
        for route, handler in our_routes(jp_serverapp)
        if {"POST", "PUT", "PATCH"} & {*methods_of(handler)} or hasattr(handler, "on_message")
    }
    assert taken - {"warm"} == set(VALID)


@pytest.mark.parametrize("path", [path for path in VALID if path != "events"])
def test_a_hostile_body_is_answered(send, path):
    method = "PUT" if path.startswith("keys") else "POST"
    tried = []

    @hostile
    @given(st.lists(bodies(VALID[path]), min_size=TOGETHER, max_size=TOGETHER))
    def each(found):
        tried.extend(send([(method, path, body) for body in found]))

    each()
    assert len(tried) >= 300 and {code for code in tried if code >= 400}


@pytest.mark.parametrize("path", ["a\x00.ipynb", "\ud800.ipynb", "x" * 5_000, f"{'x' * 250}/" * 20, "../a.ipynb"])
def test_a_path_that_no_file_can_have_is_answered(send, path):
    """The file system, or Python before it, refuses such names."""
    asking = [
        (name, {**VALID[name], "notebook": {**VALID[name]["notebook"], "path": path}, "options": {"replay": replay}})
        for name in ("prompt", "context", "stale")
        for replay in ("off", "record", "auto", "strict")
    ]
    asked = quote(path, errors="surrogatepass")
    send([("POST", name, written(body)) for name, body in asking])
    send([("GET", f"runs?notebook={asked}", None), ("GET", f"trust?notebook={asked}", None)])


def in_a_cell(place):
    """Inside of what a notebook's file may have in any form."""
    return len(place) > 3 and place[0] == "cells" and place[2] in ("metadata", "outputs", "attachments")


def test_a_notebook_with_anything_in_it_is_read(send):
    """Broken metadata, outputs and attachments: what cannot be read is left out, or the request refused."""
    tried = []

    @hostile
    @given(st.lists(broken(VALID["context"], in_a_cell), min_size=TOGETHER, max_size=TOGETHER))
    def each(found):
        tried.extend(send([("POST", "context", written(body)) for body in found]))

    each()
    assert tried.count(200) > len(tried) / 4


def test_a_run_of_any_notebook_ends(send, ask, jp_asyncio_loop, numbered):
    """What is wrong with a notebook fails no run: what cannot be read was left out, or refused."""

    @settings(hostile, max_examples=6)
    @given(st.lists(broken(VALID["prompt"], in_a_cell), min_size=TOGETHER, max_size=TOGETHER))
    def each(found):
        send([("POST", "prompt", written(numbered(body))) for body in found])

    async def ends():
        for _ in range(400):
            runs = (await ask("GET", "runs")).json
            if not [run for run in runs if run["state"] == "running"]:
                return [(await ask("GET", "runs", run["run"])).json["events"][-1] for run in runs]
            await asyncio.sleep(0.05)
        raise TimeoutError

    each()
    ended = jp_asyncio_loop.run_until_complete(ends())
    assert len(ended) > 40
    assert [end["error"] for end in ended if end["type"] != "run-finished"] == []


@pytest.fixture
def numbered():
    """A prompt of its own each time, since one may have one run only."""
    numbers = itertools.count()

    def other(body):
        return {**body, "prompt": {**body["prompt"], "id": f"p{next(numbers)}"}}

    return other


NAMES = WORDS.filter(lambda word: 0 < len(word) < 10_000) | st.sampled_from(["%ff", "%ed%a0%80", "%00", "..%2f..", "%"])


def addressed(name):
    """A name in an address; those that are escaped already stay so."""
    return name if name.startswith(("%", "..%")) else quote(name.encode(errors="surrogatepass"), safe="")


def test_a_hostile_name_in_an_address_is_answered(send, jp_serverapp):
    routes = [
        (route, method)
        for route, handler in our_routes(jp_serverapp)
        for method in methods_of(handler)
        if not hasattr(handler, "on_message")
    ]
    tried = []

    @hostile
    @given(st.lists(st.tuples(st.sampled_from(routes), NAMES), min_size=TOGETHER, max_size=TOGETHER))
    def each(found):
        requests = []
        for (route, method), name in found:
            path = route.replace(r"([^/]+)", addressed(name)) + f"?name={addressed(name)}&kernel_id={addressed(name)}"
            body = b"{}" if method in ("POST", "PUT") else None
            requests.append((method, path, body))
        tried.extend(send(requests))

    each()
    assert {200, 404} <= {*tried}


def test_a_hostile_message_leaves_the_socket_open(jp_ws_fetch, jp_asyncio_loop, caplog):
    async def told(messages):
        socket = await jp_ws_fetch("ai-jup", "events")
        for message in messages:
            await socket.write_message(message, binary=True)
        answers = [json.loads(await asyncio.wait_for(socket.read_message(), 20)) for _ in messages]
        socket.close()
        return answers

    @hostile
    @given(st.lists(bodies(VALID["events"]), min_size=TOGETHER, max_size=TOGETHER))
    def each(messages):
        for answer in jp_asyncio_loop.run_until_complete(told(messages)):
            assert set(answer["error"]) == {"code", "message", "hint"}

    each()
    assert [record.getMessage() for record in caplog.records if record.exc_info] == []
