"""The lists of models, as each provider's own endpoint gives them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..exchange import Body

Models = Mapping[str, Sequence[str]]

DEFAULT: Models = {
    "openai": ("gpt-6-sol", "gpt-5.4", "gpt-5.4-mini"),
    "anthropic": ("claude-opus-5", "claude-sonnet-5", "claude-haiku-4-5"),
    "gemini": ("gemini-3.5-flash", "gemini-3-pro-preview", "gemini-2.5-flash"),
}
# No provider's real date: the simulator knows of none.
CREATED = 1_767_225_600
CREATED_TEXT = "2026-01-01T00:00:00Z"


def listed(provider: str, names: Sequence[str]) -> Body:
    """The list of a provider's models, on one page."""
    items = [model(provider, name) for name in names]
    if provider == "openai":
        return {"object": "list", "data": items}
    if provider == "gemini":
        return {"models": items}
    ends = {"first_id": names[0], "last_id": names[-1]} if names else {}
    return {"data": items, "has_more": False, "first_id": None, "last_id": None, **ends}


def model(provider: str, name: str) -> Body:
    """One model."""
    if provider == "openai":
        return {"id": name, "object": "model", "created": CREATED, "owned_by": "openai"}
    return _claude(name) if provider == "anthropic" else _gemini(name)


def _claude(name: str) -> Body:
    return {
        "type": "model",
        "id": name,
        "display_name": _title(name),
        "created_at": CREATED_TEXT,
        "lifecycle": "active",
        "max_input_tokens": 200_000,
        "max_tokens": 64_000,
    }


def _gemini(name: str) -> Body:
    return {
        "name": f"models/{name}",
        "version": "001",
        "displayName": _title(name),
        "description": "A model that the simulator stands in for.",
        "inputTokenLimit": 1_048_576,
        "outputTokenLimit": 65_536,
        "supportedGenerationMethods": ["generateContent", "countTokens"],
        "temperature": 1,
        "topP": 0.95,
        "topK": 64,
        "maxTemperature": 2,
        "thinking": True,
    }


def _title(name: str) -> str:
    return name.replace("-", " ").title()
