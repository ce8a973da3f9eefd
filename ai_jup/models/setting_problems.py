"""What an administrator's settings name in vain, each as a sentence that says what to do."""

from collections.abc import Iterator
from fnmatch import fnmatchcase
from urllib.parse import urlsplit

from ..llm.dialects import PROVIDERS
from ..wire import ModelEntry
from .allowed_models import AllowedModels
from .choice import Choices
from .status import model_status
from .target import Targets


def setting_problems(choices: Choices) -> Iterator[str]:
    """All of them."""
    yield from _of_allowed(choices.targets.allowed)
    yield from _of_addresses(choices.targets)
    yield from _of_default(choices)


def _of_allowed(allowed: AllowedModels) -> Iterator[str]:
    known = ", ".join(allowed.catalogue.providers)
    for name in allowed.allowed_providers:
        if name not in allowed.catalogue.providers:
            yield f"AiJup.allowed_providers names {name!r}, which is not a provider: change it to one of {known}."
    names = [model.name for models in allowed.catalogue.models().values() for model in models]
    for pattern in allowed.allowed_models:
        found = allowed.catalogue.find(pattern)
        if not any(fnmatchcase(name, pattern) for name in names) and (found is None or found.name != pattern):
            yield (
                f"AiJup.allowed_models has {pattern!r}, which matches no model: "
                "change it to a 'provider/name' that GET /ai-jup/models lists, or to a pattern that matches one."
            )
    if not any(allowed.listed()):
        yield "No model is left to pick: change AiJup.allowed_models or AiJup.allowed_providers."


def _of_addresses(targets: Targets) -> Iterator[str]:
    """Without the addresses: a password may stand in one."""
    for name, base in targets.api_base.items():
        if name not in PROVIDERS:
            own = name in targets.allowed.catalogue.providers
            change = "set an endpoint's address in AiJup.endpoints" if own else f"use {', '.join(PROVIDERS)}"
            yield f"AiJup.api_base has an entry for {name!r}, which is not a provider and has no effect: {change}."
        elif not _is_address(base):
            yield f"AiJup.api_base[{name!r}] is not a valid address: change it to one like 'https://host/v1'."


def _of_default(choices: Choices) -> Iterator[str]:
    targets, default = choices.targets, choices.default_model
    found = model_status(targets.allowed, default, targets.may_use) if default else None
    if found and found.state not in ("listed", "hidden"):
        instead = repr(found.successor) if found.successor else "one that GET /ai-jup/models lists"
        yield f"AiJup.default_model is {found.name!r}. {found.message} Change it to {instead}."
    elif found and found.entry and choices.lock_model and _is_without_key(targets, found.entry):
        yield f"AiJup.lock_model sends every prompt to {found.entry.name}, for which the server has no key."


def _is_without_key(targets: Targets, entry: ModelEntry) -> bool:
    """Where users may give a key, theirs may come yet."""
    provider = targets.provider_of(entry)
    return not targets.keys.takes(provider) and not targets.keys.find(provider)


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)
