"""Which notebooks Jupyter has signed for the user: what they saved, not what came from elsewhere."""

import json

import nbformat.v4 as nb
import pytest
from jupyter_server.auth.authorizer import Authorizer

pytestmark = pytest.mark.once

PROMPT = nb.new_markdown_cell("What is in $`x`?", metadata={"ai_jup": {"isPromptCell": True, "id": "p1"}})
RICH = nb.new_output("display_data", {"text/html": "<b>x</b>"})


@pytest.fixture
def trusted(ask):
    async def of(path="a.ipynb"):
        got = await ask("GET", "trust", params={"notebook": path})
        assert got.status == 200
        return got.json

    return of


@pytest.fixture
def save(jp_fetch):
    """Save through the contents API, as JupyterLab does."""

    async def saved(*cells, path="a.ipynb"):
        model = {"type": "notebook", "format": "json", "content": nb.new_notebook(cells=cells)}
        await jp_fetch("api", "contents", path, method="PUT", body=json.dumps(model))

    return saved


@pytest.fixture
def upload(jp_fetch):
    """What JupyterLab's file browser sends for a notebook that is dropped on it."""

    async def uploaded(*cells, path="a.ipynb", notebook=None):
        model = {"type": "file", "format": "text", "content": json.dumps(notebook or nb.new_notebook(cells=cells))}
        await jp_fetch("api", "contents", path, method="PUT", body=json.dumps(model))

    return uploaded


@pytest.mark.parametrize("cells", [[PROMPT], [nb.new_code_cell("x = 1"), PROMPT]])
async def test_what_the_user_saves_is_signed_and_what_comes_from_elsewhere_is_not(trusted, save, upload, cells):
    await upload(*cells)
    assert await trusted() == {"trusted": False}
    await save(*cells)
    assert await trusted() == {"trusted": True}


async def test_a_new_notebook_is_signed(trusted, jp_fetch):
    made = await jp_fetch("api", "contents", "", method="POST", body=json.dumps({"type": "notebook"}))
    assert await trusted(json.loads(made.body)["path"]) == {"trusted": True}


async def test_a_copy_that_jupyter_makes_of_what_is_not_signed_is(trusted, upload, jp_fetch):
    await upload(PROMPT)
    copied = await jp_fetch("api", "contents", "", method="POST", body=json.dumps({"copy_from": "a.ipynb"}))
    assert await trusted(json.loads(copied.body)["path"]) == {"trusted": True}


async def test_a_change_by_anybody_else_ends_it(trusted, save, jp_root_dir):
    await save(PROMPT)
    path = jp_root_dir / "a.ipynb"
    path.write_text(path.read_text().replace("$`x`", "$`y`"))
    assert await trusted() == {"trusted": False}


async def test_it_goes_with_the_content_of_the_file(trusted, save, jp_root_dir):
    await save(PROMPT)
    (jp_root_dir / "b.ipynb").write_text((jp_root_dir / "a.ipynb").read_text())
    assert await trusted("b.ipynb") == {"trusted": True}


async def test_outputs_that_are_not_trusted_are_not_signed_by_a_save(trusted, save):
    await save(nb.new_code_cell("x", outputs=[RICH]), PROMPT)
    assert await trusted() == {"trusted": False}
    await save(nb.new_code_cell("x", outputs=[RICH], metadata={"trusted": True}), PROMPT)
    assert await trusted() == {"trusted": True}


async def test_a_file_that_says_of_itself_that_it_is_trusted_is_not(trusted, upload):
    marked = nb.new_markdown_cell("?", metadata={**PROMPT["metadata"], "trusted": True})
    notebook = nb.new_notebook(cells=[nb.new_code_cell("x", metadata={"trusted": True}), marked])
    notebook["metadata"].update(trusted=True, signature="sha256:0")
    await upload(notebook=notebook)
    assert await trusted() == {"trusted": False}


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"nbformat": 4, "cells": 1}', "\ud800"])
async def test_what_is_no_notebook_is_not_trusted(trusted, jp_root_dir, text):
    (jp_root_dir / "a.ipynb").write_text(text, errors="surrogatepass")
    assert await trusted() == {"trusted": False}


@pytest.mark.parametrize("path", ["none.ipynb", "", "../../etc/passwd", "."])
async def test_nor_is_what_is_not_there(trusted, path):
    assert await trusted(path) == {"trusted": False}


async def test_where_nothing_signs_notebooks_that_is_told(trusted, save, jp_serverapp):
    await save(PROMPT)
    service = jp_serverapp.web_app.settings["ai_jup"].service

    class Unsigning:
        def get(self, path, content=True, type=None, format=None):
            raise AssertionError("there is nothing to read")

    object.__setattr__(service, "contents", Unsigning())
    assert await trusted() == {"trusted": None}


async def test_only_who_may_read_files_is_told(ask, save, jp_serverapp, monkeypatch):
    await save(PROMPT)

    class NoFiles(Authorizer):
        def is_authorized(self, handler, user, action, resource):
            return resource != "contents"

    monkeypatch.setitem(jp_serverapp.web_app.settings, "authorizer", NoFiles(parent=jp_serverapp))
    got = await ask("GET", "trust", params={"notebook": "a.ipynb"})
    assert got.status == 403
    assert "permission to read" in got.json["error"]["message"]
