"""Reads an expression step by step: names, attributes, items, operators. Nothing in it is called."""

from __future__ import annotations

import ast
import builtins
import collections
import difflib
import inspect
import itertools
import operator
from typing import Any, Iterable, Mapping

from .sentences import Sentence, marked

NEAR = 3
"""Similar names that are told."""
TOLD = 8
"""Keys or columns that are told where there is no such one."""
LARGEST = 1_000_000
"""Items of a repeated list or text."""
LOOKED_AT = 5_000
"""Names among which similar ones are looked for."""

_BINARY = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.MatMult: operator.matmul,
    ast.BitAnd: operator.and_,
    ast.BitOr: operator.or_,
    ast.BitXor: operator.xor,
    ast.RShift: operator.rshift,
}
_UNARY = {ast.USub: operator.neg, ast.UAdd: operator.pos, ast.Invert: operator.invert, ast.Not: operator.not_}
_COMPARING = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
}


class Undefined(Exception):
    """A name, attribute or item that does not exist; `near` are similar ones that do.

    `exists` tells what the object has instead; null for a name, which a cell may yet define.
    """

    def __init__(self, what: Sentence, near: Iterable[str] = (), exists: str | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.near = list(near)
        self.exists = exists


class NotReading(Exception):
    """The expression does more than read."""

    def __init__(self, why: Sentence) -> None:
        super().__init__(why)
        self.why = why


def evaluate(expression: Any, names: Mapping[str, Any]) -> Any:
    """The value of an expression, which may be parsed already; raises `Undefined`, `NotReading`, or what the user's
    objects raise."""
    node = ast.parse(expression, mode="eval").body if isinstance(expression, str) else expression
    return _value(node, names)


def _value(node: Any, names: Mapping[str, Any]) -> Any:
    reader = _READERS.get(type(node))
    if reader is None:
        raise NotReading(marked("it does more than read a value"))
    return reader(node, names)


def _name(node: Any, names: Mapping[str, Any]) -> Any:
    if node.id in names:
        return names[node.id]
    if hasattr(builtins, node.id):
        return getattr(builtins, node.id)
    # IPython puts some of Python's own names, such as `open`, among the user's
    known = [name for name in names if isinstance(name, str) and not (name.startswith("_") or hasattr(builtins, name))]
    raise Undefined(marked("the name {name} is not defined", name=repr(node.id)), similar(node.id, known))


def _attribute(node: Any, names: Mapping[str, Any]) -> Any:
    owner = _value(node.value, names)
    try:
        return getattr(owner, node.attr)
    except AttributeError:
        if _has(owner, node.attr):  # a property that fails is there
            raise
        near = similar(node.attr, _names_of(owner))
        raise Undefined(_no_attribute(owner, repr(node.attr)), near, _contents(owner)) from None


def _has(owner: Any, name: str) -> bool:
    try:
        inspect.getattr_static(owner, name)
    except AttributeError:
        return False
    return True


def _item(node: Any, names: Mapping[str, Any]) -> Any:
    owner, key = _value(node.value, names), _value(node.slice, names)
    try:
        if _makes(owner, key):
            raise KeyError
        return owner[key]
    except (KeyError, IndexError):
        known = [key for key in itertools.islice(_keys(owner), LOOKED_AT) if isinstance(key, str)]
        what = marked("an object of type {type} has no item {item}", type=_kind(owner), item=_brief(node.slice))
        near = similar(key, known) if isinstance(key, str) else []
        raise Undefined(what, map(repr, near), _contents(owner)) from None


def _makes(owner: Any, key: Any) -> bool:
    """Whether a missing item would be made by being read, as a defaultdict does."""
    if isinstance(owner, collections.ChainMap):
        for part in owner.maps:
            if key in part or _makes(part, key):
                return key not in part
        return False
    missing = getattr(type(owner), "__missing__", None)
    return missing not in (None, collections.Counter.__missing__) and key not in owner


def _keys(owner: Any) -> Iterable[Any]:
    return owner if isinstance(owner, dict) else getattr(owner, "columns", ())


def _contents(owner: Any) -> Sentence | str:
    """What an object has, as a sentence; empty if that cannot be told briefly."""
    try:
        if isinstance(owner, (list, tuple)):
            return _length(len(owner))
        keys = [repr(key) for key in itertools.islice(_keys(owner), TOLD + 1)]
        told = ", ".join(key if len(key) <= 40 else key[:39] + "…" for key in keys[:TOLD])
        told += ", …" if len(keys) > TOLD else ""
        if keys and isinstance(owner, dict):
            return marked("Its keys are {names}.", names=told)
        if keys:
            return marked("Its columns are {names}.", names=told)
        shape = getattr(owner, "shape", None)
        return marked("Its shape is {shape}.", shape=shape) if type(shape) is tuple and len(shape) < TOLD else ""
    except Exception:  # what the user's own objects raise
        return ""


def _length(size: int) -> Sentence:
    if size == 0:
        return marked("It is empty.")
    if size == 1:
        return marked("It has one item, 0.")
    return marked("It has {number} items, 0 to {last}.", number=f"{size:,}", last=size - 1)


def _slice(node: Any, names: Mapping[str, Any]) -> slice:
    return slice(*(part and _value(part, names) for part in (node.lower, node.upper, node.step)))


def _both(node: Any, names: Mapping[str, Any]) -> Any:
    value = None
    for part in node.values:
        value = _value(part, names)
        if bool(value) is isinstance(node.op, ast.Or):
            break
    return value


def _compared(node: Any, names: Mapping[str, Any]) -> Any:
    left, result = _value(node.left, names), True
    for comparison, part in zip(node.ops, node.comparators):
        right = _value(part, names)
        result = _operator(_COMPARING, comparison)(left, right)
        if len(node.ops) > 1 and not result:
            break
        left = right
    return result


def _operator(table: Mapping[Any, Any], node: Any) -> Any:
    if type(node) not in table:
        raise NotReading(marked("this operator is not supported"))
    return table[type(node)]


def _joined(kind: Any, left: Any, right: Any) -> Any:
    """Of two values; neither repeats a text until memory is full, nor formats one, which runs its parts' code."""
    if isinstance(kind, ast.Mod) and isinstance(left, (str, bytes, bytearray)):
        raise NotReading(marked("it formats text"))
    if isinstance(kind, ast.Mult) and max(_repeated(left, right), _repeated(right, left)) > LARGEST:
        raise NotReading(marked("its result would be too large"))
    return _operator(_BINARY, kind)(left, right)


def _repeated(items: Any, times: Any) -> int:
    is_many = isinstance(items, (str, bytes, bytearray, list, tuple, collections.deque)) and isinstance(times, int)
    return len(items) * times if is_many else 0


_READERS = {
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.Subscript: _item,
    ast.Slice: _slice,
    ast.Constant: lambda node, names: node.value,
    ast.Tuple: lambda node, names: tuple(_value(part, names) for part in node.elts),
    ast.List: lambda node, names: [_value(part, names) for part in node.elts],
    ast.Set: lambda node, names: {_value(part, names) for part in node.elts},
    ast.Dict: lambda node, names: {_value(k, names): _value(v, names) for k, v in zip(node.keys, node.values)},
    ast.IfExp: lambda node, names: _value(node.body if _value(node.test, names) else node.orelse, names),
    ast.UnaryOp: lambda node, names: _operator(_UNARY, node.op)(_value(node.operand, names)),
    ast.BinOp: lambda node, names: _joined(node.op, _value(node.left, names), _value(node.right, names)),
    ast.BoolOp: _both,
    ast.Compare: _compared,
}
# up to Python 3.8 the index of an item stands in nodes of its own
if hasattr(ast, "Index"):
    _READERS[ast.Index] = lambda node, names: _value(node.value, names)
if hasattr(ast, "ExtSlice"):
    _READERS[ast.ExtSlice] = lambda node, names: tuple(_value(part, names) for part in node.dims)


def similar(name: str, known: Iterable[str]) -> list[str]:
    """Names that one may have meant."""
    known = list(itertools.islice(known, LOOKED_AT))
    folded = {each.lower(): each for each in reversed(known)}
    close = difflib.get_close_matches(name.lower(), list(folded), NEAR, 0.7)
    return [folded[each] for each in close]


def _names_of(owner: Any) -> list[str]:
    try:
        return [name for name in dir(owner) if isinstance(name, str) and not name.startswith("_")]
    except Exception:  # a __dir__ of the user's
        return []


def _no_attribute(owner: Any, name: str) -> Sentence:
    if inspect.ismodule(owner):
        return marked("module {module} has no attribute {name}", module=owner.__name__, name=name)
    return marked("an object of type {type} has no attribute {name}", type=_kind(owner), name=name)


def _kind(owner: Any) -> str:
    return type(owner).__name__


def _brief(node: Any) -> str:
    text = ast.unparse(node) if hasattr(ast, "unparse") else "of that key"
    return text if len(text) <= 60 else text[:59] + "…"
