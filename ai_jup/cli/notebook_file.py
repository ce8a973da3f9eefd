"""A notebook's file: read whole or refused with what to do, written whole or not at all."""

import json
import tempfile
from pathlib import Path
from typing import Any

import click
import nbformat

from ..whole_file import check_writable, write_whole


def read_notebook(path: Path) -> Any:
    """An nbformat 4 notebook; raises `Unusable`."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Unusable(f"{path} cannot be read: {error.strerror or type(error).__name__}.") from None
    return parse_notebook(data, str(path))


def parse_notebook(data: bytes, path: str) -> Any:
    """What a file has, or standard input; raises `Unusable`."""
    try:
        content = json.loads(data.decode())
    except UnicodeDecodeError:
        raise Unusable(f"{path} is not a notebook: it is not a text in UTF-8.") from None
    except (ValueError, RecursionError) as error:
        raise Unusable(f"{path} is not a notebook: it is not JSON ({str(error).splitlines()[0]}).") from None
    if not isinstance(content, dict) or not isinstance(content.get("nbformat"), int):
        raise Unusable(f"{path} is not a notebook: it does not say its nbformat.")
    if content["nbformat"] > 4:
        raise Unusable(
            f"{path} was written by a newer version of Jupyter (nbformat {content['nbformat']}), and ai-jup reads "
            "nbformat 4. Update nbformat and ai-jup."
        )
    if content["nbformat"] < 4:
        raise Unusable(
            f"{path} is a notebook of nbformat {content['nbformat']}, and ai-jup reads nbformat 4. "
            f"Convert it: jupyter nbconvert --to notebook --nbformat 4 --output new.ipynb {path}"
        )
    try:
        notebook = nbformat.from_dict(_whole(content))  # type: ignore[no-untyped-call]
        if not isinstance(notebook["cells"], list):
            raise TypeError
        for cell in notebook["cells"]:
            cell["cell_type"], cell["source"], cell["metadata"]
    except (KeyError, TypeError, AttributeError):
        raise Unusable(f"{path} is not a valid notebook: a cell lacks its type, source or metadata.") from None
    return notebook


def _whole(content: dict[str, Any]) -> dict[str, Any]:
    """With multi-line text as one string, as nbformat keeps it in memory."""
    content["metadata"] = content.get("metadata") or {}
    return nbformat.v4.rwbase.rejoin_lines(nbformat.from_dict(content))  # type: ignore


def write_notebook(notebook: Any, path: Path) -> None:
    """Whole, or not at all; raises `click.ClickException`."""
    text = nbformat.writes(notebook, version=nbformat.NO_CONVERT)  # type: ignore[no-untyped-call]
    try:
        write_whole(path, text if text.endswith("\n") else f"{text}\n")
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written: {error.strerror or type(error).__name__}.") from None


def check_notebook_writable(path: Path) -> None:
    """Before anything is run and paid for; raises `Unusable`."""
    try:
        check_writable(path)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise Unusable(f"{path} cannot be written: {reason}. Write it elsewhere with -o.") from None


def keep_notebook(notebook: Any, path: Path) -> None:
    """Write what a run has given, elsewhere if it must be; raises `click.ClickException` that says where."""
    try:
        write_notebook(notebook, path)
    except click.ClickException as error:
        elsewhere = Path(tempfile.mkdtemp(prefix="ai-jup-")) / path.name
        write_notebook(notebook, elsewhere)
        raise click.ClickException(f"{error.message} It is kept as {elsewhere}.") from None


class Unusable(click.ClickException):
    """What cannot be read, or not be used as it is."""

    exit_code = 2
