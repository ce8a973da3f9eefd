"""`ai-jup run`: a notebook from top to bottom, prompts and all."""

import asyncio
import json
import math
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import click
from jupyter_client.kernelspec import NATIVE_KERNEL_NAME, KernelSpecManager, NoSuchKernel

from ..execution import (
    CellFailed,
    KernelNotReady,
    Progress,
    PromptDone,
    PromptNotebookClient,
    PromptOptions,
    Stopped,
)
from ..execution.cost_limit import CostLimit
from ..execution.one_kernel import OneKernel
from ..execution.prompting import Prompter
from ..kernel import Kernels
from ..notebook import oddities, placed, text_of
from ..notebook.request import language
from ..refusal import Refusal
from ..replay import Cassettes, NotInCassette
from .notebook_file import Unusable, check_notebook_writable, keep_notebook, read_notebook
from .notebook_parameters import inject, parsed, unknown
from .settings import settings
from .terminal import TerminalProgress, progress, tell
from .wording import in_terminal

FAILED, UNREADABLE, STALE = 1, 2, 3
"""Exit codes: a cell or prompt failed; usage; stale, or not in the cassette."""


class Number(click.FloatRange):
    """Of a range; infinity and what is no number are none."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, context: click.Context | None) -> Any:
        number = super().convert(value, param, context)
        if not math.isfinite(number):
            self.fail(f"{value!r} is not a valid number.", param, context)
        return number


@dataclass(frozen=True)
class Ended:
    """How a notebook's run ended."""

    code: int
    problems: list[str]
    """What failed, each in a line."""
    cells: int
    prompts: list[PromptDone]

    def as_json(self, notebook: Path) -> str:
        told = [{**asdict(done), "record": dict(done.record)} for done in self.prompts]
        fields = {
            "notebook": str(notebook),
            "ok": self.code == 0,
            "exit_code": self.code,
            "error": "\n".join(self.problems) or None,
        }
        return json.dumps({**fields, "cells": self.cells, "cost": _paid(self.prompts), "prompts": told}, indent=1)


@click.command("run")
@click.argument("notebook", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Where to write it; without, in place.")
@click.option("--model", help="Answers every prompt, whatever the notebook names: provider/name.")
@click.option("--kernel", help="Name of the kernel spec; without, the notebook's own.")
@click.option("-p", "--parameter", "pairs", multiple=True, metavar="NAME=VALUE", help="Set a parameter; repeatable.")
@click.option("--timeout", type=Number(min=0, min_open=True), help="Seconds for each code cell.")
@click.option("--allow-errors", is_flag=True, help="Go on after a cell or a prompt that failed.")
@click.option("--only-stale", is_flag=True, help="Ask only prompts whose answers are missing, incomplete or stale.")
@click.option("--no-calls", is_flag=True, help="Offer the model no functions.")
@click.option("--max-cost", type=Number(min=0), metavar="USD", help="Send nothing that could take the costs over it.")
@click.option(
    "--replay", type=click.Choice(["off", "record", "auto", "strict"]), default="off", help="Answer from a cassette."
)
@click.option("--cassette", type=click.Path(path_type=Path), help="Its file; without, NAME.cassette.jsonl.")
@click.option("--match", type=click.Choice(["exact", "text"]), default="exact", help="text: pictures do not count.")
@click.option("--json", "as_json", is_flag=True, help="Tell the result as JSON, on standard output.")
@click.pass_context
def run_command(context: click.Context, /, notebook: Path, as_json: bool, **options: Any) -> None:
    """Run NOTEBOOK's code cells and prompts, in order, and write it back.

    Running it is the consent to its code, and to the functions that its prompts offer to the model.
    """
    ended = run_notebook(notebook, **options)
    if as_json:
        click.echo(ended.as_json(options["output"] or notebook))
    tell(ended.problems)
    context.exit(ended.code)


def run_notebook(notebook: Path, **options: Any) -> Ended:
    """Run it, and write what came, whatever happened; raises `click.ClickException` where nothing can be run."""
    content = read_notebook(notebook)
    odd = list(oddities(content))
    if parameters := parsed(options["pairs"]):
        tell(unknown(content, parameters))
        inject(content, parameters, language(content))
    output = options["output"] or notebook
    check_notebook_writable(output)
    try:
        ended = asyncio.run(_run(content, notebook, options))
    except click.ClickException:
        raise
    except BaseException:
        # whatever it was, what has come is kept
        keep_notebook(content, output)
        raise
    keep_notebook(content, output)
    tell(placed(content, odd))
    return ended


async def _run(content: Any, notebook: Path, options: dict[str, Any]) -> Ended:
    app = settings()
    cassettes = Cassettes(notebook.parent, options["cassette"], options["match"])
    kernel, shown = OneKernel(), progress()
    service = app.service_for(Kernels(kernel), cassettes)
    if options["max_cost"] is not None:
        limited = CostLimit(service.model, service.targets.allowed.catalogue, options["max_cost"])
        service = replace(service, model=limited)
    asked = PromptOptions(
        path=notebook.name,
        model=options["model"],
        which="stale" if options["only_stale"] else "all",
        calls=not options["no_calls"],
        replay=options["replay"],
    )
    client = PromptNotebookClient(
        content,
        Prompter(service, asked, shown),
        kernel,
        shown,
        cell_seconds=options["timeout"],
        allow_errors=options["allow_errors"],
        resources={"metadata": {"path": str(notebook.parent)}},
        **_kernel(content, options["kernel"]),
    )
    try:
        return await _to_its_end(client, shown)
    except Refusal as refusal:
        raise Unusable(in_terminal(f"{refusal.detail.message} {refusal.detail.hint}")) from None
    finally:
        await app.close(service)


async def _to_its_end(client: PromptNotebookClient, shown: Progress) -> Ended:
    told = []
    try:
        await client.async_execute()
    except CellFailed:
        pass  # it is among the failures
    except KernelNotReady as error:
        raise click.ClickException(str(error)) from None
    except Stopped:
        told = ["Stopped; what had come until then is in the notebook."]
    finally:
        if isinstance(shown, TerminalProgress):
            shown.end()
    told = [*(in_terminal(str(failure)) for failure in client.failures), *told]
    code = FAILED if told else 0
    if any((done.error or {}).get("code") == NotInCassette.code for done in client.done):
        code = STALE
    return Ended(code, told, client.code_cells_executed, client.done)


def _kernel(content: Any, named: str | None) -> dict[str, Any]:
    """For nbclient: the kernel spec's name; raises `click.ClickException` where there is none of that name."""
    said = content["metadata"].get("kernelspec")
    name = named or text_of(said.get("name") if isinstance(said, dict) else None) or NATIVE_KERNEL_NAME
    specs = KernelSpecManager()
    try:
        spec = specs.get_kernel_spec(name)
    except NoSuchKernel:
        others = ", ".join(sorted(specs.find_kernel_specs())) or "none"
        message = f"There is no kernel {name!r} here. Installed: {others}. Pick one with --kernel, or install it."
        raise Unusable(message) from None
    # it warns of each start that its messages are not encrypted
    quiet = ["--log-level=ERROR"] if "ipykernel_launcher" in spec.argv else []
    return {"kernel_name": name, "extra_arguments": quiet}


def _paid(done: list[PromptDone]) -> float | None:
    costs = [each.paid for each in done]
    return None if None in costs else sum(cost for cost in costs if cost is not None)
