"""Whether the JupyterLab beside this server shows prompts: it is no dependency, because the command line needs none."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, version

OLDEST = (4, 4)
"""The oldest that is supported and tested; `src/plugins/tooold.ts` says in the page what is older."""


def too_old() -> str | None:
    """What to tell the administrator, unless JupyterLab is new enough or missing."""
    try:
        installed = version("jupyterlab")
    except PackageNotFoundError:
        return None
    known = re.match(r"(\d+)\.(\d+)", installed)
    if known is None or tuple(map(int, known.groups())) >= OLDEST:
        return None
    oldest = ".".join(map(str, OLDEST))
    return (
        f"prompts are off in JupyterLab {installed}: they need {oldest} or newer. "
        f"Upgrade it: pip install -U 'jupyterlab>={oldest}'"
    )
