"""Prompts for programs that run notebooks by themselves: nbconvert and papermill."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from jupyter_core.utils import run_sync

from ..app import AiJup
from ..kernel import Kernels
from ..replay import Cassettes
from ..wire import Replay
from .one_kernel import OneKernel
from .progress import Progress
from .prompting import Prompter, PromptOptions

VARIABLE = "AI_JUP_REPLAY"
"""Says how prompts are answered where a program has no option for it: as `ai-jup run --replay` does."""


@contextmanager
def unattended(notebook: Path) -> Iterator[tuple[Prompter, OneKernel]]:
    """What answers a notebook's prompts, and the kernel that it asks, which is to be told; closed at the end."""
    app, kernel = AiJup.without_server(), OneKernel()
    service = app.service_for(Kernels(kernel), Cassettes(notebook.parent))
    options = PromptOptions(path=notebook.name, replay=_replay())
    try:
        yield Prompter(service, options, Progress()), kernel
    finally:
        run_sync(app.close)(service)


def _replay() -> Replay:
    mode = os.environ.get(VARIABLE, "off")
    if mode not in ("off", "record", "auto", "strict"):
        raise ValueError(f"{VARIABLE} is off, record, auto or strict, not {mode!r}.")
    return cast(Replay, mode)
