"""The providers: what they are called, and which variables hold their keys and addresses."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

ProviderId = Literal["openai", "anthropic", "gemini"]


@dataclass(frozen=True)
class Provider:
    """A provider of models."""

    id: ProviderId
    label: str
    env_vars: tuple[str, ...]
    """Variables that are read for a key; the first that is set wins."""
    base_url_var: str
    """Variable that is read for an address other than the provider's own."""


PROVIDERS: dict[str, Provider] = {
    provider.id: provider
    for provider in (
        Provider("openai", "OpenAI", ("OPENAI_API_KEY",), "OPENAI_BASE_URL"),
        Provider("anthropic", "Anthropic", ("ANTHROPIC_API_KEY",), "ANTHROPIC_BASE_URL"),
        Provider("gemini", "Google Gemini", ("GEMINI_API_KEY", "GOOGLE_API_KEY"), "GOOGLE_GEMINI_BASE_URL"),
    )
}


@dataclass(frozen=True)
class Key:
    """A provider's key, and where it comes from."""

    value: str = field(repr=False)
    source: Literal["env", "keyring"]


def find_key(provider: Provider, environment: Mapping[str, str]) -> Key | None:
    """The provider's key; white space around it, which pasting leaves, is not part of it."""
    for name in provider.env_vars:
        if value := environment.get(name, "").strip():
            return Key(value, "env")
    return None
