"""The documentation names what there is: pages, places, settings, commands and targets; its examples are read by the real thing."""

import ast
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import click
import pytest
import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token
from traitlets.config import Config

from ai_jup.app import AiJup
from ai_jup.cli.commands import commands
from scripts import compatibility
from scripts.docs_site import decisions, on_page_markdown

pytestmark = pytest.mark.once
ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docker/*.md"), *DOCS.rglob("*.md")])
# what it tells of was true in its time
PRESENT = [page for page in PAGES if page.name != "CHANGELOG.md" and page.parent.name != "decisions"]
SETTINGS = set(AiJup.class_own_traits(config=True))
COMMAND = re.compile(r"(?<![\w./-])(?<!--engine )(?<!install )ai-jup ((?:--?)?[a-z-]+\b[^|\"#\n]*)")

markdown = MarkdownIt().enable("table")


def of_root(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def tokens(page: Path) -> Iterator[Token]:
    for token in markdown.parse(page.read_text()):
        yield token
        yield from token.children or ()


def fences(page: Path, *languages: str) -> list[str]:
    return [one.content for one in tokens(page) if one.type == "fence" and one.info in languages]


def spans(page: Path) -> list[str]:
    return [one.content for one in tokens(page) if one.type == "code_inline"]


def headings(page: Path) -> set[str]:
    """As GitHub, the site, and the guide in JupyterLab name them in links."""
    every = list(tokens(page))
    texts = [every[at + 1].content for at, one in enumerate(every) if one.type == "heading_open"]
    return {re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", text.lower())) for text in texts}


def leads_nowhere(page: Path, link: str) -> bool:
    path, _, heading = link.partition("#")
    target = (page.parent / path).resolve() if path else page
    return not target.exists() or bool(heading and heading not in headings(target))


def links(page: Path) -> Iterator[str]:
    for token in tokens(page):
        link = str(token.attrs.get("href") or token.attrs.get("src") or "")
        if link and "://" not in link:
            yield link


def pages_of(nav: object) -> Iterator[str]:
    if isinstance(nav, str):
        yield nav
    elif isinstance(nav, dict):
        for below in nav.values():
            yield from pages_of(below)
    elif isinstance(nav, list):
        for below in nav:
            yield from pages_of(below)


def refused(line: str) -> str | None:
    """What click says against a line of `ai-jup`, whose files are there."""
    name, *words = shlex.split(line)
    if name == "--version":
        return None
    for word in words:
        if word.endswith(".ipynb") or word.isupper():
            Path(word).parent.mkdir(exist_ok=True)
            Path(word).touch()
    try:
        commands.commands[name].make_context(name, words)
    except click.exceptions.Exit:  # --help
        return None
    except (KeyError, click.UsageError) as error:
        return f"ai-jup {line}: {error}"
    return None


def test_every_page_is_in_the_navigation_once() -> None:
    nav = [*pages_of(yaml.safe_load((ROOT / "mkdocs.yml").read_text())["nav"]), *decisions(DOCS)]
    assert sorted(nav) == sorted(page.relative_to(DOCS).as_posix() for page in DOCS.rglob("*.md"))


@pytest.mark.parametrize("page", PAGES, ids=of_root)
def test_every_link_and_picture_leads_somewhere(page: Path) -> None:
    assert [link for link in links(page) if leads_nowhere(page, link)] == []


def test_a_link_to_the_source_leads_to_a_file_of_the_site_or_says_where_it_is(tmp_path: Path) -> None:
    text = "[the schema](../../schema/wire.json#a), [Docker](../../docker/README.md), [`examples/`](../../examples), [R](r.md)"
    page = SimpleNamespace(file=SimpleNamespace(abs_src_path=str(DOCS / "tasks" / "hub.md")))
    assert on_page_markdown(text, page, {"docs_dir": str(DOCS)}) == (
        "[the schema](../source/schema/wire.json), Docker (`docker/README.md` of the source), "
        "`examples/` of the source, [R](r.md)"
    )


def test_the_site_says_how_to_install_and_has_the_film() -> None:
    home = (DOCS / "index.md").read_text()
    assert "pip install ai_jup" in home and "images/turn.png" in home


def widths(page: Path) -> list[int]:
    return [line.count("|") - 2 for line in page.read_text().splitlines() if line.startswith("| -")]


def test_tables_of_what_works_where_are_seen_whole() -> None:
    assert max(widths(DOCS / "compatibility.md")) <= compatibility.COLUMNS
    made = [({"title": f"E{n}", "versions": {}}, {"All": True, f"Only {n // 4}": True}) for n in range(8)]
    first, second = compatibility._tables(made).split("\n\n")
    assert first.startswith("|  | E0 | E1 | E2 | E3 |\n") and second.startswith("|  | E4 | E5 | E6 | E7 |\n")
    assert "Only 0" in first and "Only 1" not in first and "Only 1" in second


def test_a_link_that_leads_nowhere_is_found(tmp_path: Path) -> None:
    (tmp_path / "there.md").write_text("## Here it *is*, or `not`\n")
    page = tmp_path / "page.md"
    page.write_text("[a](there.md#here-it-is-or-not) [b](there.md#nothing) ![c](gone.png) `[d](no link)`\n")
    assert [link for link in links(page) if leads_nowhere(page, link)] == ["there.md#nothing", "gone.png"]


@pytest.mark.parametrize("page", PRESENT, ids=of_root)
def test_every_setting_that_is_named_exists(page: Path) -> None:
    named = set(re.findall(r"(?:--|\bc\.)AiJup\.(\w+)", page.read_text()))
    assert named - SETTINGS == set()


def test_every_setting_has_a_row_for_administrators() -> None:
    rows = re.findall(r"^\| `(\w+)`", (DOCS / "administrators.md").read_text(), re.MULTILINE)
    deprecated = {name for name in SETTINGS if AiJup.class_traits()[name].help.startswith("Deprecated")}
    assert sorted(rows) == sorted(SETTINGS - deprecated)


@pytest.mark.parametrize("page", PRESENT, ids=of_root)
def test_every_configuration_is_one_that_ai_jup_takes_without_a_word(page: Path) -> None:
    for block in fences(page, "python"):
        if "c.AiJup" not in block:
            continue
        config = Config()
        exec(block, {"c": config})
        extension = AiJup(config=config)
        keys = ["OPENAI_API_KEY", "ANTHROPIC_API_KEY", *re.findall(r'"key_env": "(\w+)"', block)]
        extension._environment = dict.fromkeys(keys, "a key")
        assert {name: getattr(extension, name) for name in config.AiJup} == dict(config.AiJup)
        assert extension._problems() == []


@pytest.mark.parametrize("page", PRESENT, ids=of_root)
def test_every_python_example_can_be_read(page: Path) -> None:
    for block in fences(page, "python"):
        ast.parse(block)


@pytest.mark.parametrize("page", PRESENT, ids=of_root)
def test_every_line_of_the_command_line_is_one_that_it_takes(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    lines = [line for block in fences(page, "sh", "bash", "yaml") for line in COMMAND.findall(block)]
    assert [problem for problem in map(refused, lines) if problem] == []


@pytest.mark.parametrize("page", PRESENT, ids=of_root)
def test_every_command_and_option_in_a_sentence_exists(page: Path) -> None:
    unknown = []
    for name, *rest in (line.split() for span in spans(page) for line in COMMAND.findall(span)):
        command = commands.commands.get(name, commands)
        options = {option for parameter in command.params for option in (*parameter.opts, "--help")}
        if (command is commands and name not in options) or {
            word for word in rest if word[:1] == "-" != word
        } - options:
            unknown.append(" ".join([name, *rest]))
    assert unknown == []


@pytest.mark.parametrize("page", PRESENT, ids=of_root)
def test_every_target_of_make_that_is_named_exists(page: Path) -> None:
    named = {
        name for text in [*spans(page), *fences(page, "sh", "bash")] for name in re.findall(r"\bmake ([a-z]+)", text)
    }
    assert named - set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)) == set()
