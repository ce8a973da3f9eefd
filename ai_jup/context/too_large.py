"""The refusal of a prompt that is too large for its model, whatever is left out."""

from collections.abc import Iterator
from itertools import islice

from ..models.target import Targets
from ..number_format import in_thousands
from ..prompt import Composition, weights_of
from ..refusal import Refusal
from ..translation import say
from ..wire import ModelEntry
from .cell_labels import told_label
from .targeted_request import Sizes, TargetedRequest

NAMED = 3
"""Cells, and models, that the hint names."""


def too_large(asked: TargetedRequest, composition: Composition, sizes: Sizes, targets: Targets) -> Refusal:
    """Says the size, the limit, which models take more, and which cells are the largest."""
    size, window, entry = sizes.likely_of(composition), asked.entry.max_input_tokens or 0, asked.entry
    return Refusal(
        422,
        "context-too-large",
        say(
            "The prompt, its values, and the pinned cells need about {size} tokens. {label} accepts "
            "{window}, of which {kept} are reserved for its reply.",
            size=in_thousands(size),
            label=entry.label,
            window=in_thousands(window),
            kept=in_thousands(asked.reply),
        ),
        " ".join(
            [*_larger(sizes.most_of(composition) + asked.reply, asked.entry, targets), *_cells(composition, sizes)]
        ),
    )


def _larger(needed: int, entry: ModelEntry, targets: Targets) -> Iterator[str]:
    models = [
        (model.name, model.max_input_tokens)
        for provider in targets.allowed.providers()
        if targets.simulated or provider in targets.configured()
        for model in targets.allowed.models()[provider.id]
        if model.max_input_tokens and model.max_input_tokens >= needed and not model.latest_alias
    ]
    same = entry.name.partition("/")[0]
    # its own provider's first; the order of a list, newest first, is kept
    models.sort(key=lambda model: model[0].partition("/")[0] != same)
    named = [f"{name} ({in_thousands(window)})" for name, window in islice(models, NAMED)]
    if named:
        yield say("Pick a model with a larger context window, for example {named}.", named=", ".join(named))
    else:
        yield say("No model that can be picked here has a large enough context window.")


def _cells(composition: Composition, sizes: Sizes) -> Iterator[str]:
    weights = zip(composition.every, weights_of(composition, sizes.counts, sizes.margin.likely), strict=True)
    held = [(weight.total, cell) for cell, weight in weights if not cell.absent]
    prompt, pinned = held[-1][0], [item for item in held[:-1] if item[1].number]
    largest = sorted(pinned, key=lambda item: -item[0])[:NAMED]
    if largest:
        named = ", ".join(f"{told_label(cell)} ({in_thousands(tokens)})" for tokens, cell in largest)
        yield say("Unpin cells, or mark them as skipped; the largest: {named}.", named=named)
    if not largest or prompt > largest[0][0]:
        yield say("Shorten the prompt ({prompt}).", prompt=in_thousands(prompt))
