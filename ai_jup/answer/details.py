"""What folds, as models write it: with its words right behind the tags, which to Markdown is one block of HTML."""

import re
from collections.abc import Callable, Iterator, Sequence

from markdown_it.token import Token

OPEN = r"<details(?:\s+open)?>\s*(?:<summary>[^<]*(?:<(?!/?summary>|/?details\b)[^<]*)*</summary>)?"
_TAG = re.compile(rf"({OPEN}|</details>)", re.IGNORECASE)
_END = re.compile(r"\s*</details>\s*$", re.IGNORECASE)

Parse = Callable[[str], list[Token]]
"""Reads a text into blocks."""


def unfolded(tokens: Sequence[Token], parse: Parse) -> Iterator[Token]:
    """The tokens, those tags each a block of its own, and what stands between them read as Markdown."""
    for at, token in enumerate(tokens):
        if token.type == "html_block":
            yield from _parted(token, parse)
            continue
        if token.type == "inline" and tokens[at - 1].type == "paragraph_open" and _END.search(token.content):
            token.content = _END.sub("", token.content)
            token.meta["ends"] = True
        yield token
        if token.type == "paragraph_close" and tokens[at - 1].meta.get("ends"):
            yield _block("</details>")


def _parted(token: Token, parse: Parse) -> Iterator[Token]:
    pieces = _TAG.split(token.content)
    if len(pieces) == 1 or not re.match(r"\s*</?details\b", token.content, re.IGNORECASE):
        yield token
        return
    for at, piece in enumerate(pieces):
        if at % 2:
            yield _block(piece)
        elif piece.strip():
            yield from unfolded(parse(piece), parse)


def _block(content: str) -> Token:
    return Token("html_block", "", 0, content=content)
