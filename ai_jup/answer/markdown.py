"""A model's Markdown in a normal form: what one reader takes for text, code or a formula, every other does too."""

import re
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from . import code
from .blocks import Writer
from .inline import Place, inline
from .math_rules import math_plugin
from .nodes import tree

_READER = MarkdownIt("commonmark", {"html": True, "maxNesting": 60}).enable(["table", "strikethrough"]).use(math_plugin)

_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_LINE_END = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")

References = tuple[tuple[str, str], ...]


def normal(text: str) -> str:
    """Markdown that shows what the text does, and neither loads nor runs anything, whoever reads it.

    HTML is text but for a few tags without attributes, pictures are links, formulas have allowed commands only. Of its
    own result it changes nothing.
    """
    text = _CONTROL.sub("\ufffd", _LINE_END.sub("\n", text))
    environment: dict[str, dict[str, dict[str, str]]] = {}
    tokens: list[Token] = []
    _READER.block.parse(text, _READER, environment, tokens)
    references = tuple((label, each["href"]) for label, each in environment.get("references", {}).items())
    return Writer(lambda content, place: _line(content, place, references)).write(tree(tokens))


@lru_cache(maxsize=4096)
def _line(content: str, place: Place, references: References) -> str:
    """Remembered: an answer is read again and again while it comes, and only its end is new."""
    environment = {"references": {label: {"title": "", "href": href} for label, href in references}}
    tokens: list[Token] = []
    _READER.inline.parse(content, _READER, environment, tokens)
    return inline(tree(tokens), place)


def as_code(text: str) -> str:
    """A text as it is, all of it code."""
    return code.block(text, "text", contained=False)
