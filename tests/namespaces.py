"""Processes that see none of ours, as in another container on the same folders."""

import shutil
import subprocess

import pytest

ELSEWHERE = ["unshare", "--user", "--map-root-user", "--pid", "--fork", "--kill-child", "--mount-proc"]
"""Goes before a command. The process that is started by it is not the command's: only SIGKILL ends both."""


def _may() -> bool:
    return bool(shutil.which("unshare")) and subprocess.run([*ELSEWHERE, "true"], capture_output=True).returncode == 0


needs_namespaces = pytest.mark.skipif(not _may(), reason="this machine lets nobody make namespaces")
