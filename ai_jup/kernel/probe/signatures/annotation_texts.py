"""Annotations that stand as text, as `from __future__ import annotations` leaves them."""

from __future__ import annotations

import ast
import collections
import sys
import typing
from typing import Any, Mapping

from ..evaluate import NotReading, evaluate

_MAKERS = {
    **{key: {"Field", "StringConstraints", "Query", "Path", "Body"} for key in ("pydantic", "fastapi", "sqlmodel")},
    "annotated_types": {"Ge", "Gt", "Le", "Lt", "Interval", "MultipleOf", "Len", "MinLen", "MaxLen"},
    "typing_extensions": {"Doc"},
    "msgspec": {"Meta"},
    "datetime": {"date", "datetime", "time", "timedelta"},
    "decimal": {"Decimal"},
}
_MAKERS["pydantic"] = _MAKERS["pydantic"] | {"conint", "confloat", "condecimal", "constr", "conbytes", "conlist"}
"""What may be called, of each library: it only notes its arguments."""


class Unread:
    """Stands for a call that is not made: in an annotation it says nothing, by itself it is its text."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __call__(self) -> None:
        """`typing` takes what can be called for a type."""


def resolve(annotation: Any, names: Mapping[str, Any]) -> Any:
    """An annotation that stands as text, read; what cannot be read stays text. Of calls only those are made that
    note limits and descriptions, such as `Field`."""
    if isinstance(annotation, typing.ForwardRef):
        annotation = annotation.__forward_arg__
    if isinstance(annotation, str):
        annotation = _read(annotation, _with_library(names))
    return annotation.text if isinstance(annotation, Unread) else annotation


def _with_library(names: Mapping[str, Any]) -> Mapping[str, Any]:
    """With those of the library that a module is of: what it imports for type checkers only mostly stands there."""
    name, _, inner = str(names.get("__name__", "")).partition(".")
    library = getattr(sys.modules.get(name), "__dict__", None) if inner else None
    return collections.ChainMap(names, library) if library else names  # type: ignore[arg-type]


def _read(text: str, names: Mapping[str, Any]) -> Any:
    try:
        return evaluate(text, names)
    except NotReading:
        return _read_with_calls(text, names)
    except Exception:
        return _read_without_items(text, names)


def _read_without_items(text: str, names: Mapping[str, Any]) -> Any:
    """`Series[float]` as `Series`, where the class takes no items when it is run; `list[int]` up to Python 3.8."""
    try:
        node = ast.parse(text, mode="eval").body
        kind = evaluate(node.value, names) if isinstance(node, ast.Subscript) else text
        return kind if isinstance(kind, type) else text
    except Exception:
        return text


def _read_with_calls(text: str, names: Mapping[str, Any]) -> Any:
    calls = _Calls(text, names)
    try:
        tree = calls.visit(ast.parse(text, mode="eval"))
        return evaluate(tree.body, collections.ChainMap(calls.made, names))  # type: ignore[arg-type]
    except Exception:
        return text


class _Calls(ast.NodeTransformer):
    """Puts names in the place of calls; `made` has what they stand for."""

    def __init__(self, text: str, names: Mapping[str, Any]) -> None:
        self._text = text
        self.made: dict[str, Any] = {}
        self._names: Any = collections.ChainMap(self.made, names)  # type: ignore[arg-type]

    def visit_Call(self, node: ast.Call) -> ast.Name:
        self.generic_visit(node)
        name = f"call {len(self.made)}"  # no user's name is like that
        self.made[name] = self._result(node)
        return ast.Name(id=name, ctx=ast.Load())

    def _result(self, node: ast.Call) -> Any:
        try:
            maker = evaluate(node.func, self._names)
            library = str(getattr(maker, "__module__", "")).partition(".")[0]
            if getattr(maker, "__name__", "") not in _MAKERS.get(library, ()):
                return Unread(self._text)
            named = {each.arg: self._argument(each.value) for each in node.keywords if each.arg}
            told = {name: value for name, value in named.items() if not isinstance(value, Unread)}
            return maker(*(evaluate(each, self._names) for each in node.args), **told)
        except Exception:
            return Unread(self._text)

    def _argument(self, node: ast.expr) -> Any:
        try:
            return evaluate(node, self._names)
        except Exception:  # one that cannot be read takes nothing from the others
            return Unread(self._text)
