"""The providers: what they are called, and which variables hold their keys and addresses."""

from dataclasses import dataclass
from typing import Literal

Protocol = Literal["openai", "anthropic", "gemini"]


@dataclass(frozen=True)
class Provider:
    """A provider of models; an administrator's own endpoint is one too."""

    id: str
    label: str
    env_vars: tuple[str, ...]
    """Variables that are read for a key; the first that is set wins. Empty for an endpoint that takes none."""
    protocol: Protocol
    base_url_var: str | None = None
    """Variable that is read for an address other than the provider's own."""
    keys_page: str | None = None
    """Where the provider gives out keys."""
    own_address: str | None = None
    """Set for an administrator's own endpoint: where it is reached."""

    @property
    def variables(self) -> str:
        """The variables of the key, for people."""
        return " or ".join(self.env_vars)


PROVIDERS: dict[str, Provider] = {
    provider.id: provider
    for provider in (
        Provider(
            "openai",
            "OpenAI",
            ("OPENAI_API_KEY",),
            "openai",
            "OPENAI_BASE_URL",
            "https://platform.openai.com/api-keys",
        ),
        Provider(
            "anthropic",
            "Anthropic",
            ("ANTHROPIC_API_KEY",),
            "anthropic",
            "ANTHROPIC_BASE_URL",
            "https://console.anthropic.com/settings/keys",
        ),
        Provider(
            "gemini",
            "Google Gemini",
            ("GEMINI_API_KEY", "GOOGLE_API_KEY"),
            "gemini",
            "GOOGLE_GEMINI_BASE_URL",
            "https://aistudio.google.com/apikey",
        ),
    )
}
