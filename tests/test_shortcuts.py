"""The keys of prompt cells take none that JupyterLab has, and each command has some beside jupyterlab-vim."""

import json
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
SCHEMAS = Path(sys.prefix) / "share" / "jupyter" / "lab" / "schemas"
ELSEWHERE = (".jp-mod-editMode", ".jp-FileEditor", ".jp-CodeConsole", ".jp-ImageViewer", ".jp-DirListing")
"""Of the selectors of keys that do nothing in a notebook's command mode."""

Keys = tuple[str, ...]

pytestmark = pytest.mark.once


def in_command_mode(schema: Path) -> list[tuple[str, Keys]]:
    shortcuts = json.loads(schema.read_text("utf-8")).get("jupyter.lab.shortcuts", [])
    return [
        (each["command"], tuple(each["keys"]))
        for each in shortcuts
        # Esc ends what is in front: a prompt that runs has a narrower selector than the others
        if any(each["keys"]) and each["keys"] != ["Escape"] and not any(part in each["selector"] for part in ELSEWHERE)
    ]


def clash(one: Keys, other: Keys) -> bool:
    """The same keys, or the first keys of a longer sequence, for which JupyterLab would wait."""
    length = min(len(one), len(other))
    return one[:length] == other[:length]


OURS = in_command_mode(HERE.parent / "schema" / "plugin.json")
JUPYTERLAB = [keys for schema in SCHEMAS.rglob("*.json") for _, keys in in_command_mode(schema)]
VIM = [tuple(keys) for keys in json.loads((HERE / "jupyterlab_vim_keys.json").read_text("utf-8"))["keys"]]


def test_no_key_is_one_of_jupyterlab() -> None:
    assert ("Shift M",) in JUPYTERLAB
    assert ("D", "D") in JUPYTERLAB
    assert [ours for ours in OURS if any(clash(ours[1], theirs) for theirs in JUPYTERLAB)] == []


def test_each_command_has_keys_that_jupyterlab_vim_leaves_to_it() -> None:
    assert ("P",) in VIM
    commands = {command for command, _ in OURS}
    free = {command for command, keys in OURS if not any(clash(keys, theirs) for theirs in VIM)}
    assert len(commands) == 3
    assert free == commands


def test_no_two_keys_of_ours_are_the_same() -> None:
    keys = [each for _, each in OURS]
    assert [(one, other) for at, one in enumerate(keys) for other in keys[:at] if clash(one, other)] == []


def test_the_keys_that_jupyterlab_shows_are_the_shortest() -> None:
    shown = dict(OURS)  # of several it shows the last
    assert shown == {
        "ai-jup:change-to-prompt": ("P",),
        "ai-jup:toggle-skipped": ("Shift S",),
        "ai-jup:toggle-pinned": ("Shift P",),
    }
