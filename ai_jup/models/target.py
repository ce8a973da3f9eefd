"""From a model to where, and with which key, it is reached."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ..llm.dialects import Provider
from ..llm.port import Target
from ..refusal import Refusal
from ..translation import marked, say
from ..wire import ModelEntry
from .allowed_models import AllowedModels
from .key_settings import missing_key_hint
from .keys import Key, Keys
from .provider_lists import ModelLists

SIMULATOR_LABEL = marked("Simulator (no model)")


@dataclass(frozen=True)
class Address:
    """Where a provider is reached."""

    base: str | None = None
    """As the provider's own SDK takes it; null for the provider's own address."""
    setting: str | None = None
    """Trait or variable that says so."""


@dataclass(frozen=True)
class Targets:
    """What this server reaches, by its environment, its keys and its administrator's settings."""

    allowed: AllowedModels
    keys: Keys
    environment: Mapping[str, str] = field(repr=False)
    """As it was when the server started: what a `.env` adds later does not count."""
    api_base: Mapping[str, str] = field(default_factory=dict)
    """Provider id to address, as that provider's own SDK takes it."""
    simulator_allowed: bool = True
    lists: ModelLists = field(default_factory=ModelLists, repr=False)

    def at_provider(self, entry: ModelEntry, hint_of_others: bool = True) -> Target:
        """The target for a model at its provider; raises `Refusal` (422) where that has no key.

        `hint_of_others` says whether the user may pick a model of another provider instead.
        """
        provider = self.provider_of(entry)
        key = self.keys.find(provider)
        if key is None:
            hint = missing_key_hint([provider], self.keys).removesuffix(".")
            raise Refusal(
                422,
                "key-missing",
                say(
                    "The server has no key for {label}, which {entry_label} needs.",
                    label=provider.label,
                    entry_label=entry.label,
                ),
                say("{hint}, or pick a model of another provider.", hint=hint) if hint_of_others else f"{hint}.",
            )
        return self._target(entry, provider, self.address(provider), key)

    def for_replay(self, entry: ModelEntry) -> Target:
        """The target for a model that may have answered already; without a key it cannot be asked."""
        provider = self.provider_of(entry)
        key = self.keys.find(provider) or Key("", None)
        return replace(self._target(entry, provider, self.address(provider), key), simulated=False)

    def at_simulator(self, entry: ModelEntry, simulator: Mapping[str, str]) -> Target:
        """The target for a model that the simulator stands in for; `simulator` is provider id to its address."""
        provider = self.provider_of(entry)
        return self._target(entry, provider, Address(simulator[provider.id]), Key("simulator", None))

    def may_use(self, entry: ModelEntry) -> bool:
        """Whether the key may use a model, as far as its provider's list is known; asks nobody."""
        provider = self.provider_of(entry)
        key = self.keys.find(provider)
        return key is None or not self.lists.lack(self._target(entry, provider, self.address(provider), key), entry)

    @property
    def simulated(self) -> bool:
        """Whether the simulator answers: only while no provider has a key, and none an address of its own."""
        return self.simulator_allowed and not any(
            self.keys.find(provider) or self.address(provider).base for provider in self.allowed.providers()
        )

    def configured(self) -> list[Provider]:
        """The allowed providers that the server has a key for, or that take none."""
        return [provider for provider in self.allowed.providers() if self.keys.find(provider)]

    def known_keys(self) -> tuple[str, ...]:
        """The keys of this server, which must not stand in what is sent."""
        return tuple(sorted(self.keys.known(self.allowed.catalogue.providers.values())))

    def provider_of(self, entry: ModelEntry) -> Provider:
        return self.allowed.catalogue.providers[entry.name.partition("/")[0]]

    def address(self, provider: Provider) -> Address:
        """Where the provider is reached."""
        if provider.own:
            return Address(provider.address, "AiJup.endpoints")
        if base := self.api_base.get(provider.id):
            return Address(base, "AiJup.api_base")
        variable = provider.base_url_var
        base = self.environment.get(variable) if variable else None
        return Address(base, variable) if base else Address()

    def _target(self, entry: ModelEntry, provider: Provider, address: Address, key: Key) -> Target:
        return Target(
            model=entry.name,
            label=entry.label,
            provider=provider,
            dialect=self.allowed.catalogue.dialect(entry.name),
            api_base=address.base,
            address_setting=address.setting,
            api_key=key.value,
            simulated=self.simulated,
            prices=_own_prices(entry) if provider.own else None,
            key_from_settings=key.source == "settings",
        )


def _own_prices(entry: ModelEntry) -> tuple[float, float] | None:
    of_input, of_output = entry.input_cost_per_token, entry.output_cost_per_token
    return None if of_input is None or of_output is None else (of_input, of_output)
