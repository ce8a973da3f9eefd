"""The first answer after a start of the server waits until LiteLLM is loaded, and the user sees why."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from ..llm.port import LanguageModel
from ..translation import say
from ..wire import Warning
from .run import Run

PATIENCE = 1.5
"""Seconds before it is said: a wait that is hardly noticed needs no words."""


@asynccontextmanager
async def saying_so_while_loading(run: Run, model: LanguageModel) -> AsyncIterator[None]:
    """Tell, once, that the model's port is not ready where an answer has to wait for that."""
    if model.is_ready():
        yield
        return
    telling = asyncio.create_task(_tell(run, model), name="ai-jup loading")
    try:
        yield
    finally:
        telling.cancel()


async def _tell(run: Run, model: LanguageModel) -> None:
    await asyncio.sleep(PATIENCE)
    if not model.is_ready():
        message = say("The first answer after the server starts has to wait for LiteLLM to load.")
        run.append(Warning, code="loading", message=message)
