"""`ai-jup forget`: what ai-jup has kept on this machine, taken away."""

import json
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import click
from jupyter_core.paths import jupyter_data_dir
from jupyter_server.serverapp import list_running_servers

from ..app import RUNS
from ..catalogue import KeyFile, SystemKeyring
from ..catalogue.key_stores import FILE, KeyStore, StoreFailed
from ..llm.dialects import PROVIDERS
from .terminal import tell

Kept = tuple[str, Callable[[], None]]
"""What it is, and what removes it."""

STAYS = (
    "What stays: answers and settings in your notebooks, ai-jup's settings in JupyterLab's settings folder, `c.AiJup` "
    "in Jupyter's configuration, keys in environment variables. `pip uninstall ai-jup` removes the program."
)


@click.command("forget")
@click.option(
    "--cassettes",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="FOLDER",
    help="Also the cassettes in FOLDER and below.",
)
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--json", "as_json", is_flag=True, help="Tell what is kept as JSON; without --yes, nothing is removed.")
def forget_command(cassettes: Path | None, yes: bool, as_json: bool) -> None:
    """Remove the keys that were given in Settings and the runs that are kept on disk.

    Answers that no notebook has saved yet are among those runs. Stop your Jupyter servers first: one that runs goes on
    with the keys that it has read.
    """
    found = [*_keys(), *_runs(), *_cassettes(cassettes)]
    servers = [str(server["url"]) for server in list_running_servers()]
    tell(map(_still_running, servers))
    if not as_json:
        _ask(found, yes)
    if yes or not as_json:
        _remove(found)
    if as_json:
        told = {"kept": [words for words, _ in found], "servers": servers, "removed": yes}
        click.echo(json.dumps(told, indent=1))
    else:
        click.echo(f"{'Removed' if found else 'Nothing is kept'}. {STAYS}")


def _still_running(url: str) -> str:
    return (
        f"The Jupyter server at {url} is running. Until it is stopped it goes on with the keys that it has read, and "
        "it may keep runs again."
    )


def _ask(found: list[Kept], yes: bool) -> None:
    for words, _ in found:
        click.echo(words)
    if found and not yes:
        click.confirm("Remove all of this?", abort=True)


def _remove(found: list[Kept]) -> None:
    for words, remove in found:
        try:
            remove()
        except (OSError, StoreFailed) as error:
            raise click.ClickException(f"{words} cannot be removed: {error}") from None


def _keys() -> Iterator[Kept]:
    for store in (SystemKeyring(), KeyFile(Path(jupyter_data_dir()))):
        for provider in PROVIDERS.values():
            if _has(store, provider.id):
                yield f"The key for {provider.label} in the {store.storage}", partial(store.delete, provider.id)
    # what is in it was given to a provider that is none any more
    if (file := Path(jupyter_data_dir()) / FILE).exists():
        yield f"The file {file}", partial(file.unlink, missing_ok=True)


def _has(store: KeyStore, provider: str) -> bool:
    try:
        return store.usable() and store.read(provider) is not None
    except StoreFailed:
        return False


def _runs() -> Iterator[Kept]:
    folder = Path(jupyter_data_dir()) / RUNS
    if folder.is_dir():
        number = sum(1 for _ in folder.iterdir())
        yield f"{number} run{'' if number == 1 else 's'} in {folder}", partial(shutil.rmtree, folder)


def _cassettes(folder: Path | None) -> Iterator[Kept]:
    for path in sorted(folder.rglob("*.cassette.jsonl")) if folder else ():
        yield f"The cassette {path}", path.unlink
