"""Classes that JSON has no type for, and what stands for them: a list for an array, text for a moment, the name of a
variable for a frame. Nothing is imported for it: where the class is, its library is."""

from __future__ import annotations

import fractions
import ipaddress
import numbers
import re
import sys
from typing import Any, Callable, Dict, Tuple

from ..variables import variable

Schema = Dict[str, Any]
Conversion = Callable[[Any], Any]
Rule = Tuple[Schema, Conversion]

_FRAMES = {
    *(("pandas", "DataFrame"), ("polars", "DataFrame"), ("polars", "LazyFrame"), ("pyarrow", "Table")),
    *(("pyspark", "DataFrame"), ("dask", "DataFrame"), ("modin", "DataFrame"), ("cudf", "DataFrame")),
    *(("xarray", "DataArray"), ("xarray", "Dataset"), ("narwhals", "DataFrame"), ("ibis", "Table")),
}
_TEXT: Schema = {"type": "string"}
_LIST: Schema = {"type": "array", "items": {}}


def _text_of(what: str) -> Schema:
    return {"type": "string", "description": what}


def _bytes(kind: Any) -> Conversion:
    return lambda text: kind(text.encode())


_ENCODED = "text, passed as its bytes in UTF-8"
_PLAIN: dict[Any, Callable[[Any], Rule]] = {
    bytes: lambda kind: (_text_of(_ENCODED), _bytes(kind)),
    bytearray: lambda kind: (_text_of(_ENCODED), _bytes(kind)),
    fractions.Fraction: lambda kind: (_text_of("a fraction such as 1/3"), kind),
    re.Pattern: lambda kind: (_text_of("a regular expression"), re.compile),
    range: lambda kind: (
        {"type": "array", "items": {"type": "integer"}, "minItems": 1, "maxItems": 3, "description": "as in range()"},
        lambda bounds: range(*bounds),
    ),
    **{
        each: lambda kind: (_text_of(f"an {kind.__name__}"), kind)
        for each in (ipaddress.IPv4Address, ipaddress.IPv6Address, ipaddress.IPv4Network, ipaddress.IPv6Network)
    },
    numbers.Integral: lambda kind: ({"type": "integer"}, lambda value: value),
    **{
        each: lambda kind: ({"type": "number"}, lambda value: value)
        for each in (numbers.Number, numbers.Complex, numbers.Real, numbers.Rational)
    },
}


def _moment(kind: Any) -> Rule:
    return {"type": "string", "format": "date-time"}, kind


_LIBRARIES: dict[tuple[str, str], Callable[[Any], Rule]] = {
    ("pandas", "Timestamp"): _moment,
    ("numpy", "datetime64"): _moment,
    ("pandas", "Timedelta"): lambda kind: (_text_of('a duration such as "2 days 03:00:00"'), kind),
    ("pandas", "Period"): lambda kind: (_text_of('a period such as "2024-01"'), kind),
    ("pandas", "Series"): lambda kind: _list_or_name(kind),
    ("pandas", "Index"): lambda kind: _list_or_name(kind),
    ("polars", "Series"): lambda kind: _list_or_name(kind),
    ("zoneinfo", "ZoneInfo"): lambda kind: (_text_of("a time zone such as Europe/Berlin"), kind),
    ("numpy", "ndarray"): lambda kind: (_LIST, sys.modules["numpy"].asarray),
    ("numpy", "bool"): lambda kind: ({"type": "boolean"}, kind),
    ("numpy", "bool_"): lambda kind: ({"type": "boolean"}, kind),
    ("numpy", "integer"): lambda kind: ({"type": "integer"}, kind),
    ("numpy", "floating"): lambda kind: ({"type": "number"}, kind),
    ("numpy", "str_"): lambda kind: (_TEXT, kind),
    ("torch", "Tensor"): lambda kind: (_LIST, sys.modules["torch"].as_tensor),
}


def rule_for(annotation: Any, origin: Any, arguments: tuple[Any, ...]) -> Rule | None:
    """The schema of a class, and what makes one of what fits it; null where there is no plain rule."""
    if annotation is _named("numpy.typing", "ArrayLike"):
        return _LIST, lambda value: value
    kind = origin if isinstance(origin, type) else annotation
    if not isinstance(kind, type):
        return None
    if kind in _PLAIN:
        return _PLAIN[kind](kind)
    for base in kind.__mro__:
        place = (base.__module__.partition(".")[0], base.__name__)
        if place in _FRAMES:
            return _frame(kind)
        if place == ("numpy", "ndarray") and arguments:
            return _typed_array(arguments)
        if place in _LIBRARIES:
            return _LIBRARIES[place](kind)
    return None


def _named(module: str, name: str) -> Any:
    # an own object, so that nothing is like what is not there
    return getattr(sys.modules.get(module), name, object())


def _frame(kind: Any) -> Rule:
    library = kind.__module__.partition(".")[0]
    shown = kind.__name__ if library == "__main__" else f"{library}.{kind.__name__}"
    told = f"the name of a variable of the notebook that holds a {shown}"
    return _text_of(told), lambda name: name if isinstance(name, kind) else variable(name, kind)


def _list_or_name(kind: Any) -> Rule:
    """The values of a series, or the name of a variable, as of a frame."""
    named, from_name = _frame(kind)
    return {"anyOf": [_LIST, named]}, lambda value: kind(value) if isinstance(value, list) else from_name(value)


def _typed_array(arguments: tuple[Any, ...]) -> Rule:
    """`NDArray[numpy.float64]`: of the type of its items too."""
    numpy = sys.modules["numpy"]
    items = getattr(arguments[-1], "__args__", (None,))[0]
    if not (isinstance(items, type) and issubclass(items, numpy.generic)):
        return _LIST, numpy.asarray
    # matrices are arrays of arrays, so the type of the items is told in words
    told = {**_LIST, "description": f"of type {items.__name__}"}
    return told, lambda values: numpy.asarray(values, dtype=items)
