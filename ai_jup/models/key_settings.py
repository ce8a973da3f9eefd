"""Keys that users give in Settings: which providers have one, and taking and removing them."""

import re
from collections.abc import Sequence

from ..catalogue import StoreFailed
from ..llm.dialects import Provider
from ..refusal import Refusal
from ..translation import marked, say
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
        remedy="" if key else _remedy(provider, keys),
        remedy_in_settings="" if key else _remedy(provider, keys, in_settings=True),
    )


def missing_key_hint(providers: Sequence[Provider], keys: Keys, in_settings: bool = False) -> str:
    """What to do where one of these providers' keys is needed; `in_settings` is where the user reads it."""
    variables = ", ".join(name for provider in providers for name in provider.env_vars)
    if "," in variables:
        variables = say("one of {names}", names=variables)
    if not any(map(keys.takes, providers)):
        return say("Set {variable} in the Jupyter server's environment and restart the server.", variable=variables)
    text = (
        marked("Enter a key below, or set {variable} in the Jupyter server's environment and restart the server.")
        if in_settings
        else marked(
            "Enter a key in Settings, or set {variable} in the Jupyter server's environment and restart the server."
        )
    )
    return say(text, variable=variables)


async def keep_key(allowed: AllowedModels, keys: Keys, provider_id: str, key: str) -> ProviderEntry:
    """Take a key, which holds at once; raises `Refusal` (403, 404, 409, 422, 500), never with the key in it."""
    provider = _changeable(allowed, keys, provider_id)
    if keys.in_environment(provider):
        raise Refusal(
            409,
            "key-in-environment",
            say(
                "The key for {label} is set in the server's environment, which takes precedence over Settings.",
                label=provider.label,
            ),
            say(
                "Unset {variables} in the Jupyter server's environment, restart the server, and then "
                "enter the key here.",
                variables=provider.variables,
            ),
        )
    value = _bare(allowed, provider, key)
    try:
        await keys.keep(provider, value)
    except StoreFailed:
        raise Refusal(
            500,
            "key-not-kept",
            say("The key for {label} could not be saved in the system's keyring or in a file.", label=provider.label),
            say(
                "Set {variables} in the Jupyter server's environment instead; the server's log says why this failed.",
                variables=provider.variables,
            ),
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
            say("The key for {label} could not be removed from its storage.", label=provider.label),
            say("Unlock the system's keyring and try again; the server's log says why this failed."),
        ) from None
    return provider_entry(provider, keys)


def _remedy(provider: Provider, keys: Keys, in_settings: bool = False) -> str:
    get = say("Get a key at {page}.", page=provider.keys_page) + " " if provider.keys_page else ""
    return get + missing_key_hint([provider], keys, in_settings)


def _changeable(allowed: AllowedModels, keys: Keys, provider_id: str) -> Provider:
    provider = next((one for one in allowed.providers() if one.id == provider_id), None)
    if provider is None:
        known = ", ".join(one.id for one in allowed.providers())
        raise Refusal(
            404,
            "provider-unknown",
            say("The server has no such provider."),
            say("There are: {known}.", known=known or say("none")),
        )
    if not keys.takes(provider):
        raise Refusal(
            403,
            "keys-locked",
            say(
                "The administrator of this server does not allow a key for {label} to be entered in Settings.",
                label=provider.label,
            ),
            say(
                "Ask the administrator to set {setting}.", setting=provider.variables or say("key_env of the endpoint")
            ),
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
    copy = say(
        "Copy the key again from {keys_page}, all of it and nothing else.",
        keys_page=provider.keys_page or provider.label,
    )
    if owner and owner != provider:
        name = assigned[1] if assigned else ""
        raise Refusal(
            422,
            "key-invalid",
            say(
                "{name} is the key for {label}, not for {provider_label}.",
                name=name,
                label=owner.label,
                provider_label=provider.label,
            ),
            copy,
        )
    if not key:
        raise Refusal(422, "key-invalid", say("No key was entered, only spaces or quotes."), copy)
    if re.search(r"\s", key) or not (key.isascii() and key.isprintable()):
        message = say("This is not a key: a key consists of letters, digits, and symbols, without spaces.")
        raise Refusal(422, "key-invalid", message, copy)
    return key


def _owner(allowed: AllowedModels, variable: str) -> Provider | None:
    """The provider whose key a variable holds."""
    return next((one for one in allowed.catalogue.providers.values() if variable in one.env_vars), None)
