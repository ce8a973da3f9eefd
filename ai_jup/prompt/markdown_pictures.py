"""The pictures that a Markdown text shows, read as JupyterLab reads it."""

from collections.abc import Iterator
from functools import lru_cache
from html.parser import HTMLParser
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

from .inline_pictures import INLINE

MOST_BRACKETS = 2_000
"""In one text: of more, none is a picture's. For each the end is looked for in all that follows."""
HTML = 50_000
"""Characters of one piece of HTML that are read; Python's reader takes the square of some that are made for it."""
_ATTACHMENT = "attachment:"

_READER = MarkdownIt("commonmark", {"html": True, "maxNesting": 60}).enable(["table", "strikethrough"])
# an address is looked up, or named: never followed
_READER.normalizeLink = lambda url: url  # type: ignore[method-assign]
_READER.validateLink = lambda url: True  # type: ignore[method-assign]


class ShownPictures(NamedTuple):
    """What a text shows, in its order, each once."""

    attachments: tuple[str, ...] = ()
    """Names of its cell's attachments, as an address has them."""
    linked: tuple[str, ...] = ()
    """Addresses of files or of the network."""


def shown_pictures(source: str) -> ShownPictures:
    """The pictures of a text without `data:` addresses."""
    if "![" not in source and "<img" not in source.lower():
        return ShownPictures()
    return _read(source)


@lru_cache(maxsize=512)
def _read(source: str) -> ShownPictures:
    """Remembered: the same notebook is read for each prompt."""
    if source.count("[") > MOST_BRACKETS:
        return ShownPictures()
    found = list(dict.fromkeys(address for address in _addresses(_READER.parse(source)) if address))
    attachments = (address[len(_ATTACHMENT) :] for address in found if address.lower().startswith(_ATTACHMENT))
    # a picture that was taken out of the text has its name as its address
    linked = (address for address in found if not address.lower().startswith((_ATTACHMENT, "data:", INLINE)))
    return ShownPictures(tuple(attachments), tuple(linked))


def _addresses(tokens: list[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type == "image":
            yield str(token.attrGet("src") or "")
        elif token.type in ("html_block", "html_inline") and "<img" in token.content[:HTML].lower():
            yield from _in_html(token.content[:HTML])
        if token.children and token.type != "image":
            yield from _addresses(token.children)


def _in_html(html: str) -> Iterator[str]:
    reader = _Images()
    reader.feed(html)
    reader.close()
    yield from reader.addresses


class _Images(HTMLParser):
    """The pictures of a piece of HTML, of which Markdown gives one tag or some lines."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img":
            self.addresses.append((dict(attrs).get("src") or "").strip())
