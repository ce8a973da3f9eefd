"""Pictures are sent only to models that see."""

from collections.abc import Iterator, Sequence
from itertools import chain, islice, zip_longest

from ..models.target import Targets
from ..prompt import Composition
from ..refusal import Refusal
from ..translation import say
from ..wire import ModelEntry

SUGGESTED = 3


def check_vision(composition: Composition, entry: ModelEntry, targets: Targets) -> None:
    """Raises `Refusal` (422) where pictures would be sent and the model cannot see them."""
    pictures = len(composition.pictures)
    if pictures and not entry.supports_vision:
        raise Refusal(
            422,
            "model-cannot-see",
            say("{model} does not accept pictures, but this prompt would send a picture.", model=entry.label)
            if pictures == 1
            else say(
                "{model} does not accept pictures, but this prompt would send {number} pictures.",
                model=entry.label,
                number=pictures,
            ),
            _hint(list(islice(_seeing(targets), SUGGESTED))),
        )


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
        return say("Remove the pictures from the prompt, and clear the outputs above that contain pictures.")
    return say("Pick a model that accepts pictures, for example {names}.", names=", ".join(names))
