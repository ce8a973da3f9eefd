"""A code cell is sent as what it is: in the fence of its own language."""

from __future__ import annotations

from typing import Any

import pytest

from ai_jup.prompt import compose
from ai_jup.wire import PromptRequest
from tests.prompt.requests import body, code


def _fence(cell: dict[str, Any], language: str | None) -> str:
    asked = body(cell)
    asked["notebook"]["language"] = language
    [sent] = compose(PromptRequest.model_validate(asked)).cells
    return sent.text.split("\n")[1].strip("`")


@pytest.mark.parametrize(
    ("source", "fence"),
    [
        ("x = 1", "python"),
        ("%%R -i df\nsummary(df)", "r"),
        ("\n%%sql\nselect 1", "sql"),
        ("%%bigquery frame\nselect 1", "sql"),
        ("%%bash\nls", "bash"),
        ("%%!\nls", "bash"),
        ("%%HTML\n<b>a</b>", "html"),
        ("%%javascript\nalert(1)", "javascript"),
        ("%%script /usr/bin/perl -w\nprint 1", "perl"),
        ("%%capture out\n%%R\nx", "r"),
        ("%%time\nx = 1", "python"),
        ("%%writefile a.py\nx = 1", "python"),
        ("%%mine\nx = 1", "python"),
        ("x = 1\n%%R", "python"),
        ("#!/bin/bash", "python"),
    ],
)
def test_by_a_magic_in_its_first_line(source: str, fence: str) -> None:
    assert _fence(code(source), "python") == fence
    assert _fence(code(source), None) == fence


@pytest.mark.parametrize(
    ("metadata", "fence"),
    [
        ({"kernel": "ir"}, "r"),
        ({"kernel": "SoS"}, "python"),
        ({"kernel": "Bash"}, "bash"),
        ({"dotnet_interactive": {"language": "fsharp"}, "polyglot_notebook": {"kernelName": "sql"}}, "sql"),
        ({"dotnet_interactive": {"language": "csharp"}}, "csharp"),
        ({"vscode": {"languageId": "shellscript"}}, "bash"),
        ({"language": "a`b"}, "python"),
        ({"kernel": 7, "vscode": None, "dotnet_interactive": "sql"}, "python"),
        ({"vscode": {}}, "python"),
    ],
)
def test_by_what_its_metadata_say(metadata: dict[str, Any], fence: str) -> None:
    assert _fence({**code("x"), "metadata": metadata}, "python") == fence


@pytest.mark.parametrize(
    ("language", "source", "fence"),
    [("R", "x", "r"), ("julia", "x", "julia"), ("SQL", "select 1", "sql"), ("C#", "#!pwsh\nls", "powershell")],
)
def test_of_a_notebook_in_another_language(language: str, source: str, fence: str) -> None:
    assert _fence(code(source), language) == fence
