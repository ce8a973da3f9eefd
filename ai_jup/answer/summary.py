"""What stands in sight of what folds: a line of HTML, in which no reader of Markdown looks, but MathJax does.

To both an entity is the sign that it names. So what could begin a formula stands in an element of its own, and in the
open only where a formula of allowed commands begins and ends.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from ..entities import unescaped
from . import code
from .math_rules import math_plugin
from .plain_text import cleaned
from .tex import allowed, displayed, in_one_line


def _price(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith("\\$", state.pos):
        return False
    if not silent:
        state.pending += "$"
    state.pos += 2
    return True


_READER = MarkdownIt("zero").enable("backticks").use(math_plugin)
_READER.inline.ruler.push("price", _price)
r"""Of Markdown it knows code and `\$` alone: in HTML `__init__` is no emphasis."""

_DROPPED = re.compile(r"</?(?:b|em|i|strong)>", re.IGNORECASE)
_ELEMENT = re.compile(r"<code>([^<]+)</code>|<span>&#(?:36|92);</span>", re.IGNORECASE)
_STRAY = re.compile(r"</?code>", re.IGNORECASE)
_SIGN = re.compile(r"&#(?:36|92);")


def summary(said: str) -> str:
    """A line of HTML as the model wrote it, written anew."""
    said = _DROPPED.sub("", said)
    written: list[str] = []
    at = 0
    for element in _ELEMENT.finditer(said):
        written += [_line(said[at : element.start()]), _code(_text(element[1])) if element[1] else element[0]]
        at = element.end()
    shown = "".join([*written, _line(said[at:])]).strip()
    # what begins with code is a call (`ai_jup/prompt/answers.py`)
    return f" {shown}" if shown.startswith("<code>") else shown


def _line(said: str) -> str:
    tokens: list[Token] = []
    _READER.inline.parse(_text(_STRAY.sub("", said)), _READER, {}, tokens)
    shown = ""
    for piece in map(_written, tokens):
        # or the sign that ends a formula would end none
        is_apart = not shown.endswith("&#36;") or not (piece.startswith("&#36;") or piece[:1].isdigit())
        shown += piece if is_apart else f" {piece}"
    return shown


def _text(said: str) -> str:
    return re.sub(r"\s+", " ", cleaned(unescaped(said)))


def _written(token: Token) -> str:
    match token.type:
        case "code_inline":
            return _code(token.content)
        case "math_inline":
            tex = allowed(token.content)
            if tex is None:
                return _code(token.content.strip())
            return f"&#36;{code.entities(in_one_line(displayed(tex) if token.info else tex))}&#36;"
    return _SIGN.sub(r"<span>\g<0></span>", code.entities(token.content))


def _code(text: str) -> str:
    return f"<code>{code.entities(text) or ' '}</code>"
