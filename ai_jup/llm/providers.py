"""The three providers as the port needs them: what they are called, what names their key, where they are."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from .port import Target


@dataclass(frozen=True)
class Provider:
    """A provider's own facts."""

    label: str
    key_variables: str
    """For people: the variable, or variables, that hold the key."""
    address: str
    """In the form the provider's own SDK takes it."""


PROVIDERS: Mapping[str, Provider] = {
    "openai": Provider("OpenAI", "OPENAI_API_KEY", "https://api.openai.com/v1"),
    "anthropic": Provider("Anthropic", "ANTHROPIC_API_KEY", "https://api.anthropic.com"),
    "gemini": Provider(
        "Google Gemini",
        "GEMINI_API_KEY or GOOGLE_API_KEY",
        "https://generativelanguage.googleapis.com",
    ),
}


def label(target: Target) -> str:
    """The provider's, or the endpoint's, name for people."""
    return target.own.label if target.own else PROVIDERS[target.provider].label


def key_words(target: Target) -> dict[str, str]:
    """What messages say of the key; an endpoint that takes none has other words."""
    if target.own and not target.own.key_variable:
        return {
            "key": "a request without an API key",
            "caller": "this server",
            "set_key": f"Ask the administrator to set key_env of {label(target)} in AiJup.endpoints",
            "or_other_key": "",
        }
    place = _key_place(target)
    return {
        "key": "the API key",
        "caller": "this API key",
        "set_key": f"Set {place} to a valid key",
        "or_other_key": f", or set {place} to another key",
    }


def address_words(target: Target) -> dict[str, str]:
    """What messages say of the address: its host, since a password may stand in the rest, and what sets it."""
    check = f", and the address, which {target.address_setting} sets" if target.address_setting else ""
    try:
        host = urlsplit(address(target)).netloc.rpartition("@")[2]
    except ValueError:
        host = ""
    return {"host": host or "its address", "and_address": check}


def _key_place(target: Target) -> str:
    """Where the key is to be set, for people."""
    if target.key_from_settings:
        return f"the key of {label(target)} in Settings"
    variables = target.own.key_variable if target.own else PROVIDERS[target.provider].key_variables
    return f"{variables} in the environment of the Jupyter server"


def address(target: Target) -> str:
    """Where the provider is reached; in its SDK's form, without a slash at the end."""
    return (target.api_base or PROVIDERS[target.provider].address).rstrip("/")


def key_headers(target: Target) -> dict[str, str]:
    """The headers that carry the key, for what is asked of a provider without LiteLLM."""
    key = target.api_key.strip()
    if target.provider == "anthropic":
        return {"x-api-key": key, "anthropic-version": "2023-06-01"}
    if target.provider == "gemini":
        return {"x-goog-api-key": key}
    return {"authorization": f"Bearer {key}"}
