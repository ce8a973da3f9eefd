"""What became of a model that a setting, a notebook or a cell names."""

from collections.abc import Callable

from ..catalogue import alias_of, excluded, maker, seems_earlier
from ..translation import say
from ..wire import ModelEntry, ModelState, ModelStatus
from .allowed_models import AllowedModels, provider_of

SHOWN = 100
"""Characters of an asked name that a message repeats."""

Preferred = Callable[[ModelEntry], bool]
"""Whether a model is to be named rather than another."""


def model_status(allowed: AllowedModels, name: str, preferred: Preferred) -> ModelStatus:
    """Whether a name can be picked, and what to take in its place."""
    entry = allowed.catalogue.find(name)
    if entry is None:
        return _gone(allowed, name, preferred)
    if not allowed.allows(entry):
        instead = allowed.instead_of(entry.name, preferred) or allowed.newest(preferred)
        message = say("The administrator of this server does not allow {label}.", label=entry.label)
        return status(name, "not-allowed", entry, message, instead)
    if any(model.name == name for model in allowed.listed()):
        return status(name, "listed", entry)
    return _hidden(allowed, name, entry, preferred)


def status(
    name: str, state: ModelState, entry: ModelEntry | None, message: str = "", instead: ModelEntry | None = None
) -> ModelStatus:
    """What is told of a name."""
    successor = instead.name if instead else None
    return ModelStatus(name=name, state=state, entry=entry, message=message, successor=successor)


def _hidden(allowed: AllowedModels, name: str, entry: ModelEntry, preferred: Preferred) -> ModelStatus:
    listed = {model.name: model for model in allowed.listed()}
    if entry.name in listed:
        message = say("This is {name}, named without its provider. That still works.", name=entry.name)
        return status(name, "hidden", entry, message, entry)
    alias = listed.get(alias_of(entry.name) or "")
    message = say(
        "{model} is a dated version of {other}. It still works, but is not listed.",
        model=entry.label,
        other=alias.label if alias else say("another model"),
    )
    return status(name, "hidden", entry, message, alias or allowed.instead_of(entry.name, preferred))


def _gone(allowed: AllowedModels, name: str, preferred: Preferred) -> ModelStatus:
    """A name that no longer, or never, stood for a model that answers prompts."""
    entry = allowed.catalogue.find_retired(name)
    instead = allowed.instead_of(entry.name if entry else name, preferred)
    if entry is None:
        if platform := _other_platform(allowed, name):
            instead = _same_here(allowed, name) or instead
        return status(name, "unknown", None, platform or _why_unknown(allowed, name), instead)
    provider = allowed.catalogue.providers[entry.name.partition("/")[0]].label
    retired = (
        say("{provider} retired {model} on {day}.", provider=provider, model=entry.label, day=entry.deprecation_date)
        if entry.deprecation_date
        else say("{provider} retired {model}.", provider=provider, model=entry.label)
    )
    return status(name, "retired", entry, retired, instead)


def _why_unknown(allowed: AllowedModels, name: str) -> str:
    shown = repr(name[:SHOWN])
    if allowed.catalogue.is_ahead(name):
        return say("{shown} is newer than the installed LiteLLM. Ask the administrator to update LiteLLM.", shown=shown)
    bare = name.rpartition("/")[2]
    if reason := excluded(bare):
        return say("{shown} cannot answer prompts: {reason}.", shown=shown, reason=say(reason))
    provider = allowed.catalogue.providers.get(provider_of(name, allowed.catalogue) or "")
    if provider and seems_earlier(bare, allowed.catalogue.models()[provider.id]):
        return say(
            "{shown} is no longer among the models of {label}: it has probably been retired.",
            shown=shown,
            label=provider.label,
        )
    return say("{shown} is not in the list of models: it may be mistyped, or withdrawn.", shown=shown)


def _other_platform(allowed: AllowedModels, name: str) -> str | None:
    """That a name is one of a platform which ai-jup does not reach; null for other names."""
    platform, slash, bare = name.partition("/")
    if not slash or platform in allowed.catalogue.providers:
        return None
    shown = repr(name[:SHOWN])
    own = maker(bare)
    if own is None:
        known = ", ".join(f"{provider.id}/" for provider in allowed.providers())
        return say(
            "{shown} is not from a provider that ai-jup supports: names of supported models begin with {known}.",
            shown=shown,
            known=known,
        )
    label = allowed.catalogue.providers[own].label
    return say(
        "{shown} is hosted on another platform. ai-jup uses {label} models only with an API key from "
        "{label}: their names begin with {own}/.",
        shown=shown,
        label=label,
        own=own,
    )


def _same_here(allowed: AllowedModels, name: str) -> ModelEntry | None:
    """The same model where ai-jup reaches it, if it may be picked."""
    bare = name.rpartition("/")[2]
    entry = allowed.catalogue.find(f"{maker(bare)}/{bare}")
    return entry if entry and allowed.allows(entry) else None
