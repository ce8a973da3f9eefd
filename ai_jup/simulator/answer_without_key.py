"""The answer that a newcomer without a key gets: plainly no model's, and still useful.

It describes what arrived. It never follows what a prompt says.
"""

from __future__ import annotations

import re
from typing import Any

from .picture_size import look
from .received import Received
from .reply import Reply, Text, ToolCall
from .request_formats.view import Offer, Picture, Result, View

PACE = 0.01
QUOTED_CHARACTERS = 600
RESULT_CHARACTERS = 400
HEAD = (
    "**Simulator, not a model.** No key for a provider was found, so ai-jup's own simulator "
    "answered, on this machine; nothing was sent anywhere."
)
SHELL = """\
To get a real model, enter a key in Settings → AI Prompts, or set one of these variables and restart JupyterLab:

```bash
export ANTHROPIC_API_KEY="..."   # or
export OPENAI_API_KEY="..."      # or
export GEMINI_API_KEY="..."
```
"""
# What a function gets for a required parameter, by its JSON type.
PLAUSIBLE: dict[str, Any] = {
    "string": "example",
    "integer": 1,
    "number": 1.0,
    "boolean": True,
    "array": [],
    "object": {},
    "null": None,
}


def answer(received: Received) -> Reply:
    """Describe the request; where functions came with it, call the first of them, and then report."""
    view = received.view
    results = view.fresh_results
    if results:
        # The head stands above: the step before is of the same answer.
        return Reply([Text(f"{_report(results)}\n{SHELL}")], pace=PACE)
    if not view.tools or _has_called(view, view.tools[0]):
        return Reply([Text(f"{_description(view)}\n\n{SHELL}")], pace=PACE)
    first = view.tools[0]
    said = f"{_description(view)}\n\nIt calls `{first.name}`, the first function that was offered.\n"
    return Reply([Text(said), ToolCall(first.name, arguments(first))], pace=PACE)


def _has_called(view: View, offer: Offer) -> bool:
    """Whether the answer that it is to go on with shows the call: nothing of the notebook stands between the two."""
    answers = [turn.text for turn in view.turns[-2:-1] if turn.role == "assistant"]
    return any(f"[Called {offer.name}(" in text for text in answers) and "<notebook>" not in view.turns[-1].text


def arguments(offer: Offer) -> dict[str, Any]:
    """Arguments for the required parameters only, plausible by type."""
    properties = offer.parameters.get("properties") or {}
    required = offer.parameters.get("required") or []
    return {name: _value(properties.get(name) or {}) for name in required}


def _value(schema: dict[str, Any]) -> Any:
    if "default" in schema:
        return schema["default"]
    if schema.get("enum"):
        return schema["enum"][0]
    options = schema.get("anyOf") or schema.get("oneOf")
    if options:
        return _value(options[0])
    if schema.get("required"):
        return arguments(Offer("", parameters=schema))
    return _by_type(schema)


def _by_type(schema: dict[str, Any]) -> Any:
    kind = schema.get("type", "string")
    # JSON schema allows a list of types; Gemini writes them in capitals.
    name = str(kind[0] if isinstance(kind, list) else kind).lower()
    value = PLAUSIBLE.get(name, "example")
    return max(value, schema.get("minimum", value)) if name in ("integer", "number") else value


def _description(view: View) -> str:
    return "\n".join([HEAD, "", *_quoted(view), "", "The request contained:", "", *_facts(view)])


def _quoted(view: View) -> list[str]:
    prompt = view.prompt.strip()
    shown = prompt[-QUOTED_CHARACTERS:]
    cut = "" if shown == prompt else f" (the last {QUOTED_CHARACTERS} characters of it)"
    return [f"You wrote{cut}:", "", *(f"> {line}" for line in shown.splitlines())]


def _facts(view: View) -> list[str]:
    asked = sum(turn.role == "user" for turn in view.turns)
    answered = sum(turn.role == "assistant" for turn in view.turns)
    facts = [
        f"- {_count(len(view.turns), 'turn')}: {asked} of yours, {_count(answered, 'answer')}",
        f"- {view.characters:,} characters, including the instructions",
        f"- {_count(len(view.pictures), 'picture')}",
    ]
    facts += [f"  - {_seen(picture)}" for picture in view.pictures]
    facts += [f"- the value of `{name}`" for name in _values(view)]
    return facts + [f"- the function `{offer.name}`" for offer in view.tools]


def _values(view: View) -> list[str]:
    """What the last turn quotes of a kernel."""
    quoted = view.turns[-1].texts[:-1] if view.turns else []
    return [found for text in quoted for found in re.findall(r"^Value of ([^`\n]+?)(?: \([^()\n]*\))?:$", text, re.M)]


def _seen(picture: Picture) -> str:
    seen = look(picture.data)
    if seen is None:
        return f"{picture.media_type or 'unknown type'}, {len(picture.data):,} bytes"
    return f"{seen.media_type}, {seen.width} x {seen.height} pixels, {len(picture.data):,} bytes"


def _report(results: list[Result]) -> str:
    lines = [f"{_count(len(results), 'function')} returned:", ""]
    for result in results:
        lines += ["```text", _fenced(result.text), "```", ""]
        lines += [f"- {_seen(picture)}" for picture in result.pictures]
    return "\n".join(lines)


def _fenced(text: str) -> str:
    shown = text.strip()[:RESULT_CHARACTERS]
    # A fence in the result must not end the one around it.
    return shown.replace("```", "'''")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
