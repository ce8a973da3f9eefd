"""Which answers of a notebook no longer fit what stands above them, as far as this server can tell."""

from collections.abc import Sequence
from dataclasses import dataclass

import anyio.to_thread

from ..context.basis import parameters_digest
from ..context.staleness import Answered, Present, changes, read_answers
from ..context.targeted_request import reply_limit_sent, reply_tokens
from ..kernel import Kernels
from ..models import Choices
from ..prompt import (
    PictureReader,
    Reading,
    References,
    cell_digest,
    fence_name,
    parse_references,
    prompt_text,
    tool_digest,
)
from ..redaction import KeyGuard
from ..refusal import Refusal
from ..wire import AnswerCheck, StaleReply, StaleRequest
from .live_references import KernelView, look
from .run_limits import Limits


@dataclass(frozen=True)
class StaleAnswers:
    """Compares answers with what they would be given from now."""

    choices: Choices
    kernels: Kernels
    limits: Limits
    pictures: PictureReader

    async def of(self, request: StaleRequest) -> StaleReply:
        """Nobody is asked, nothing is sent; what the prompts name is read where the kernel is free."""
        answers, digests = await anyio.to_thread.run_sync(self._read, request)
        view = await self._named_now(request, [each for each in answers if each.state is None])
        models = {name: self._model(name) for name in {each.model or request.model for each in answers}}
        checks = [self._checked(each, _present(models[each.model or request.model], view)) for each in answers]
        return StaleReply(answers=checks, digests=digests, values_read=view is not None)

    def _read(self, request: StaleRequest) -> tuple[list[Answered], list[str]]:
        keys = KeyGuard(self.choices.targets.known_keys())
        language = fence_name(request.notebook.language)
        reading = Reading(self.limits.items, keys, self.pictures, language)
        return read_answers(request.cells, request.options, reading)

    async def _named_now(self, request: StaleRequest, answers: Sequence[Answered]) -> KernelView | None:
        """What the prompts name in the kernel; null where that cannot be told now."""
        if request.notebook.kernel_id is None or not request.options.read_values:
            return None
        language = request.notebook.language
        found = [parse_references(prompt_text(each.prompt.source), language) for each in answers]
        named = References(
            values=tuple(dict.fromkeys(name for each in found for name in each.values)),
            functions=tuple(dict.fromkeys(name for each in found for name in each.functions)),
        )
        if not named:
            return KernelView()
        view = await look(self.kernels, request.notebook.kernel_id, named)
        return None if view.notices or view.problem else view

    def _model(self, name: str | None) -> tuple[str | None, str | None]:
        """Which model would answer, and the digest of its parameters; null where it cannot be told."""
        try:
            choice = self.choices.choose(name, recorded=True)
        except Refusal:
            # without a key nobody knows which model would answer a prompt that names none
            return None, None
        target = self.choices.replay_target(choice)
        limit = reply_limit_sent(choice.entry, target, reply_tokens(choice.entry, self.limits.output_tokens))
        return choice.entry.name, parameters_digest(limit)

    def _checked(self, answered: Answered, now: Present) -> AnswerCheck:
        state, found = answered.state, list[str]()
        if state is None:
            found = list(changes(answered, now, self.choices.targets.allowed.catalogue.label))
            state = "stale" if found else "current"
        return AnswerCheck(prompt=answered.id, cell=answered.index + 1, state=state, changes=found)


def _present(model: tuple[str | None, str | None], view: KernelView | None) -> Present:
    if view is None:
        return Present(*model)
    values = {value.label.strip("$`"): cell_digest(value) or "" for value in view.values}
    functions = {tool["function"]["name"]: tool_digest(tool) for tool in view.tools}
    return Present(*model, values, functions)
