"""From the name of a model to where and how it is reached."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from ..catalogue import PROVIDERS, Provider
from ..llm.port import OwnEndpoint, Target
from ..refusal import Refusal
from ..wire import DefaultModel, ModelEntry, ModelStatus
from .allowed_models import AllowedModels
from .key_settings import missing_key_hint
from .keys import Key, Keys
from .provider_lists import ModelLists
from .status import model_status, status

SIMULATOR_LABEL = "Simulator (no model)"


@dataclass(frozen=True)
class Reach:
    """Where a provider is reached."""

    base: str | None = None
    """As the provider's own SDK takes it; null for the provider's own address."""
    setting: str | None = None
    """Trait or variable that says so."""


@dataclass(frozen=True)
class Targets:
    """The models that this server reaches, by its environment, its keys and its administrator's settings."""

    allowed: AllowedModels
    keys: Keys
    environment: Mapping[str, str] = field(repr=False)
    """As it was when the server started: what a `.env` adds later does not count."""
    api_base: Mapping[str, str] = field(default_factory=dict)
    """Provider id to address, as that provider's own SDK takes it."""
    default_model: str | None = None
    lock_model: bool = False
    """Whether the default model answers every prompt, whatever it names."""
    simulator_allowed: bool = True
    lists: ModelLists = field(default_factory=ModelLists, repr=False)

    def resolve(self, name: str | None, simulator: Mapping[str, str]) -> tuple[Target, ModelEntry]:
        """The target for a model's name, the default one's for null.

        `simulator` is provider id to address of a running simulator. Raises `Refusal` (403, 422) for a model that is
        unknown or not allowed, or whose provider has no key.
        """
        entry = self._entry(name) if name else self._default_entry()
        if not self.simulated:
            return self.reach(entry), entry
        provider = self.provider_of(entry)
        return self._target(entry, provider, Reach(simulator[provider.id]), Key("simulator", None)), entry

    def reach(self, entry: ModelEntry) -> Target:
        """The target for a model at its provider; raises `Refusal` (422) where that has no key."""
        provider = self.provider_of(entry)
        key = self.keys.find(provider)
        if key is None:
            raise self._key_missing(provider, entry)
        return self._target(entry, provider, self.address(provider), key)

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

    def address(self, provider: Provider) -> Reach:
        """Where the provider is reached."""
        if provider.own_address:
            return Reach(provider.own_address, "AiJup.endpoints")
        if base := self.api_base.get(provider.id):
            return Reach(base, "AiJup.api_base")
        variable = provider.base_url_var
        base = self.environment.get(variable) if variable else None
        return Reach(base, variable) if base else Reach()

    def asked_name(self, name: str | None) -> str | None:
        """The name that counts: none while prompts are locked to the default model."""
        return None if self.lock_model else name

    def overruled(self, name: str | None, entry: ModelEntry) -> str | None:
        """The model that was asked for in vain, because prompts are locked to another; else null."""
        if not name or not self.lock_model:
            return None
        asked = self.allowed.catalogue.find(name)
        return None if asked and asked.name == entry.name else (asked.name if asked else name)

    def status(self, name: str) -> ModelStatus:
        """What became of the model of this name."""
        if not self.lock_model:
            return model_status(self.allowed, name, self.may_use)
        asked = self.allowed.catalogue.find(name)
        try:
            only = self._default_entry()
        except Refusal as refusal:
            return status(name, "not-allowed", asked, f"{refusal.detail.message} {refusal.detail.hint}")
        if asked and asked.name == only.name:
            return model_status(self.allowed, name, self.may_use)
        message = f"The administrator of this server has every prompt answered by {only.label}."
        return status(name, "not-allowed", asked, message, only)

    def default(self) -> DefaultModel:
        """What answers a prompt that names no model, and what keeps it from that."""
        entry, problem = None, None
        try:
            entry = self._default_entry()
            if not self.simulated:
                self.reach(entry)
        except Refusal as refusal:
            problem = refusal.detail
        model = entry if self.configured() else None
        name = self.default_model or (model.name if model else None)
        return DefaultModel(name=name, model=model, locked=self.lock_model, problem=problem)

    def problems(self) -> Iterator[str]:
        """What the settings name in vain, each as a sentence that says what to do."""
        yield from self.allowed.problems()
        yield from self._address_problems()
        found = model_status(self.allowed, self.default_model, self.may_use) if self.default_model else None
        if found and found.state not in ("listed", "hidden"):
            instead = repr(found.successor) if found.successor else "one that GET /ai-jup/models lists"
            yield f"AiJup.default_model is {found.name!r}. {found.message} Change it to {instead}."
        elif found and found.entry and self.lock_model and self._is_without_key(found.entry):
            yield f"AiJup.lock_model has every prompt answered by {found.entry.name}, for which the server has no key."

    def _is_without_key(self, entry: ModelEntry) -> bool:
        """Where users may give a key, theirs may come yet."""
        provider = self.provider_of(entry)
        return not self.keys.takes(provider) and not self.keys.find(provider)

    def _address_problems(self) -> Iterator[str]:
        """Without the addresses: a password may stand in one."""
        for name, base in self.api_base.items():
            if name not in PROVIDERS:
                own = name in self.allowed.catalogue.providers
                change = "an endpoint's address stands in AiJup.endpoints" if own else f"use {', '.join(PROVIDERS)}"
                yield f"AiJup.api_base has the key {name!r}, which is no provider and has no effect: {change}."
            elif not _is_address(base):
                yield f"AiJup.api_base[{name!r}] is no address: change it to one like 'https://host/v1'."

    def _entry(self, name: str) -> ModelEntry:
        entry = self.allowed.catalogue.find(name)
        if entry is None or not self.allowed.allows(entry):
            raise self.refusal(model_status(self.allowed, name, self.may_use))
        return entry

    def _default_entry(self) -> ModelEntry:
        """The model for a prompt that names none; raises `Refusal` where there is none."""
        if not self.default_model:
            return self._newest_configured()
        entry = self.allowed.catalogue.find(self.default_model)
        if entry and self.allowed.allows(entry):
            return entry
        found = model_status(self.allowed, self.default_model, self.may_use)
        instead = f", for example to {found.successor}" if found.successor else ""
        is_choice = not self.lock_model and any(self.allowed.models().values())
        otherwise = ", or pick a model yourself" if is_choice else ""
        raise Refusal(
            422,
            "default-model-unusable",
            f"The server's default model cannot answer. {found.message}",
            f"Ask the administrator of this server to change AiJup.default_model{instead}{otherwise}.",
        )

    def _newest_configured(self) -> ModelEntry:
        """The newest model of the first provider that has a key; one that the key may use, as far as that is known."""
        lists = [
            models
            for provider_id, models in self.allowed.models().items()
            if models and (self.simulated or self.keys.find(self.allowed.catalogue.providers[provider_id]))
        ]
        if not any(self.allowed.models().values()):
            raise Refusal(
                403,
                "model-not-allowed",
                "The administrator's settings allow no model on this server.",
                "Ask the administrator to change AiJup.allowed_models or AiJup.allowed_providers.",
            )
        if not lists:
            raise Refusal(
                422,
                "key-missing",
                "No provider has a key, so no model can answer.",
                missing_key_hint(self.allowed.providers(), self.keys),
            )
        # an alias stands above the models that it is an alias of
        return min(lists[0], key=lambda model: (not self.may_use(model), model.latest_alias))

    def _target(self, entry: ModelEntry, provider: Provider, reach: Reach, key: Key) -> Target:
        return Target(
            model=entry.name,
            provider=provider.protocol,
            api_base=reach.base,
            address_setting=reach.setting,
            api_key=key.value,
            responses_api=provider.id == "openai" and self.allowed.catalogue.has_responses_api(entry.name),
            simulated=self.simulated,
            own=_own_endpoint(provider, entry),
            key_from_settings=key.source == "keyring",
        )

    def _key_missing(self, provider: Provider, entry: ModelEntry) -> Refusal:
        hint = missing_key_hint([provider], self.keys).removesuffix(".")
        return Refusal(
            422,
            "key-missing",
            f"The server has no key for {provider.label}, which {entry.label} needs.",
            f"{hint}." if self.lock_model else f"{hint}, or pick a model of another provider.",
        )

    def refusal(self, found: ModelStatus) -> Refusal:
        """The refusal of a prompt whose model cannot answer it."""
        example = f", for example {found.successor}" if found.successor else ""
        instead = f"Pick another model{example}."
        if found.state == "not-allowed":
            return Refusal(403, "model-not-allowed", found.message, instead)
        return Refusal(422, "model-unknown", found.message, instead)


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _own_endpoint(provider: Provider, entry: ModelEntry) -> OwnEndpoint | None:
    if provider.own_address is None:
        return None
    variable = provider.env_vars[0] if provider.env_vars else None
    return OwnEndpoint(provider.label, variable, entry.input_cost_per_token, entry.output_cost_per_token)
