"""What a user is told of references that cannot be used."""

from __future__ import annotations

from ai_jup.kernel.errors import FunctionsNeedPython, ReferenceUndefined, SeveralUnusable


def test_of_several_each_says_what_there_is_instead() -> None:
    near = ReferenceUndefined("$`nam`", "the name 'nam' is not defined", ["name"])
    lacks = ReferenceUndefined(
        "$`df['zz']`", "an object of type DataFrame has no item 'zz'", [], "Its columns are 'a'."
    )
    told = SeveralUnusable([near, lacks]).to_detail()
    assert told.message == (
        "$`nam`: the name 'nam' is not defined. $`df['zz']`: an object of type DataFrame has no item 'zz'."
    )
    assert told.hint == (
        "For $`nam`, did you mean `name`? $`df['zz']`: Its columns are 'a'. "
        "Change the references, or run the cells that define them, and run the prompt again."
    )


def test_what_is_wrong_with_all_functions_is_said_once() -> None:
    several = [FunctionsNeedPython("R"), FunctionsNeedPython("R"), ReferenceUndefined("$`x`", "it is not defined", [])]
    told = SeveralUnusable(several).to_detail()
    assert told.code == "kernel-not-python"
    assert told.message == (
        "Functions need a Python kernel, but this notebook's kernel uses R. $`x`: it is not defined."
    )
