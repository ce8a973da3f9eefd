"""What nbconvert says of prompts and answers: by its command line, and by JupyterLab's server."""

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

pytestmark = pytest.mark.once

CONFIG = Path(__file__).parent.parent.parent / "jupyter-config" / "nbconvert"
PROMPT = {"ai_jup": {"isPromptCell": True, "id": "p"}}
CELLS = [
    new_markdown_cell("Compare $`arr` with $`cfg`, and $x$.", metadata=PROMPT),
    new_markdown_cell(
        "# They differ.",
        metadata={"ai_jup": {"isOutputCell": True, "prompt": "p", "run": {"answered_by": "gpt-4o-2024-08-06"}}},
    ),
    new_markdown_cell("By *whom*?", metadata=PROMPT),
    new_markdown_cell("Me.", metadata={"ai_jup": {"isOutputCell": True, "run": {"answered_by": "<b>$x$"}}}),
    new_markdown_cell("Mine."),
    new_code_cell("x = 1"),
]


def notebook_in(folder: Path) -> Path:
    path = folder / "asked.ipynb"
    metadata = {"language_info": {"name": "python", "file_extension": ".py", "nbconvert_exporter": "python"}}
    nbformat.write(new_notebook(cells=CELLS, metadata=metadata), path)
    return path


def exported(folder: Path, kind: str, monkeypatch) -> str:
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", str(CONFIG))
    command = [sys.executable, "-m", "nbconvert", "--to", kind, "--stdout", str(notebook_in(folder))]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_a_line_says_what_is_a_prompt_and_what_an_answer_and_whose(tmp_path, monkeypatch) -> None:
    lines = [line for line in exported(tmp_path, "markdown", monkeypatch).splitlines() if line.strip()]
    assert lines == [
        "**Prompt**",
        "Compare $`arr` with $`cfg`, and $x$.",
        "**Answer by gpt-4o-2024-08-06**",
        "# They differ.",
        "**Prompt**",
        "By *whom*?",
        "**Answer**",
        "Me.",
        "Mine.",
        "```python",
        "x = 1",
        "```",
    ]


def test_a_script_has_it_as_remarks(tmp_path, monkeypatch) -> None:
    script = exported(tmp_path, "script", monkeypatch)
    assert script.count("# **Prompt**\n# \n# ") == 2
    assert "# **Answer by gpt-4o-2024-08-06**\n# \n# # They differ." in script


def test_two_references_are_no_formula_on_a_page(tmp_path, monkeypatch) -> None:
    page = exported(tmp_path, "html", monkeypatch)
    shown = "Compare <span>$</span><code>arr</code> with <span>$</span><code>cfg</code>, and $x$."
    assert shown in page and "<strong>Prompt</strong>" in page


async def test_the_servers_own_exports_say_it_too(jp_fetch, jp_root_dir, jp_data_dir) -> None:
    # the test's server has folders of its own
    (jp_data_dir / "nbconvert").symlink_to(Path(sys.prefix) / "share" / "jupyter" / "nbconvert")
    notebook_in(jp_root_dir)
    response = await jp_fetch("nbconvert", "html", "asked.ipynb", method="GET")
    page = response.body.decode()
    assert page.count("<strong>Prompt</strong>") == 2
    assert "<strong>Answer by gpt-4o-2024-08-06</strong>" in page
