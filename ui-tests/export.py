"""Exports answers by nbconvert, as a page and as slides.

`python export.py FOLDER`, the texts as JSON on standard input.
"""

import json
import sys
from pathlib import Path

import nbformat.v4 as nb
from nbconvert import HTMLExporter, SlidesExporter

# at the end: an installed ai-jup comes before the checkout
sys.path.append(str(Path(__file__).parent.parent))

from ai_jup.answer import normal

OURS = {"ai_jup": {"isOutputCell": True, "prompt": "p"}}


def write(folder: Path, name: str, texts: list[str]) -> None:
    notebook = nb.new_notebook(cells=[nb.new_markdown_cell(text, metadata=OURS) for text in texts])
    for exporter in (HTMLExporter(), SlidesExporter()):
        page, _ = exporter.from_notebook_node(notebook)
        kind = type(exporter).__name__.removesuffix("Exporter").lower()
        (folder / f"{name}-{kind}.html").write_text(page)


if __name__ == "__main__":
    given = json.load(sys.stdin)
    write(Path(sys.argv[1]), "none", ["Nothing."])
    write(Path(sys.argv[1]), "as-written", given)
    write(Path(sys.argv[1]), "stored", [normal(text) for text in given])
