"""What the socket tells, by plain requests: nothing lost or twice, whatever happens to a request."""

import asyncio
import json
import time

import pytest
from jupyter_server.auth.authorizer import Authorizer

from ai_jup.http import polled_events
from ai_jup.simulator import Reply, Text

MODEL = "anthropic/claude-sonnet-5"
ENDS = ("run-finished", "run-failed", "run-stopped")


@pytest.fixture
def extension(simulator, keys):
    return {"api_base": simulator.bases}


@pytest.fixture
def run(simulator, ask, prompt):
    """Start a run whose answer takes a while."""

    async def start(cell="p1", text="word " * 20, pace=0.01):
        simulator.script.append(Reply([Text(text)], pace=pace))
        source = {"id": cell, "source": "Why?"}
        return (await ask("POST", "prompt", body=prompt(model=MODEL, prompt=source))).json["run"]

    return start


@pytest.fixture
def sessions(jp_serverapp):
    for rule in jp_serverapp.web_app.default_router.rules:
        for inner in getattr(rule.target, "rules", []):
            if inner.target is polled_events.PolledEvents:
                return inner.target_kwargs["sessions"]


class Page:
    def __init__(self, ask):
        self._ask = ask
        self.session = None
        self.last = 0
        self.told = []

    async def send(self, *requests, wait=None):
        """One poll; what is asked for goes along. As the page does, it waits where it asks for nothing."""
        wait = wait if wait is not None else 0 if requests else 25
        body = {"session": self.session, "after": self.last, "requests": list(requests), "wait": wait}
        reply = await self._ask("POST", "polled-events", body=body)
        if reply.status != 200:
            return reply.json["error"]["code"]
        self.session, self.last = reply.json["session"], reply.json["last"]
        self.told += reply.json["messages"]
        return reply.json["messages"]

    async def until(self, seen):
        while not seen(self.told):
            await self.send()
        return self.told


@pytest.fixture
def page(ask, sessions):
    yield lambda: Page(ask)
    for session in list(sessions.values()):
        session.close()


def ended(number=1):
    return lambda told: sum(message.get("type") in ENDS for message in told) == number


async def test_many_runs_come_to_one_page_each_whole_and_in_order(run, page, ask):
    one = page()
    runs = [await run(f"p{n}") for n in range(5)]
    await one.send(*({"run": each} for each in runs))
    told = await one.until(ended(5))
    for each in runs:
        events = [message for message in told if message["run"] == each]
        assert events == (await ask("GET", "runs", each)).json["events"]
    assert one.last == len(told)


async def test_an_answer_is_not_a_request_a_word_and_its_first_words_are_not_late(run, page):
    one = page()
    await one.send({"notebook": "a.ipynb"})
    asking = asyncio.create_task(run(text="word " * 60, pace=0.03))
    polls = []
    while not ended()(one.told):
        told = await one.send()
        polls.append((time.monotonic(), told))
    await asking
    begun, finished = polls[0][0], polls[-1][0]
    assert "".join(each.get("text", "") for each in one.told) == "word " * 60
    assert len(polls) <= polled_events.AT_ONCE + (finished - begun) / polled_events.APART + 1
    first = next(told for _, told in polls if any(each.get("type") == "text-delta" for each in told))
    assert len(first) < 8, "what would have come in a quarter of a second"


async def test_a_poll_that_gathers_ends_for_a_newer_one(run, page, monkeypatch):
    monkeypatch.setattr(polled_events, "APART", 20.0)
    monkeypatch.setattr(polled_events, "AT_ONCE", 1)
    one = page()
    await one.send({"run": await run()})
    await one.send()
    begun = time.monotonic()
    gathering = asyncio.create_task(one.send())
    await asyncio.sleep(0.3)
    assert not gathering.done()
    # the page asks for something, as it does when a cell is run
    await one.send({"notebook": "b.ipynb"})
    await gathering
    assert time.monotonic() - begun < 5


