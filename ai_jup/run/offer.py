"""What users may pick, by the administrator's settings."""

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

from ..catalogue import Catalogue, Provider, maker, successor
from ..wire import ModelEntry


@dataclass(frozen=True)
class Offer:
    """The allowed part of the catalogue."""

    catalogue: Catalogue
    allowed_providers: tuple[str, ...] = ()
    """Ids; empty for all."""
    allowed_models: tuple[str, ...] = ()
    """Names or shell patterns of names, `anthropic/claude-*`; empty for all."""

    def providers(self) -> list[Provider]:
        """The allowed providers, in display order."""
        allowed = self.allowed_providers or tuple(self.catalogue.providers)
        return [provider for provider in self.catalogue.providers.values() if provider.id in allowed]

    def models(self) -> dict[str, list[ModelEntry]]:
        """Provider id to its allowed models, in display order."""
        every = self.catalogue.models()
        return {provider.id: [m for m in every[provider.id] if self.allows(m)] for provider in self.providers()}

    def allows(self, entry: ModelEntry) -> bool:
        """Whether the model may be picked."""
        provider = entry.name.partition("/")[0]
        if self.allowed_providers and provider not in self.allowed_providers:
            return False
        return not self.allowed_models or any(fnmatchcase(entry.name, pattern) for pattern in self.allowed_models)

    def instead_of(self, name: str) -> ModelEntry | None:
        """The allowed model that comes nearest to a name: of its family, else its provider's newest.

        Null when no provider can be told from the name, or none of its models is allowed.
        """
        provider = _provider_of(name, self.catalogue)
        return successor(name.rpartition("/")[2], self.models().get(provider or "", ()))

    def newest(self) -> ModelEntry | None:
        """The newest allowed model of all providers."""
        models = [model for listed in self.models().values() for model in listed]
        return max(models, key=lambda model: (not model.latest_alias, model.date or ""), default=None)

    def unmatched(self) -> Iterator[str]:
        """What the settings name and the catalogue does not have, each as a sentence that says what to do."""
        known = ", ".join(self.catalogue.providers)
        for name in self.allowed_providers:
            if name not in self.catalogue.providers:
                yield f"AiJup.allowed_providers names {name!r}, which is no provider: change it to one of {known}."
        names = [model.name for listed in self.catalogue.models().values() for model in listed]
        for pattern in self.allowed_models:
            found = self.catalogue.find(pattern)
            if not any(fnmatchcase(name, pattern) for name in names) and (found is None or found.name != pattern):
                yield (
                    f"AiJup.allowed_models has {pattern!r}, which matches no model: "
                    "change it to a 'provider/name' or a pattern of those that GET /ai-jup/models lists."
                )


def _provider_of(name: str, catalogue: Catalogue) -> str | None:
    provider = name.partition("/")[0]
    return provider if provider in catalogue.providers else maker(name)
