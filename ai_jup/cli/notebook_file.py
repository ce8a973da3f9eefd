"""A notebook's file: read whole or refused with what to do, written whole or not at all."""

import contextlib
import json
import os
import tempfile
from pathlib import Path
from typing import Any

import click
import nbformat


def read_notebook(path: Path) -> Any:
    """An nbformat 4 notebook; raises `Unusable`."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise Unusable(f"{path} is not a notebook: it is not a text in UTF-8.") from None
    except OSError as error:
        raise Unusable(f"{path} cannot be read: {error.strerror or type(error).__name__}.") from None
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Unusable(f"{path} is not a notebook: it is not JSON ({str(error).splitlines()[0]}).") from None
    if not isinstance(content, dict) or not isinstance(content.get("nbformat"), int):
        raise Unusable(f"{path} is not a notebook: it does not say its nbformat.")
    if content["nbformat"] != 4:
        raise Unusable(
            f"{path} is a notebook of nbformat {content['nbformat']}, and ai-jup reads nbformat 4. "
            f"Convert it: jupyter nbconvert --to notebook --nbformat 4 --output new.ipynb {path.name}"
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
    """To a temporary file that is then moved; raises `click.ClickException`."""
    text = nbformat.writes(notebook, version=nbformat.NO_CONVERT)  # type: ignore[no-untyped-call]
    target = Path(os.path.realpath(path))
    try:
        descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        try:
            with open(descriptor, "w", encoding="utf-8", newline="\n") as file:
                file.write(text if text.endswith("\n") else f"{text}\n")
            os.chmod(name, _mode(target))
            os.replace(name, target)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(name)
            raise
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written: {error.strerror or type(error).__name__}.") from None


def check_writable(path: Path) -> None:
    """Before anything is run and paid for; raises `Unusable`."""
    target = Path(os.path.realpath(path))
    if not os.access(target.parent, os.W_OK) or (target.exists() and not os.access(target, os.W_OK)):
        missing = "" if target.parent.is_dir() else f" There is no folder {target.parent}."
        raise Unusable(f"{path} cannot be written.{missing} Write it elsewhere with -o.")


def keep_notebook(notebook: Any, path: Path) -> None:
    """Write what a run has given, elsewhere if it must be; raises `click.ClickException` that says where."""
    try:
        write_notebook(notebook, path)
    except click.ClickException as error:
        elsewhere = Path(tempfile.mkdtemp(prefix="ai-jup-")) / path.name
        write_notebook(notebook, elsewhere)
        raise click.ClickException(f"{error.message} It is kept as {elsewhere}.") from None


def _mode(target: Path) -> int:
    try:
        return target.stat().st_mode & 0o7777
    except OSError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask


class Unusable(click.ClickException):
    """What cannot be read, or not be used as it is."""

    exit_code = 2
