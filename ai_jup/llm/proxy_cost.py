"""What a LiteLLM proxy says that a reply has cost: it knows its own prices, discounts and margins.

In a header where it knows that before the reply begins, which of a stream it mostly does not (it says 0.0, or nothing);
newer ones, and those with `include_cost_in_streaming_usage`, put it into the usage at the stream's end.
"""

import math
from collections.abc import Mapping
from typing import Any

_HEADER = "x-litellm-response-cost"
_OWN = "x-litellm-"
"""How the headers begin that only such a proxy sends."""


class ProxyCost:
    """Of one reply; anything but a positive number is no cost, since a proxy says 0 for what it does not know."""

    def __init__(self, headers: Mapping[str, str] | None = None) -> None:
        """`headers` are the reply's, of any case."""
        own = {name.lower(): value for name, value in (headers or {}).items() if name.lower().startswith(_OWN)}
        self._is_proxy = bool(own)
        self._before = _cost(own.get(_HEADER))
        self._at_end: float | None = None

    def see(self, payload: Mapping[str, Any]) -> None:
        """Take an event of the stream in."""
        if self._is_proxy:
            told = payload.get("response") or payload
            usage = told.get("usage") if isinstance(told, dict) else None
            cost = _cost(usage.get("cost")) if isinstance(usage, dict) else None
            self._at_end = self._at_end if cost is None else cost

    @property
    def known(self) -> float | None:
        """In US dollars; null where the proxy does not say it, or there is none."""
        return self._before if self._at_end is None else self._at_end


def _cost(told: Any) -> float | None:
    try:
        cost = float(told)
    except (TypeError, ValueError):
        return None
    return cost if math.isfinite(cost) and cost > 0 else None
