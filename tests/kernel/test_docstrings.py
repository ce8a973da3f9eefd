"""What a docstring says of a function and its parameters."""

from __future__ import annotations

from typing import Any

import pytest

from ai_jup.kernel import Function, argument_problem, parameters
from ai_jup.kernel.docstrings import type_schema
from ai_jup.kernel.probe.signatures.functions import describe
from tests.kernel.offered import NULL, offered

GOOGLE = """Add up.

    Longer text.

    Args:
        x (int): the first
            of them
        y: the second

    Returns:
        the sum
    """

NUMPY = """Add up.

    Longer text.

    Parameters
    ----------
    x : int
        the first
        of them
    y
        the second

    Returns
    -------
    int
        the sum
    """

SPHINX = """Add up.

    Longer text.

    :param x: the first
        of them
    :param y: the second
    :returns: the sum
    """


@pytest.mark.parametrize("text", [GOOGLE, NUMPY, SPHINX], ids=["Google", "NumPy", "Sphinx"])
def test_a_docstring_describes_function_and_parameters(text: str) -> None:
    def f(x: int, y: int = 2, *, z: int = 3) -> int:
        return x + y + z

    f.__doc__ = text
    assert offered(f) == {
        "name": "f",
        "description": "Add up.\n\nLonger text.\n\nReturns: the sum",
        "parameters": {
            "type": "object",
            "properties": {
                "x": {"type": "integer", "description": "the first of them"},
                "y": {"type": "integer", "default": 2, "description": "the second"},
                "z": {"type": "integer", "default": 3},
            },
            "required": ["x"],
            "additionalProperties": False,
        },
    }


TYPED_GOOGLE = """Do it.

    Args:
        a (int): one
        b (list[float], optional): two
        c (np.ndarray): three
        d (int): four
        e (int): five
        *more (str): six
        **rest: and all
            others
    """

TYPED_NUMPY = """Do it.

    Parameters
    ----------
    a : int
        one
    b : list of floats, optional
        two
    c : np.ndarray
        three
    d : int
        four
    e : int
        five
    *more : str
        six
    **rest
        and all
        others
    """

TYPED_SPHINX = """Do it.

    :param int a: one
    :param b: two
    :type b: list[float]
    :param np.ndarray c: three
    :param int d: four
    :param e: five
    :type e: int
    :param str *more: six
    :param **rest: and all others
    """


@pytest.mark.parametrize("text", [TYPED_GOOGLE, TYPED_NUMPY, TYPED_SPHINX], ids=["Google", "NumPy", "Sphinx"])
def test_a_docstring_tells_the_types_that_the_signature_does_not(text: str) -> None:
    def f(a, b=None, c=None, d="auto", e: str = "x", *more, **rest):  # type: ignore[no-untyped-def]
        return a

    f.__doc__ = text
    made = offered(f)
    numbers = {"type": "array", "items": {"type": "number"}}
    assert made["parameters"]["properties"] == {
        "a": {"type": "integer", "description": "one"},
        "b": {"anyOf": [numbers, NULL], "default": None, "description": "two"},
        "c": {"default": None, "description": "three; type: np.ndarray"},
        # the default shows that it is not the whole truth
        "d": {"default": "auto", "description": "four; type: int"},
        "e": {"type": "string", "default": "x", "description": "five"},
        "more": {"type": "array", "items": {"type": "string"}, "description": "six"},
    }
    assert made["description"] == "Do it.\n\n**rest: and all others"
    told = describe(f)
    problem = argument_problem(parameters(Function("f", told["schema"], told["doc"], "")), {"a": "1"})
    assert problem == "a: '1' is not of type 'integer'."


@pytest.mark.parametrize(
    ("said", "schema"),
    [
        ("int", {"type": "integer"}),
        ("float, optional", {"type": "number"}),
        ("str (optional)", {"type": "string"}),
        ("dict", {"type": "object", "additionalProperties": True}),
        ("List[bool]", {"type": "array", "items": {"type": "boolean"}}),
        ("list", {"type": "array", "items": {}}),
        ("int or None", {"anyOf": [{"type": "integer"}, NULL]}),
        ("Optional[int]", {"anyOf": [{"type": "integer"}, NULL]}),
        ("int or str", None),
        ("{'a', 'b'}", None),
        ("array_like", None),
        ("int, default 3", None),
        ("list[np.ndarray]", None),
        ("print('canary')", None),
    ],
)
def test_plain_types_of_docstrings_are_read(said: str, schema: Any) -> None:
    assert type_schema(said) == schema
