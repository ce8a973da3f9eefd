"""What the server's routes, and the command line, ask for."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeVar

import anyio.to_thread

from ..context.fitting import Contexts
from ..context.reference_check import check_references, read_references, unreadable
from ..context.report import context_notices, context_reply
from ..context.targeted_request import TargetedRequest, reply_tokens
from ..kernel import KernelError, Kernels
from ..llm.port import LanguageModel, Target
from ..models import Choice, Choices, Targets
from ..models.availability import availabilities
from ..models.connection_test import failed, try_connection
from ..models.key_settings import keep_key, provider_entry, remove_key
from ..models.target import SIMULATOR_LABEL
from ..prompt import References, prompt_text
from ..redaction import KeyGuard
from ..refusal import Notice, Refusal
from ..replay import Cassettes, CassetteUnusable, SimulatorNotRecorded
from ..translation import say
from ..wire import (
    AnswerCell,
    Availabilities,
    ConnectionResult,
    ConsentReason,
    ContextReply,
    DefaultModel,
    ErrorDetail,
    KernelNames,
    Models,
    ModelStatus,
    PromptRequest,
    ProviderEntry,
    Providers,
    Replay,
    RunSummary,
    StaleReply,
    StaleRequest,
)
from .live_references import LIVE_NOT_COUNTED, KernelView, Live, look
from .loop import Answerer
from .registry import Registry
from .run import Run
from .run_limits import Limits
from .saved_answers import ContentsManager, saved_runs
from .signed_notebooks import is_signed
from .stale_answers import StaleAnswers
from .tool_calls import CallLimits

Result = TypeVar("Result")

NAMES = 2_000
"""Names of a kernel that are told for completion."""
PERSON_LENGTH = 60
"""Characters that are kept of the name of who has asked."""
_LOOKS = (0, 1, 2, 4)
"""Seconds before each look into the file, when a page says that it is saved."""


@dataclass(frozen=True)
class Service:
    """Starts runs: from a request to a model's target, the messages, and the task that answers."""

    choices: Choices
    model: LanguageModel
    simulator: Callable[[], Awaitable[Mapping[str, str]]]
    """Starts the simulator where it does not run yet; provider id to its address."""
    kernels: Kernels
    contents: ContentsManager | None = None
    """Where notebooks are saved."""
    cassettes: Cassettes | None = None
    """Null where notebooks are no files, and so have none."""
    limits: Limits = field(default_factory=Limits)
    registry: Registry = field(default_factory=Registry)
    _warming: list[asyncio.Task[None]] = field(default_factory=list, init=False)
    _looking: set[asyncio.Task[None]] = field(default_factory=set, init=False)

    @property
    def targets(self) -> Targets:
        return self.choices.targets

    def warm(self) -> asyncio.Task[None]:
        """Make ready, in the background, what the first run would have to wait for."""
        if not self._warming:
            self._warming.append(asyncio.create_task(self._warm(), name="ai-jup warm"))
        return self._warming[0]

    async def _warm(self) -> None:
        await asyncio.gather(self.model.warm(), self._contexts.warm())

    async def close(self) -> None:
        """Stop what runs, and the model's worker."""
        await self.registry.stop_all(_shut_down())
        background = [*self._warming, *self._looking]
        for task in background:
            task.cancel()
        await asyncio.gather(*background, return_exceptions=True)
        await self.targets.lists.close()
        await self.targets.keys.close()
        self.model.close()
        if self.registry.journal:
            await anyio.to_thread.run_sync(self.registry.journal.close)

    async def runs(self, notebook: str | None) -> list[RunSummary]:
        """The runs that are live, or ended and not yet acknowledged; of a notebook, or of all.

        Those of a server that is gone are among them.
        """
        await self.registry.restore()
        if notebook is not None:
            await self.registry.find_renamed(notebook)
        await self._acknowledge_saved(notebook)
        return [run.summary() for run in self.registry.unacknowledged(notebook)]

    def acknowledge(self, run: Run, dismissed: bool) -> None:
        """A client that has the whole answer says that the file has it, which is looked up, or that nobody wants it."""
        if dismissed:
            self.registry.acknowledge(run)
        else:
            task = asyncio.create_task(self._look_for(run), name=f"ai-jup saved {run.id}")
            self._looking.add(task)
            task.add_done_callback(self._looking.discard)

    async def _look_for(self, run: Run) -> None:
        """A shared notebook is saved by the server, a while after the page has written into it."""
        for pause in _LOOKS:
            await asyncio.sleep(pause)
            await self._acknowledge_saved(run.notebook)
            if run.acknowledged:
                return

    async def _acknowledge_saved(self, notebook: str | None) -> None:
        ended = [run for run in self.registry.unacknowledged(notebook) if run.ended]
        for path in {run.notebook for run in ended}:
            saved = await saved_runs(self.contents, path)
            for run in ended:
                if run.notebook == path and run.id in saved:
                    self.registry.acknowledge(run)

    async def is_signed(self, notebook: str) -> bool | None:
        """Whether Jupyter has signed a notebook's file for this user; null where nothing signs notebooks."""
        return await is_signed(self.contents, notebook)

    async def run(self, run_id: str) -> Run:
        """The run of this id; raises `Refusal` (404)."""
        if not self.registry.has(run_id):
            await self.registry.restore()
        return self.registry.get(run_id)

    async def answer(self, run: Run) -> AnswerCell:
        """The cell of a run's answer as far as it has come, without a key of this server."""
        return await run.answer(KeyGuard(self.targets.known_keys()).clean)

    def models(self) -> Models:
        """The models that may be picked."""
        return Models(self.targets.allowed.models())

    def model_status(self, name: str) -> ModelStatus:
        """What became of the model of this name."""
        return self.choices.status(name)

    async def default_model(self) -> DefaultModel:
        """What answers a prompt that names no model."""
        await self.targets.keys.load()
        return self.choices.default()

    async def providers(self) -> Providers:
        """The providers that the administrator allows; the simulator by its own name while it answers."""
        await self.targets.keys.load()
        entries = [provider_entry(provider, self.targets.keys) for provider in self.targets.allowed.providers()]
        return Providers([*entries, _simulator()] if self.targets.simulated else entries)

    async def availability(self) -> Availabilities:
        """What each configured provider's key may use."""
        await self.targets.keys.load()
        return await availabilities(self.targets)

    async def keep_key(self, provider_id: str, key: str) -> ProviderEntry:
        """Take a key that a user gives; raises `Refusal`."""
        await self.targets.keys.load()
        return await keep_key(self.targets.allowed, self.targets.keys, provider_id, key)

    async def remove_key(self, provider_id: str) -> ProviderEntry:
        """Remove a key that a user gave; raises `Refusal`."""
        await self.targets.keys.load()
        return await remove_key(self.targets.allowed, self.targets.keys, provider_id)

    async def test_connection(self, name: str) -> ConnectionResult:
        """Whether the model of this name answers; what is refused is a result too."""
        try:
            await self.targets.keys.load()
            choice = self.choices.choose(name)
            if choice.overruled:
                raise self.choices.refusal(name)
            target = self.choices.target(choice, await self._simulator())
        except Refusal as refusal:
            return failed(name, refusal.detail)
        return await try_connection(self.model, target, self.warm())

    async def context(self, request: PromptRequest) -> ContextReply:
        """What a request would send, without sending it; raises `Refusal` where it could not be run."""
        asked = await self._asked(request)
        view = await self._view(request, await self._references(asked))
        asked = replace(asked, values=view.values, tools=view.tools)
        measured = await self._contexts.to_show(asked)
        # of what is refused nothing is sent, nor left out
        of_context = () if measured.refusal else context_notices(asked, measured.composition)
        notices = [*filter(None, [asked.choice.notice]), *of_context, *view.notices]
        return context_reply(asked, measured, notices, view.problem)

    async def stale(self, request: StaleRequest) -> StaleReply:
        """Which answers of a notebook no longer fit. Nobody is asked, and a busy kernel is left alone."""
        await self.targets.keys.load()
        if request.model is None:
            with suppress(Refusal):
                request = request.model_copy(update={"model": await self._recorded_model(request)})
        return await StaleAnswers(self.choices, self.kernels, self.limits, self._contexts.pictures).of(request)

    async def _view(self, request: PromptRequest, references: References) -> KernelView:
        if not references:
            return KernelView()
        if not request.options.read_values:
            return KernelView(notices=(_not_read(),))
        return await look(self.kernels, request.notebook.kernel_id or "", references)

    @cached_property
    def _contexts(self) -> Contexts:
        return Contexts(self.model, self.targets, self.limits.items)

    async def check(self, notebook: str, model: str | None, replay: Replay) -> None:
        """Raises `Refusal` for what no prompt of a notebook can be answered with: before its code runs."""
        await self.targets.keys.load()
        if replay != "off":
            await _replayed(lambda: self._cassettes.checked(notebook, replay))
        is_in_vain = replay == "record" and self.targets.simulated
        if model or is_in_vain:
            _, target = await self._target(model, replay)
            if is_in_vain:
                detail = SimulatorNotRecorded(target).to_detail()
                raise Refusal(422, detail.code, detail.message, detail.hint)

    async def _asked(self, request: PromptRequest) -> TargetedRequest:
        await self.targets.keys.load()
        replay = request.options.replay
        name = request.model or await self._recorded_model(request)
        choice, target = await self._target(name, replay)
        return TargetedRequest(request, choice, target, reply_tokens(choice.entry, self.limits.output_tokens))

    async def _target(self, name: str | None, replay: Replay) -> tuple[Choice, Target]:
        """Which model answers, and where it is reached."""
        choice = self.choices.choose(name, recorded=replay in ("auto", "strict"))
        if replay == "off":
            return choice, self.choices.target(choice, await self._simulator())
        return choice, self.choices.replay_target(choice)

    async def _references(self, asked: TargetedRequest) -> References:
        """What the prompt names; raises `Refusal` that tells of all that is wrong with it, as far as is known yet."""
        request = asked.request
        # in a thread: a prompt of nothing but references takes long to read
        references = await anyio.to_thread.run_sync(read_references, request)
        if references.problems:
            # the user need not find the others one run after another; for a busy kernel nobody waits
            view = await self._view(request, references) if request.notebook.kernel_id else KernelView()
            raise unreadable(references, view.problem)
        await check_references(references, request, asked.entry)
        return references if request.options.call_functions else replace(references, functions=())

    async def _model(self, request: PromptRequest) -> LanguageModel:
        """Who answers a request: the model, or its cassette; raises `Refusal` (409, 422)."""
        mode, path = request.options.replay, request.notebook.path
        if mode == "off":
            return self.model
        return await _replayed(lambda: self._cassettes.model(self.model, path, mode, self.targets.simulated))

    async def _recorded_model(self, request: PromptRequest | StaleRequest) -> str | None:
        """The one model that was recorded: it answers prompts that name none, whoever has which keys."""
        if request.options.replay in ("off", "record"):
            return None
        models = (await _replayed(lambda: self._cassettes.of(request.notebook.path))).models
        return next(iter(models)) if len(models) == 1 else None

    @property
    def _cassettes(self) -> Cassettes:
        if self.cassettes is None:
            raise CassetteUnusable(
                say("The notebooks of this server are no files, so they cannot have cassettes."),
                say("Turn the notebook's replay off."),
            )
        return self.cassettes

    async def _simulator(self) -> Mapping[str, str]:
        """Provider id to the simulator's address, where it answers."""
        return await self.simulator() if self.targets.simulated else {}

    async def start(self, request: PromptRequest, asked_by: str | None = None) -> Run:
        """Start a run; raises `Refusal` where nothing can be started.

        `asked_by` is the name of who asks: it is a person's, and kept only where the notebook is shared.
        """
        if not prompt_text(request.prompt.source).strip():
            raise Refusal(
                422, "prompt-empty", say("The prompt is empty."), say("Write your question, and run the prompt again.")
            )
        await self.targets.keys.load()
        model = await self._model(request)
        asked = await self._asked(request)
        references = await self._references(asked)
        contexts = self._contexts.counted_by(model)
        # what is too large without the values of the kernel is refused at once
        composition = await contexts.to_send(asked)
        live = self._live(asked, references) if references else None
        answerer = Answerer(model, contexts, self.limits)
        run = await self.registry.begin_alone(request.notebook.path, request.prompt.id)
        if request.notebook.shared and asked_by:
            run.asked_by = asked_by[:PERSON_LENGTH]
        self.registry.work(run, lambda run: answerer.answer(run, asked, composition, live))
        return run

    def _live(self, asked: TargetedRequest, references: References) -> Live:
        notebook, options = asked.request.notebook, asked.request.options
        asks = options.ask_before_calls or self.limits.asks_before_calls
        by_setting: ConsentReason | None = "setting" if asks else None
        return Live(
            references=references,
            kernels=self.kernels,
            kernel_id=notebook.kernel_id or "",
            limits=CallLimits(seconds=self.limits.call_seconds, sees=asked.entry.supports_vision),
            asks=by_setting if notebook.trusted else "untrusted",
            clean=KeyGuard(self.targets.known_keys()).clean,
        )

    async def kernel_names(self, kernel_id: str) -> KernelNames:
        """The user's names in a kernel, for completion; raises `Refusal` (422) where it cannot tell them."""
        try:
            async with self.kernels.open(kernel_id, lambda _: None) as session:
                return KernelNames(await session.names(NAMES))
        except KernelError as error:
            detail = error.to_detail()
            raise Refusal(422, detail.code, detail.message, detail.hint) from None


async def _replayed(read: Callable[[], Result]) -> Result:
    """What cassettes are asked for; raises `Refusal` (409) where they cannot be used."""
    try:
        return await anyio.to_thread.run_sync(read)
    except CassetteUnusable as error:
        raise Refusal(409, "cassette-unusable", error.message, error.hint) from None


def _shut_down() -> ErrorDetail:
    return ErrorDetail(
        code="server-shut-down",
        message=say("The Jupyter server was shut down while this answer was arriving."),
        hint=say("Run the prompt again when it is back."),
    )


def _not_read() -> Notice:
    return Notice(
        LIVE_NOT_COUNTED,
        say("The values and functions that the prompt names are read when it runs, and are not counted here."),
    )


def _simulator() -> ProviderEntry:
    return ProviderEntry(
        id="simulator",
        label=say(SIMULATOR_LABEL),
        configured=True,
        source=None,
        env_vars=[],
        storage=None,
        remedy="",
        remedy_in_settings="",
    )
