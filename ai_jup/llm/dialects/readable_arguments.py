"""The arguments of earlier calls, for the providers that take objects where the model wrote text."""

import json
from typing import Any

from .dialect import Payload


def with_readable_arguments(messages: list[Payload]) -> list[Payload]:
    """LiteLLM fails over arguments that are no JSON object, which models do write.

    They are put into one, so that the model sees what it wrote.
    """
    for message in messages:
        for call in message.get("tool_calls") or ():
            _make_readable(call["function"])
    return messages


def _make_readable(function: dict[str, Any]) -> None:
    written = function.get("arguments") or "{}"
    if not _is_object(written):
        function["arguments"] = json.dumps({"malformed": written})


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False
