"""What the server's routes, and the command line, ask for."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from ..llm.port import LanguageModel, ModelRequest, Target, Timeouts
from ..prompt import compose, prompt_text
from ..wire import ConnectionResult, ContextReply, ModelEntry, PromptRequest
from .account import Account
from .connection import failed, try_connection
from .loop import Job, answer
from .refusal import Refusal
from .registry import Registry
from .run import Run
from .target import SIMULATOR_LABEL, Targets


@dataclass(frozen=True)
class Limits:
    """What one run may take."""

    timeouts: Timeouts = Timeouts()
    output_tokens: int = 32_000
    """Of one reply, or less where the model allows less."""
    answer_characters: int = 1_000_000


@dataclass(frozen=True)
class Service:
    """Starts runs: from a request to a model's target, the messages, and the task that answers."""

    targets: Targets
    model: LanguageModel
    simulator: Callable[[], Awaitable[Mapping[str, str]]]
    """Starts the simulator where it does not run yet; provider id to its address."""
    limits: Limits = Limits()
    registry: Registry = field(default_factory=Registry)
    _warming: list[asyncio.Task[None]] = field(default_factory=list, init=False)

    def warm(self) -> None:
        """Make ready, in the background, what the first run would have to wait for."""
        if not self._warming:
            self._warming.append(asyncio.create_task(self.model.warm(), name="ai-jup warm"))

    async def close(self) -> None:
        """Stop what runs, and the model's worker."""
        await self.registry.stop_all()
        for task in self._warming:
            task.cancel()
        await asyncio.gather(*self._warming, return_exceptions=True)
        self.model.close()

    async def test_connection(self, name: str) -> ConnectionResult:
        """Whether the model of this name answers; what is refused is a result too."""
        try:
            target, _ = await self._resolve(name)
        except Refusal as refusal:
            return failed(name, refusal.detail)
        return await try_connection(self.model, target)

    async def context(self, request: PromptRequest) -> ContextReply:
        """What a request would send, without sending it; raises `Refusal` where it could not be run."""
        target, entry = await self._resolve(request.model)
        messages = [dict(message) for message in compose(request).messages]
        parts = [part for message in messages for part in message["content"] if isinstance(part, dict)]
        return ContextReply(
            model=target.model,
            messages=messages,
            images=sum(part["type"] == "image_url" for part in parts),
            limit=entry.max_input_tokens,
        )

    async def _resolve(self, name: str | None) -> tuple[Target, ModelEntry]:
        addresses = await self.simulator() if self.targets.simulated else {}
        return self.targets.resolve(name, addresses)

    async def start(self, request: PromptRequest) -> Run:
        """Start a run; raises `Refusal` where nothing can be started."""
        if not prompt_text(request.prompt.source).strip():
            raise Refusal(422, "prompt-empty", "The prompt is empty.", "Write what you want to know, and run it again.")
        target, entry = await self._resolve(request.model)
        composition = compose(request)
        context = composition.digest
        tokens = min(self.limits.output_tokens, entry.max_output_tokens or self.limits.output_tokens)
        job = Job(
            request=ModelRequest(
                target=target,
                messages=composition.messages,
                max_output_tokens=tokens,
                timeouts=self.limits.timeouts,
            ),
            label=SIMULATOR_LABEL if target.simulated else entry.label,
            answer_limit=self.limits.answer_characters,
        )

        async def work(run: Run) -> None:
            parameters: dict[str, int | float | str | bool] = {"max_output_tokens": tokens}
            account = Account(run.id, target, context, parameters, run.started)
            await answer(run, job, self.model, account)

        return self.registry.start(request.notebook.path, request.prompt.id, work)
