"""The three providers as the port needs them: what they are called, what names their key, where they are."""

from collections.abc import Mapping
from dataclasses import dataclass

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
        "Gemini",
        "GEMINI_API_KEY or GOOGLE_API_KEY",
        "https://generativelanguage.googleapis.com",
    ),
}


def label(target: Target) -> str:
    """The provider's, or the endpoint's, name for people."""
    return target.own.label if target.own else PROVIDERS[target.provider].label


def key_variables(target: Target) -> str:
    """The variables that hold the provider's key, for people."""
    if target.own:
        return target.own.key_variable or "key_env of the endpoint"
    return PROVIDERS[target.provider].key_variables


def key_place(target: Target) -> str:
    """Where the key is to be set, for people."""
    if target.key_from_settings:
        return f"the key of {label(target)} in Settings"
    if target.own and not target.own.key_variable:
        return f"key_env of {label(target)} in the configuration of the Jupyter server"
    return f"{key_variables(target)} in the environment of the Jupyter server"


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
