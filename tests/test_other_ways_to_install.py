"""The conda recipe, the hub's image and Binder's files say what the package says. Nothing here builds or runs them."""

import re
import sys
from pathlib import Path

import pytest
import yaml
from traitlets.config import PyFileConfigLoader

from ai_jup.app import AiJup

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

pytestmark = pytest.mark.once
ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
RECIPE = yaml.safe_load((ROOT / "recipe" / "recipe.yaml").read_text())
BUILD = [
    *PROJECT["build-system"]["requires"],
    *PROJECT["tool"]["hatch"]["build"]["hooks"]["jupyter-builder"]["dependencies"],
]


def spaceless(requirements: list[str]) -> list[str]:
    return sorted(line.replace(" ", "") for line in requirements)


def test_the_recipe_needs_what_the_package_needs() -> None:
    python = f"python{PROJECT['project']['requires-python']}"
    needed = RECIPE["requirements"]
    assert spaceless(needed["run"]) == spaceless([python, *PROJECT["project"]["dependencies"]])
    assert spaceless(needed["host"]) == spaceless([python, "pip", *BUILD])


def test_the_recipe_has_the_package_s_commands_and_version() -> None:
    scripts = [f"{name} = {place}" for name, place in PROJECT["project"]["scripts"].items()]
    assert RECIPE["build"]["python"]["entry_points"] == scripts
    assert f'"version": "{RECIPE["context"]["version"]}"' in (ROOT / "package.json").read_text()


def test_the_image_s_settings_are_taken_without_a_word() -> None:
    config = PyFileConfigLoader(str(ROOT / "docker" / "jupyter_server_config.py")).load_config()
    extension = AiJup(config=config)
    extension._environment = {}
    assert {name: getattr(extension, name) for name in config.AiJup} == dict(config.AiJup)
    assert extension._problems() == []


def test_the_hub_of_the_image_gives_its_users_its_keys_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUB_PASSWORD", "a password")
    monkeypatch.setenv("ANTHROPIC_API_KEY", "a key")
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.setenv("GEMINI_API_KEY", "")
    config = PyFileConfigLoader(str(ROOT / "docker" / "jupyterhub_config.py")).load_config()
    assert config.Spawner.environment == {"ANTHROPIC_API_KEY": "a key"}
    assert (config.JupyterHub.authenticator_class, config.DummyAuthenticator.password) == ("dummy", "a password")


def test_what_the_image_copies_is_there_and_reaches_docker() -> None:
    copied = re.findall(r"^COPY (\S+)", (ROOT / "docker" / "Dockerfile").read_text(), re.MULTILINE)
    reaches = re.findall(r"^!(\S+)", (ROOT / "docker" / "Dockerfile.dockerignore").read_text(), re.MULTILINE)
    assert [file for file in copied if "*" not in file and not (ROOT / file).is_file()] == []
    assert [file for file in copied if not any(Path(file).match(pattern) for pattern in reaches)] == []


def test_binder_brings_a_jupyterlab_that_fits_and_what_builds_the_checkout() -> None:
    brought = (ROOT / ".binder" / "requirements.txt").read_text().splitlines()
    assert {*PROJECT["project"]["optional-dependencies"]["lab"], *BUILD} <= set(brought)
    assert (ROOT / ".binder" / "postBuild").stat().st_mode & 0o111
    assert (ROOT / "examples" / "start.ipynb").is_file()
