"""How many pictures a provider takes, and how large; which numbers, says each dialect's file."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PictureLimits:
    """What a provider takes."""

    number: int
    """Pictures in a request."""
    long_edge: int
    """Pixels; the provider itself makes larger ones smaller."""
    total_bytes: int
    """Of all pictures of a request, as base64."""
    picture_bytes: int
    """Of one picture, as base64."""
    types: tuple[str, ...]