async def test_what_was_told_is_told_until_the_page_has_it(run, page):
    one = page()
    await one.send({"run": await run()})
    first = await one.send()
    assert first
    # the reply did not arrive
    one.last -= len(first)
    again = await one.send()
    assert again[: len(first)] == first
    one.told = again
    told = await one.until(ended())
    assert [event["seq"] for event in told] == list(range(1, len(told) + 1))


@pytest.fixture
def cut_off(jp_http_port, jp_base_url, jp_serverapp):
    """A poll whose connection breaks while it waits."""

    async def poll(one):
        token = jp_serverapp.identity_provider.token
        body = json.dumps({"session": one.session, "after": one.last})
        lines = [
            f"POST {jp_base_url}ai-jup/polled-events HTTP/1.1",
            "Host: localhost",
            f"Authorization: token {token}",
            "Content-Type: application/json",
            f"Content-Length: {len(body)}",
        ]
        _, writer = await asyncio.open_connection("127.0.0.1", jp_http_port)
        writer.write(("\r\n".join(lines) + "\r\n\r\n" + body).encode())
        await writer.drain()
        await asyncio.sleep(0.02)
        writer.close()

    return poll


async def test_a_poll_that_is_cut_off_loses_nothing(run, page, cut_off):
    one = page()
    await one.send({"run": await run(text="word " * 40, pace=0.03)})
    for _ in range(5):
        await cut_off(one)
        await one.send()
    told = await one.until(ended())
    assert [event["seq"] for event in told] == list(range(1, len(told) + 1))


async def test_a_poll_that_is_cut_off_waits_no_longer(page, sessions, cut_off):
    one = page()
    await one.send()
    session = sessions[one.session]
    waiting = asyncio.create_task(cut_off(one))
    while not session._waiting:
        await asyncio.sleep(0)
    await waiting

    async def answered():
        while session._waiting:
            await asyncio.sleep(0.01)

    await asyncio.wait_for(answered(), 5)


async def test_a_poll_waits_for_news_and_is_answered_when_there_are_none(page, run):
    one = page()
    await one.send({"notebook": "a.ipynb"})
    waiting = asyncio.create_task(one.send())
    began = {"notebook": "a.ipynb", "prompt": "p1", "run": await run()}
    await waiting
    await one.until(ended())
    assert one.told[0] == began
    count = len(one.told)
    assert await one.send(wait=0.05) == []
    assert len(one.told) == count


async def test_who_polls_anew_ends_the_poll_before(page, run):
    one = page()
    await one.send()
    given_up = asyncio.create_task(one.send())
    await asyncio.sleep(0.05)
    each = await run()
    await one.send({"run": each})
    assert await asyncio.wait_for(given_up, 5) is not None
    one.told, one.last = [], 0
    assert [message["seq"] for message in await one.until(ended())][:2] == [1, 2]


async def test_what_cannot_be_followed_is_told_among_the_rest(page, run):
    one = page()
    each = await run()
    await one.send({"run": "none-such"}, {"run": each})
    told = await one.until(ended())
    error = next(message for message in told if "error" in message)
    assert (error["run"], error["error"]["code"]) == ("none-such", "run-unknown")
    events = [message for message in told if "seq" in message]
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))


async def test_a_page_that_polls_writes_and_a_socket_when_it_is_gone(page, run, jp_ws_fetch, monkeypatch):
    monkeypatch.setattr("ai_jup.run.writers.GRACE", 0.05)
    monkeypatch.setattr(polled_events, "GONE", 0.3)
    each = await run(text="word " * 100, pace=0.05)
    one = page()
    await one.send({"run": each, "after": 1_000, "writes": "first", "page": "a"})
    assert one.told == [{"run": each, "turn": "write"}]
    socket = await jp_ws_fetch("ai-jup", "events")
    await socket.write_message(json.dumps({"run": each, "after": 1_000, "writes": "next", "page": "b"}))
    message = await asyncio.wait_for(socket.read_message(), 20)
    assert json.loads(message) == {"run": each, "turn": "write"}
    assert await one.send() == "session-unknown"
    socket.close()


