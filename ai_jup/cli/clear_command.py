"""`ai-jup clear`: a notebook without its answers."""

import json
import sys
from pathlib import Path

import click
import nbformat

from ..notebook import clear_answers
from .notebook_file import parse_notebook, read_notebook, write_notebook


@click.command("clear")
@click.argument("notebook", type=click.Path(path_type=Path, allow_dash=True))
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Where to write it; without, in place.")
@click.option("--json", "as_json", is_flag=True, help="Tell the result as JSON.")
def clear_command(notebook: Path, output: Path | None, as_json: bool) -> None:
    """Take the answers out of NOTEBOOK; the prompts stay. `-` reads standard input and writes standard output, as Git's
    filters do."""
    if str(notebook) == "-":
        piped = parse_notebook(sys.stdin.buffer.read(), "Standard input")
        clear_answers(piped)
        click.echo(nbformat.writes(piped).encode())  # type: ignore[no-untyped-call]
        return
    content = read_notebook(notebook)
    number = clear_answers(content)
    if number or output:
        write_notebook(content, output or notebook)
    if as_json:
        click.echo(json.dumps({"notebook": str(output or notebook), "cleared": number}))
    else:
        click.echo(f"{number} answer{'' if number == 1 else 's'} taken out.")
