"""The providers' own lists of models: what a key may use, as far as it is known."""

import asyncio
import hashlib
import re
import time

from ..catalogue import alias_of
from ..llm.listing import model_names
from ..llm.port import Target
from ..wire import ModelEntry

KEPT_SECONDS = 600.0
"""After which a list is read again when somebody asks."""
_REVISION = re.compile(r"-\d{3}$")


class ModelLists:
    """Reads a provider's list at most once in ten minutes for one key, and remembers what it said."""

    def __init__(self) -> None:
        self._asked: dict[str, tuple[float, asyncio.Task[frozenset[str]]]] = {}
        self._known: dict[str, frozenset[str]] = {}

    async def read(self, target: Target) -> frozenset[str]:
        """The names in the list of the target's provider; raises `ListUnknown`.

        Several pages that ask at once share one request, which the end of one of them does not end.
        """
        place = _place(target)
        at, task = self._asked.get(place, (0.0, None))
        if task is None or time.monotonic() - at > KEPT_SECONDS or _failed(task):
            task = asyncio.create_task(model_names(target), name="ai-jup list of models")
            self._asked[place] = (time.monotonic(), task)
        self._known[place] = await asyncio.shield(task)
        return self._known[place]

    def lack(self, target: Target, entry: ModelEntry) -> bool:
        """Whether the list of the target's provider is known, and does not have the model; asks nobody."""
        names = self._known.get(_place(target))
        return names is not None and not is_in(entry, names)

    async def close(self) -> None:
        """End what is being asked."""
        tasks = [task for _, task in self._asked.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def is_in(entry: ModelEntry, names: frozenset[str]) -> bool:
    """Whether a model, or an alias or a dated version of it, is in a provider's list.

    A `-latest` alias counts as being in every list: providers resolve it when they are asked, and their lists of models
    need not have it. To mark it could warn of what works; Test Connection says what does not.
    """
    bare = entry.name.partition("/")[2]
    known = names | {_REVISION.sub("", name) for name in names} | {alias_of(name) or name for name in names}
    return entry.latest_alias or bare in known or (alias_of(bare) or bare) in known


def _place(target: Target) -> str:
    """What a list is remembered by: the provider, its address and the key, which cannot be read from it."""
    return hashlib.sha256(f"{target.provider.id} {target.api_base} {target.api_key}".encode()).hexdigest()


def _failed(task: "asyncio.Task[frozenset[str]]") -> bool:
    return task.done() and (task.cancelled() or task.exception() is not None)
