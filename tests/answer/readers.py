"""Readers of Markdown, each with the HTML that it makes."""

import json
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path

import commonmark
from markdown_it import MarkdownIt
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

ROOT = Path(__file__).resolve().parent.parent.parent


@cache
def _node() -> "subprocess.Popen[str]":
    script = Path(__file__).with_name("marked_reader.mjs")
    return subprocess.Popen(
        ["node", str(script)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    )


def jupyterlab(text: str) -> str:
    """As JupyterLab reads it: formulas taken out, marked, formulas put back."""
    node = _node()
    assert node.stdin and node.stdout
    node.stdin.write(json.dumps(text) + "\n")
    node.stdin.flush()
    return str(json.loads(node.stdout.readline()))


class _Renderer(IPythonRenderer):
    def block_code(self, code: str, info: str | None = None) -> str:
        """Above code in a language that it does not know nbconvert writes the language."""
        drawn = info and info.startswith("mermaid")
        return str(super().block_code(code, info if drawn else "text" if info else None))


def nbconvert(text: str) -> str:
    renderer = _Renderer(escape=False, exclude_anchor_links=True)
    return str(MarkdownWithMath(renderer=renderer).render(text))


_MARKDOWN_IT = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
# it shows addresses in letters that they are not in
_MARKDOWN_IT.normalizeLinkText = str  # type: ignore[method-assign]


def markdown_it(text: str) -> str:
    return str(_MARKDOWN_IT.render(text))


def reference(text: str) -> str:
    """CommonMark's reference implementation: no tables, no formulas."""
    return str(commonmark.commonmark(text))


READERS: dict[str, Callable[[str], str]] = {
    "jupyterlab": jupyterlab,
    "nbconvert": nbconvert,
    "markdown_it": markdown_it,
    "reference": reference,
}


def page_texts(texts: list[str]) -> list[str]:
    """What the page writes of its own for each of these: a block, and a notice in one line."""
    script = Path(__file__).with_name("page_text.mjs")
    done = subprocess.run(
        ["node", str(script)], cwd=ROOT, input=json.dumps(texts), capture_output=True, text=True, check=True
    )
    written: list[str] = json.loads(done.stdout)
    return written
