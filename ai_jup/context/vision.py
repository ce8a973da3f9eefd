"""Pictures are sent only to models that see."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice, zip_longest
from typing import Any

from ..models.target import Targets
from ..refusal import Refusal
from ..wire import ModelEntry

SUGGESTED = 3


def check_vision(messages: Sequence[Mapping[str, Any]], entry: ModelEntry, targets: Targets) -> int:
    """How many pictures the messages carry; raises `Refusal` (422) where the model cannot see them."""
    pictures = sum(_is_picture(part) for message in messages for part in message["content"])
    if pictures and not entry.supports_vision:
        these = "a picture" if pictures == 1 else f"{pictures} pictures"
        raise Refusal(
            422,
            "model-cannot-see",
            f"{entry.label} cannot see, and this prompt would send {these}.",
            _hint(list(islice(_seeing(targets), SUGGESTED))),
        )
    return pictures


def _is_picture(part: object) -> bool:
    return isinstance(part, Mapping) and part.get("type") == "image_url"


def _seeing(targets: Targets) -> Iterator[str]:
    """Names of models that see and may be used: the newest of each provider that can answer, then the next."""
    models = targets.allowed.models()
    lists = [
        [m.name for m in models[provider.id] if m.supports_vision and not m.latest_alias and targets.may_use(m)]
        for provider in targets.configured()
    ]
    return (name for name in chain.from_iterable(zip_longest(*lists)) if name)


def _hint(names: Sequence[str]) -> str:
    if not names:
        return "Take the pictures out of the prompt, and clear the outputs above that show some."
    return f"Pick a model that sees, for example {', '.join(names)}."
