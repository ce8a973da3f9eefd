"""What was installed is what was locked, and nothing of it runs by itself when Python starts."""

import hashlib
import re
import sys
from base64 import urlsafe_b64encode
from importlib.metadata import Distribution, distributions
from importlib.metadata import version as installed_version
from pathlib import Path
from sysconfig import get_paths

import pytest
from packaging.requirements import Requirement

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parent.parent
LOCKS = sorted(ROOT.glob("requirements-*.txt"))
SITE_PACKAGES = sorted({Path(get_paths()[name]) for name in ("purelib", "platlib")})

MALICIOUS = ("1.82.7", "1.82.8", "1.107.0")
# who may run code at every start: coverage, for the processes that it measures, and this checkout's own link
MAY_HAVE_PTH = {"coverage", "ai-jup"}


def declared(name: str) -> Requirement:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return next(one for one in map(Requirement, project["dependencies"]) if one.name == name)


def locked(name: str) -> list[str]:
    """The versions that are tested: of the lock, and of what stands in its place where the newest are."""
    return [version for lock in LOCKS for version in re.findall(rf"(?m)^{name}==([^ ;\\]+)", lock.read_text())]


def owners(folder: Path) -> dict[str, Distribution]:
    """Which distribution brought each file that lies in the folder itself, by the file's name."""
    return {
        file.name: distribution
        for distribution in distributions(path=[str(folder)])
        for file in distribution.files or ()
        if len(file.parts) == 1
    }


def as_recorded(path: Path, distribution: Distribution) -> bool:
    """Whether the file is, byte for byte, what its distribution's RECORD says."""
    recorded = next(file.hash for file in distribution.files or () if file.name == path.name)
    if recorded is None:
        return False
    digest = hashlib.new(recorded.mode, path.read_bytes()).digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode() == recorded.value


def unknown_at_start(folder: Path) -> list[str]:
    """The files in a site-packages folder that Python runs when it starts, other than the known ones."""
    owned = owners(folder)

    def known(path: Path) -> bool:
        owner = owned.get(path.name)
        return owner is not None and owner.name in MAY_HAVE_PTH and as_recorded(path, owner)

    hooks = [path for name in ("sitecustomize", "usercustomize") for path in folder.glob(f"{name}*")]
    return sorted(path.name for path in [*hooks, *(path for path in folder.glob("*.pth") if not known(path))])


def installed(folder: Path, name: str, file: str, text: str) -> None:
    """A distribution with one file, as an installer leaves it."""
    (folder / file).write_text(text)
    digest = urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
    info = folder / f"{name}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (info / "RECORD").write_text(f"{file},sha256={digest},{len(text)}\n")


def test_the_installed_litellm_is_a_locked_one() -> None:
    assert installed_version("litellm") in locked("litellm")


def test_the_installed_litellm_is_one_that_the_package_admits() -> None:
    assert declared("litellm").specifier.contains(installed_version("litellm"))


@pytest.mark.parametrize("version", [*MALICIOUS, "1.106.0", "1.106.1", "1.106.2", "1.111.0"])
def test_the_package_admits_no_malicious_or_broken_litellm(version: str) -> None:
    assert not declared("litellm").specifier.contains(version)


def test_nothing_else_is_imported_as_litellm() -> None:
    assert [d.name for d in distributions() if (d.name or "").lower().replace("_", "-") == "litellm-core"] == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_every_locked_version_has_hashes(lock: Path) -> None:
    requirements = re.split(r"(?m)^(?=\S)", lock.read_text())[1:]
    assert [one.splitlines()[0] for one in requirements if "--hash=sha256:" not in one] == []


@pytest.mark.parametrize("folder", SITE_PACKAGES, ids=str)
def test_nothing_unknown_runs_when_python_starts(folder: Path) -> None:
    assert unknown_at_start(folder) == []


def test_a_planted_file_is_found(tmp_path: Path) -> None:
    (tmp_path / "planted.pth").write_text("import os")
    (tmp_path / "sitecustomize.py").write_text("")
    assert unknown_at_start(tmp_path) == ["planted.pth", "sitecustomize.py"]


def test_a_package_that_brings_a_file_to_run_at_the_start_is_found(tmp_path: Path) -> None:
    installed(tmp_path, "litellm", "litellm_init.pth", "import os")
    assert unknown_at_start(tmp_path) == ["litellm_init.pth"]


def test_a_known_file_that_was_changed_is_found(tmp_path: Path) -> None:
    installed(tmp_path, "coverage", "a1_coverage.pth", "import sys")
    assert unknown_at_start(tmp_path) == []
    (tmp_path / "a1_coverage.pth").write_text("import os")
    assert unknown_at_start(tmp_path) == ["a1_coverage.pth"]
