"""Whether a notebook's file has an answer: only then the server may let go of it, whatever a page says."""

import json
import logging
from collections.abc import Container, Iterator
from typing import Any, Protocol

import anyio.to_thread
from jupyter_core.utils import ensure_async

_log = logging.getLogger(__name__)


class ContentsManager(Protocol):
    """What is needed of Jupyter Server's."""

    def get(self, path: str, content: bool = True, type: str | None = None, format: str | None = None) -> Any:
        """A file's model, or a coroutine that gives it."""


async def saved_runs(contents: ContentsManager | None, notebook: str) -> Container[str]:
    """The ids of the runs whose answers stand in the notebook as it is saved; none where it cannot be read."""
    if contents is None:
        return ()
    try:
        # as text, and parsed in a thread: a notebook can be large
        model = await ensure_async(contents.get(notebook, type="file", format="text"))
        return await anyio.to_thread.run_sync(_runs, model["content"])
    except Exception as error:
        # any contents manager may be installed; what is not seen to be saved is kept
        _log.debug("ai-jup: %s cannot be read: %s", notebook, error)
        return ()


def _runs(text: str) -> set[str]:
    found = set()
    for cell in json.loads(text)["cells"]:
        ours = cell.get("metadata", {}).get("ai_jup")
        if isinstance(ours, dict) and ours.get("isOutputCell"):
            found |= {run for kept in (ours, *_others(ours)) if (run := _run(kept))}
    return found


def _others(ours: dict[str, Any]) -> Iterator[Any]:
    """The prompt's other answers, which stand in the cell's metadata."""
    for name in ("earlier", "later"):
        kept = ours.get(name)
        yield from kept if isinstance(kept, list) else ()


def _run(kept: Any) -> str | None:
    record = kept.get("run") if isinstance(kept, dict) else None
    run = record.get("run") if isinstance(record, dict) else None
    return run if isinstance(run, str) else None
