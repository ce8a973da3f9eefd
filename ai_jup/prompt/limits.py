"""How much of an output is sent, and how many pictures of which size a provider takes."""

from collections.abc import Mapping
from dataclasses import dataclass

PICTURE_TYPES = ("image/png", "image/jpeg", "image/gif", "image/webp")


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


@dataclass(frozen=True)
class PictureRules:
    """What a provider takes."""

    number: int
    """Pictures in a request."""
    long_edge: int
    """Pixels; the provider itself makes larger ones smaller."""
    total_bytes: int
    """Of all pictures of a request, as base64."""
    types: tuple[str, ...] = PICTURE_TYPES


PICTURE_BYTES = 5_000_000
"""Of one picture, as base64: the least that any of the three providers takes."""

_RULES: Mapping[str, PictureRules] = {
    # platform.openai.com/docs/guides/images-vision: 500 pictures, 50 MB; fitted into 2048 by 2048
    "openai": PictureRules(500, 2048, 30_000_000),
    # platform.claude.com/docs/en/build-with-claude/vision: 100 pictures, 600 for the largest windows; 32 MB a request;
    # 1568 pixels, and never above 2000 with more than 20 pictures
    "anthropic": PictureRules(100, 1568, 20_000_000),
    # ai.google.dev/gemini-api/docs/image-understanding: 20 MB a request with pictures inside; no GIF; 3072 pixels
    "gemini": PictureRules(900, 3072, 14_000_000, ("image/png", "image/jpeg", "image/webp")),
}
_OWN = PictureRules(20, 2048, 14_000_000, ("image/png", "image/jpeg", "image/webp"))
"""For an administrator's own endpoint, of which nothing is known."""


def picture_rules(provider: str) -> PictureRules:
    """The rules of `openai`, `anthropic` or `gemini`; careful ones for any other name."""
    return _RULES.get(provider, _OWN)


def picture_tokens(provider: str, model: str, width: int, height: int) -> int:
    """What a picture of this size (pixels, as it is sent) costs, by the provider's documented formula.

    Where the formula differs from model to model, the dearest of those that are current.
    """
    if provider == "anthropic":
        return _patches(width, height, 28)
    if provider == "gemini":
        # before Gemini 3: 258 tokens for each tile of 768 pixels; since then 1,120 for a picture
        older = model.rpartition("/")[2].startswith("gemini-2")
        return 258 * _patches(width, height, 768) if older else 1_120
    # patches of 32 pixels, at most 1,536 of them, times 1.62 for the small models
    return 1 + int(1.62 * min(_patches(width, height, 32), 1_536))


def _patches(width: int, height: int, side: int) -> int:
    return max(1, -(-width // side)) * max(1, -(-height // side))
