"""A limit of what a whole notebook may cost, kept before each request rather than after it."""

import json
import math
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Any

import anyio.to_thread

from ..catalogue import Catalogue
from ..llm.port import LanguageModel, ModelRequest, Piece, Target, TokenUsage
from ..llm.provider_errors import ProviderError
from ..number_format import in_dollars

LEAST_REPLY = 256
"""Tokens: a request that has no room for so many is not sent."""
_PIXELS = 10_000
"""Of a picture whose size is not looked up: no provider counts more than it would make of so large a one."""


class OverBudget(ProviderError):
    """The request could cost more than is left."""

    code = "over-budget"
    asks_provider = False
    sentence = "Not sent: with this prompt the notebook could cost more than {limit} ({spent} so far)"
    advice = "Raise --max-cost, or pick a model that costs less than {model}."


class PriceUnknown(OverBudget):
    """It is not known what the model costs."""

    code = "price-unknown"
    sentence = "Not sent: the price of {model} is not known, so a limit of costs cannot be kept"
    advice = "Run without --max-cost, or have the administrator set the model's price."


@dataclass
class CostLimit:
    """A `LanguageModel` that is asked only while no request can take the sum over its limit."""

    model: LanguageModel
    catalogue: Catalogue
    limit: float
    """US dollars."""
    spent: float = 0.0

    async def stream(self, request: ModelRequest) -> AsyncGenerator[Piece, None]:
        """See `LanguageModel.stream`; raises `OverBudget` too. A reply may be cut short so that it stays within."""
        of_input, of_output = self._prices(request.target)
        tokens = await anyio.to_thread.run_sync(self._most_input, request)
        left = self.limit - self.spent - tokens * of_input
        room = math.floor(left / of_output) if of_output else math.inf
        wanted = request.max_output_tokens
        if left < 0 or room < min(LEAST_REPLY, wanted or LEAST_REPLY):
            raise OverBudget(request.target, limit=in_dollars(self.limit), spent=in_dollars(self.spent))
        if room is not math.inf and (wanted is None or wanted > room):
            request = replace(request, max_output_tokens=int(room))
        # what a reply that breaks off has cost nobody tells
        reserved = tokens * of_input
        self.spent += reserved
        async with aclosing(self.model.stream(request)) as pieces:
            async for piece in pieces:
                if isinstance(piece, TokenUsage) and piece.cost is not None:
                    self.spent += piece.cost - reserved
                    reserved = piece.cost
                yield piece

    def count(self, texts: Sequence[str]) -> list[int]:
        """See `LanguageModel.count`."""
        return self.model.count(texts)

    async def ask_count(self, request: ModelRequest) -> int | None:
        """See `LanguageModel.ask_count`."""
        return await self.model.ask_count(request)

    def is_ready(self) -> bool:
        """See `LanguageModel.is_ready`."""
        return self.model.is_ready()

    async def warm(self) -> None:
        """See `LanguageModel.warm`."""
        await self.model.warm()

    def close(self) -> None:
        """See `LanguageModel.close`."""
        self.model.close()

    def _prices(self, target: Target) -> tuple[float, float]:
        if target.simulated:
            return 0.0, 0.0
        entry = self.catalogue.find(target.model)
        prices = target.prices or (entry and (entry.input_cost_per_token, entry.output_cost_per_token))
        if not prices or None in prices:
            raise PriceUnknown(target)
        return prices  # type: ignore[return-value]

    def _most_input(self, request: ModelRequest) -> float:
        """Tokens of what is sent, by the largest that the provider may make of it."""
        texts: list[str] = [json.dumps(tool) for tool in request.tools]
        pictures = 0
        for message in request.messages:
            parts = message["content"] if isinstance(message["content"], list) else [{"text": message["content"] or ""}]
            texts += [part.get("text") or "" for part in parts]
            texts += [json.dumps(call) for call in _calls(message)]
            pictures += sum("image_url" in part for part in parts)
        dialect = request.target.dialect
        of_picture = dialect.picture_tokens(request.target.model, _PIXELS, _PIXELS) if pictures else 0
        around = 10 * (len(texts) + len(request.messages))
        return sum(self.model.count(texts)) * dialect.margin.most + around + pictures * of_picture


def _calls(message: Mapping[str, Any]) -> Sequence[Any]:
    return message.get("tool_calls") or ()
