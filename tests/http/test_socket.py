"""One socket for many runs, and what its end does not end."""

import asyncio
import json
from socket import IPPROTO_TCP, TCP_NODELAY

import pytest

from ai_jup.http.events_socket import EventsSocket
from ai_jup.simulator import Reply, Text

pytestmark = pytest.mark.once

MODEL = "anthropic/claude-sonnet-5"
ENDS = ("run-finished", "run-failed", "run-stopped")


@pytest.fixture
def extension(simulator, keys):
    return {"api_base": simulator.bases}


@pytest.fixture
def run(simulator, ask, prompt):
    """Start a run whose answer takes a while."""

    async def start(cell, text, pace=0.01):
        simulator.script.append(Reply([Text(text)], pace=pace))
        source = {"id": cell, "source": "Why?"}
        return (await ask("POST", "prompt", body=prompt(model=MODEL, prompt=source))).json["run"]

    return start


async def read(socket):
    return json.loads(await asyncio.wait_for(socket.read_message(), 20))


async def test_many_runs_come_over_one_socket_each_whole_and_in_order(run, jp_ws_fetch, ask):
    socket = await jp_ws_fetch("ai-jup", "events")
    runs = [await run(f"p{n}", "word " * 20) for n in range(5)]
    for one in runs:
        await socket.write_message(json.dumps({"run": one}))
    got = {one: [] for one in runs}
    while not all(events and events[-1]["type"] in ENDS for events in got.values()):
        event = await read(socket)
        got[event["run"]].append(event)
    for one in runs:
        assert got[one] == (await ask("GET", "runs", one)).json["events"]
        assert "".join(e["text"] for e in got[one] if e["type"] == "text-delta") == "word " * 20
    socket.close()


async def test_an_event_does_not_wait_for_the_one_before_it(jp_ws_fetch, monkeypatch):
    opened = []
    really = EventsSocket.open

    def note(handler, *args, **named):
        opened.append(handler)
        return really(handler, *args, **named)

    monkeypatch.setattr(EventsSocket, "open", note)
    client = await jp_ws_fetch("ai-jup", "events")
    await client.write_message("null")
    await read(client)
    connection = opened[0].ws_connection.stream.socket
    assert connection.getsockopt(IPPROTO_TCP, TCP_NODELAY)
    client.close()


async def test_what_cannot_be_followed_disturbs_no_other_run(run, jp_ws_fetch):
    socket = await jp_ws_fetch("ai-jup", "events")
    one = await run("p1", "word " * 20)
    await socket.write_message(json.dumps({"run": one}))
    for message in ("{", "[" * 200_000, b"\xff\xfe", '{"run": "none-such"}', '{"run": "x", "after": -1}', "null"):
        await socket.write_message(message, binary=isinstance(message, bytes))
    errors, events = [], []
    while len(errors) < 6 or not events or events[-1]["type"] not in ENDS:
        got = await read(socket)
        (errors if "error" in got else events).append(got)
    assert [(e["run"], e["error"]["code"]) for e in errors] == [
        (None, "not-json"),
        (None, "not-json"),
        (None, "not-json"),
        ("none-such", "run-unknown"),
        (None, "body-invalid"),
        (None, "body-invalid"),
    ]
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    socket.close()


async def test_subscribing_again_starts_over_from_there_and_doubles_nothing(run, jp_ws_fetch, ask):
    socket = await jp_ws_fetch("ai-jup", "events")
    one = await run("p1", "word " * 40, pace=0.02)
    await socket.write_message(json.dumps({"run": one}))
    first = [await read(socket) for _ in range(4)]
    await socket.write_message(json.dumps({"run": one, "after": 4}))
    got = []
    while not got or got[-1]["type"] not in ENDS:
        got.append(await read(socket))
    whole = (await ask("GET", "runs", one)).json["events"]
    # what was under way when it was asked again comes first; from there on each comes once
    again = max(n for n, event in enumerate(got) if event["seq"] == 5)
    assert first + got[again:] == whole
    assert got[:again] == whole[4 : 4 + again]
    socket.close()


async def test_two_tabs_watch_one_run(run, jp_ws_fetch):
    one = await run("p1", "word " * 20)
    tabs = [await jp_ws_fetch("ai-jup", "events") for _ in range(2)]
    for tab in tabs:
        await tab.write_message(json.dumps({"run": one}))
    seen = []
    for tab in tabs:
        events = [await read(tab)]
        while events[-1]["type"] not in ENDS:
            events.append(await read(tab))
        seen.append(events)
        tab.close()
    assert seen[0] == seen[1]


