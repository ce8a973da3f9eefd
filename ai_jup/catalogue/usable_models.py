"""Which of LiteLLM's thousands of models a prompt can use: those that chat, see pictures, call functions and live.

Pure functions over LiteLLM's data. The obvious rule (every vision model of a provider) gives five times as many,
generators and retired ones among them; see docs/decisions/0005-model-list.md.
"""

import datetime
import re
from collections.abc import Iterator, Mapping

from ..llm.dialects import PROVIDERS
from .excluded_families import excluded
from .litellm_data import Facts

_ENDPOINTS = {"/v1/chat/completions", "/v1/responses"}
_SNAPSHOT = re.compile(r"-(20\d\d)-?([01]\d)-?([0-3]\d)$")


def alive(models: Mapping[str, Facts], provider: str, today: datetime.date) -> dict[str, Facts]:
    """Bare name to facts of the provider's usable models, dated snapshots among them."""
    usable = _with_inherited_retirement(dict(_usable(models, provider)))
    return {name: facts for name, facts in usable.items() if not retired(facts, today)}


def folded(models: Mapping[str, Facts]) -> dict[str, Facts]:
    """The models without the snapshots of an alias that is among them."""
    return {name: facts for name, facts in models.items() if alias_of(name) not in models}


def alias_of(name: str) -> str | None:
    """The name without the date at its end; null for a name without one."""
    bare = undated(name)
    return bare if bare != name else None


def undated(name: str) -> str:
    """The name without the date at its end, if it has one."""
    return _SNAPSHOT.sub("", name)


def date_in(name: str) -> str | None:
    """The date at the end of the name, YYYY-MM-DD."""
    found = _SNAPSHOT.search(name)
    return "-".join(found.groups()) if found else None


def once_listed(models: Mapping[str, Facts], provider: str, today: datetime.date) -> dict[str, Facts]:
    """Bare name to facts of the provider's models that chatted, and are retired."""
    chatting = {
        name: facts
        for key, facts in models.items()
        if (name := _bare_name(key, provider)) and facts.get("litellm_provider") == provider and _chats(facts)
    }
    return {name: facts for name, facts in _with_inherited_retirement(chatting).items() if retired(facts, today)}


def retired(facts: Facts, today: datetime.date) -> bool:
    """Whether the provider no longer serves the model."""
    return bool(facts.get("deprecation_date")) and facts["deprecation_date"] <= today.isoformat()


def _usable(models: Mapping[str, Facts], provider: str) -> Iterator[tuple[str, Facts]]:
    for key, facts in models.items():
        name = _bare_name(key, provider)
        if name and _can_answer(facts, provider) and not excluded(name):
            yield name, facts


def _bare_name(key: str, provider: str) -> str | None:
    """The name of a provider's model; null for another platform's."""
    prefix = PROVIDERS[provider].data_prefix
    bare = key.removeprefix(prefix)
    # a slash means another platform
    return bare if key.startswith(prefix) and "/" not in bare else None


def key_of(provider: str, bare: str) -> str:
    """The name that LiteLLM's data has for a provider's model."""
    return f"{PROVIDERS[provider].data_prefix if provider in PROVIDERS else ''}{bare}"


def _can_answer(facts: Facts, provider: str) -> bool:
    endpoints = facts.get("supported_endpoints")
    return bool(
        facts.get("litellm_provider") == provider
        and _chats(facts)
        and facts.get("supports_vision")
        and facts.get("supports_function_calling")
        and (not endpoints or _ENDPOINTS.intersection(endpoints))
    )


def _chats(facts: Facts) -> bool:
    return facts.get("mode") in ("chat", "responses")


def _with_inherited_retirement(models: Mapping[str, Facts]) -> dict[str, Facts]:
    """An alias without a date of its own retires with the last of its snapshots."""
    last: dict[str, str] = {}
    for name, facts in models.items():
        if alias := alias_of(name):
            last[alias] = max(last.get(alias, ""), facts.get("deprecation_date") or "9999")
    return {
        name: {**facts, "deprecation_date": last[name]}
        if not facts.get("deprecation_date") and last.get(name, "9999") != "9999"
        else facts
        for name, facts in models.items()
    }
