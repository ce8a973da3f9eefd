"""What the server's routes, and the command line, ask for."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from ..llm.port import LanguageModel, ModelRequest, Target, Timeouts
from ..prompt import compose, prompt_text
from ..wire import (
    Availabilities,
    ConnectionResult,
    ContextReply,
    DefaultModel,
    ModelEntry,
    Models,
    ModelStatus,
    PromptRequest,
    ProviderEntry,
    Providers,
)
from .account import Account
from .availability import availabilities
from .connection import failed, try_connection
from .key_changes import keep_key, provider_entry, remove_key
from .loop import Job, Notice, answer
from .refusal import Refusal
from .registry import Registry
from .run import Run
from .sight import check_sight
from .standing import SHOWN
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

    def warm(self) -> asyncio.Task[None]:
        """Make ready, in the background, what the first run would have to wait for."""
        if not self._warming:
            self._warming.append(asyncio.create_task(self.model.warm(), name="ai-jup warm"))
        return self._warming[0]

    async def close(self) -> None:
        """Stop what runs, and the model's worker."""
        await self.registry.stop_all()
        for task in self._warming:
            task.cancel()
        await asyncio.gather(*self._warming, return_exceptions=True)
        await self.targets.lists.close()
        await self.targets.keys.close()
        self.model.close()

    def models(self) -> Models:
        """The models that may be picked."""
        return Models(self.targets.offer.models())

    def model_status(self, name: str) -> ModelStatus:
        """What became of the model of this name."""
        return self.targets.status(name)

    async def default_model(self) -> DefaultModel:
        """What answers a prompt that names no model."""
        await self.targets.keys.load()
        return self.targets.default()

    async def providers(self) -> Providers:
        """The providers that the administrator allows; the simulator by its own name while it answers."""
        await self.targets.keys.load()
        entries = [provider_entry(provider, self.targets.keys) for provider in self.targets.offer.providers()]
        return Providers([*entries, _SIMULATOR] if self.targets.simulated else entries)

    async def availability(self) -> Availabilities:
        """What each configured provider's key may use."""
        # whoever looks at that will test a connection, or run a prompt
        self.warm()
        await self.targets.keys.load()
        return await availabilities(self.targets)

    async def keep_key(self, provider_id: str, key: str) -> ProviderEntry:
        """Take a key that a user gives; raises `Refusal`."""
        await self.targets.keys.load()
        return await keep_key(self.targets.offer, self.targets.keys, provider_id, key)

    async def remove_key(self, provider_id: str) -> ProviderEntry:
        """Remove a key that a user gave; raises `Refusal`."""
        await self.targets.keys.load()
        return await remove_key(self.targets.offer, self.targets.keys, provider_id)

    async def test_connection(self, name: str) -> ConnectionResult:
        """Whether the model of this name answers; what is refused is a result too."""
        try:
            target, entry = await self._resolve(name)
            if self.targets.overruled(name, entry):
                raise self.targets.refusal(self.targets.status(name))
        except Refusal as refusal:
            return failed(name, refusal.detail)
        return await try_connection(self.model, target, self.warm())

    async def context(self, request: PromptRequest) -> ContextReply:
        """What a request would send, without sending it; raises `Refusal` where it could not be run."""
        target, entry = await self._resolve(request.model)
        messages = [dict(message) for message in compose(request).messages]
        images = check_sight(messages, entry, self.targets)
        return ContextReply(
            model=target.model,
            messages=messages,
            images=images,
            limit=entry.max_input_tokens,
        )

    async def _resolve(self, name: str | None) -> tuple[Target, ModelEntry]:
        await self.targets.keys.load()
        addresses = await self.simulator() if self.targets.simulated else {}
        return self.targets.resolve(self.targets.asked_name(name), addresses)

    async def start(self, request: PromptRequest) -> Run:
        """Start a run; raises `Refusal` where nothing can be started."""
        if not prompt_text(request.prompt.source).strip():
            raise Refusal(422, "prompt-empty", "The prompt is empty.", "Write what you want to know, and run it again.")
        target, entry = await self._resolve(request.model)
        composition = compose(request)
        check_sight(composition.messages, entry, self.targets)
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
            notices=self._notices(request.model, entry),
        )

        async def work(run: Run) -> None:
            parameters: dict[str, int | float | str | bool] = {"max_output_tokens": tokens}
            account = Account(run.id, target, context, parameters, run.started)
            await answer(run, job, self.model, account)

        return self.registry.start(request.notebook.path, request.prompt.id, work)

    def _notices(self, name: str | None, entry: ModelEntry) -> tuple[Notice, ...]:
        overruled = self.targets.overruled(name, entry)
        if overruled is None:
            return ()
        shown = overruled[:SHOWN]
        message = f"The administrator has every prompt answered by {entry.name}, so {shown} does not answer this one."
        return (Notice("model-locked", message),)


_SIMULATOR = ProviderEntry(
    id="simulator",
    label=SIMULATOR_LABEL,
    configured=True,
    source=None,
    env_vars=[],
    storage=None,
    remedy="",
    remedy_in_settings="",
)
