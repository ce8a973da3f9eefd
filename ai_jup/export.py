"""What nbconvert's exports say of prompts and answers. It is Jupyter's own: nothing else here imports it."""

from typing import Any

from nbconvert.preprocessors import Preprocessor

from .notebook import is_answer, is_prompt, own_metadata, text_of
from .prompt.references import references


class NamePrompts(Preprocessor):
    """A line above each prompt and answer that says which it is; in HTML no two references are a formula."""

    enabled = True

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        # of two configurations that are read, of an environment and of a user, each lists this
        if not resources.setdefault("prompts_are_named", False):
            resources["prompts_are_named"] = True
            nb, resources = super().preprocess(nb, resources)  # type: ignore[no-untyped-call]
        return nb, resources

    def preprocess_cell(self, cell: Any, resources: Any, index: int) -> tuple[Any, Any]:
        if is_prompt(cell):
            is_page = resources.get("output_extension") == ".html"
            cell.source = f"**Prompt**\n\n{_without_formulas(cell.source) if is_page else cell.source}"
        elif is_answer(cell):
            cell.source = f"**{_named(cell)}**\n\n{cell.source}"
        return cell, resources


def _named(cell: Any) -> str:
    """Who answered is a model's name: letters, numbers and a few signs, or nothing is said of it."""
    run = own_metadata(cell).get("run")
    name = text_of(run.get("answered_by") or run.get("model")) if isinstance(run, dict) else None
    is_plain = name is not None and len(name) <= 100 and all(sign.isalnum() or sign in " .:/-" for sign in name)
    return f"Answer by {name}" if is_plain else "Answer"


def _without_formulas(source: str) -> str:
    """Each reference's dollar sign in an element of its own: see decision 12."""
    written, at = "", 0
    for reference in references(source):
        if reference.kind == "value":
            written += f"{source[at : reference.start]}<span>\\$</span>"
            at = reference.start + 1
    return written + source[at:]
