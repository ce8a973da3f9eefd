"""A run that another server took for one whose server is gone, though it was not."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from ai_jup.journal import Journal
from ai_jup.journal.recovery import Kept, read
from ai_jup.run import Registry, Run
from ai_jup.wire import Event, RunFailed, TextDelta
from tests.faults.story import STORY

WORDS = ["one ", "two ", "three ", "four "]


async def begun(folder: Path) -> Run:
    run = Run("r", "a.ipynb", "p1", Journal(folder))
    run.append(TextDelta, text=WORDS[0])
    await run.on_disk()
    return run


def kept(folder: Path) -> Kept:
    found = read(folder / "r.jsonl")
    assert found
    return found


def end(run: Run) -> None:
    kind, fields = STORY[-1]
    run.append(kind, **fields)


def interrupted(found: Kept) -> Event:
    """The end that another server would write."""
    other = Run(found.header.run, found.notebook, found.prompt)
    for event in found.events:
        other._add(event)
    other.interrupt(found, None)
    return other.events[-1]


async def test_a_server_writes_nothing_behind_the_end_that_another_one_has_written(tmp_path: Path) -> None:
    run = await begun(tmp_path)
    other = Run.restored(kept(tmp_path), Journal(tmp_path))
    await other.on_disk()
    written = (tmp_path / "r.jsonl").read_bytes()
    for word in WORDS[1:]:
        run.append(TextDelta, text=word)
        await run.on_disk()
    end(run)
    # who follows it there has all of it, and is told that it would not survive
    told = [json.loads(event) async for event in run.follow(0)]
    assert "".join(event["text"] for event in told if event["type"] == "text-delta") == "".join(WORDS)
    assert [event["code"] for event in told if event["type"] == "warning"] == ["journal-failed"]
    assert told[-1]["type"] == "run-finished"
    assert (tmp_path / "r.jsonl").read_bytes() == written
    assert (other.state, kept(tmp_path).events) == ("failed", other.events)


async def test_what_two_servers_have_written_at_the_same_moment_is_read_as_the_runs_own_server_told_it(
    tmp_path: Path,
) -> None:
    run = await begun(tmp_path)
    false_end = interrupted(kept(tmp_path))
    for word in WORDS[1:]:
        run.append(TextDelta, text=word)
    end(run)
    await run.on_disk()
    path = tmp_path / "r.jsonl"
    header, first, *rest = path.read_text().splitlines(keepends=True)
    for rest_ in (rest, rest[:-1]):
        path.write_text("".join([header, first, false_end.model_dump_json() + "\n", *rest_]))
        assert kept(tmp_path).events == run.events[: 1 + len(rest_)]
    # one that has lost words is no whole one
    path.write_text("".join([header, first, false_end.model_dump_json() + "\n", *rest[1:]]))
    assert kept(tmp_path).events == [run.events[0], false_end]


async def test_nothing_comes_behind_the_end_that_the_runs_own_server_has_told(tmp_path: Path) -> None:
    run = await begun(tmp_path)
    end(run)
    await run.on_disk()
    with (tmp_path / "r.jsonl").open("a") as file:
        for seq, event in ((2, interrupted(kept(tmp_path))), (3, run.events[-1])):
            file.write(event.model_copy(update={"seq": seq}).model_dump_json() + "\n")
    assert kept(tmp_path).events == run.events


async def test_who_has_seen_the_false_end_does_not_take_the_rest_for_a_whole_answer(tmp_path: Path) -> None:
    run = await begun(tmp_path)
    found = kept(tmp_path)
    other = Run.elsewhere(found, "a.ipynb")
    found.events.append(interrupted(found))
    other.catch_up(found)
    for word in WORDS[1:]:
        run.append(TextDelta, text=word)
    end(run)
    found.events[:] = run.events
    other.catch_up(found)
    assert (other.state, other.text, [type(event) for event in other.events]) == (
        "failed",
        WORDS[0],
        [TextDelta, RunFailed],
    )


async def test_a_run_that_has_lost_its_journal_does_not_come_back_once_it_is_let_go_of(tmp_path: Path) -> None:
    run = await begun(tmp_path)
    # for the file: what is written to it fails from now on, and it can be removed
    with (tmp_path / "r.jsonl").open("a") as file:
        file.write("from another server\n")
    run.append(TextDelta, text=WORDS[1])
    await run.on_disk()
    end(run)
    assert (tmp_path / "r.jsonl").exists()
    run.acknowledge()
    while (tmp_path / "r.jsonl").exists():
        await asyncio.sleep(0.001)
    later = Registry(Journal(tmp_path))
    await later.restore()
    assert later.unacknowledged(None) == []
