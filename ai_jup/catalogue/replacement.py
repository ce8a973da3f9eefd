"""Which model takes another's place, told by their names alone."""

import re
from collections.abc import Sequence

from ..llm.dialects import PROVIDERS
from ..wire import ModelEntry
from .usable_models import undated

_WORD = re.compile(r"[-_.:/@ ]+")
_SAYS_NO_FAMILY = {"preview", "latest", "exp", "experimental", "it", "chat", "thinking", "v", "max"}
_VERSION = re.compile(r"\d.*")
_FAMILIES = {provider.family: re.compile(provider.family_words) for provider in PROVIDERS.values()}
_FIRST_NUMBER = re.compile(r"(\d+)(?:[-.](\d)\b)?")


def family(bare: str) -> frozenset[str]:
    """The words of a name that say which line of models it belongs to: `claude-3-5-sonnet` is claude, sonnet."""
    words = (_family_word(word) for word in _WORD.split(undated(bare.lower())))
    return frozenset(word for word in words if word and word not in _SAYS_NO_FAMILY)


def maker(name: str) -> str | None:
    """The provider whose model a name seems to be, on whatever platform; null when it cannot be told."""
    provider = name.partition("/")[0]
    if provider in PROVIDERS:
        return provider
    words = family(name.rpartition("/")[2])
    return next((provider.id for provider in PROVIDERS.values() if provider.family in words), None)


def successor(bare: str, listed: Sequence[ModelEntry]) -> ModelEntry | None:
    """The newest of the models, in display order, that is of the same family, or of the nearest; else the newest.

    Neither aliases nor models that retire soon are taken where there is another. A family of one word, `gpt-4`, is all
    of its maker's models.
    """
    wanted = family(bare)
    lasting = [model for model in listed if not model.retires_soon]
    models = [model for model in lasting if not model.latest_alias] or lasting or list(listed)

    def nearness(model: ModelEntry) -> int:
        own = family(model.name.partition("/")[2])
        return len(own) if own <= wanted and len(own) > 1 else 0

    # the first of equals stands highest in the list
    return max(models, key=nearness, default=None)


def seems_earlier(bare: str, listed: Sequence[ModelEntry]) -> bool:
    """Whether a name is built as those of a provider's models are, and its version is not above theirs.

    Then it was probably a model of the provider once: LiteLLM's data forgets some of those that were retired.
    """
    names = [model.name.partition("/")[2] for model in listed]
    words = frozenset().union(*map(family, names))
    newest = max(map(_version, names), default=0.0)
    return bool(family(bare)) and family(bare) <= words and 0 < _version(bare) <= newest


def _version(bare: str) -> float:
    """The first number in a name, `3.5` of `claude-3-5-sonnet` and of `gemini-3.5-flash`; 0 for none."""
    found = _FIRST_NUMBER.search(undated(bare))
    return float(f"{found[1]}.{found[2] or 0}") if found else 0.0


def _family_word(word: str) -> str:
    named = next((family for family, words in _FAMILIES.items() if words.fullmatch(word)), word)
    return "" if _VERSION.fullmatch(named) else named
