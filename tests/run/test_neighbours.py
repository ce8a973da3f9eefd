"""Servers that share a folder, in one process: which of them answers, and what each knows of the others."""

import asyncio
import errno
import json
import os
import shutil
import threading
import time
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from ai_jup.journal import Journal, processes, recovery
from ai_jup.journal.file_identity import NO_FILE
from ai_jup.journal.journal import Header
from ai_jup.llm.port import TextPiece
from ai_jup.refusal import Refusal
from ai_jup.run import Neighbours, Registry, neighbours
from ai_jup.run import registry as registry_module
from tests.run.scripted import FOREVER, ScriptedModel, answer, ended


class OtherProcess(Journal):
    """A journal that is written by another process, which lives."""

    def header(self, *args) -> Header:
        pid = os.getppid()
        return Header(**{**vars(super().header(*args)), "pid": pid, "born": processes.born(pid)})


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    for name in ("LOOKS", "ROUNDS", "PATIENCE"):
        monkeypatch.setattr(neighbours, name, 0.02)


@pytest.fixture
def servers(tmp_path):
    """Makes servers, and stops them at the end."""

    @asynccontextmanager
    async def all_of_them():
        made = []

        def server(root="") -> Registry:
            journal = OtherProcess(tmp_path / "runs")
            (tmp_path / root).mkdir(exist_ok=True)
            made.append(Registry(journal, neighbours=Neighbours(journal, tmp_path / root)))
            return made[-1]

        yield server
        for each in made:
            await each.stop_all()
            each.journal.close()

    return all_of_them


async def answering(registry, notebook="a.ipynb"):
    run = await registry.begin_alone(notebook, "p1")
    registry.work(run, lambda run: answer(run, ScriptedModel([TextPiece("Hi"), FOREVER])))
    while not run.text:
        await asyncio.sleep(0.001)
    await run.on_disk()
    return run


async def refused(registry, *which) -> bool:
    try:
        await registry.begin_alone(*(which or ("a.ipynb", "p1")))
    except Refusal as refusal:
        assert (refusal.status, refusal.detail.code) == (409, "run-exists")
        return True
    return False


async def test_of_many_that_begin_at_once_one_answers(servers):
    async with servers() as server:
        for at in range(10):
            registries = [server() for _ in range(4)]
            outcomes = await asyncio.gather(*(begin(each, f"{at}.ipynb") for each in registries))
            assert sorted(outcomes) == [False, False, False, True]


async def begin(registry, notebook) -> bool:
    """Have a server answer a prompt; whether it does."""
    try:
        run = await registry.begin_alone(notebook, "p1")
    except Refusal:
        return False

    registry.work(run, lambda run: answer(run, ScriptedModel([TextPiece("Hi"), FOREVER])))
    return True


async def test_a_run_that_is_stopped_before_it_has_begun_to_work_asks_no_model(servers):
    async with servers() as server:
        registry, model = server(), ScriptedModel([TextPiece("Hi"), FOREVER])
        beginning = asyncio.create_task(registry.begin_alone("a.ipynb", "p1"))
        while not (waiting := registry.unacknowledged(None)):
            await asyncio.sleep(0)
        await waiting[0].stop()
        run = await beginning
        registry.work(run, lambda run: answer(run, model))
        await ended(run)
        assert (run.state, model.asked) == ("stopped", [])


async def test_a_prompt_that_could_not_begin_can_be_run_again(servers):
    async with servers() as server:
        registry = server()
        beginning = asyncio.create_task(registry.begin_alone("a.ipynb", "p1"))
        await asyncio.sleep(0)
        beginning.cancel()
        await asyncio.wait([beginning])
        assert not await refused(registry)


async def test_another_prompt_or_notebook_or_folder_is_another(servers):
    async with servers() as server:
        one, other, elsewhere = server(), server(), server("elsewhere")
        await answering(one)
        assert await refused(other)
        assert not await refused(other, "b.ipynb", "p1")
        assert not await refused(other, "a.ipynb", "p2")
        assert not await refused(elsewhere)
        await elsewhere.restore()
        assert elsewhere.unacknowledged(None) != [] and all(
            not each.is_elsewhere for each in elsewhere.unacknowledged(None)
        )


async def test_the_same_file_has_another_path_on_a_server_of_another_folder(servers):
    async with servers() as server:
        above, below = server(), server("sub")
        run = await answering(above, "sub/a.ipynb")
        assert await refused(below)
        [found] = below.unacknowledged("a.ipynb")
        assert (found.id, found.is_elsewhere) == (run.id, True)


async def test_pages_of_the_other_server_have_time_to_write(servers):
    async with servers() as server:
        one, other = server(), server()
        run = await answering(one)
        await other.restore()
        told = []
        other.get(run.id).writers.join("next", told.append)
        await asyncio.sleep(0.1)
        assert told == []
        await run.stop()
        while told != ["write"]:
            await asyncio.sleep(0.01)


