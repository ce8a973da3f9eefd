"""The versions of JupyterLab that are promised, and ai-jup's own, are the same wherever they stand."""

import json
import re
import sys
from pathlib import Path

import pytest
import yaml

from ai_jup.jupyterlab_version import OLDEST

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

pytestmark = pytest.mark.once
ROOT = Path(__file__).resolve().parent.parent
PACKAGE = json.loads((ROOT / "package.json").read_text())
PROMISED = ".".join(map(str, OLDEST))


def test_what_jupyterlab_shares_may_be_as_old_as_the_dependencies_say():
    """By itself the builder asks for what it was built with; JupyterLab's console warns of what is older."""
    shared = {name: sharing["requiredVersion"] for name, sharing in PACKAGE["jupyterlab"]["sharedPackages"].items()}
    bundled = {"lib0", "marked"}
    assert shared == {name: range for name, range in PACKAGE["dependencies"].items() if name not in bundled}


def test_the_oldest_is_the_same_for_npm_pip_and_readers():
    assert PACKAGE["dependencies"]["@jupyterlab/application"] == f"^{PROMISED}.0"
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    assert extras["lab"] == [f"jupyterlab>={PROMISED},<5"]
    assert re.findall(r"works in JupyterLab (\d\.\d+) or newer", (ROOT / "README.md").read_text()) == [PROMISED]


def test_the_newest_release_is_the_same_for_readers_and_for_who_cites_it():
    release = re.search(r"^## \[(\d+\.\d+\.\d+)\] - (\S+)$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    assert release and (cited["version"], cited["date-released"]) == release.groups() == (
        PACKAGE["version"],
        release[2],
    )
    assert f"This is version {release[1].rpartition('.')[0]}." in (ROOT / "README.md").read_text()
