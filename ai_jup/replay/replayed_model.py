"""A model whose exchanges are kept: in front of the port, so that nothing else knows of it."""

import datetime
import logging
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Literal

import anyio.to_thread

from ..llm.port import LanguageModel, ModelRequest, Piece, ReplyEnd
from .cassette import Cassette, CassetteUnusable
from .differences import differences, in_words
from .exchange import Exchange, joined
from .failures import NotInCassette, SimulatorNotRecorded
from .sent import Sent, sent

Mode = Literal["record", "auto", "strict"]
"""Whether a model is asked: always, and what it says is recorded; where nothing is recorded; never."""
Match = Literal["exact", "text"]
"""Whether the bytes of pictures count."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ReplayedModel:
    """A `LanguageModel` that answers from a cassette what is recorded there."""

    model: LanguageModel
    cassette: Cassette
    mode: Mode
    match: Match = "exact"
    simulated: bool = False
    """Whether the simulator would answer in the model's place."""

    async def stream(self, request: ModelRequest) -> AsyncGenerator[Piece, None]:
        """See `LanguageModel.stream`; raises `NotInCassette` and `SimulatorNotRecorded` too."""
        asked = await anyio.to_thread.run_sync(sent, request)
        found = None if self.mode == "record" else self.cassette.find(asked, self.match == "exact")
        if found:
            for piece in found.reply:
                yield replace(piece, recorded=found.recorded) if isinstance(piece, ReplyEnd) else piece
            return
        if self.mode == "strict":
            raise self._missing(request, asked)
        if self.simulated:
            raise SimulatorNotRecorded(request.target)
        pieces: list[Piece] = []
        async with aclosing(self.model.stream(request)) as stream:
            async for piece in stream:
                pieces.append(piece)
                # the end is told when it is kept: whoever has it may go at once
                if isinstance(piece, ReplyEnd):
                    now = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds")
                    await anyio.to_thread.run_sync(self._keep, Exchange(asked, joined(pieces), now))
                yield piece

    def count(self, texts: Sequence[str]) -> list[int]:
        """See `LanguageModel.count`."""
        return self.model.count(texts)

    async def ask_count(self, request: ModelRequest) -> int | None:
        """Nobody is asked: what is sent must not depend on whether somebody can be."""
        return None

    def is_ready(self) -> bool:
        """See `LanguageModel.is_ready`."""
        return self.mode != "record" or self.model.is_ready()

    async def warm(self) -> None:
        """See `LanguageModel.warm`."""
        if self.mode != "strict":
            await self.model.warm()

    def close(self) -> None:
        """See `LanguageModel.close`."""
        self.model.close()

    def _keep(self, exchange: Exchange) -> None:
        try:
            self.cassette.add(exchange)
        except CassetteUnusable as error:
            # the answer is there, and paid for
            _log.warning("ai-jup: %s", error)

    def _missing(self, request: ModelRequest, asked: Sent) -> NotInCassette:
        nearest = self.cassette.nearest(asked)
        found = differences(asked, nearest.sent) if nearest else []
        is_drawing = bool(nearest) and self.match == "exact" and nearest is self.cassette.find(asked, False)
        return NotInCassette(request.target, self.cassette.path.name, in_words(found), is_drawing)
