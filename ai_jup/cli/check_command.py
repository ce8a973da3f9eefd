"""`ai-jup check`: which answers no longer fit what stands above them."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from ..notebook import named_model, oddities, own_metadata, placed, prompts
from ..notebook.request import language
from ..wire import AnswerCheck, NotebookCell, NotebookReference, StaleReply, StaleRequest
from .notebook_file import read_notebook
from .run_command import STALE
from .terminal import tell
from .with_service import asked

TOLD = {
    "current": "fits",
    "stale": "no longer fits",
    "unanswered": "has no answer",
    "incomplete": "has an answer that is not complete",
    "edited": "has an answer that was edited",
    "skipped": "is skipped",
    "unknown": "has an answer of an earlier version, which does not say what it is based on",
}
FAILS = ("stale", "unanswered", "incomplete")


@click.command("check")
@click.argument("notebook", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Tell the result as JSON.")
@click.pass_context
def check_command(context: click.Context, /, notebook: Path, as_json: bool) -> None:
    """List NOTEBOOK's prompts whose answers no longer fit; the exit code is 3 where there are any.

    Nothing is run, and no model asked, so values of the kernel are not compared.
    """
    content = read_notebook(notebook)
    tell(placed(content, oddities(content)))
    reply = checked(content, notebook.name)
    if as_json:
        prompts = [each.model_dump() for each in reply.answers]
        click.echo(json.dumps({"notebook": str(notebook), "prompts": prompts}, indent=1))
    else:
        for each in reply.answers:
            click.echo(_line(each, content))
    context.exit(STALE if any(each.state in FAILS for each in reply.answers) else 0)


def checked(content: Any, name: str) -> StaleReply:
    """Of the file as it stands; raises `click.ClickException`."""
    request = StaleRequest(
        protocol=1,
        notebook=NotebookReference(path=name, trusted=True, language=language(content)),
        model=named_model(content, {}),
        cells=[NotebookCell.model_validate(cell) for cell in content["cells"]],
    )
    return asked(lambda service: service.stale(request))


def _line(check: AnswerCheck, content: Any) -> str:
    why = f": {'; '.join(check.changes)}" if check.changes else ""
    return f"Cell {check.cell} {'failed' if _failed(check, content) else TOLD[check.state]}{why}."


def _failed(check: AnswerCheck, content: Any) -> bool:
    """Rather than stopped, or at a limit."""
    answer = next(each.answer for each in prompts(content) if each.index + 1 == check.cell)
    ours = own_metadata(answer or {})
    record = ours.get("run")
    if "refused" in ours:
        return check.state == "incomplete"
    return check.state == "incomplete" and isinstance(record, Mapping) and record.get("state") == "failed"