async def test_they_write_nothing_where_that_one_has_saved_it(servers):
    async with servers() as server:
        one, other = server(), server()
        run = await answering(one)
        await other.restore()
        told = []
        other.get(run.id).writers.join("next", told.append)
        await run.stop()
        run.acknowledge()
        while not told:
            await asyncio.sleep(0.01)
        assert told == ["saved"]
        assert other.unacknowledged(None) == []


async def test_who_watches_a_notebook_is_told_of_them(servers):
    async with servers() as server:
        one, other = server(), server()
        told = []
        leave = other.watch("a.ipynb", told.append)
        run = await answering(one)
        while not told:
            await asyncio.sleep(0.01)
        assert [each.id for each in told] == [run.id]
        leave()


async def test_files_of_an_earlier_version_name_no_notebook(servers):
    async with servers() as server:
        one, other = server(), server()
        run = await answering(one)
        path = one.journal.path(run.id)
        header, *rest = path.read_text().splitlines(keepends=True)
        old = {key: value for key, value in json.loads(header).items() if key != "file"}
        path.write_text("".join([json.dumps(old) + "\n", *rest]))
        assert not await refused(other)


def leave(path):
    """Make a file that of a server whose process has ended."""
    header, rest = path.read_text().split("\n", 1)
    path.write_text(json.dumps({**json.loads(header), "born": "before"}) + "\n" + rest)


async def test_runs_that_are_over_are_looked_at_once(servers, monkeypatch):
    async with servers() as server:
        one, other, late = server(), server(), server()
        run, stale = await answering(one), await answering(one, "b.ipynb")
        await run.stop()
        await run.on_disk()
        leave(one.journal.path(stale.id))
        looked_at = []
        read_header = recovery.header_of
        monkeypatch.setattr(recovery, "header_of", lambda path: looked_at.append(path.stem) or read_header(path))
        assert not await refused(other)
        assert sorted(looked_at) == sorted([run.id, stale.id])
        looked_at.clear()
        assert not await refused(other, "c.ipynb", "p1")
        assert looked_at == []
        # what begins meanwhile is seen
        third = await answering(late, "d.ipynb")
        assert await refused(other, "d.ipynb", "p1")
        assert third.id in looked_at


async def test_a_run_that_was_not_touched_for_long_is_not_asked_again_while_its_server_lives(servers):
    async with servers() as server:
        one, other = server(), server()
        run = await answering(one)
        os.utime(one.journal.path(run.id), (0, 0))
        assert await refused(other)
        [found] = other.unacknowledged("a.ipynb")
        assert (found.id, found.state) == (run.id, "running")


async def test_a_run_whose_server_dies_meanwhile_has_run_until_its_last_line(servers, monkeypatch):
    async with servers() as server:
        one, other = server(), server()
        run = await answering(one)
        await other.restore()
        found = other.get(run.id)
        os.utime(one.journal.path(run.id), (time.time() + 100,) * 2)
        monkeypatch.setattr(neighbours, "has_lost_its_server", lambda *_: True)
        while not found.ended:
            await asyncio.sleep(0.01)
        assert found.events[-1].error.code == "interrupted"
        assert 95 < found.events[-1].record.seconds < 105


async def test_a_run_that_its_server_has_let_go_of_is_not_offered_by_others(servers):
    async with servers() as server:
        one, other = server(), server()
        run = await answering(one)
        await other.restore()
        found = other.get(run.id)
        one.journal.remove(run.id)
        while not found.acknowledged:
            await asyncio.sleep(0.01)
        assert (found.state, other.unacknowledged(None)) == ("failed", [])


@pytest.mark.parametrize("error", [errno.EROFS, errno.EPERM])
async def test_a_folder_that_lets_no_file_go_does_not_keep_a_prompt_from_its_answer(servers, monkeypatch, error):
    def refuses(path, missing_ok=False):
        raise OSError(error, os.strerror(error))

    async with servers() as server:
        one, other = server(), server()
        run = await answering(one)
        monkeypatch.setattr(Path, "unlink", refuses)
        assert await refused(other)
        await run.stop()
        await run.on_disk()
        # what could not be removed is taken for a run until nobody has touched it for long
        for path in other.journal.folder.iterdir():
            os.utime(path, (0, 0))
        assert not await refused(server())


def saved(path, prompt="p1"):
    """A notebook's file with a prompt of this id."""
    path.parent.mkdir(exist_ok=True)
    cell = {"cell_type": "markdown", "metadata": {"ai_jup": {"isPromptCell": True, "id": prompt}}, "source": "Why?"}
    path.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}))


