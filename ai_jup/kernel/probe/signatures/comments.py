"""Comments behind parameters, as a function's source has them: `x: int,  # how many`."""

from __future__ import annotations

import inspect
import io
import re
import tokenize
from typing import Any, Iterable

LONGEST = 500
"""Characters of a comment."""

_DIRECTIVE = re.compile(r"#+\s*(type:|noqa|nosec|pragma|pylint:|fmt:|mypy:|pyright:|ruff:|isort:|yapf:|%%|!)", re.I)


def comments_of(function: Any) -> dict[str, str]:
    """The comment behind each parameter that has a line of its own; empty where the source cannot be had."""
    try:
        lines, _ = inspect.getsourcelines(function)
        tokens = list(_header(tokenize.generate_tokens(io.StringIO("".join(lines)).readline)))
    except Exception:  # no source, or one that cannot be parsed
        return {}
    return _behind(tokens)


def _header(tokens: Iterable[Any]) -> Iterable[Any]:
    """The tokens between the parentheses of `def name(...)`, with how deep they are."""
    depth, is_definition, is_inside = 0, False, False
    for token in tokens:
        is_definition = is_definition or (depth == 0 and token.type == tokenize.NAME and token.string == "def")
        if not is_definition:
            continue
        if token.type == tokenize.OP and token.string in ")]}":
            depth -= 1
            if is_inside and depth == 0:
                yield depth, token
                return
        if is_inside:
            yield depth, token
        if token.type == tokenize.OP and token.string in "([{":
            # variables of types stand before, in brackets of their own
            is_inside = is_inside or (depth == 0 and token.string == "(")
            depth += 1


def _behind(tokens: list[Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    on_line: dict[int, list[str]] = {}
    name, is_new = "", True
    for depth, token in tokens:
        line = token.start[0]
        if token.type == tokenize.COMMENT:
            # behind several parameters it is about all of them, on a line of its own about none
            text = token.string.lstrip("#: ").strip()
            if on_line.get(line) == [name] and text and not _DIRECTIVE.match(token.string):
                found[name] = " ".join(filter(None, [found.get(name), text]))[:LONGEST]
        elif token.type == tokenize.NAME and is_new:
            name, is_new = token.string, False
        if depth == 1 and token.type == tokenize.OP and token.string == ",":
            is_new = True
        # a star stands before the name that it belongs to
        if not is_new and token.type not in (tokenize.NL, tokenize.NEWLINE, tokenize.COMMENT):
            for each in range(line, token.end[0] + 1):
                on_line.setdefault(each, [])
                on_line[each] += [name] if name not in on_line[each] else []
    return found
