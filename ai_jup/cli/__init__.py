"""The command line: `ai-jup`, and `jupyter ai-jup`."""

import warnings

import click

from .check_command import check_command
from .clear_command import clear_command
from .context_command import context_command
from .forget_command import forget_command
from .model_commands import models_command, test_connection_command
from .run_command import run_command


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="ai-jup", prog_name="ai-jup")
def main() -> None:
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
    main.add_command(command)
