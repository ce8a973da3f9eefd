"""`ai-jup context`: what would be sent for a prompt."""

from pathlib import Path
from typing import Any

import click

from ..notebook import PromptCell, prompts, request_for
from ..number_format import in_dollars
from ..wire import ContextReply, RunOptions
from .notebook_file import Unusable, read_notebook
from .with_service import asked
from .wording import in_terminal


@click.command("context")
@click.argument("notebook", type=click.Path(path_type=Path))
@click.argument("prompt", required=False)
@click.option("--model", help="As for `ai-jup run`.")
@click.option("--json", "as_json", is_flag=True, help="All of it, as `POST context` answers.")
def context_command(notebook: Path, prompt: str | None, model: str | None, as_json: bool) -> None:
    """Show what would be sent for a prompt of NOTEBOOK; nothing is sent, and nothing run.

    PROMPT is its id, or the number of its cell, from 1; without, it is the last one.
    """
    content = read_notebook(notebook)
    found = _found(content, prompt, notebook)
    # without a kernel the values that it names cannot be read
    options = RunOptions(read_values=False, replay="strict")
    request = request_for(content, found.cell, notebook.name, model, "none", options)
    reply = asked(lambda service: service.context(request))
    click.echo(reply.model_dump_json(indent=1) if as_json else _shown(found, reply))


def _found(content: Any, prompt: str | None, notebook: Path) -> PromptCell:
    every = prompts(content)
    if not every:
        raise Unusable(f"{notebook} has no prompts.")
    if prompt is None:
        return every[-1]
    for each in every:
        if prompt in (each.id, str(each.index + 1)):
            return each
    cells = ", ".join(str(each.index + 1) for each in every)
    raise Unusable(f"{notebook} has no prompt {prompt!r}. Its prompts are the cells {cells}.")


def _shown(found: PromptCell, reply: ContextReply) -> str:
    limit = f" of {reply.limit:,}" if reply.limit else ""
    cost = f", about {in_dollars(reply.cost)}" if reply.cost is not None else ""
    lines = [f"Cell {found.index + 1} would send {reply.label} {reply.tokens:,}{limit} tokens{cost}:"]
    for part in reply.parts:
        pictures = sum(picture.message is not None for picture in part.pictures)
        also = f", {pictures} picture{'' if pictures == 1 else 's'}" if pictures else ""
        why = f" ({part.why})" if part.why else ""
        lines.append(f"  {part.tokens:>8,}  {part.label}{also}{why}")
    lines += [f"  {in_terminal(warning.message)}" for warning in reply.warnings]
    if reply.refusal:
        lines.append(in_terminal(f"A run would fail: {reply.refusal.message} {reply.refusal.hint}"))
    return "\n".join(lines)