async def offered(registry, notebook):
    """The ids of the runs that a page with this notebook is told of."""
    await registry.restore()
    await registry.find_renamed(notebook)
    return [run.id for run in registry.unacknowledged(notebook)]


async def by_the_runs_server(registry, folder):
    (folder / "a.ipynb").rename(folder / "b.ipynb")
    await registry.rename("a.ipynb", "b.ipynb")


async def outside_of_jupyter(registry, folder):
    (folder / "a.ipynb").rename(folder / "b.ipynb")


@pytest.mark.parametrize("rename", [by_the_runs_server, outside_of_jupyter])
@pytest.mark.parametrize("is_known", [True, False])
async def test_a_notebook_that_is_renamed_while_it_is_answered_is_the_same_to_all(servers, tmp_path, rename, is_known):
    saved(tmp_path / "a.ipynb")
    async with servers() as server:
        one, other = server(), server()
        run = await answering(one)
        if is_known:
            await other.restore()
        await rename(one, tmp_path)
        for each in (other, one):
            assert await refused(each, "b.ipynb", "p1")
            assert await offered(each, "b.ipynb") == [run.id]
            assert await offered(each, "a.ipynb") == []
        # and to one that is started later
        await run.stop()
        await run.on_disk()
        leave(one.journal.path(run.id))
        assert await offered(server(), "b.ipynb") == [run.id]


async def test_a_rename_of_the_other_server_is_seen_before_a_page_asks(servers, tmp_path):
    saved(tmp_path / "sub/a.ipynb")
    async with servers() as server:
        one, other = server(), server()
        run = await answering(one, "sub/a.ipynb")
        await other.restore()
        (tmp_path / "sub").rename(tmp_path / "folder")
        await one.rename("sub", "folder")
        while other.get(run.id).notebook != "folder/a.ipynb":
            await asyncio.sleep(0.001)


async def test_a_copy_of_a_notebook_is_another_one(servers, tmp_path):
    saved(tmp_path / "a.ipynb")
    async with servers() as server:
        one, other = server(), server()
        run = await answering(one)
        shutil.copy(tmp_path / "a.ipynb", tmp_path / "b.ipynb")
        assert await offered(one, "b.ipynb") == await offered(other, "b.ipynb") == []
        assert await offered(one, "a.ipynb") == await offered(other, "a.ipynb") == [run.id]
        assert not await refused(other, "b.ipynb", "p1")


async def test_a_notebook_without_the_prompt_is_another_one_though_its_file_has_the_number(servers, tmp_path):
    saved(tmp_path / "a.ipynb")
    async with servers() as server:
        one = server()
        run = await answering(one)
        (tmp_path / "a.ipynb").rename(tmp_path / "b.ipynb")
        saved(tmp_path / "b.ipynb", "another")
        assert await offered(one, "b.ipynb") == []
        assert await offered(one, "a.ipynb") == [run.id]


async def test_the_loop_asks_nothing_of_the_disk(servers, tmp_path, monkeypatch):
    saved(tmp_path / "a.ipynb")
    asking = set()
    for name in ("realpath", "exists"):
        really = getattr(os.path, name)

        def noted(path, *args, really=really, **options):
            asking.add(threading.current_thread())
            return really(path, *args, **options)

        monkeypatch.setattr(os.path, name, noted)
    async with servers() as server:
        one, other = server(), server()
        run = await answering(one)
        assert await refused(other)
        await outside_of_jupyter(one, tmp_path)
        assert await offered(one, "b.ipynb") == await offered(other, "b.ipynb") == [run.id]
        one.journal.remove(run.id)
        while not other.get(run.id).acknowledged:
            await asyncio.sleep(0.01)
    assert asking and threading.main_thread() not in asking


async def test_a_folder_that_hangs_does_not_keep_the_server_from_others(servers, monkeypatch):
    monkeypatch.setattr(registry_module, "READ_SECONDS", 0.02)
    goes_on = threading.Event()
    monkeypatch.setattr(neighbours, "notebook_file", lambda path: goes_on.wait() and NO_FILE)
    async with servers() as server:
        try:
            assert not await refused(server())
        finally:
            goes_on.set()


async def test_of_two_renames_the_last_one_holds(servers, tmp_path):
    saved(tmp_path / "a.ipynb")
    async with servers() as server:
        one, other = server(), server()
        run = await answering(one)
        await other.restore()
        (tmp_path / "a.ipynb").rename(tmp_path / "c.ipynb")
        await asyncio.gather(one.rename("a.ipynb", "b.ipynb"), one.rename("b.ipynb", "c.ipynb"))
        assert run.notebook == "c.ipynb"
        while other.get(run.id).notebook != "c.ipynb":
            await asyncio.sleep(0.001)
