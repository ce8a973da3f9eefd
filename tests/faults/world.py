"""One process in which runs are played: the project's own service, simulator, LiteLLM and journal; kernels that count."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

from tenacity.wait import wait_none

from ai_jup.catalogue import Catalogue
from ai_jup.journal import Journal
from ai_jup.llm.dialects import OPENAI_CHAT, Dialect, dialects
from ai_jup.llm.litellm_port import LiteLLMModel
from ai_jup.llm.port import ReplyCaps, Timeouts
from ai_jup.models import AllowedModels, Choices, Keys, Targets
from ai_jup.run import Limits, Registry, Run, Service
from ai_jup.simulator import Reasoning, Reply, Text, ToolCall
from ai_jup.wire import PromptRequest

from .fault import Fault
from .kernels import CountingKernels
from .reading import known_shapes
from .spoiling import Wire
from .spoilt_simulator import Sent, SpoiltSimulator

CANARY = "sk-canary-5e11a0c4d2"
REPLIES = [
    Reply(
        [
            Reasoning("First I look, then I act 🤔."),
            Text("Grüße: I shall **act** twice 🚀, for `x` of 1 and 2.\n\n"),
            ToolCall("act", {"x": 1}),
            ToolCall("act", {"x": 2}),
        ]
    ),
    Reply([Text("Both are done ✅:\n\n- one 1️⃣\n- two, where $x_2 = 2$\n\nThat was *all*, naïvely.")]),
]
NAMES = {"OpenAI chat completions": "chat", "OpenAI Responses": "responses"}
SECONDS = 60.0
"""After which a run hangs."""


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    """The models that the installed LiteLLM knows."""
    return Catalogue()


def model_of(dialect: Dialect) -> str:
    """Any model that is spoken to in this way and takes functions."""
    models = [model for provider in catalogue().models().values() for model in provider]
    names = (model.name for model in models if model.supports_function_calling)
    return next(name for name in names if catalogue().dialect(name) is dialect)


MODELS: Mapping[str, str] = {
    ("chat" if dialect is OPENAI_CHAT else NAMES.get(dialect.name, provider.id)): model_of(dialect)
    for provider, dialect in dialects()
}
"""A model for each dialect, by the dialect's short name."""


@dataclass(frozen=True)
class Played:
    """What a fault led to."""

    fault: Fault
    run: Run
    path: Path
    """The run's file."""
    sent: list[Sent]
    known: frozenset[str]
    """The shapes of the dialect's replies."""
    begun: list[dict[str, Any]]
    """The arguments of the calls that the kernel began."""


@dataclass
class World:
    """Plays runs, one after another."""

    folder: Path
    simulator: SpoiltSimulator
    kernels: CountingKernels
    model: LiteLLMModel
    registry: Registry
    _clean: dict[str, list[Wire]] = field(default_factory=dict)
    _known: dict[str, frozenset[str]] = field(default_factory=dict)

    async def play(self, fault: Fault) -> Played:
        """Have a prompt answered while the fault happens."""
        self.simulator.fault, self.simulator.sent = fault, []
        self.simulator.received.clear()
        self.kernels.begun = []
        run = await self.service(fault).start(request(MODELS[fault.subject]))
        assert run.task is not None
        await asyncio.wait_for(asyncio.shield(run.task), SECONDS)
        await asyncio.wait_for(run.on_disk(), SECONDS)
        path = self.folder / f"{run.id}.jsonl"
        known = self._known.get(fault.subject, frozenset())
        return Played(fault, run, path, self.simulator.sent, known, self.kernels.begun)

    async def clean(self, dialect: str) -> list[Wire]:
        """The replies of each step when nothing goes wrong."""
        if dialect not in self._clean:
            played = await self.play(Fault("provider", dialect, "none", 0))
            self._clean[dialect] = [sent.wire for sent in played.sent]
            self._known[dialect] = known_shapes(wire.body for wire in self._clean[dialect])
        return self._clean[dialect]

    def service(self, fault: Fault) -> Service:
        """The service, with little patience where something stalls."""
        environment = dict.fromkeys(("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GEMINI_API_KEY"), CANARY)
        targets = Targets(AllowedModels(catalogue()), Keys(environment), environment, self.simulator.bases, False)
        patience = 0.15 if fault.kind == "stall" else 30.0
        return Service(
            choices=Choices(targets, None, False),
            model=self.model,
            simulator=_no_simulator,
            kernels=self.kernels,  # type: ignore[arg-type]
            limits=Limits(timeouts=Timeouts(first_token=patience, idle=patience), caps=ReplyCaps(event=1_000_000)),
            registry=self.registry,
        )


async def _no_simulator() -> Mapping[str, str]:
    raise AssertionError("there are keys")


def request(model: str, cell: str = "p1") -> PromptRequest:
    """A prompt that names a function."""
    return PromptRequest.model_validate(
        {
            "protocol": 1,
            "notebook": {"path": "a.ipynb", "trusted": True, "kernel_id": "k"},
            "prompt": {"id": cell, "source": "Use &`act`."},
            "model": model,
            "cells": [],
        }
    )


@contextlib.asynccontextmanager
async def world(folder: Path) -> AsyncIterator[World]:
    """A world whose files are in a folder."""
    simulator, model = SpoiltSimulator(REPLIES), LiteLLMModel()
    await simulator.start()
    journal = Journal(folder)
    # nobody waits for a second attempt
    with patch("ai_jup.run.retries._backoff", wait_none()):
        try:
            yield World(folder, simulator, CountingKernels(), model, Registry(journal))
        finally:
            model.close()
            await asyncio.to_thread(journal.close)
            await simulator.stop()
