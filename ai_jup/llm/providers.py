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
    """The provider's name for people."""
    return PROVIDERS[target.provider].label


def key_variables(target: Target) -> str:
    """The variables that hold the provider's key, for people."""
    return PROVIDERS[target.provider].key_variables


def address(target: Target) -> str:
    """Where the provider is reached; in its SDK's form, without a slash at the end."""
    return (target.api_base or PROVIDERS[target.provider].address).rstrip("/")
