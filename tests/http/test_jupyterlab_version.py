"""A JupyterLab that is too old is named in the log; one that is missing is not missed."""

import sys

import pytest

from ai_jup.jupyterlab_version import too_old


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """What pip says is installed, before what really is."""

    def install(version):
        folder = tmp_path / f"jupyterlab-{version}.dist-info"
        folder.mkdir()
        (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: jupyterlab\nVersion: {version}\n")
        monkeypatch.syspath_prepend(str(tmp_path))

    return install


@pytest.mark.parametrize("version", ["3.6.8", "4.3.8", "4.0.0rc1"])
async def test_the_log_says_that_it_is_too_old(version, installed, keyless, problems):
    installed(version)
    assert await problems() == [
        f"prompts are off in JupyterLab {version}: they need 4.4 or newer. Upgrade it: pip install -U 'jupyterlab>=4.4'"
    ]


@pytest.mark.parametrize("version", ["4.4.0", "4.10.2", "5.0.0a1"])
async def test_nothing_is_said_of_one_that_is_not(version, installed, keyless, problems):
    installed(version)
    assert await problems() == []


def test_a_server_without_one_is_none_that_is_too_old(monkeypatch):
    monkeypatch.setattr(sys, "path", [])
    assert too_old() is None
