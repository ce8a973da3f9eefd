"""The references of a prompt: $`expression` for a value of the kernel, &`name` for a function that may be called.

The only grammar of Python's: what is parsed here is what runs. Of another language only the places are found here; what
stands there its kernel parses (`kernel/r/probe.R`). The editor's highlighting follows `schema/vectors/references.json`.
"""

import ast
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from ..translation import marked, say
from .spans import Span, reference_spans

MOST_PROBLEMS = 10
"""That are told of one prompt."""
LONGEST = 500
"""Characters of one reference."""


@dataclass(frozen=True)
class Reference:
    """One reference that can be read, or one that cannot and why."""

    kind: Literal["value", "function"]
    names: tuple[str, ...]
    """The expression; of functions, each dotted name. Empty where there is a problem."""
    start: int
    """Place of the `$` or `&` in the prompt's text, in characters from 0."""
    end: int
    """Place after the closing backtick."""
    problem: str | None = None
    """Why it cannot be read: one sentence, in the language of the page."""


@dataclass(frozen=True)
class References:
    """What a prompt names in the kernel, each once, in the prompt's order."""

    values: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    """Sentences, each with its place; the first of them."""

    def __bool__(self) -> bool:
        return bool(self.values or self.functions)


def is_python(language: str | None) -> bool:
    """Whether that is what a notebook's language means."""
    return (language or "python").lower() in ("python", "ipython")


def parse_references(text: str, language: str | None = None) -> References:
    """What a prompt names; references that cannot be read are told as problems. `language` is the notebook's."""
    found = list(references(text, language))
    problems = islice((each for each in found if each.problem), MOST_PROBLEMS)
    return References(
        values=_named(found, "value"),
        functions=_named(found, "function"),
        problems=tuple(_told(text, each) for each in problems),
    )


def references(text: str, language: str | None = None) -> Iterator[Reference]:
    """Every reference of a Markdown text, in order."""
    parses = is_python(language)
    for span in reference_spans(text):
        kind: Literal["value", "function"] = "value" if span.mark == "$" else "function"
        try:
            if not parses:
                names: tuple[str, ...] = (_content(span, f"{span.mark}`name`"),)
            else:
                names = (_value(span),) if kind == "value" else _functions(span)
            yield Reference(kind, names, span.start, span.end)
        except RecursionError:
            yield Reference(kind, (), span.start, span.end, say("it is nested too deeply."))
        except _Unreadable as error:
            yield Reference(kind, (), span.start, span.end, str(error))


class _Unreadable(Exception):
    """Why a reference cannot be read."""


def _value(span: Span) -> str:
    expression = _expression(span, "$`name`")
    for node in ast.walk(expression):
        _check(node)
    return ast.unparse(expression)


def _functions(span: Span) -> tuple[str, ...]:
    expression = _expression(span, "&`name`")
    nodes = expression.elts if isinstance(expression, ast.List) else [expression]
    if not nodes:
        raise _Unreadable(say("it does not name a function."))
    if any(isinstance(node, ast.Call) for node in nodes):
        raise _Unreadable(say("it calls the function; name it without parentheses."))
    if not all(map(_is_dotted, nodes)):
        raise _Unreadable(say("it is not a function's name; write `f`, `module.f`, or `[f, g]`."))
    return tuple(ast.unparse(node) for node in nodes)


def _content(span: Span, example: str) -> str:
    # as Markdown does: line breaks in a code span are spaces
    content = span.content.replace("\n", " ").strip()
    if not content:
        raise _Unreadable(say("it is empty; write {example}.", example=example))
    if len(content) > LONGEST:
        raise _Unreadable(say("it is longer than {limit} characters.", limit=LONGEST))
    return content


def _expression(span: Span, example: str) -> ast.expr:
    content = _content(span, example)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of escapes in strings, say
            return ast.parse(content, mode="eval").body
    except SyntaxError as error:
        raise _Unreadable(say("it is not a Python expression ({reason}).", reason=error.msg)) from None
    except (ValueError, MemoryError):
        raise _Unreadable(say("it is not a Python expression.")) from None


def _is_dotted(node: ast.expr) -> bool:
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name)


_READING = (
    *(ast.Name, ast.Load, ast.Attribute, ast.Subscript, ast.Slice, ast.Constant),
    *(ast.Tuple, ast.List, ast.Set, ast.Dict, ast.IfExp),
    *(ast.UnaryOp, ast.unaryop, ast.BinOp, ast.operator, ast.BoolOp, ast.boolop, ast.Compare, ast.cmpop),
)
"""What reads. Operators stand here although a class may define them: `df[df["x"] > 3]` is reading to everyone."""

_REFUSED: dict[type[ast.AST], str] = {
    ast.Call: marked(
        "it calls a function, and reading a value must not run code; assign the result to a name in a cell, "
        "or let the model call the function with &`name`."
    ),
    ast.Await: marked("it awaits something, and reading a value must not run code."),
    ast.NamedExpr: marked("it assigns to a name, and reading a value must not change anything."),
    ast.Yield: marked("it uses yield, which works only inside a function."),
    ast.YieldFrom: marked("it uses yield, which works only inside a function."),
    ast.Lambda: marked("it defines a function; refer to an existing function with &`name`."),
    # what they go through may be used up by it
    **dict.fromkeys(
        (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.Starred, ast.In, ast.NotIn),
        marked("it loops over something, which may use it up; assign the result to a name in a cell."),
    ),
    ast.JoinedStr: marked("it formats text; name the values in it instead."),
    # a result with a billion digits is made in one step that nothing can interrupt
    **dict.fromkeys((ast.Pow, ast.LShift), marked("its result may be too large to compute.")),
}


def _check(node: ast.AST) -> None:
    for kind, why in _REFUSED.items():
        if isinstance(node, kind):
            raise _Unreadable(say(why))
    if not isinstance(node, _READING):
        raise _Unreadable(say("it does more than read a value."))


def _named(found: Iterable[Reference], kind: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for each in found if each.kind == kind for name in each.names))


def _told(text: str, reference: Reference) -> str:
    line = text.count("\n", 0, reference.start) + 1
    column = reference.start - (text.rfind("\n", 0, reference.start) + 1) + 1
    shown = " ".join(text[reference.start : reference.end].split())
    shown = shown if len(shown) <= 60 else f"{shown[:58]}…`"
    return say(
        "{shown} (line {line}, column {column}) cannot be read: {reason}",
        shown=shown,
        line=line,
        column=column,
        reason=reference.problem,
    )
