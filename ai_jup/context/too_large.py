"""The refusal of a prompt that is too large for its model, whatever is left out."""

from collections.abc import Iterator
from itertools import islice

from ..models.target import Targets
from ..number_format import in_thousands
from ..prompt import Composition, weights_of
from ..refusal import Refusal
from ..wire import ModelEntry
from .targeted_request import Sizes, TargetedRequest

NAMED = 3
"""Cells, and models, that the hint names."""


def too_large(asked: TargetedRequest, composition: Composition, sizes: Sizes, targets: Targets) -> Refusal:
    """Says the size, the limit, which models take more, and which cells are the largest."""
    size, window, entry = sizes.likely_of(composition), asked.entry.max_input_tokens or 0, asked.entry
    return Refusal(
        422,
        "context-too-large",
        f"The prompt, its values, and the pinned cells need about {in_thousands(size)} tokens. {entry.label} accepts "
        f"{in_thousands(window)}, of which {in_thousands(asked.reply)} are reserved for its reply.",
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
        yield f"Pick a model with a larger context window, for example {', '.join(named)}."
    else:
        yield "No model that can be picked here has a large enough context window."


def _cells(composition: Composition, sizes: Sizes) -> Iterator[str]:
    weights = zip(composition.every, weights_of(composition, sizes.counts, sizes.margin.likely), strict=True)
    held = [(weight.total, cell) for cell, weight in weights if not cell.absent]
    prompt, pinned = held[-1][0], [item for item in held[:-1] if item[1].number]
    largest = sorted(pinned, key=lambda item: -item[0])[:NAMED]
    if largest:
        named = ", ".join(f"{cell.label} ({in_thousands(tokens)})" for tokens, cell in largest)
        yield f"Unpin cells, or mark them as skipped; the largest: {named}."
    if not largest or prompt > largest[0][0]:
        yield f"Shorten the prompt ({in_thousands(prompt)})."
