"""Text that every reader takes: half of a surrogate pair is text to Python and JSON, and to nothing else."""

import json
from typing import Any


def whole(text: str) -> str:
    """The text with halves that belong together joined, and U+FFFD for each that stands alone."""
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def whole_json(value: Any) -> Any:
    """The same for all texts, and keys, of a JSON value."""
    return json.loads(whole(json.dumps(value, ensure_ascii=False)))
