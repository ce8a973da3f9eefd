"""A scripted model, which stands in for a provider."""

from __future__ import annotations

import asyncio
import datetime
from collections.abc import AsyncGenerator, Sequence
from typing import Any

from ai_jup.catalogue import Catalogue
from ai_jup.context.fitting import Contexts
from ai_jup.context.targeted_request import TargetedRequest
from ai_jup.llm.dialects import OPENAI_CHAT, PROVIDERS
from ai_jup.llm.port import ModelRequest, Piece, ReplyEnd, Target
from ai_jup.models import AllowedModels, Choice, Keys, Targets
from ai_jup.prompt import ItemLimits, compose, digest_of
from ai_jup.run import Limits, Registry, Run
from ai_jup.run.loop import Answerer
from ai_jup.wire import ModelEntry, PromptRequest

TARGET = Target("openai/gpt-x", PROVIDERS["openai"], OPENAI_CHAT, None, "canary-key")
END = ReplyEnd("stop", "gpt-x-2026", {"role": "assistant", "content": ""})
FOREVER = 3600.0

Step = Piece | BaseException | float
"""A piece to send, an error to raise, or seconds to wait."""


class ScriptedModel:
    """One script a reply; counts what it was asked, and what was closed."""

    def __init__(self, *replies: Sequence[Step]) -> None:
        self.replies = list(replies)
        self.asked: list[ModelRequest] = []
        self.closed = 0
        self.ready = True

    async def stream(self, request: ModelRequest) -> AsyncGenerator[Piece, None]:
        self.asked.append(request)
        try:
            for step in self.replies[len(self.asked) - 1]:
                if isinstance(step, BaseException):
                    raise step
                if isinstance(step, float):
                    await asyncio.sleep(step)
                else:
                    yield step
        finally:
            self.closed += 1

    def count(self, texts: Sequence[str]) -> list[int]:
        return [len(text) // 4 for text in texts]

    async def ask_count(self, request: ModelRequest) -> int | None:
        return None

    def is_ready(self) -> bool:
        return self.ready

    async def warm(self) -> None: ...

    def close(self) -> None: ...


CHOICE = Choice(
    ModelEntry(
        name="openai/gpt-x",
        date=None,
        provider_raw="openai",
        label="GPT X",
        latest_alias=False,
        max_input_tokens=None,
        max_output_tokens=100,
        supports_function_calling=True,
        supports_reasoning=False,
        supports_vision=True,
        supports_pdf_input=False,
        input_cost_per_token=None,
        output_cost_per_token=None,
        deprecation_date=None,
        retires_soon=False,
    )
)
REQUEST = PromptRequest.model_validate(
    {
        "protocol": 1,
        "notebook": {"path": "a.ipynb", "trusted": True},
        "prompt": {"id": "p1", "source": "Why?"},
        "cells": [],
    }
)


def started(
    model: ScriptedModel, limit: int = 1_000, registry: Registry | None = None, notebook: str = "a.ipynb"
) -> Run:
    """A run that this model answers; its prompt has no references."""
    return (registry or Registry()).start(notebook, "p1", lambda run: answer(run, model, limit))


async def answer(run: Run, model: ScriptedModel, limit: int = 1_000) -> None:
    """What a run does whose prompt has no references."""
    contexts = Contexts(model, Targets(AllowedModels(Catalogue()), Keys({}), {}), ItemLimits())
    answerer = Answerer(model, contexts, Limits(answer_characters=limit))
    run.started = datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc)
    await answerer.answer(run, TargetedRequest(REQUEST, CHOICE, TARGET, reply=100), compose(REQUEST))


async def ended(run: Run) -> list[dict[str, Any]]:
    """The run's events once it has ended, without `run`, `seq` and the time it took."""
    assert run.task is not None
    await asyncio.wait_for(asyncio.shield(run.task), 30)
    return told(run)


def told(run: Run) -> list[dict[str, Any]]:
    events = [event.model_dump(mode="json", exclude={"run": True, "seq": True}) for event in run.events]
    for event in events:
        if "record" in event:
            assert event["record"].pop("run") == run.id
            assert event["record"].pop("seconds") >= 0
    return events


def record(**changes: Any) -> dict[str, Any]:
    """The record of a run that failed before anything came, and what differs from it."""
    return {
        "state": "failed",
        "model": "openai/gpt-x",
        "answered_by": None,
        "simulated": False,
        "parameters": {"max_output_tokens": 100},
        "started": "2026-01-01T00:00:00+00:00",
        "input_tokens": None,
        "cached_tokens": None,
        "output_tokens": None,
        "cost": None,
        "finish_reason": None,
        "error": None,
        "context": compose(REQUEST).digest,
        "basis": {
            "instructions": compose(REQUEST).digests.instructions,
            "cells": compose(REQUEST).digests.cells,
            "prompt": compose(REQUEST).digests.prompt,
            "values": {},
            "functions": {},
            "parameters": digest_of("100"),
        },
        "replayed": False,
        **changes,
    }
