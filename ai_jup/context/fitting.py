"""What a prompt sends, made to fit the model's input window."""

import copy
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import anyio.to_thread

from ..llm.dialects import Margin
from ..llm.port import LanguageModel, ModelRequest
from ..models.target import Targets
from ..prompt import Composition, ItemLimits, PictureReader, ReadBefore, Rules, compose, size_of, texts_to_count, within
from ..prompt.bounded_cache import BoundedCache
from ..refusal import Refusal
from .targeted_request import Sizes, TargetedRequest
from .too_large import too_large
from .vision import check_vision

COUNTED_CHARACTERS = 20_000_000
"""Of the texts whose tokens are remembered."""
READ_BYTES = 30_000_000
"""Of cells that are remembered as they were read."""
NOTEBOOKS = 500
"""For which a provider's count is remembered."""
DRIFT = 1.05
"""How much more tokens the next prompt's texts may take than those that the provider counted."""
WORTH_ASKING = 1.5
"""Times the room: of a larger request much is left out in any case, and sending it for its count takes long."""


@dataclass(frozen=True)
class Measured:
    """What would be sent, and its size."""

    composition: Composition
    sizes: Sizes
    refusal: Refusal | None
    tool_tokens: int = 0
    """On top of the composition's, which budget and limit are about."""


