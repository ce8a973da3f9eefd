"""The providers, and the dialects that they speak: one file a dialect, and this table."""

from collections.abc import Mapping

from .anthropic import ANTHROPIC, ANTHROPIC_MESSAGES
from .dialect import Dialect, Facts, Margin, Page, Payload, Provider, TextSlot
from .end_marker import Blocked, EndMarker, ErrorEvent
from .gemini import GEMINI, GEMINI_CONTENT
from .openai import OPENAI
from .openai_chat import OPENAI_CHAT
from .openai_compatible import OPENAI_COMPATIBLE, OTHER_KEYS, foreign_headers, own_endpoint
from .openai_responses import OPENAI_RESPONSES
from .picture_limits import PictureLimits
from .tool_parameters import as_plain_schema

_SPOKEN: Mapping[Provider, tuple[Dialect, ...]] = {
    OPENAI: (OPENAI_RESPONSES, OPENAI_CHAT),
    ANTHROPIC: (ANTHROPIC_MESSAGES,),
    GEMINI: (GEMINI_CONTENT,),
}

PROVIDERS: Mapping[str, Provider] = {provider.id: provider for provider in _SPOKEN}
"""By id, in display order."""


def dialects() -> list[tuple[Provider, Dialect]]:
    """Every way to a model of a provider."""
    return [(provider, dialect) for provider, spoken in _SPOKEN.items() for dialect in spoken]


def dialect_for(provider: Provider, facts: Facts) -> Dialect:
    """The dialect for a model of which LiteLLM's data says `facts`."""
    spoken = _SPOKEN.get(provider, (OPENAI_COMPATIBLE,))
    return next(dialect for dialect in spoken if dialect.serves(facts))


__all__ = [
    "OPENAI_CHAT",
    "OPENAI_COMPATIBLE",
    "OPENAI_RESPONSES",
    "OTHER_KEYS",
    "PROVIDERS",
    "Blocked",
    "Dialect",
    "EndMarker",
    "ErrorEvent",
    "Facts",
    "Margin",
    "Page",
    "Payload",
    "PictureLimits",
    "Provider",
    "TextSlot",
    "as_plain_schema",
    "dialect_for",
    "dialects",
    "foreign_headers",
    "own_endpoint",
]
