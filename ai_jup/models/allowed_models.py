"""What users may pick, by the administrator's settings."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

from ..catalogue import Catalogue, maker, successor
from ..llm.dialects import Provider
from ..wire import ModelEntry


@dataclass(frozen=True)
class AllowedModels:
    """The allowed part of the catalogue."""

    catalogue: Catalogue
    allowed_providers: tuple[str, ...] = ()
    """Ids; empty for all."""
    allowed_models: tuple[str, ...] = ()
    """Names or shell patterns of names, `anthropic/claude-*`; empty for all."""

    def providers(self) -> list[Provider]:
        """The allowed providers, in display order."""
        return [provider for provider in self.catalogue.providers.values() if self._allows_provider(provider.id)]

    def models(self) -> dict[str, list[ModelEntry]]:
        """Provider id to its allowed models, in display order."""
        every = self.catalogue.models()
        return {provider.id: [m for m in every[provider.id] if self.allows(m)] for provider in self.providers()}

    def listed(self) -> Iterator[ModelEntry]:
        """The allowed models of all providers."""
        return (model for models in self.models().values() for model in models)

    def allows(self, entry: ModelEntry) -> bool:
        """Whether the model may be picked."""
        if not self._allows_provider(entry.name.partition("/")[0]):
            return False
        return not self.allowed_models or any(fnmatchcase(entry.name, pattern) for pattern in self.allowed_models)

    def instead_of(self, name: str, preferred: Callable[[ModelEntry], bool]) -> ModelEntry | None:
        """The allowed model that comes nearest to a name: of its family, else its provider's newest.

        Of preferred models, where the provider has one. Null when no provider can be told from the name, or none of its
        models is allowed.
        """
        listed = self.models().get(provider_of(name, self.catalogue) or "", [])
        return successor(name.rpartition("/")[2], list(filter(preferred, listed)) or listed)

    def newest(self, preferred: Callable[[ModelEntry], bool]) -> ModelEntry | None:
        """The newest allowed model of all providers; a preferred one, where there is one."""
        return max(
            self.listed(),
            key=lambda model: (preferred(model), not model.latest_alias, model.date or ""),
            default=None,
        )

    def _allows_provider(self, provider_id: str) -> bool:
        return not self.allowed_providers or provider_id in self.allowed_providers


def provider_of(name: str, catalogue: Catalogue) -> str | None:
    """The id of the provider whose model a name is, or seems to be; null when it cannot be told."""
    provider = name.partition("/")[0]
    return provider if provider in catalogue.providers else maker(name)
