"""What stands in a paragraph, a heading or a table's cell, written anew."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Literal

from . import code, links
from .html_tags import plain
from .nodes import Node, text_of
from .plain_text import Part, run
from .tex import allowed, displayed, in_cell, in_one_line

Place = Literal["paragraph", "heading", "cell"]


def inline(nodes: Iterable[Node], place: Place) -> str:
    """Markdown of one or more lines; in a heading and in a cell of one."""
    return _Writer(place).write(list(nodes))


class _Writer:
    def __init__(self, place: Place) -> None:
        self.place = place
        self.within = 0
        """How many elements are open: what a reader looks for the end of."""
        self.label = 0

    def write(self, nodes: list[Node]) -> str:
        """Siblings, joined."""
        parts = _merged(part for node in plain(nodes) for part in self._parts(node))
        return "".join(self._joined([each for part in parts for each in self._with_addresses(part)]))

    def _joined(self, parts: list[Part]) -> Iterator[str]:
        written = ""
        runs = [(key, list(group)) for key, group in groupby(parts, lambda part: part.kind == "element")]
        pieces: list[tuple[bool, str]] = []
        inside = self.within
        for is_element, group in runs:
            if is_element:
                pieces += [(True, part.source) for part in group]
                inside += sum(map(_opens, group))
            else:
                pieces.append(
                    (False, run(list(_apart(group)), label=self.label > 0, cell=self.place == "cell" and not inside))
                )
        for at, (is_element, piece) in enumerate(pieces):
            after = pieces[at + 1][1] if at + 1 < len(pieces) else ""
            if is_element and piece.startswith("*"):
                piece = _emphasis(piece, written[-1:], after[:1])
            elif piece.endswith("!") and after.startswith("["):
                piece = f"{piece[:-1]}\\!"
            elif is_element and piece.startswith("`") and written.endswith(("$", "`")):
                # two pieces of code would be one; and JupyterLab hides a formula's end before code with what is in it
                yield " "
            yield piece
            written = piece or written

    def _parts(self, node: Node) -> Iterator[Part]:
        token = node.token
        match node.kind:
            case "text":
                yield Part("text", token.content)
            case "softbreak":
                yield Part("text", " ") if self.place != "paragraph" or self.label else Part("break", "\n")
            case "hardbreak":
                yield self._break(is_tag=self.place == "cell" or self.within > 0)
            case "code_inline":
                yield Part("element", code.span(token.content, plain=self.place == "paragraph" and not self.within))
            case "math_inline":
                yield self._formula(token.content, display=token.info == "display")
            case "tag":
                if token.content == "<br>":
                    yield self._break(is_tag=True)
                else:
                    self.within += -1 if token.content.startswith("</") else 1
                    yield Part("element", token.content)
            case "em":
                yield self._element("*", "em", node)
            case "strong":
                yield self._element("**", "strong", node)
            case "s":
                yield self._element("", "s", node)
            case "image":
                yield from self._picture(node)
            case "link":
                yield from self._link(node)

    def _break(self, is_tag: bool) -> Part:
        if self.place == "heading":
            return Part("text", " ")
        return Part("break", "<br>" if is_tag else "\\\n")

    def _with_addresses(self, part: Part) -> Iterator[Part]:
        if part.kind != "text" or self.label:
            yield part
            return
        for piece, is_address in links.bare(part.source):
            if is_address and (href := links.address(piece)):
                yield Part("element", f"<{href}>")
            elif piece:
                yield Part("text", piece)

    def _formula(self, content: str, display: bool) -> Part:
        tex = allowed(content)
        if tex is None:
            return Part("element", code.span(content.strip(), plain=self.place == "paragraph" and not self.within))
        tex = in_cell(tex) if self.place == "cell" else in_one_line(tex)
        return Part("formula", f"${displayed(tex) if display else tex}$")

    def _element(self, mark: str, tag: str, node: Node) -> Part:
        self.within += 1
        inside = self.write(node.children)
        self.within -= 1
        simple = (
            mark
            and self.within == 0
            and not self.label
            and "*" not in inside
            and inside[:1].strip()
            and inside[-1:].strip()
        )
        return Part("element", f"{mark}{inside}{mark}" if simple else f"<{tag}>{inside}</{tag}>")

    def _picture(self, node: Node) -> Iterator[Part]:
        href = links.address(str(node.token.attrs.get("src", "")))
        alternative = text_of(node).strip() or "image"
        if href is None or self.label:
            yield Part("text", alternative)
        else:
            yield Part("element", self._labelled([Part("text", alternative)], href))

    def _link(self, node: Node) -> Iterator[Part]:
        href = links.address(str(node.token.attrs.get("href", "")))
        if node.token.markup == "autolink" and href and not self.label and not href.lower().startswith("mailto:"):
            yield Part("element", f"<{href}>")
        elif href is None or self.label:
            for child in plain(node.children):
                yield from self._parts(child)
        else:
            self.label += 1
            self.within += 1
            label = self.write(node.children)
            self.within -= 1
            self.label -= 1
            yield Part("element", f"[{label.strip() or 'link'}]({href})")

    def _labelled(self, parts: list[Part], href: str) -> str:
        return f"[{run(parts, label=True, cell=self.place == 'cell').strip()}]({href})"


def _opens(part: Part) -> int:
    """1 for a tag, -1 for one that closes it, 0 for an element that is whole."""
    if re.fullmatch(r"</?[a-z]+>", part.source):
        return -1 if part.source.startswith("</") else 1
    return 0


def _merged(parts: Iterable[Part]) -> list[Part]:
    done: list[Part] = []
    for part in parts:
        if done and part.kind == done[-1].kind == "text":
            done[-1] = Part("text", done[-1].source + part.source)
        else:
            done.append(part)
    return done


def _apart(parts: Iterable[Part]) -> Iterator[Part]:
    """Formulas with a space between them and what would keep their dollar signs from being read so."""
    before = Part("break", "")
    for part in parts:
        after_formula = before.kind == "formula" and (part.kind == "formula" or part.source[:1].isdigit())
        after_backslash = part.kind == "formula" and before.kind == "text" and before.source.endswith("\\")
        if after_formula or after_backslash:
            yield Part("break", " ")
        yield part
        before = part


_MAY_STAND_BEFORE = re.compile(r"^$|[\s(]")
_MAY_STAND_AFTER = re.compile(r"^$|[\s.,;:?)]")


def _emphasis(piece: str, before: str, after: str) -> str:
    """Emphasis by asterisks where every reader sees it so; else by tags."""
    mark = "**" if piece.startswith("**") else "*"
    inside = piece[len(mark) : -len(mark)]
    opens = _MAY_STAND_BEFORE.match(before) or (before.isalnum() and inside[0].isalnum())
    closes = _MAY_STAND_AFTER.match(after) or (after.isalnum() and inside[-1].isalnum())
    tag = "strong" if mark == "**" else "em"
    return piece if opens and closes else f"<{tag}>{inside}</{tag}>"
