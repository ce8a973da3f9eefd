"""From the name of a model to where and how it is reached."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ..catalogue import Key, Keys, Provider
from ..llm.port import OwnEndpoint, Target
from ..wire import DefaultModel, ModelEntry, ModelStatus
from .key_changes import missing_key_hint
from .offer import Offer
from .refusal import Refusal
from .standing import model_status

SIMULATOR_LABEL = "Simulator (no model)"


@dataclass(frozen=True)
class Targets:
    """The models that this server reaches, by its environment, its keys and its administrator's settings."""

    offer: Offer
    keys: Keys
    environment: Mapping[str, str] = field(repr=False)
    """As it was when the server started: what a `.env` adds later does not count."""
    api_base: Mapping[str, str] = field(default_factory=dict)
    """Provider id to address, as that provider's own SDK takes it."""
    default_model: str | None = None
    lock_model: bool = False
    """Whether the default model answers every prompt, whatever it names."""
    simulator_allowed: bool = True

    def resolve(self, name: str | None, simulator: Mapping[str, str]) -> tuple[Target, ModelEntry]:
        """The target for a model's name, the default one's for null.

        `simulator` is provider id to address of a running simulator. Raises `Refusal` (403, 422) for a model that is
        unknown or not allowed, or whose provider has no key.
        """
        entry = self._entry(name or self.default_model)
        if not self.simulated:
            return self.reach(entry), entry
        provider = self.provider_of(entry)
        return self._target(entry, provider, simulator[provider.id], Key("simulator", None)), entry

    def reach(self, entry: ModelEntry) -> Target:
        """The target for a model at its provider; raises `Refusal` (422) where that has no key."""
        provider = self.provider_of(entry)
        key = self.keys.find(provider)
        if key is None:
            raise self._key_missing(provider, entry)
        return self._target(entry, provider, self.address(provider), key)

    @property
    def simulated(self) -> bool:
        """Whether the simulator answers: only while no provider has a key, and none an address of its own."""
        return self.simulator_allowed and not any(
            self.keys.find(provider) or self.address(provider) for provider in self.offer.providers()
        )

    def configured(self) -> list[Provider]:
        """The allowed providers that the server has a key for, or that take none."""
        return [provider for provider in self.offer.providers() if self.keys.find(provider)]

    def known_keys(self) -> tuple[str, ...]:
        """The keys of this server, which must not stand in what is sent."""
        return tuple(sorted(self.keys.known(self.offer.catalogue.providers.values())))

    def provider_of(self, entry: ModelEntry) -> Provider:
        return self.offer.catalogue.providers[entry.name.partition("/")[0]]

    def address(self, provider: Provider) -> str | None:
        """Where the provider is reached; null for its own address."""
        if provider.own_address:
            return provider.own_address
        from_environment = self.environment.get(provider.base_url_var) if provider.base_url_var else None
        return self.api_base.get(provider.id) or from_environment or None

    def asked_name(self, name: str | None) -> str | None:
        """The name that counts: none while prompts are locked to the default model."""
        return None if self.lock_model else name

    def overruled(self, name: str | None, entry: ModelEntry) -> str | None:
        """The model that was asked for in vain, because prompts are locked to another; else null."""
        if not name or not self.lock_model:
            return None
        asked = self.offer.catalogue.find(name)
        return None if asked and asked.name == entry.name else (asked.name if asked else name)

    def status(self, name: str) -> ModelStatus:
        """What became of the model of this name."""
        return model_status(self.offer, name, self._default_or_none() if self.lock_model else None)

    def default(self) -> DefaultModel:
        """What answers a prompt that names no model; null while no provider is configured."""
        entry = self._default_or_none() if self.configured() else None
        return DefaultModel(model=entry, locked=self.lock_model)

    def problems(self) -> Iterator[str]:
        """What the settings name in vain, each as a sentence that says what to do."""
        yield from self.offer.unmatched()
        status = model_status(self.offer, self.default_model) if self.default_model else None
        if status and status.state not in ("listed", "hidden"):
            instead = f"for example {status.successor!r}" if status.successor else "one that GET /ai-jup/models lists"
            yield f"AiJup.default_model is {status.name!r}. {status.message} Change it, {instead}."

    def _default_or_none(self) -> ModelEntry | None:
        try:
            return self._entry(self.default_model)
        except Refusal:
            return None

    def _entry(self, name: str | None) -> ModelEntry:
        if name is None:
            return self._newest_configured()
        entry = self.offer.catalogue.find(name)
        if entry is None or not self.offer.allows(entry):
            raise self.refusal(model_status(self.offer, name))
        return entry

    def _newest_configured(self) -> ModelEntry:
        """The newest model of the first provider that has a key."""
        lists = [
            models
            for provider_id, models in self.offer.models().items()
            if models and (self.simulated or self.keys.find(self.offer.catalogue.providers[provider_id]))
        ]
        if not any(self.offer.models().values()):
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
                missing_key_hint(self.offer.providers(), self.keys),
            )
        return next((m for m in lists[0] if not m.latest_alias), lists[0][0])

    def _target(self, entry: ModelEntry, provider: Provider, base: str | None, key: Key) -> Target:
        return Target(
            model=entry.name,
            provider=provider.protocol,
            api_base=base,
            api_key=key.value,
            responses_api=provider.id == "openai" and self.offer.catalogue.has_responses_api(entry.name),
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
            f"{hint}, or pick a model of another provider.",
        )

    def refusal(self, status: ModelStatus) -> Refusal:
        """The refusal of a prompt whose model cannot answer it."""
        instead = f"Pick another model, for example {status.successor or 'one of those that Settings lists'}."
        if status.state == "not-allowed":
            return Refusal(403, "model-not-allowed", status.message, instead)
        return Refusal(422, "model-unknown", status.message, instead)


def _own_endpoint(provider: Provider, entry: ModelEntry) -> OwnEndpoint | None:
    if provider.own_address is None:
        return None
    variable = provider.env_vars[0] if provider.env_vars else None
    return OwnEndpoint(provider.label, variable, entry.input_cost_per_token, entry.output_cost_per_token)
