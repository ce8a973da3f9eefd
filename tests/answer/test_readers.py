"""What is stored does the same nothing to whoever reads it. `AI_JUP_SOAK=60000 pytest tests/answer` reads that many texts."""

import html
import os
import re
import sys

import pytest
from nbconvert import HTMLExporter
from nbformat.v4 import new_markdown_cell, new_notebook

from ai_jup.answer import normal
from ai_jup.answer.cell import BETWEEN

from .corpus import CORPUS, HOSTILE, ORDINARY
from .inspection import faults, read_text
from .readers import READERS, page_texts
from .texts import text

pytestmark = pytest.mark.once

TEXTS = int(os.environ.get("AI_JUP_SOAK", "1500"))
FIRST = int(os.environ.get("AI_JUP_SEED", "1"))

_FORMULA = re.compile(r"(?<!\\)\$|\\begin")
_TABLE = re.compile(r"^\|", re.MULTILINE)
_TABLE_INSIDE = re.compile(r"^(?:>| |[-*] |\d+[.)] ).*\| :?---", re.MULTILINE)


def problems(written: str) -> list[str]:
    """What is wrong with a normal form, by what its readers make of it."""
    pages = {name: read(written) for name, read in READERS.items()}
    found = [f"{name}: {fault}" for name, page in pages.items() for fault in faults(page)]
    if normal(written) != written:
        found.append(f"not stable: {normal(written)!r}")
    said = {name: read_text(pages[name]) for name in _alike(written)}
    if len(set(said.values())) > 1:
        found.append(f"not alike: {said}")
    return found


def _alike(written: str) -> list[str]:
    """Those that know all that a text has: two know formulas, one no tables, and nbconvert none in quotes and lists."""
    if _TABLE_INSIDE.search(written):
        return ["jupyterlab"]
    if _FORMULA.search(written):
        return ["jupyterlab", "nbconvert"]
    return [name for name in READERS if name != "reference" or not _TABLE.search(written)]


@pytest.mark.parametrize("markdown", CORPUS)
def test_a_text_of_the_corpus_is_inert_and_read_alike(markdown: str) -> None:
    assert problems(normal(markdown)) == []


@pytest.mark.timeout(max(120, TEXTS // 50))
def test_texts_by_chance_are_inert_and_read_alike() -> None:
    for seed in range(FIRST, FIRST + TEXTS):
        if found := problems(normal(text(seed))):
            small = _smallest(text(seed))
            pytest.fail(f"seed {seed}: {small!r} becomes {normal(small)!r}: {problems(normal(small)) or found}")
    print(f"{TEXTS} texts from seed {FIRST}: all inert, all read alike", file=sys.stderr)


def test_the_corpus_is_inert_in_one_notebook_as_nbconvert_exports_it() -> None:
    cells = [new_markdown_cell(normal(markdown)) for markdown in CORPUS]
    together = new_markdown_cell(BETWEEN.join(normal(markdown) for markdown in CORPUS))
    page, _ = HTMLExporter(template_name="basic").from_notebook_node(new_notebook(cells=[*cells, together]))
    tags = set(re.findall(r"<([a-zA-Z][\w-]*)", page))
    assert tags & {"script", "img", "iframe", "svg", "style", "video", "object", "button", "base", "meta"} == set()
    assert not re.search(r"<[^>]*\s(?:on\w+|src|style=\"(?!text-align))", page)


def test_what_the_page_writes_of_its_own_is_inert_too() -> None:
    written = page_texts(CORPUS)
    together = BETWEEN.join(written)
    assert [fault for each in [*written, together] for read in READERS.values() for fault in faults(read(each))] == []


def test_the_page_loses_no_character_of_a_text() -> None:
    blocks = page_texts(ORDINARY)[::2]
    assert [html.unescape(block[len("<pre><code>") : -len("</code></pre>")]) for block in blocks] == ORDINARY


def _smallest(markdown: str) -> str:
    """A shorter text that has a problem too."""
    for size in (16, 4, 1):
        at = 0
        while at < len(markdown):
            shorter = markdown[:at] + markdown[at + size :]
            if problems(normal(shorter)):
                markdown = shorter
            else:
                at += 1
    return markdown


def test_the_inspection_sees_what_the_hostile_texts_would_do() -> None:
    harmless = [markdown for markdown in HOSTILE if not any(faults(read(markdown)) for read in READERS.values())]
    assert len(harmless) < len(HOSTILE) / 2