class Contexts:
    """Composes requests; remembers cells, pictures and counts from one prompt to the next."""

    def __init__(self, model: LanguageModel, targets: Targets, limits: ItemLimits) -> None:
        self._model = model
        self._targets = targets
        self._limits = limits
        self.pictures = PictureReader()
        self._read: ReadBefore = BoundedCache(READ_BYTES)
        self._counts: BoundedCache[str, int] = BoundedCache(COUNTED_CHARACTERS)
        self._margins: BoundedCache[tuple[str, str], Margin] = BoundedCache(NOTEBOOKS)

    def counted_by(self, model: LanguageModel) -> "Contexts":
        """The same, with what is remembered, for another model's port."""
        other = copy.copy(self)
        other._model = model
        return other

    async def warm(self) -> None:
        """Make ready what the first picture would have to wait for."""
        await anyio.to_thread.run_sync(self.pictures.warm)

    async def to_send(self, asked: TargetedRequest) -> Composition:
        """What is sent; raises `Refusal` (422) where too much must not be left out, or the model cannot see pictures.

        Near the limit the provider itself is asked for the size.
        """
        composition = await self._composed(asked)
        # most notebooks are far from the limit: counting them would only take time
        if asked.room is not None and composition.bound > asked.room:
            measured = await self._measured(asked, composition, await self._sizes(asked, composition), ask=True)
            if measured.refusal:
                raise measured.refusal
            composition = measured.composition
        check_vision(composition, asked.entry, self._targets)
        return composition

    async def to_show(self, asked: TargetedRequest) -> Measured:
        """What would be sent; nothing is, so its size is told with the margin of this machine's counting.

        Raises `Refusal` (422) where the model cannot see pictures.
        """
        composition = await self._composed(asked)
        measured = await self._measured(asked, composition, await self._sizes(asked, composition), ask=False)
        check_vision(measured.composition, asked.entry, self._targets)
        return replace(measured, tool_tokens=await self._tool_tokens(asked, measured.sizes))

    async def likely_tokens(
        self, asked: TargetedRequest, composition: Composition, sent: Sequence[str], written: Sequence[str]
    ) -> tuple[int, int]:
        """Of what was sent, and of what has come, as far as this machine can tell."""
        sizes = await self._sizes(asked, composition)
        counts = await anyio.to_thread.run_sync(lambda: self._counted([*sent, *written]))
        besides, output = (
            math.ceil(sum(counts[text] for text in each) * sizes.margin.likely) for each in (sent, written)
        )
        return sizes.likely_of(composition) + await self._tool_tokens(asked, sizes) + besides, output

    async def _composed(self, asked: TargetedRequest) -> Composition:
        rules = Rules(
            dialect=asked.target.dialect,
            model=asked.entry.name,
            limits=self._limits,
            keys=self._targets.known_keys(),
        )

        def made() -> Composition:
            return _made(compose(asked.request, rules, asked.values, self.pictures, self._read))

        return await anyio.to_thread.run_sync(made)

    async def _sizes(self, asked: TargetedRequest, composition: Composition) -> Sizes:
        counts = await anyio.to_thread.run_sync(lambda: self._counted(texts_to_count(composition)))
        return Sizes(counts, self._margins.get(_notebook(asked)) or asked.target.dialect.margin)

    async def _tool_tokens(self, asked: TargetedRequest, sizes: Sizes) -> int:
        texts = [json.dumps(tool, ensure_ascii=False) for tool in asked.tools]
        counts = await anyio.to_thread.run_sync(lambda: self._counted(texts))
        return math.ceil(sum(counts[text] for text in texts) * sizes.margin.likely)

    def _counted(self, texts: Sequence[str]) -> dict[str, int]:
        found = {text: self._counts.get(text) for text in texts}
        missing = [text for text, tokens in found.items() if tokens is None]
        for text, tokens in zip(missing, self._model.count(missing) if missing else (), strict=True):
            found[text] = tokens
            self._counts.put(text, tokens, len(text))
        return {text: tokens or 0 for text, tokens in found.items()}

    async def _measured(self, asked: TargetedRequest, composition: Composition, sizes: Sizes, ask: bool) -> Measured:
        room = asked.room
        if room is None or sizes.most_of(composition) <= room:
            return Measured(composition, sizes, None)
        if ask and self._margins.get(_notebook(asked)) is None:
            sizes, tokens = await self._asked_for(asked, composition, sizes)
            if (sizes.most_of(composition) if tokens is None else tokens) <= room:
                return Measured(composition, sizes, None)
        most = sizes.margin.most
        fitted = await anyio.to_thread.run_sync(lambda: _made(within(composition, sizes.counts, room, most)))
        fits = sizes.most_of(fitted) <= room or (ask and await self._fits(asked, fitted, sizes))
        return Measured(fitted, sizes, None if fits else too_large(asked, fitted, sizes, self._targets))

    async def _asked_for(
        self, asked: TargetedRequest, composition: Composition, sizes: Sizes
    ) -> tuple[Sizes, int | None]:
        """The provider's count, and sizes with the margin that it shows; remembered for the notebook's next prompts."""
        plain = size_of(composition, sizes.counts)
        if plain > WORTH_ASKING * (asked.room or 0):
            return sizes, None
        tokens = await self._model.ask_count(_request(asked, composition))
        if tokens is not None:
            pictures = sum(map(composition.picture_tokens, composition.pictures))
            factor = max(0.1, (tokens - pictures) / max(1, plain - pictures))
            sizes = replace(sizes, margin=Margin(factor, factor * DRIFT))
        # a provider that does not say it is not asked for each prompt again
        self._margins.put(_notebook(asked), sizes.margin, 1)
        return sizes, tokens

    async def _fits(self, asked: TargetedRequest, composition: Composition, sizes: Sizes) -> bool:
        """Whether it fits after all: by the provider's count, else by the least that this machine can tell."""
        tokens = await self._model.ask_count(_request(asked, composition))
        return (size_of(composition, sizes.counts) if tokens is None else tokens) <= (asked.room or 0)


def _made(composition: Composition) -> Composition:
    """With its messages and their digest, which take time to make: in a thread rather than in the server's loop."""
    assert composition.messages and composition.digest
    return composition


def _notebook(asked: TargetedRequest) -> tuple[str, str]:
    return asked.target.model, asked.request.notebook.path


def _request(asked: TargetedRequest, composition: Composition) -> ModelRequest:
    return ModelRequest(asked.target, composition.messages, max_output_tokens=asked.reply)