async def test_a_page_that_comes_back_begins_anew_where_it_was(page, run, sessions):
    one = page()
    each = await run(text="word " * 40, pace=0.02)
    await one.send({"run": each})
    seen = list(await one.send())
    sessions[one.session].close()
    assert await one.send() == "session-unknown"
    again = page()
    await again.send({"run": each, "after": seen[-1]["seq"]})
    told = seen + await again.until(ended())
    assert [event["seq"] for event in told] == list(range(1, len(told) + 1))


async def test_a_page_that_is_gone_leaves_nothing(page, run, sessions, jp_serverapp, monkeypatch):
    monkeypatch.setattr(polled_events, "GONE", 1.0)
    registry = jp_serverapp.web_app.settings["ai_jup"].service.registry
    one = page()
    each = await run(text="word " * 80, pace=0.02)
    await one.send({"run": each, "writes": "first"}, {"notebook": "a.ipynb"})
    assert len(registry._watching) == len(sessions) == len(registry.get(each).writers._pages) == 1
    while sessions:
        await asyncio.sleep(0.01)
    assert registry._watching == registry.get(each).writers._pages == []
    # and the run goes on
    while registry.get(each).state == "running":
        await asyncio.sleep(0.01)
    assert registry.get(each).state == "finished"


async def test_a_page_that_fetches_nothing_holds_the_run_up_for_itself_alone(page, run, sessions, monkeypatch, ask):
    monkeypatch.setattr(polled_events, "KEPT", 5)
    slow, quick = page(), page()
    each = await run(text="word " * 40)
    await slow.send({"run": each})
    await quick.send({"run": each})
    whole = await quick.until(ended())
    assert len(whole) > 10
    assert len(sessions[slow.session]._messages) == 5
    assert await slow.until(ended()) == whole


async def test_a_page_that_is_told_too_much_begins_anew(page, sessions, monkeypatch):
    monkeypatch.setattr(polled_events, "TOO_MANY", 3)
    one = page()
    await one.send()
    await one.send(*({"run": "none-such"} for _ in range(4)))
    assert await one.send() == "session-unknown"
    assert sessions == {}


async def test_no_more_pages_than_there_is_room_for(page, monkeypatch):
    monkeypatch.setattr(polled_events, "SESSIONS", 2)
    pages = [page() for _ in range(3)]
    assert [await one.send() for one in pages] == [[], [], "too-many-pages"]
    assert await pages[0].send({"notebook": "a.ipynb"}) == []


async def test_who_may_only_read_may_follow_and_who_may_not_may_not(page, jp_serverapp, monkeypatch):
    allowed = {"read"}

    class Reading(Authorizer):
        def is_authorized(self, handler, user, action, resource):
            return resource == "ai-jup" and action in allowed

    monkeypatch.setitem(jp_serverapp.web_app.settings, "authorizer", Reading(parent=jp_serverapp))
    one = page()
    assert await one.send() == []
    allowed.clear()
    assert await one.send() == "forbidden"


@pytest.mark.parametrize(
    "body, status",
    [
        ({"session": 1}, 422),
        ({"after": -1}, 422),
        ({"wait": 26}, 422),
        ({"wait": -1}, 422),
        ({"requests": [{"run": "x", "after": -1}]}, 422),
        ({"requests": [{"run": "x"}] * 1_001}, 422),
        ({"unknown": 1}, 422),
        ("{", 400),
        ({"session": "none-such"}, 404),
    ],
)
async def test_a_poll_that_is_wrong_is_refused(ask, sessions, body, status):
    assert (await ask("POST", "polled-events", body=body)).status == status
    assert sessions == {}
