"""Where an answer goes on that was cut off.

A model is asked to begin with the very next character. Few begin with the space or the line break that was missing.
"""

import re

_FENCE = re.compile(r"^[\s>]*(`{3,}|~{3,})")
_BLOCK = re.compile(r"(#{1,6} |#+$|```|> |[-*+] |\d{1,3}[.)] |\|)")
_SENTENCE = re.compile(r"[.!?:;,…][)\"'”’*_`\]]*$")


def joined(before: str, piece: str) -> str:
    """What a piece adds to a text that it goes on with."""
    # the model was not shown the white space at the end, and may begin with it
    space = before[len(before.rstrip()) :]
    twice = next((size for size in range(len(space), 0, -1) if piece.startswith(space[-size:])), 0)
    return joint(before, piece) + piece[twice:]


def joint(before: str, after: str) -> str:
    """What is missing between a text and the piece that goes on with it."""
    if not before or not after or before[-1].isspace() or after[0].isspace() or _is_in_fence(before):
        return ""
    line = before.rpartition("\n")[2].lstrip()
    if _BLOCK.match(after) or _FENCE.match(line):
        return "\n" if _kind(line) and _kind(line) == _kind(after) else "\n\n"
    if _SENTENCE.search(before):
        return " " if after[0].isalnum() or after[0] in "*_`([$" else ""
    # a capital does not stand in the middle of a word
    return " " if before[-1].islower() and after[0].isupper() else ""


def _kind(line: str) -> str:
    """Of an item or a row, which stand line below line."""
    found = re.match(r"[-*+] |\d{1,3}[.)] |\||> ", line)
    return "1" if found and found[0][0].isdigit() else found[0][0] if found else ""


def _is_in_fence(text: str) -> bool:
    open_with = ""
    for line in text.splitlines():
        found = _FENCE.match(line)
        if not open_with:
            open_with = found[1] if found else ""
        elif found and found[1].startswith(open_with) and not line[found.end() :].strip():
            open_with = ""
    return bool(open_with)
