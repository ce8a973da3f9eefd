"""Where the machine has R with IRkernel: it is large, so `make test` does not install it (`MATRIX=r make matrix` does)."""

from __future__ import annotations

import json
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

NAME = "ir"


@cache
def _has_r() -> bool:
    r = shutil.which("R")
    asked = [r, "--slave", "-e", "quit(status = !requireNamespace('IRkernel', quietly = TRUE))"] if r else []
    return bool(r) and subprocess.run(asked, check=False, capture_output=True).returncode == 0


needs_r = pytest.mark.skipif(not _has_r(), reason="no R with IRkernel here (r-base-core, r-cran-irkernel)")


def write_kernelspec(kernels: Path) -> None:
    """Put it into a folder of kernel specs, under its usual name."""
    folder = kernels / NAME
    folder.mkdir(parents=True)
    command = ["R", "--slave", "-e", "IRkernel::main()", "--args", "{connection_file}"]
    (folder / "kernel.json").write_text(json.dumps({"argv": command, "display_name": "R", "language": "R"}))
