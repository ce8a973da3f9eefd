"""markdown-it's flat tokens as a tree."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from markdown_it.token import Token


@dataclass(slots=True)
class Node:
    """A token, and what stands between it and the token that closes it."""

    token: Token
    children: list["Node"] = field(default_factory=list)

    @property
    def kind(self) -> str:
        return self.token.type.removesuffix("_open")


def tree(tokens: Iterable[Token]) -> list[Node]:
    """The tokens of a level, those below each as its children."""
    levels: list[list[Node]] = [[]]
    for token in tokens:
        if token.nesting < 0:
            levels.pop()
        else:
            node = Node(token)
            levels[-1].append(node)
            if token.nesting > 0:
                levels.append(node.children)
    return levels[0]


def text(content: str) -> Node:
    """A node of text."""
    return Node(Token("text", "", 0, content=content))


def text_of(node: Node) -> str:
    """The text of all that stands in a node."""
    token = node.token
    if token.type in ("softbreak", "hardbreak"):
        return " "
    children = "".join(map(text_of, [*tree(token.children or ()), *node.children]))
    return children or ("" if token.type == "image" else token.content)
