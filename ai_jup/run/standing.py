"""What became of a model that a setting, a notebook or a cell names."""

from collections.abc import Callable

from ..catalogue import alias_of, excluded, seems_earlier
from ..wire import ModelEntry, ModelState, ModelStatus
from .offer import Offer, provider_of

SHOWN = 100
"""Characters of an asked name that a message repeats."""

Preferred = Callable[[ModelEntry], bool]
"""Whether a model is to be named rather than another."""


def model_status(offer: Offer, name: str, preferred: Preferred) -> ModelStatus:
    """Whether a name can be picked, and what to take in its place."""
    entry = offer.catalogue.find(name)
    if entry is None:
        return _gone(offer, name, preferred)
    if not offer.allows(entry):
        instead = offer.instead_of(entry.name, preferred) or offer.newest(preferred)
        message = f"The administrator of this server does not allow {entry.label}."
        return status(name, "not-allowed", entry, message, instead)
    if any(model.name == name for model in offer.listed()):
        return status(name, "listed", entry)
    return _hidden(offer, name, entry, preferred)


def status(
    name: str, state: ModelState, entry: ModelEntry | None, message: str = "", instead: ModelEntry | None = None
) -> ModelStatus:
    """What is told of a name."""
    successor = instead.name if instead else None
    return ModelStatus(name=name, state=state, entry=entry, message=message, successor=successor)


def _hidden(offer: Offer, name: str, entry: ModelEntry, preferred: Preferred) -> ModelStatus:
    listed = {model.name: model for model in offer.listed()}
    if entry.name in listed:
        message = f"This is {entry.name}, named without its provider. It still runs."
        return status(name, "hidden", entry, message, entry)
    alias = listed.get(alias_of(entry.name) or "")
    message = f"{entry.label} is a dated version of {alias.label if alias else 'another model'}."
    message += " It still runs, but is not listed."
    return status(name, "hidden", entry, message, alias or offer.instead_of(entry.name, preferred))


def _gone(offer: Offer, name: str, preferred: Preferred) -> ModelStatus:
    """A name that no longer, or never, stood for a model that answers prompts."""
    entry = offer.catalogue.find_retired(name)
    instead = offer.instead_of(entry.name if entry else name, preferred)
    if entry is None:
        return status(name, "unknown", None, _why_unknown(offer, name), instead)
    provider = offer.catalogue.providers[entry.name.partition("/")[0]].label
    day = f" on {entry.deprecation_date}" if entry.deprecation_date else ""
    return status(name, "retired", entry, f"{provider} retired {entry.label}{day}.", instead)


def _why_unknown(offer: Offer, name: str) -> str:
    shown = repr(name[:SHOWN])
    if offer.catalogue.is_ahead(name):
        return f"{shown} is newer than the installed LiteLLM. Ask the administrator to update LiteLLM."
    bare = name.rpartition("/")[2]
    if reason := excluded(bare):
        return f"{shown} cannot answer prompts: {reason}."
    provider = offer.catalogue.providers.get(provider_of(name, offer.catalogue) or "")
    if provider and seems_earlier(bare, offer.catalogue.models()[provider.id]):
        return f"{shown} is not among the models of {provider.label} any more: it has probably been retired."
    return f"No model that answers prompts is called {shown}. Check the name."
