"""Pictures in Anthropic's form, for callers that have those."""

from collections.abc import Mapping
from typing import Any


def image_url_part(block: Mapping[str, Any]) -> dict[str, Any]:
    """LiteLLM's (OpenAI's) `image_url` part for Anthropic's `image` block.

    Takes sources of type `base64` and `url`; raises `ValueError` for anything else.
    """
    source = block.get("source")
    if block.get("type") == "image" and isinstance(source, Mapping):
        if source.get("type") == "base64" and source.get("media_type") and source.get("data"):
            return _part(f"data:{source['media_type']};base64,{source['data']}")
        if source.get("type") == "url" and source.get("url"):
            return _part(str(source["url"]))
    raise ValueError("not an image block with a source of type base64 or url")


def _part(url: str) -> dict[str, Any]:
    return {"type": "image_url", "image_url": {"url": url}}
