"""From the name of a model to where and how it is reached."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..catalogue import PROVIDERS, Catalogue, Provider, find_key
from ..llm.port import Target
from ..wire import ModelEntry, ProviderEntry
from .refusal import Refusal

SIMULATOR_LABEL = "Simulator (no model)"


@dataclass(frozen=True)
class Targets:
    """The models that this server reaches, by its environment and its administrator's settings."""

    catalogue: Catalogue
    environment: Mapping[str, str] = field(repr=False)
    """As it was when the server started: what a `.env` adds later does not count."""
    api_base: Mapping[str, str] = field(default_factory=dict)
    """Provider id to address, as that provider's own SDK takes it."""
    allowed_providers: tuple[str, ...] = ()
    """Empty for all."""
    allowed_models: tuple[str, ...] = ()
    """Empty for all."""
    default_model: str | None = None
    simulator_allowed: bool = True

    def resolve(self, name: str | None, simulator: Mapping[str, str]) -> tuple[Target, ModelEntry]:
        """The target for a model's name, the default one's for null.

        `simulator` is provider id to address of a running simulator. Raises `Refusal` (422) for a model that is
        unknown or not allowed, or whose provider has no key.
        """
        entry = self._entry(name or self.default_model)
        provider = PROVIDERS[entry.name.partition("/")[0]]
        if self.simulated:
            return self._target(entry, provider, simulator[provider.id], "simulator"), entry
        key = find_key(provider, self.environment)
        if key is None:
            raise _key_missing(provider, entry)
        return self._target(entry, provider, self.address(provider), key.value), entry

    @property
    def simulated(self) -> bool:
        """Whether the simulator answers: only while no provider has a key, and none an address of its own."""
        return self.simulator_allowed and not any(
            find_key(provider, self.environment) or self.address(provider) for provider in self._providers()
        )

    def models(self) -> dict[str, list[ModelEntry]]:
        """Provider id to the models that the administrator allows, in display order."""
        return {
            provider.id: [m for m in self.catalogue.models()[provider.id] if self._allowed(m)]
            for provider in self._providers()
        }

    def providers(self) -> list[ProviderEntry]:
        """The providers that the administrator allows; the simulator by its own name while it answers."""
        entries = [self._provider_entry(provider) for provider in self._providers()]
        if self.simulated:
            simulator = ProviderEntry(
                id="simulator",
                label=SIMULATOR_LABEL,
                configured=True,
                source=None,
                env_vars=[],
                storage=None,
                remedy="",
            )
            entries.append(simulator)
        return entries

    def address(self, provider: Provider) -> str | None:
        """Where the provider is reached; null for its own address."""
        return self.api_base.get(provider.id) or self.environment.get(provider.base_url_var) or None

    def _entry(self, name: str | None) -> ModelEntry:
        if name is None:
            return self._default_entry()
        entry = self.catalogue.find(name)
        if entry is None:
            raise self._model_unknown(name)
        if not self._allowed(entry):
            raise _model_not_allowed(entry.name)
        return entry

    def _default_entry(self) -> ModelEntry:
        """Without a setting: the newest model of the first provider that has a key."""
        lists = [
            models
            for provider_id, models in self.models().items()
            if models and (self.simulated or find_key(PROVIDERS[provider_id], self.environment))
        ]
        if not lists:
            raise Refusal(
                422,
                "key-missing",
                "No provider has a key, so no model can answer.",
                f"Set one of {_all_variables()} where the Jupyter server is started, and restart it.",
            )
        return next((m for m in lists[0] if not m.latest_alias), lists[0][0])

    def _target(self, entry: ModelEntry, provider: Provider, base: str | None, key: str) -> Target:
        return Target(
            model=entry.name,
            provider=provider.id,
            api_base=base,
            api_key=key,
            responses_api=provider.id == "openai" and self.catalogue.has_responses_api(entry.name),
            simulated=self.simulated,
        )

    def _providers(self) -> list[Provider]:
        allowed = self.allowed_providers or tuple(PROVIDERS)
        return [provider for provider in PROVIDERS.values() if provider.id in allowed]

    def _provider_entry(self, provider: Provider) -> ProviderEntry:
        key = find_key(provider, self.environment)
        return ProviderEntry(
            id=provider.id,
            label=provider.label,
            configured=key is not None,
            source=key.source if key else None,
            env_vars=list(provider.env_vars),
            storage=None,
            remedy="" if key else f"Set {' or '.join(provider.env_vars)} where the Jupyter server is started.",
        )

    def _allowed(self, entry: ModelEntry) -> bool:
        provider = entry.name.partition("/")[0]
        return (not self.allowed_models or entry.name in self.allowed_models) and (
            not self.allowed_providers or provider in self.allowed_providers
        )

    def _model_unknown(self, name: str) -> Refusal:
        same = self.models().get(name.partition("/")[0], [])
        newest = next((model.name for model in same if not model.latest_alias), None)
        return Refusal(
            422,
            "model-unknown",
            f"No model is called {name[:100]!r}, or its provider has retired it.",
            f"Pick another model, for example {newest or 'one of those that Settings lists'}.",
        )


def _key_missing(provider: Provider, entry: ModelEntry) -> Refusal:
    return Refusal(
        422,
        "key-missing",
        f"The server has no key for {provider.label}, which {entry.label} needs.",
        f"Set {' or '.join(provider.env_vars)} where the Jupyter server is started and restart it, "
        "or pick a model of another provider.",
    )


def _model_not_allowed(name: str) -> Refusal:
    return Refusal(
        403,
        "model-not-allowed",
        f"The administrator of this server does not allow {name}.",
        "Pick one of the models that Settings lists.",
    )


def _all_variables() -> str:
    return ", ".join(name for provider in PROVIDERS.values() for name in provider.env_vars)
