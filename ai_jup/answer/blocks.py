"""Blocks written anew: paragraphs, headings, lists, quotes, tables, code, formulas."""

import re
from collections.abc import Callable, Iterable

from ..entities import unescaped
from . import code
from .details import OPEN
from .inline import Place
from .nodes import Node
from .plain_text import cleaned, lines
from .summary import summary
from .tex import allowed, in_lines, in_one_line, is_bare

DEEPEST = 5
"""Lists and quotes in one another; some readers stop at six."""

Inline = Callable[[str, Place], str]
"""A line of Markdown as the model wrote it, written anew."""

_BREAK = re.compile(r"(?:\s*<br>\s*)+")
_DETAILS = re.compile(rf"\s*{OPEN}\s*", re.IGNORECASE)
_SUMMARY = re.compile(r"<summary>(.*)</summary>", re.IGNORECASE | re.DOTALL)
_CODE = re.compile(r"\s*<pre><code>([^<]*)</code></pre>\s*")
_DETAILS_END = re.compile(r"\s*</details>\s*", re.IGNORECASE)
_RULE = re.compile(r"\s*<hr\s*/?>\s*", re.IGNORECASE)
_BREAKS = re.compile(r"(?:\s*<br\s*/?>\s*)+", re.IGNORECASE)
_TASK = re.compile(r"\[([ xX])\](?=[ \t])")


class Writer:
    """Writes blocks; what stands in their lines is written by `inline`."""

    def __init__(self, inline: Inline) -> None:
        self.inline = inline

    def write(self, nodes: list[Node], depth: int = 0, quoted: bool = False) -> str:
        """Blocks one below the other, with an empty line between them."""
        return "\n\n".join(self._written(nodes, depth, quoted))

    def _written(self, nodes: list[Node], depth: int, quoted: bool) -> list[str]:
        details = _details(nodes)
        blocks: list[str] = []
        bullet, before = "*", ""
        for at, node in enumerate(nodes):
            if node.kind in ("bullet_list", "ordered_list"):
                # two lists with the same mark would be one
                bullet = "*" if bullet == "-" and before == node.kind else "-"
                block = self._list(node, bullet, depth, quoted)
            else:
                block = details[at] if at in details else self._block(node, depth, quoted)
            if block:
                blocks.append(block)
                before = node.kind
        return blocks

    def _block(self, node: Node, depth: int, quoted: bool) -> str:
        token = node.token
        match node.kind:
            case "paragraph":
                return self._paragraph(node)
            case "heading":
                line = self.inline(node.children[0].token.content, "heading")
                shown = re.sub(r"(#+)$", r"\\\1", line.strip())
                return f"{'#' * int(token.tag[1])} {shown}".strip()
            case "fence" | "code_block":
                return code.block(token.content, token.info, quoted)
            case "math_block":
                return _formula(token.content, depth > 0, quoted)
            case "html_block":
                return _html(token.content, quoted)
            case "hr":
                return "___"
            case "blockquote":
                inside = self.write(node.children, min(depth + 1, DEEPEST), True)
                return inside if depth >= DEEPEST else _prefixed(inside, "> ", "> ")
            case "table":
                return self._table(node)
        return ""

    def _paragraph(self, node: Node) -> str:
        return self._lines(node.children[0].token.content)

    def _lines(self, content: str) -> str:
        shown = lines(self.inline(content, "paragraph"))
        return "" if _BREAK.fullmatch(shown) else shown

    def _list(self, node: Node, bullet: str, depth: int, quoted: bool) -> str:
        first = int(node.token.attrs.get("start", 1))
        is_flat = depth >= DEEPEST
        blocks = [] if is_flat else [self._item(item, depth + 1, quoted) for item in node.children]
        tight = all(_is_tight(*each, depth) for each in zip(node.children, blocks, strict=False))
        between = "\n" if tight else "\n\n"
        written = [between.join(each) for each in blocks]
        if any(re.match(r"[-*][-* ]*(?:\n|$)", inside) for inside in written):
            bullet = "+" if node.kind == "bullet_list" else bullet  # three in a line would be a rule
        items: list[str] = []
        for at, item in enumerate(node.children):
            mark = bullet if node.kind == "bullet_list" else f"{first + at}{'.' if bullet == '-' else ')'}"
            if is_flat:
                items.append(self._flat(item, mark, quoted))
            else:
                items.append(_prefixed(written[at], f"{mark} ", " " * (len(mark) + 1)) if written[at] else mark)
        return ("\n\n" if is_flat else between).join(items)

    def _flat(self, item: Node, mark: str, quoted: bool) -> str:
        """An item as paragraphs, where lists are too deep."""
        begins = f"{mark[:-1]}\\{mark[-1]}"
        return "\n\n".join([begins, *self._written(item.children, DEEPEST, quoted)])

    def _item(self, item: Node, depth: int, quoted: bool) -> list[str]:
        first = item.children[0] if item.children else None
        task = None
        if first and first.kind == "paragraph":
            content = first.children[0].token.content
            task = _TASK.match(content)
        if not task or not first:
            return self._written(item.children, depth, quoted)
        text = self._lines(content[task.end() :])
        rest = self._written(item.children[1:], depth, quoted)
        return [f"[{task[1].lower()}] {text}", *rest] if text else self._written(item.children, depth, quoted)

    def _table(self, node: Node) -> str:
        rows = [row.children for part in node.children for row in part.children]
        cells = [[self._cell(cell) for cell in row] for row in rows]
        marks = [_ALIGNMENT.get(str(cell.token.attrs.get("style", "")), "---") for cell in rows[0]]
        table = [cells[0], marks, *cells[1:]]
        return "\n".join(f"| {' | '.join(row)} |" for row in table)

    def _cell(self, cell: Node) -> str:
        content = cell.children[0].token.content if cell.children else ""
        return self.inline(content, "cell").replace("|", "\\|").strip()


