"""Functions, classes and modules as text: their source where it can be had, else what they tell of themselves."""

from __future__ import annotations

import ast
import enum
import inspect
import linecache
import types
from typing import Any, Iterable

from .text import as_text, said, shorten

SOURCE = 4_000
"""Characters of a source."""
CELLS = 500
"""Cells, the last ones, in which a class's source is looked for."""
MEMBERS = 60
"""Members of a class that are listed."""
DOCUMENTATION = 1_000
LINE = 200
"""Characters that a member of a class takes."""


def definition_text(value: Any) -> str | None:
    """A function's, class's or module's text; null for anything else."""
    if inspect.ismodule(value):
        return _module(value)
    if inspect.isclass(value):
        source = _class_source(value)
        return shorten(source, SOURCE) if source else _class(value)
    return _function(value) if inspect.isroutine(value) else None


def _function(value: Any) -> str:
    try:
        return shorten(inspect.getsource(value), SOURCE)
    except (OSError, TypeError):
        pass
    text = "{}{}".format(getattr(value, "__qualname__", repr(value)), _signature(value))
    return "{}\n{}".format(text, shorten(inspect.getdoc(value) or "", DOCUMENTATION))


def _signature(value: Any) -> str:
    try:
        return str(inspect.signature(value))
    except Exception:  # what a decorator left in its place can raise anything
        return "(...)"


def _module(value: Any) -> str:
    names = [name for name in vars(value) if not name.startswith("_")]
    text = shorten(inspect.getdoc(value) or "", 500)
    return "{!r}\n{}\nnames: {}".format(value, text, shorten(", ".join(names), 1_500))


def _class_source(kind: Any) -> str | None:
    """Of a class in a file Python knows the source; one of a notebook is looked for in the cells that ran."""
    if kind.__module__ != "__main__":
        try:
            return inspect.getsource(kind)
        except Exception:  # OSError, TypeError, and what cannot be parsed
            return None
    found = {source for text in _cells(kind) for source in _definitions(text, kind)}
    # of several that could be it, none is known to be
    return found.pop() if len(found) == 1 else None


def _cells(kind: Any) -> Iterable[str]:
    """Where a class of the notebook may stand: the cell that its methods are from, else every cell."""
    # what is in no file has no time of change; older versions of IPython keep a list
    known = getattr(linecache, "_ipython_cache", {})
    cells = [name for name, entry in list(linecache.cache.items()) if entry[1:2] == (None,) or name in known]
    files = {each.__code__.co_filename for each in _own_functions(kind)} & set(cells)
    for name in files or cells[-CELLS:]:
        lines = linecache.getlines(name)
        if any(kind.__name__ in line for line in lines):
            yield "".join(lines)


def _own_functions(kind: Any) -> Iterable[Any]:
    for value in vars(kind).values():
        value = getattr(value, "__func__", getattr(value, "fget", value))
        if isinstance(value, types.FunctionType) and value.__qualname__.startswith(kind.__qualname__ + "."):
            yield value


def _definitions(text: str, kind: Any) -> Iterable[str]:
    """The statements of a cell that define a class of this name with these members."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):  # magics
        return
    lines = text.splitlines(keepends=True)
    for node in _classes(tree, kind.__qualname__.replace(".<locals>", "").split(".")):
        end = getattr(node, "end_lineno", None)
        if end is not None and _names_in(node) <= set(vars(kind)) | set(getattr(kind, "__members__", ())):
            begin = min([node.lineno, *(each.lineno for each in node.decorator_list)])
            yield "".join(lines[begin - 1 : end])


def _classes(tree: Any, path: list[str]) -> Iterable[Any]:
    for node in getattr(tree, "body", ()):
        if getattr(node, "name", None) == path[0]:
            if len(path) > 1:
                yield from _classes(node, path[1:])
            elif isinstance(node, ast.ClassDef):
                yield node


def _names_in(node: Any) -> set[str]:
    """Functions, classes and plain names that a class's body binds."""
    found = set()
    for each in node.body:
        if isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            found.add(each.name)
        elif isinstance(each, ast.Assign):
            found |= {target.id for target in each.targets if isinstance(target, ast.Name)}
    return {name if not _is_private(name) else f"_{node.name.lstrip('_')}{name}" for name in found}


def _is_private(name: str) -> bool:
    return name.startswith("__") and not name.endswith("__")


def _class(kind: Any) -> str:
    """Bases, the docstring of its own, and what it has."""
    bases = ", ".join(base.__qualname__ for base in kind.__bases__ if base is not object)
    head = f"class {kind.__qualname__}({bases})" if bases else f"class {kind.__qualname__}"
    own = vars(kind).get("__doc__")
    # enumerations have a text of Python's own
    is_said = isinstance(own, str) and not (isinstance(kind, enum.EnumMeta) and own == enum.Enum.__doc__)
    lines = [head, *([shorten(inspect.cleandoc(own), DOCUMENTATION)] if is_said and own else [])]
    return "\n".join([*lines, *_listed(kind)])


def _listed(kind: Any) -> list[str]:
    if isinstance(kind, enum.EnumMeta):
        made: Any = kind.__members__
        members = [(name, member.value) for name, member in made.items()]
    else:
        members = [(name, value) for name, value in vars(kind).items() if _is_shown(name)]
    more = [f"  ... {len(members) - MEMBERS:,} more"] if len(members) > MEMBERS else []
    return [*(f"  {shorten(_member(name, value), LINE)}" for name, value in members[:MEMBERS]), *more]


def _is_shown(name: str) -> bool:
    return not name.startswith("_") or name in ("__init__", "__call__")


def _member(name: str, value: Any) -> str:
    inner = getattr(value, "__func__", value)
    if inspect.isroutine(inner) or inspect.isclass(inner):
        return f"{name}{_signature(inner)}" if not inspect.isclass(inner) else f"class {name}"
    if isinstance(value, property):
        return f"{name} (property)"
    try:
        return f"{name} = {as_text(value, max(LINE - len(name) - 3, LINE // 2))}"
    except Exception as error:
        return f"{name}, whose repr failed: {said(error)}"
