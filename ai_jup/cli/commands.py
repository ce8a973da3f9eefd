"""The commands of `ai-jup`."""

import warnings
from typing import Any

import click

from .check_command import check_command
from .clear_command import clear_command
from .context_command import context_command
from .forget_command import forget_command
from .model_commands import models_command, test_connection_command
from .run_command import run_command


class Commands(click.Group):
    """Says in a line what went wrong, whatever it was."""

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except (click.ClickException, click.Abort, click.exceptions.Exit):
            raise
        except Exception as error:
            if context.params["traceback"]:
                raise
            what = f"{type(error).__name__}: {error}".removesuffix(": ").splitlines()[0]
            raise click.ClickException(
                f"{what}. This should not happen; please report it, with what `ai-jup --traceback` says."
            ) from None


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="ai-jup", prog_name="ai-jup")
@click.option("--traceback", is_flag=True, help="Say of an unexpected error where it comes from.")
def commands(traceback: bool) -> None:
    """Notebooks with prompts, without a browser."""
    # of libraries, and none of a user's business
    warnings.simplefilter("ignore")


for command in (
    run_command,
    check_command,
    context_command,
    models_command,
    test_connection_command,
    clear_command,
    forget_command,
):
    commands.add_command(command)