_ALIGNMENT = {"text-align:left": ":---", "text-align:center": ":---:", "text-align:right": "---:"}


_EMPTY_ITEM = re.compile(r"^ *(?:[-+*]|\d+[.)])$", re.MULTILINE)
"""Below a line of text it would underline a heading, or be no item."""


def _is_tight(item: Node, written: list[str], depth: int) -> bool:
    """Whether an item is one paragraph, with lists like it below: all else needs empty lines around it."""
    return not written or (_has_tight_nodes(item, depth) and not any(map(_EMPTY_ITEM.search, written[1:])))


def _has_tight_nodes(item: Node, depth: int) -> bool:
    if not item.children:
        return True
    first, *rest = item.children
    return (first.kind == "paragraph" and first.token.hidden) and all(
        each.kind in ("bullet_list", "ordered_list")
        and depth + 1 < DEEPEST
        and all(_has_tight_nodes(inner, depth + 1) for inner in each.children)
        for each in rest
    )


def _prefixed(text: str, first: str, others: str) -> str:
    begin, *rest = text.split("\n")
    return "\n".join(
        [first + begin, *((others + line).rstrip(" ") if not line.strip(" ") else others + line for line in rest)]
    )


def _html(block: str, quoted: bool) -> str:
    if _RULE.fullmatch(block):
        return "___"
    if _BREAKS.fullmatch(block):  # alone: what it parts are paragraphs
        return ""
    if written := _CODE.fullmatch(block):
        return code.block(f"{cleaned(unescaped(written[1]))}\n", "", quoted)
    return code.block(block.strip("\n"), "html", quoted)


def _formula(content: str, contained: bool, quoted: bool) -> str:
    tex = allowed(content)
    if tex is None:
        return code.block(content.strip(), "tex", quoted)
    if contained:
        tex = in_one_line(tex)
        return tex if is_bare(tex) else f"$${tex}$$"
    tex = in_lines(tex)
    if is_bare(tex):
        return tex
    return f"$${tex}\n$$" if in_lines(f"\n{tex}").startswith(" ") else f"$$\n{tex}\n$$"


def _details(nodes: Iterable[Node]) -> dict[int, str]:
    """What folds, among blocks, where it is closed: written anew, by its place."""
    found: dict[int, str] = {}
    open_: list[tuple[int, str]] = []
    for at, node in enumerate(nodes):
        if node.kind != "html_block":
            continue
        if _DETAILS.fullmatch(node.token.content):
            said = _SUMMARY.search(node.token.content)
            shown = summary(said[1]) if said else ""
            open_.append((at, f"<details><summary>{shown}</summary>" if shown else "<details>"))
        elif _DETAILS_END.fullmatch(node.token.content) and open_:
            start, shown = open_.pop()
            found[start], found[at] = shown, "</details>"
    return found
