"""The catalogue: each provider's models in display order."""

import datetime
from collections.abc import Mapping
from functools import lru_cache
from typing import Literal

from ..llm.dialects import PROVIDERS, Dialect, Provider, dialect_for
from ..wire import ModelEntry
from .endpoints import Endpoint
from .litellm_data import Facts, litellm_models, releases
from .usable_models import alive, date_in, folded, key_of, once_listed, retired

SOON = datetime.timedelta(days=60)
"""A model that retires within this time is marked."""


class Catalogue:
    """The models that prompts can use: those of the three providers, from the data of the installed LiteLLM, and those
    of an administrator's own endpoints."""

    def __init__(self, endpoints: Mapping[str, Endpoint] | None = None) -> None:
        endpoints = endpoints or {}
        own = {name: endpoint.provider(name) for name, endpoint in endpoints.items()}
        self.providers: Mapping[str, Provider] = {**PROVIDERS, **own}
        self._own = {name: [m.entry(name) for m in endpoint.models] for name, endpoint in endpoints.items()}

    def models(self) -> Mapping[str, list[ModelEntry]]:
        """Provider id to its models: live `-latest` aliases first, then newest first, undated ones last.

        An endpoint's models stand as they are configured.
        """
        return {**_lists(_today()), **self._own}

    def find(self, name: str) -> ModelEntry | None:
        """The model of this name; null when no provider serves it to prompts.

        Takes dated snapshots, which the lists fold under their alias, and names without a provider, which notebooks
        of earlier versions have.
        """
        for provider, bare in _ways_to_read(name):
            facts = _alive(_today()).get(provider, {}).get(bare)
            if facts:
                return _entry(provider, bare, facts, _today())
        own = self._own.get(name.partition("/")[0], ())
        return next((model for model in own if model.name == name), None)

    def label(self, name: str) -> str:
        """What people call the model of this name, one that is retired too; the name itself where no model has it."""
        entry = self.find(name) or self.find_retired(name)
        return entry.label if entry else name

    def find_retired(self, name: str) -> ModelEntry | None:
        """The model of this name that a provider no longer serves; null when LiteLLM's data knows of none."""
        for provider, bare in _ways_to_read(name):
            facts = _retired(_today()).get(provider, {}).get(bare)
            if facts is None and self._unheard_of(provider, bare) == "gone":
                facts = {"litellm_provider": provider}
            if facts:
                return _entry(provider, bare, facts, _today())
        return None

    def is_ahead(self, name: str) -> bool:
        """Whether the model came out after the installed LiteLLM, which does not know it yet."""
        return any(self._unheard_of(provider, bare) == "ahead" for provider, bare in _ways_to_read(name))

    def dialect(self, name: str) -> Dialect:
        """How the model of this name, of the catalogue's, is spoken to."""
        provider, _, bare = name.partition("/")
        return dialect_for(self.providers[provider], litellm_models().get(key_of(provider, bare), {}))

    def _unheard_of(self, provider: str, bare: str) -> Literal["ahead", "gone"] | None:
        """What a model is of which only the release dates know; null for any other."""
        released = releases().get(provider, {}).get(bare, {}).get("date")
        if released is None or key_of(provider, bare) in litellm_models():
            return None
        newest = max((model.date or "" for model in self.models()[provider]), default="")
        return "ahead" if released > newest else "gone"


def _ways_to_read(name: str) -> list[tuple[str, str]]:
    """Provider and bare name; a name without a provider may be any provider's."""
    provider, slash, bare = name.partition("/")
    return [(provider, bare)] if slash else [(candidate, name) for candidate in PROVIDERS]


def _today() -> datetime.date:
    return datetime.datetime.now(datetime.timezone.utc).date()


@lru_cache(maxsize=1)
def _alive(today: datetime.date) -> dict[str, dict[str, Facts]]:
    """Made once a day: models retire by date."""
    return {provider: alive(litellm_models(), provider, today) for provider in PROVIDERS}


@lru_cache(maxsize=1)
def _retired(today: datetime.date) -> dict[str, dict[str, Facts]]:
    return {provider: once_listed(litellm_models(), provider, today) for provider in PROVIDERS}


@lru_cache(maxsize=1)
def _lists(today: datetime.date) -> dict[str, list[ModelEntry]]:
    return {
        provider: _ordered([(_entry(provider, name, facts, today), facts) for name, facts in folded(models).items()])
        for provider, models in _alive(today).items()
    }


def _ordered(models: list[tuple[ModelEntry, Facts]]) -> list[ModelEntry]:
    def rank(item: tuple[ModelEntry, Facts]) -> tuple[bool, str, float, int, str]:
        entry, facts = item
        # of one day, and among aliases, the dearer model is the more capable one
        day = "" if entry.latest_alias else (entry.date or "0000")
        price = float(facts.get("output_cost_per_token") or 0.0)
        return entry.latest_alias, day, price, -len(entry.name), entry.name

    return [entry for entry, _ in sorted(models, key=rank, reverse=True)]


def _entry(provider: str, name: str, facts: Facts, today: datetime.date) -> ModelEntry:
    release = releases().get(provider, {}).get(name, {})
    return ModelEntry(
        name=f"{provider}/{name}",
        date=release.get("date") or date_in(name),
        provider_raw=facts["litellm_provider"],
        label=release.get("label") or name,
        latest_alias=name.endswith("-latest"),
        max_input_tokens=facts.get("max_input_tokens"),
        max_output_tokens=facts.get("max_output_tokens"),
        supports_function_calling=bool(facts.get("supports_function_calling")),
        supports_reasoning=bool(facts.get("supports_reasoning")),
        supports_vision=bool(facts.get("supports_vision")),
        supports_pdf_input=bool(facts.get("supports_pdf_input")),
        input_cost_per_token=facts.get("input_cost_per_token"),
        output_cost_per_token=facts.get("output_cost_per_token"),
        deprecation_date=facts.get("deprecation_date"),
        retires_soon=retired(facts, today + SOON),
    )
