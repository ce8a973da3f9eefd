"""The answer that a newcomer without a key gets: plainly no model's, and still useful.

It describes what arrived. It never follows what a prompt says.
"""

from __future__ import annotations

import re
from typing import Any

from ..translation import marked, say
from .picture_size import look
from .received import Received
from .reply import Reply, Text, ToolCall
from .request_formats.view import Offer, Picture, Result, View

PACE = 0.01
QUOTED_CHARACTERS = 600
RESULT_CHARACTERS = 400
HEAD = marked(
    "**Simulator, not a model.** No key for a provider was found, so ai-jup's own simulator "
    "answered, on this machine; nothing was sent anywhere."
)
HOW_TO = marked(
    "To get a real model, enter a key in Settings → AI Prompts, or set one of these variables and restart JupyterLab:"
)
SHELL = """\
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
        return Reply([Text(f"{_report(results)}\n{_how_to()}")], pace=PACE)
    if not view.tools or _has_called(view, view.tools[0]):
        return Reply([Text(f"{_description(view)}\n\n{_how_to()}")], pace=PACE)
    first = view.tools[0]
    calls = say("It calls `{name}`, the first function that was offered.", name=first.name)
    return Reply([Text(f"{_description(view)}\n\n{calls}\n"), ToolCall(first.name, arguments(first))], pace=PACE)


def _how_to() -> str:
    return "\n\n".join([say(HOW_TO), SHELL])


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
    return "\n".join([say(HEAD), "", *_quoted(view), "", say("The request contained:"), "", *_facts(view)])


def _quoted(view: View) -> list[str]:
    prompt = view.prompt.strip()
    shown = prompt[-QUOTED_CHARACTERS:]
    whole = marked("You wrote:")
    cut = marked("You wrote (the last {number} characters of it):")
    wrote = say(whole if shown == prompt else cut, number=QUOTED_CHARACTERS)
    return [wrote, "", *(f"> {line}" for line in shown.splitlines())]


def _facts(view: View) -> list[str]:
    asked = sum(turn.role == "user" for turn in view.turns)
    answered = sum(turn.role == "assistant" for turn in view.turns)
    pictures = len(view.pictures)
    one_picture, several = marked("1 picture"), marked("{number} pictures")
    facts = [
        say("your turns: {asked}, answers: {answered}", asked=asked, answered=answered),
        say("{number:,} characters, including the instructions", number=view.characters),
        say(one_picture if pictures == 1 else several, number=pictures),
    ]
    seen = [f"  - {_seen(picture)}" for picture in view.pictures]
    named = [say("the value of `{name}`", name=name) for name in _values(view)]
    offered = [say("the function `{name}`", name=offer.name) for offer in view.tools]
    return [*(f"- {fact}" for fact in facts), *seen, *(f"- {fact}" for fact in [*named, *offered])]


def _values(view: View) -> list[str]:
    """What the last turn quotes of a kernel."""
    quoted = view.turns[-1].texts[:-1] if view.turns else []
    return [found for text in quoted for found in re.findall(r"^Value of ([^`\n]+?)(?: \([^()\n]*\))?:$", text, re.M)]


def _seen(picture: Picture) -> str:
    seen = look(picture.data)
    if seen is None:
        kind = picture.media_type or say("unknown type")
        return say("{type}, {number:,} bytes", type=kind, number=len(picture.data))
    return say(
        "{type}, {width} x {height} pixels, {number:,} bytes",
        type=seen.media_type,
        width=seen.width,
        height=seen.height,
        number=len(picture.data),
    )


def _report(results: list[Result]) -> str:
    one, several = marked("1 function returned:"), marked("{number} functions returned:")
    lines = [say(one if len(results) == 1 else several, number=len(results)), ""]
    for result in results:
        lines += ["```text", _fenced(result.text), "```", ""]
        lines += [f"- {_seen(picture)}" for picture in result.pictures]
    return "\n".join(lines)


def _fenced(text: str) -> str:
    shown = text.strip()[:RESULT_CHARACTERS]
    # A fence in the result must not end the one around it.
    return shown.replace("```", "'''")
