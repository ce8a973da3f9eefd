"""The providers' keys: from the environment that the server was started with, else those given in Settings."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeVar

import anyio
import anyio.to_thread

from ..catalogue.key_stores import KeyStore, Storage, StoreFailed
from ..llm.dialects import PROVIDERS, Provider

READ_SECONDS = 5.0
"""How long the first request waits for the stores: a keyring may be asking its user for a password."""
WRITE_SECONDS = 60.0
NO_KEY = "none"
"""What is sent where a key has to be, to an endpoint that takes none."""

_log = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass(frozen=True)
class Key:
    """A provider's key, and where it comes from; null for an endpoint that takes none."""

    value: str = field(repr=False)
    source: Literal["env", "settings"] | None


class Keys:
    """Finds keys without delay: the stores are read once, and what changes is remembered.

    `stores` are in the order in which they are tried for a new key; none where Settings take no keys.
    """

    def __init__(self, environment: Mapping[str, str], stores: Sequence[KeyStore] = ()) -> None:
        self._environment = environment
        self._stores = tuple(stores)
        self._kept: dict[str, tuple[str, Storage]] = {}
        self._preferred: Storage | None = None
        self._reading: asyncio.Task[None] | None = None
        self._waited = False
        self._changing = asyncio.Lock()

    def takes(self, provider: Provider) -> bool:
        """Whether a key for the provider is taken from Settings; an endpoint's key is the administrator's."""
        return bool(self._stores) and not provider.own

    def find(self, provider: Provider) -> Key | None:
        """The provider's key, of those that `load` has read."""
        if not provider.env_vars:
            return Key(NO_KEY, None)
        if value := self.in_environment(provider):
            return Key(value, "env")
        if provider.id in self._kept:
            return Key(self._kept[provider.id][0], "settings")
        return None

    def in_environment(self, provider: Provider) -> str:
        """The environment's key, empty for none; white space around it, which pasting leaves, is not part of it."""
        values = (self._environment.get(name, "").strip() for name in provider.env_vars)
        return next((value for value in values if value), "")

    def known(self, providers: Iterable[Provider]) -> frozenset[str]:
        """All keys that the server has for these providers, those that are not used too."""
        names = {name for provider in providers for name in provider.env_vars}
        values = {self._environment.get(name, "").strip() for name in names} | {
            value for value, _ in self._kept.values()
        }
        return frozenset(value for value in values if value)

    def storage(self, provider: Provider) -> Storage | None:
        """Where the provider's key from Settings is, or would be, kept; null where none is taken."""
        if not self.takes(provider) or self.in_environment(provider):
            return None
        return self._kept[provider.id][1] if provider.id in self._kept else self._preferred

    async def load(self) -> None:
        """Read what the stores hold, once; a store that does not answer in time is read on in the background."""
        if self._waited or not any(self.takes(p) and not self.in_environment(p) for p in PROVIDERS.values()):
            return
        if self._reading is None:
            self._reading = asyncio.create_task(self._read(), name="ai-jup keys")
        await asyncio.wait([self._reading], timeout=READ_SECONDS)
        self._waited = True

    async def keep(self, provider: Provider, value: str) -> None:
        """Keep a key in the first store that works, and nowhere else; raises `StoreFailed` where none does."""
        async with self._changing:
            kept = await _in_thread(lambda: self._write(provider.id, value))
            self._kept[provider.id] = (value, kept)

    async def forget(self, provider: Provider) -> None:
        """Remove a key from all stores; raises `StoreFailed` when the one that keeps it does not let go."""
        async with self._changing:
            await _in_thread(lambda: self._delete(provider.id))
            self._kept.pop(provider.id, None)

    async def close(self) -> None:
        """Wait for nothing any more."""
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)

    async def _read(self) -> None:
        wanted = [p.id for p in PROVIDERS.values() if not self.in_environment(p)]
        found, preferred = await anyio.to_thread.run_sync(lambda: self._read_stores(wanted), abandon_on_cancel=True)
        # what a user has changed meanwhile is newer
        self._kept = {**found, **self._kept}
        self._preferred = preferred

    def _read_stores(self, wanted: Sequence[str]) -> tuple[dict[str, tuple[str, Storage]], Storage | None]:
        """Where two stores have a key, the later one's holds: it is used only when the one before it fails."""
        found: dict[str, tuple[str, Storage]] = {}
        usable = [store for store in self._stores if store.usable()]
        for store in usable:
            for provider_id in wanted:
                try:
                    value = store.read(provider_id)
                except StoreFailed as error:
                    _log.warning("ai-jup: %s", error)
                    break
                if value:
                    found[provider_id] = (value, store.storage)
        return found, usable[0].storage if usable else None

    def _write(self, provider_id: str, value: str) -> Storage:
        for place, store in enumerate(self._stores):
            try:
                store.write(provider_id, value)
            except StoreFailed as error:
                _log.info("ai-jup: %s", error)
                continue
            # what a store before this one may still have is overruled
            for later in self._stores[place + 1 :]:
                later.delete(provider_id)
            return store.storage
        raise StoreFailed("keys cannot be saved anywhere")

    def _delete(self, provider_id: str) -> None:
        held_by = self._kept[provider_id][1] if provider_id in self._kept else None
        failures = []
        for store in self._stores:
            try:
                if store.usable():
                    store.delete(provider_id)
            except StoreFailed as error:
                _log.warning("ai-jup: %s", error)
                failures.append(store.storage)
        if held_by in failures:
            raise StoreFailed(f"the {held_by} still has the key")


async def _in_thread(function: Callable[[], T]) -> T:
    """Keyrings block, for as long as their user is asked for a password."""
    try:
        with anyio.fail_after(WRITE_SECONDS):
            return await anyio.to_thread.run_sync(function, abandon_on_cancel=True)
    except TimeoutError:
        raise StoreFailed("the keyring did not respond") from None
