"""A model's Markdown in a normal form: what one reader takes for text, code or a formula, every other does too."""

from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from .blocks import Writer
from .details import unfolded
from .inline import Place, inline
from .math_rules import math_plugin
from .nodes import tree
from .plain_text import cleaned


def _entities(state: StateInline) -> None:
    """What an entity stands for is cleaned as the text was that it stood in."""
    for token in state.tokens:
        if token.type == "text_special":
            token.content = cleaned(token.content)


def _plugin(markdown: MarkdownIt) -> None:
    math_plugin(markdown)
    markdown.inline.ruler2.push("entities", _entities)


_READER = MarkdownIt("commonmark", {"html": True, "maxNesting": 60}).enable(["table", "strikethrough"]).use(_plugin)

_WITHOUT_LINKS = MarkdownIt("commonmark", {"html": True, "maxNesting": 60})
_WITHOUT_LINKS.enable("strikethrough").disable(["link", "image"]).use(_plugin)
MOST_BRACKETS = 300
"""In one paragraph: where there are more, none is a link's. For each the end is looked for in all that follows."""

References = tuple[tuple[str, str], ...]


def normal(text: str) -> str:
    """Markdown that shows what the text does, and neither loads nor runs anything, whoever reads it.

    HTML is text but for a few tags without attributes, pictures are links, formulas have allowed commands only. Of its
    own result it changes nothing.
    """
    text = cleaned(text)
    environment: dict[str, dict[str, dict[str, str]]] = {}

    def parse(part: str) -> list[Token]:
        read: list[Token] = []
        _READER.block.parse(part, _READER, environment, read)
        return read

    tokens = list(unfolded(parse(text), parse))
    references = tuple((label, each["href"]) for label, each in environment.get("references", {}).items())
    return Writer(lambda content, place: _line(content, place, references)).write(tree(tokens))


def last_block(text: str) -> int:
    """Where the last block of a text begins, which may be open."""
    tokens: list[Token] = []
    _READER.block.parse(text, _READER, {}, tokens)
    first = max((token.map[0] for token in tokens if token.map and token.level == 0), default=0)
    return sum(len(line) + 1 for line in text.split("\n")[:first])


@lru_cache(maxsize=4096)
def _line(content: str, place: Place, references: References) -> str:
    """Remembered: an answer is read again and again while it comes, and only its end is new."""
    environment = {"references": {label: {"title": "", "href": href} for label, href in references}}
    tokens: list[Token] = []
    reader = _READER if content.count("[") <= MOST_BRACKETS else _WITHOUT_LINKS
    reader.inline.parse(content, reader, environment, tokens)
    return inline(tree(tokens), place)
