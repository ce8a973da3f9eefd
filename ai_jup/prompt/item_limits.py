"""How much of an output is sent; what a provider takes in pictures stands with its dialect."""

from dataclasses import dataclass

PICTURE_TYPES = ("image/png", "image/jpeg", "image/gif", "image/webp")
"""That providers take; others are written anew."""


@dataclass(frozen=True)
class ItemLimits:
    """What is sent of one item; each is a setting of the server, whose own defaults stand in `app`."""

    output: int = 2_000
    """Characters of a text output, head and tail."""
    error: int = 3_000
    """Characters of an error: its type, its message, its last frames."""
    cell_outputs: int = 8_000
    """Characters of all outputs of one cell."""
    pictures: int = 100
    """Of one request, or fewer where the provider takes fewer."""
