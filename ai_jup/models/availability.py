"""Which of the catalogue's models the keys may use, by the providers' own lists."""

import asyncio
import logging
from collections.abc import Sequence

from ..llm.dialects import Provider
from ..llm.listing import ListUnknown
from ..refusal import Refusal
from ..wire import Availabilities, Availability, ModelEntry
from .provider_lists import is_in
from .target import Targets

_log = logging.getLogger(__name__)


async def availabilities(targets: Targets) -> Availabilities:
    """What each configured provider's key may use; never raises for what a provider does."""
    models = {} if targets.simulated else targets.allowed.models()
    asked = [(provider, models[provider.id]) for provider in targets.configured() if models.get(provider.id)]
    found = await asyncio.gather(*(_one(targets, provider, listed) for provider, listed in asked))
    return Availabilities({provider.id: one for (provider, _), one in zip(asked, found, strict=True)})


async def _one(targets: Targets, provider: Provider, listed: Sequence[ModelEntry]) -> Availability:
    try:
        names = await targets.lists.read(targets.at_provider(listed[0]))
    except (ListUnknown, Refusal) as error:
        _log.info("ai-jup: the list of models of %s could not be read: %s", provider.label, error)
        return Availability(checked=False, unavailable=[])
    return Availability(checked=True, unavailable=[m.name for m in listed if not is_in(m, names)])
