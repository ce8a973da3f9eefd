"""Which answer belongs to which prompt, as the page has it too (src/__tests__/notebook/answeredprompts.spec.ts)."""

import pytest

from ai_jup.notebook import find_answers


def prompt(id=None):
    return {"isPromptCell": True, **({"id": id} if id else {})}


def answer(prompt=None):
    return {"isOutputCell": True, **({"prompt": prompt} if prompt else {})}


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ([prompt("a"), answer("a")], {0: 1}),
        ([prompt("a"), {}, prompt("b"), answer("b")], {0: None, 2: 3}),
        # the one nearest below where there are copies
        ([answer("a"), prompt("a"), answer("a"), answer("a")], {1: 2}),
        ([answer("a"), prompt("a")], {1: 0}),
        # earlier versions named no prompt
        ([prompt(), answer()], {0: 1}),
        ([prompt("a"), answer(), prompt("b")], {0: 1, 2: None}),
        ([prompt(), {}, answer()], {0: None}),
        ([prompt("a"), {"isOutputCell": True, "prompt": ["a"]}], {0: None}),
        ([answer("a")], {}),
    ],
)
def test_answers_are_found_with_their_prompts(cells, expected):
    notebook = [{"cell_type": "markdown", "metadata": {"ai_jup": ours}} for ours in cells]
    assert find_answers(notebook) == expected
