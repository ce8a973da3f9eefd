"""What became of a model that a setting, a notebook or a cell names."""

from dataclasses import dataclass

from ..catalogue import alias_of, excluded
from ..wire import ModelEntry, ModelState, ModelStatus
from .offer import Offer

SHOWN = 100
"""Characters of an asked name that a message repeats."""


def model_status(offer: Offer, name: str, only: ModelEntry | None = None) -> ModelStatus:
    """Whether a name can be picked, and what to take in its place; `only` is the model that prompts are locked to."""
    entry = offer.catalogue.find(name)
    if entry is None:
        return _gone(offer, name, only)
    if only is not None and entry.name != only.name:
        message = f"The administrator of this server has every prompt answered by {only.label}."
        return _Status(name, "not-allowed", entry, message, only).told()
    if not offer.allows(entry):
        instead = offer.instead_of(entry.name) or offer.newest()
        message = f"The administrator of this server does not allow {entry.label}."
        return _Status(name, "not-allowed", entry, message, instead).told()
    if any(model.name == name for listed in offer.models().values() for model in listed):
        return _Status(name, "listed", entry, "", None).told()
    return _hidden(offer, name, entry)


@dataclass(frozen=True)
class _Status:
    name: str
    state: ModelState
    entry: ModelEntry | None
    message: str
    instead: ModelEntry | None

    def told(self) -> ModelStatus:
        successor = self.instead.name if self.instead else None
        return ModelStatus(
            name=self.name, state=self.state, entry=self.entry, message=self.message, successor=successor
        )


def _hidden(offer: Offer, name: str, entry: ModelEntry) -> ModelStatus:
    listed = {model.name: model for models in offer.models().values() for model in models}
    instead = listed.get(entry.name) or listed.get(alias_of(entry.name) or "")
    if entry.name in listed:
        message = f"This is {entry.name}, named without its provider. It still runs."
    else:
        label = instead.label if instead else "a listed model"
        message = f"{entry.label} is a dated version of {label}. It still runs, but is not listed."
    return _Status(name, "hidden", entry, message, instead or offer.instead_of(entry.name)).told()


def _gone(offer: Offer, name: str, only: ModelEntry | None) -> ModelStatus:
    """A name that no longer, or never, stood for a model that answers prompts."""
    entry = offer.catalogue.find_retired(name)
    instead = only or offer.instead_of(entry.name if entry else name)
    if entry is None:
        return _Status(name, "unknown", None, _why_unknown(offer, name), instead).told()
    provider = offer.catalogue.providers[entry.name.partition("/")[0]].label
    day = f" on {entry.deprecation_date}" if entry.deprecation_date else ""
    return _Status(name, "retired", entry, f"{provider} retired {entry.label}{day}.", instead).told()


def _why_unknown(offer: Offer, name: str) -> str:
    shown = repr(name[:SHOWN])
    if offer.catalogue.is_ahead(name):
        return f"{shown} is newer than the installed LiteLLM. Ask the administrator to update LiteLLM."
    if reason := excluded(name.rpartition("/")[2]):
        return f"{shown} cannot answer prompts: {reason}."
    return f"No model that answers prompts is called {shown}, or its provider has retired it."