async def test_a_run_goes_on_when_its_socket_closes(run, jp_ws_fetch, ask, simulator):
    socket = await jp_ws_fetch("ai-jup", "events")
    one = await run("p1", "word " * 30)
    await socket.write_message(json.dumps({"run": one}))
    await read(socket)
    socket.close()
    for _ in range(200):
        snapshot = (await ask("GET", "runs", one)).json
        if snapshot["state"] != "running":
            break
        await asyncio.sleep(0.02)
    assert (snapshot["state"], snapshot["text"]) == ("finished", "word " * 30)
    assert simulator.received[-1].closed_after is None
    assert [listed["run"] for listed in (await ask("GET", "runs")).json] == [one]


async def test_who_watches_a_notebook_is_told_of_its_runs(run, jp_ws_fetch, ask):
    watcher = await jp_ws_fetch("ai-jup", "events")
    for notebook in ("a.ipynb", "b.ipynb"):
        await watcher.write_message(json.dumps({"notebook": notebook}))
    # answered when the messages before it have been read
    await watcher.write_message("{")
    assert "error" in await read(watcher)
    one = await run("p1", "word")
    assert await read(watcher) == {"notebook": "a.ipynb", "prompt": "p1", "run": one}
    # and of what comes of it, without asking
    events = [await read(watcher)]
    while events[-1]["type"] not in ENDS:
        events.append(await read(watcher))
    assert events == (await ask("GET", "runs", one)).json["events"]
    await watcher.write_message(json.dumps({"notebook": "a.ipynb", "leaves": True}))
    await watcher.write_message("{")
    assert "error" in await read(watcher)
    await run("p2", "word")
    await watcher.write_message("{")
    assert "error" in await read(watcher)
    watcher.close()


async def test_a_path_that_is_too_long_is_not_watched(jp_ws_fetch):
    watcher = await jp_ws_fetch("ai-jup", "events")
    await watcher.write_message(json.dumps({"notebook": "a/" * 2_049}))
    error = (await read(watcher))["error"]
    assert (error["code"], "at most 4,096 characters" in error["message"]) == ("body-invalid", True)
    watcher.close()


async def test_who_watches_and_subscribes_then_is_told_each_event_once(run, jp_ws_fetch, ask):
    watcher = await jp_ws_fetch("ai-jup", "events")
    await watcher.write_message(json.dumps({"notebook": "a.ipynb"}))
    await watcher.write_message("{")
    assert "error" in await read(watcher)
    one = await run("p1", "word " * 40, pace=0.02)
    await read(watcher)
    first = await read(watcher)
    # what was under way when it was asked comes twice at most
    await watcher.write_message(json.dumps({"run": one, "after": 1, "writes": "first"}))
    got = [first]
    while got[-1].get("type") not in ENDS:
        got.append(await read(watcher))
    seen = [event["seq"] for event in got if "seq" in event]
    again = max(n for n, seq in enumerate(seen) if seq == 2)
    assert seen[again - 1 :][1:] == list(range(2, got[-1]["seq"] + 1))
    assert {"run": one, "turn": "write"} in got
    watcher.close()


async def test_one_page_writes_and_another_when_that_one_is_closed(run, jp_ws_fetch, monkeypatch):
    monkeypatch.setattr("ai_jup.run.writers.GRACE", 0.05)
    one = await run("p1", "word " * 100, pace=0.05)
    first, second, onlooker = [await jp_ws_fetch("ai-jup", "events") for _ in range(3)]
    await onlooker.write_message(json.dumps({"run": one, "after": 1_000}))
    await first.write_message(json.dumps({"run": one, "after": 1_000, "writes": "first"}))
    assert await read(first) == {"run": one, "turn": "write"}
    await second.write_message(json.dumps({"run": one, "after": 1_000, "writes": "next"}))
    first.close()
    assert await read(second) == {"run": one, "turn": "write"}
    # who does not ask to write is told of events alone
    await onlooker.write_message("{")
    assert "error" in await read(onlooker)
    # who leaves is told nothing more, and its place is free
    third = await jp_ws_fetch("ai-jup", "events")
    await second.write_message(json.dumps({"run": one, "leaves": True}))
    await third.write_message(json.dumps({"run": one, "after": 1_000, "writes": "next"}))
    assert await read(third) == {"run": one, "turn": "write"}
    for socket in (second, third, onlooker):
        socket.close()
