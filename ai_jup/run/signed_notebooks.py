"""Whether Jupyter has signed a notebook for this user: it signs what they save, not what comes from elsewhere."""

import logging
from typing import Any

import anyio.to_thread
import nbformat
from jupyter_core.utils import ensure_async

from .saved_answers import ContentsManager

_log = logging.getLogger(__name__)


async def is_signed(contents: ContentsManager | None, notebook: str) -> bool | None:
    """Whether the file at a path of the contents API is signed as it is now; null where nothing signs notebooks.

    A file that cannot be read is not signed.
    """
    notary = getattr(contents, "notary", None)
    if contents is None or notary is None:
        return None
    try:
        # as text: what the contents manager makes of a notebook has marks of its own in its cells
        model = await ensure_async(contents.get(notebook, type="file", format="text"))
        read = await anyio.to_thread.run_sync(_notebook, model["content"])
        return bool(notary.check_signature(read))
    except Exception as error:
        # any contents manager may be installed, and any file be asked about
        _log.debug("ai-jup: whether %s is signed cannot be said: %s", notebook, error)
        return False


def _notebook(text: str) -> Any:
    """The notebook as it is signed: in the current format."""
    return nbformat.convert(nbformat.reader.reads(text), nbformat.current_nbformat)  # type: ignore[no-untyped-call]
