"""What is sent for a prompt of a notebook's file: the same that the page sends."""

from collections.abc import Mapping
from typing import Any

from ..wire import NotebookCell, NotebookReference, Prompt, PromptRequest, RunOptions
from .pairs import Cell, Notebook, own_metadata, text_of


def request_for(
    notebook: Notebook, cell: Cell, path: str, model: str | None, kernel_id: str | None, options: RunOptions
) -> PromptRequest:
    """The cells above a prompt as they stand now, and the prompt. `model` answers whatever the notebook names."""
    cells = notebook["cells"]
    at = next(index for index, each in enumerate(cells) if each is cell)
    return PromptRequest(
        protocol=1,
        notebook=NotebookReference(path=path, trusted=True, kernel_id=kernel_id, language=language(notebook)),
        prompt=Prompt(
            id=text_of(own_metadata(cell).get("id")) or "new",
            source=cell["source"],
            attachments=cell.get("attachments") or {},
        ),
        model=model or named_model(notebook, cell),
        cells=[NotebookCell.model_validate(each) for each in cells[:at]],
        options=options,
    )


def named_model(notebook: Notebook, cell: Mapping[str, Any]) -> str | None:
    """The model that a cell names, else the notebook; null where neither does."""
    return text_of(own_metadata(cell).get("model")) or text_of(own_metadata(notebook).get("model"))


def language(notebook: Notebook) -> str | None:
    """Of its code."""
    metadata = notebook.get("metadata") or {}
    for key, name in (("language_info", "name"), ("kernelspec", "language")):
        described = metadata.get(key)
        if isinstance(described, Mapping) and (found := text_of(described.get(name))):
            return found
    return None
