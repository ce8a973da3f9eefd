"""Which of the catalogue's models a key may use, by the providers' own lists."""

import asyncio
import hashlib
import logging
import re
import time
from collections.abc import Sequence

from ..catalogue import Provider, alias_of
from ..llm.listing import ListUnknown, model_names
from ..llm.port import Target
from ..wire import Availabilities, Availability, ModelEntry
from .refusal import Refusal
from .target import Targets

KEPT_SECONDS = 600.0
_REVISION = re.compile(r"-\d{3}$")

_log = logging.getLogger(__name__)


class AvailabilityCheck:
    """Asks every configured provider, and remembers what each said to a key for ten minutes."""

    def __init__(self) -> None:
        self._asked: dict[str, tuple[float, asyncio.Task[frozenset[str]]]] = {}

    async def of(self, targets: Targets) -> Availabilities:
        """What each configured provider's key may use; never raises for what a provider does."""
        models = {} if targets.simulated else targets.offer.models()
        asked = [(provider, models[provider.id]) for provider in targets.configured() if models.get(provider.id)]
        found = await asyncio.gather(*(self._one(targets, provider, listed) for provider, listed in asked))
        return Availabilities({provider.id: one for (provider, _), one in zip(asked, found, strict=True)})

    async def close(self) -> None:
        """End what is being asked."""
        tasks = [task for _, task in self._asked.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _one(self, targets: Targets, provider: Provider, listed: Sequence[ModelEntry]) -> Availability:
        try:
            names = await self._names(targets.reach(listed[0]))
        except (ListUnknown, Refusal) as error:
            _log.info("ai-jup: the list of models of %s could not be read: %s", provider.label, error)
            return Availability(checked=False, unavailable=[])
        return Availability(checked=True, unavailable=[m.name for m in listed if not _is_in(m, names)])

    async def _names(self, target: Target) -> frozenset[str]:
        """Several pages that ask at once share one request, which the end of one of them does not end."""
        place = _place(target)
        at, task = self._asked.get(place, (0.0, None))
        if task is None or time.monotonic() - at > KEPT_SECONDS or _failed(task):
            task = asyncio.create_task(model_names(target), name="ai-jup availability")
            self._asked[place] = (time.monotonic(), task)
        return await asyncio.shield(task)


def _place(target: Target) -> str:
    """What an answer is remembered by: the provider, its address and the key, which cannot be read from it."""
    return hashlib.sha256(f"{target.provider} {target.api_base} {target.api_key}".encode()).hexdigest()


def _failed(task: "asyncio.Task[frozenset[str]]") -> bool:
    return task.done() and (task.cancelled() or task.exception() is not None)


def _is_in(model: ModelEntry, names: frozenset[str]) -> bool:
    """Whether a name, or an alias or a dated version of it, is in the list.

    Lists need not have the `-latest` aliases, so nothing is told of these.
    """
    bare = model.name.partition("/")[2]
    known = names | {_REVISION.sub("", name) for name in names} | {alias_of(name) or name for name in names}
    return model.latest_alias or bare in known or (alias_of(bare) or bare) in known
