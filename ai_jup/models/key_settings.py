"""Keys that users give in Settings: which providers have one, and taking and removing them."""

import re
from collections.abc import Sequence

from ..catalogue import StoreFailed
from ..llm.dialects import Provider
from ..refusal import Refusal
from ..wire import ProviderEntry
from .allowed_models import AllowedModels
from .keys import Keys


def provider_entry(provider: Provider, keys: Keys) -> ProviderEntry:
    """What is told of a provider: whether there is a key, never the key."""
    key = keys.find(provider)
    return ProviderEntry(
        id=provider.id,
        label=provider.label,
        configured=key is not None,
        source=key.source if key else None,
        env_vars=list(provider.env_vars),
        storage=keys.storage(provider),
        remedy="" if key else _remedy(provider, keys, "in Settings"),
        remedy_in_settings="" if key else _remedy(provider, keys, "below"),
    )


def missing_key_hint(providers: Sequence[Provider], keys: Keys, place: str = "in Settings") -> str:
    """What to do where one of these providers' keys is needed; `place` is where one can be given."""
    variables = ", ".join(name for provider in providers for name in provider.env_vars)
    one_of = "one of " if "," in variables else ""
    give = f"Enter a key {place}, or set" if any(map(keys.takes, providers)) else "Set"
    return f"{give} {one_of}{variables} in the Jupyter server's environment and restart the server."


async def keep_key(allowed: AllowedModels, keys: Keys, provider_id: str, key: str) -> ProviderEntry:
    """Take a key, which holds at once; raises `Refusal` (403, 404, 409, 422, 500), never with the key in it."""
    provider = _changeable(allowed, keys, provider_id)
    if keys.in_environment(provider):
        raise Refusal(
            409,
            "key-in-environment",
            f"The key for {provider.label} is set in the server's environment, which takes precedence over Settings.",
            f"Unset {provider.variables} in the Jupyter server's environment, restart the server, and then enter the "
            "key here.",
        )
    value = _bare(allowed, provider, key)
    try:
        await keys.keep(provider, value)
    except StoreFailed:
        raise Refusal(
            500,
            "key-not-kept",
            f"The key for {provider.label} could not be saved in the system's keyring or in a file.",
            f"Set {provider.variables} in the Jupyter server's environment instead; the server's log says why this "
            "failed.",
        ) from None
    return provider_entry(provider, keys)


async def remove_key(allowed: AllowedModels, keys: Keys, provider_id: str) -> ProviderEntry:
    """Remove a key that was given in Settings, if there is one; raises `Refusal` (403, 404, 500)."""
    provider = _changeable(allowed, keys, provider_id)
    try:
        await keys.forget(provider)
    except StoreFailed:
        raise Refusal(
            500,
            "key-not-removed",
            f"The key for {provider.label} could not be removed from its storage.",
            "Unlock the system's keyring and try again; the server's log says why this failed.",
        ) from None
    return provider_entry(provider, keys)


def _remedy(provider: Provider, keys: Keys, place: str) -> str:
    get = f"Get a key at {provider.keys_page}. " if provider.keys_page else ""
    return get + missing_key_hint([provider], keys, place)


def _changeable(allowed: AllowedModels, keys: Keys, provider_id: str) -> Provider:
    provider = next((one for one in allowed.providers() if one.id == provider_id), None)
    if provider is None:
        known = ", ".join(one.id for one in allowed.providers())
        raise Refusal(404, "provider-unknown", "The server has no such provider.", f"There are: {known or 'none'}.")
    if not keys.takes(provider):
        raise Refusal(
            403,
            "keys-locked",
            f"The administrator of this server does not allow a key for {provider.label} to be entered in Settings.",
            f"Ask the administrator to set {provider.variables or 'key_env of the endpoint'}.",
        )
    return provider


_ASSIGNMENT = re.compile(r"(?:export\s+|set\s+|\$env:)?([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)\s*=\s*(?=\S)")
"""`export OPENAI_API_KEY=` and its like, which are pasted along with the key."""
_QUOTES = "\"'`“”‘’"


def _bare(allowed: AllowedModels, provider: Provider, pasted: str) -> str:
    """The key in what was pasted; raises `Refusal` (422) where that is none, or another provider's."""
    assigned = _ASSIGNMENT.match(pasted.strip())
    key = pasted.strip()[assigned.end() if assigned else 0 :].rstrip(";").strip().strip(_QUOTES).strip()
    owner = _owner(allowed, assigned[1]) if assigned else None
    copy = f"Copy the key again from {provider.keys_page or provider.label}, all of it and nothing else."
    if owner and owner != provider:
        name = assigned[1] if assigned else ""
        raise Refusal(422, "key-invalid", f"{name} is the key for {owner.label}, not for {provider.label}.", copy)
    if not key:
        raise Refusal(422, "key-invalid", "No key was entered, only spaces or quotes.", copy)
    if re.search(r"\s", key) or not (key.isascii() and key.isprintable()):
        message = "This is not a key: a key consists of letters, digits, and symbols, without spaces."
        raise Refusal(422, "key-invalid", message, copy)
    return key


def _owner(allowed: AllowedModels, variable: str) -> Provider | None:
    """The provider whose key a variable holds."""
    return next((one for one in allowed.catalogue.providers.values() if variable in one.env_vars), None)
