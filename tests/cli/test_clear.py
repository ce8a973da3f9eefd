"""`ai-jup clear -`, as a filter of Git's."""

import json

import nbformat
import pytest
from click.testing import CliRunner
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from ai_jup.cli.clear_command import clear_command


def test_a_notebook_is_filtered_from_standard_input_to_standard_output() -> None:
    kept = [
        new_markdown_cell("Wie groß?", metadata={"ai_jup": {"isPromptCell": True, "id": "p"}}),
        new_code_cell("x = 1"),
    ]
    answer = new_markdown_cell("So groß.", metadata={"ai_jup": {"isOutputCell": True, "prompt": "p"}})
    given = nbformat.writes(new_notebook(cells=[kept[0], answer, kept[1]]))
    done = CliRunner().invoke(clear_command, ["-"], input=given)
    assert done.exit_code == 0
    assert json.loads(done.stdout) == json.loads(nbformat.writes(new_notebook(cells=kept)))


@pytest.mark.parametrize("given", ["", "x", "{}", '{"nbformat": 3}', '{"nbformat": 5}', '{"nbformat": 4}', b"\xff"])
def test_what_is_no_notebook_is_refused_in_a_line(given: str | bytes) -> None:
    done = CliRunner().invoke(clear_command, ["-"], input=given)
    assert done.exit_code == 2 and done.stdout == ""
    assert len(done.stderr.splitlines()) == 1 and done.stderr.startswith("Error: Standard input ")
