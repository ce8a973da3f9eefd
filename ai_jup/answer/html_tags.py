"""HTML in a line: a few tags without attributes stay tags, all else is text."""

import re
from collections.abc import Iterable

from markdown_it.token import Token

from .nodes import Node, text, text_of

TAGS = (
    *("b", "br", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q", "s", "samp"),
    *("small", "span", "strong", "sub", "sup", "u", "var"),
)
_TAG = re.compile(rf"<(/?)({'|'.join(TAGS)})\s*/?>", re.IGNORECASE)


def plain(nodes: Iterable[Node]) -> list[Node]:
    """Siblings in which every tag is allowed and has its pair, text is in one piece, and `<code>` is code."""
    return _joined(_as_code(_allowed(list(nodes))))


def _allowed(nodes: list[Node]) -> list[Node]:
    kept: dict[int, str] = {}
    open_: list[tuple[int, str]] = []
    for at, node in enumerate(nodes):
        tag = _TAG.fullmatch(node.token.content) if node.kind == "html_inline" else None
        if not tag:
            continue
        name = tag[2].lower()
        if name == "br":
            kept[at] = "<br>"
        elif not tag[1]:
            open_.append((at, name))
        elif open_ and open_[-1][1] == name:
            begin, _ = open_.pop()
            kept[begin], kept[at] = f"<{name}>", f"</{name}>"
    return [_tag(kept[at]) if at in kept else node for at, node in enumerate(nodes)]


def _tag(tag: str) -> Node:
    return Node(Token("tag", "", 0, content=tag))


def _as_code(nodes: list[Node]) -> list[Node]:
    done: list[Node] = []
    inside: list[Node] | None = None
    for node in nodes:
        is_tag = node.kind == "tag"
        if is_tag and node.token.content == "<code>" and inside is None:
            inside = []
        elif is_tag and node.token.content == "</code>" and inside is not None:
            content = "".join(map(text_of, inside))
            done += [Node(Token("code_inline", "code", 0, content=content))] if content else []
            inside = None
        elif inside is not None:
            inside += [] if is_tag else [node]
        else:
            done.append(node)
    return done


def _joined(nodes: list[Node]) -> list[Node]:
    done: list[Node] = []
    for node in nodes:
        if node.kind in ("text", "text_special", "html_inline"):
            if done and done[-1].kind == "text":
                done[-1] = text(done[-1].token.content + node.token.content)
            else:
                done.append(text(node.token.content))
        else:
            done.append(node)
    return done
