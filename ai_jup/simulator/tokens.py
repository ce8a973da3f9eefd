"""How many tokens the simulator says a request and its reply take: an estimate, in counting as in usage."""

from __future__ import annotations

import json

from .reply import Reasoning, Reply, Text, Usage
from .request_formats.view import View

# A rule of thumb of the providers' own documentation for English text; no tokenizer is meant.
CHARACTERS_PER_TOKEN = 4
TOKENS_PER_PICTURE = 258


def input_tokens(view: View) -> int:
    """Estimate a request's tokens."""
    schemas = sum(len(offer.name + json.dumps(offer.parameters)) for offer in view.tools)
    text = (view.characters + schemas) // CHARACTERS_PER_TOKEN
    return 1 + text + TOKENS_PER_PICTURE * len(view.pictures)


def estimate(view: View, reply: Reply) -> Usage:
    """Estimate what a reply says of its usage."""
    thought = len(reply.joined(Reasoning)) // CHARACTERS_PER_TOKEN
    called = sum(len(call.name + call.json) for call in reply.calls)
    said = (len(reply.joined(Text)) + called) // CHARACTERS_PER_TOKEN
    return Usage(input_tokens(view), 1 + said + thought, reasoning=thought)
