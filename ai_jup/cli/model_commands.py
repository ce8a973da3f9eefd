"""`ai-jup models`, `ai-jup test-connection`: what may answer, and whether it does."""

import json

import click

from ..run import Service
from ..wire import ConnectionResult, ConnectionWorks, Models
from .terminal import tell
from .with_service import asked
from .wording import in_terminal


@click.command("models")
@click.option("--json", "as_json", is_flag=True, help="With all that is known of each, as `GET models` answers.")
def models_command(as_json: bool) -> None:
    """List the models that may answer, by provider, newest first."""

    async def read(service: Service) -> Models:
        return service.models()

    models = asked(read)
    if as_json:
        click.echo(models.model_dump_json(indent=1))
        return
    for provider, entries in models.root.items():
        click.echo(provider)
        for entry in entries:
            click.echo(f"  {entry.name}  {entry.date or ''}".rstrip())


@click.command("test-connection")
@click.argument("model")
@click.option("--json", "as_json", is_flag=True, help="As `POST test-connection` answers.")
@click.pass_context
def test_connection_command(context: click.Context, /, model: str, as_json: bool) -> None:
    """Ask MODEL (provider/name) for a few words; the exit code is 1 where it does not answer."""

    async def test(service: Service) -> ConnectionResult:
        return await service.test_connection(model)

    result = asked(test)
    if as_json:
        click.echo(json.dumps(result.model_dump(), indent=1))
    elif isinstance(result, ConnectionWorks):
        by = " by the simulator, because no provider has a key" if result.simulated else ""
        click.echo(f"{result.model} answers{by} ({result.seconds:.1f} s).")
    else:
        tell([in_terminal(f"{result.model}: {result.error}. {result.details} {result.hint}".strip())])
    context.exit(0 if result.success else 1)
