"""Where what is sent differs from what was recorded, in words."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from ..translation import say
from .sent import Part, Sent

NAMED = 5
"""Of the parts that differ, before the rest is only counted."""


def differences(now: Sent, before: Sent) -> list[str]:
    """The parts that differ, for people; in the order in which they are sent."""
    if now.model != before.model:
        # another model has other limits, and is told of the same things in other ways
        return [say("the model ({model}, recorded with {before})", model=now.model, before=before.model)]
    found = [*_parts(now, before), *_functions(now, before)]
    if now.parameters != before.parameters:
        found.append(say("the parameters of the request"))
    return found


def in_words(found: list[str]) -> str:
    """As one clause."""
    named = found[:NAMED]
    rest = len(found) - len(named)
    return ", ".join(named) + (" " + say("and {number} more", number=rest) if rest else "")


def likeness(now: Sent, before: Sent) -> tuple[bool, bool, int]:
    """Of two recorded requests the one that is more like what is sent compares higher."""
    shared = Counter(_texts(now.parts)) & Counter(_texts(before.parts))
    return now.prompt == before.prompt, now.turns == before.turns, sum(shared.values())


def _texts(parts: Iterable[Part]) -> Iterator[tuple[str, str]]:
    return ((kind, text) for kind, _, text, _ in parts)


def _parts(now: Sent, before: Sent) -> Iterator[str]:
    new, old = _without_common(now.parts, before.parts)
    for part in new:
        kind, name, text, pictures = part
        drawn = next((e for e in old if e[0] == kind and e[2] == text and len(e[3]) == len(pictures)), None)
        was = drawn or next((each for each in old if each[:2] == part[:2]), None)
        if was:
            old.remove(was)
        if drawn:
            yield say("a picture of {part}, which is drawn otherwise now", part=_words(kind, name))
        else:
            yield _words(kind, name) if was else say("{part}, which is new", part=_words(kind, name))
    yield from (say("{part}, which is gone", part=_words(kind, name)) for kind, name, *_ in old)


def _without_common(now: Sequence[Part], before: Sequence[Part]) -> tuple[list[Part], list[Part]]:
    """What of two requests is not in the other, wherever it stands."""
    new, old = list[Part](), list(before)
    for part in now:
        same = next((each for each in old if (each[0], *each[2:]) == (part[0], *part[2:])), None)
        if same:
            old.remove(same)
        else:
            new.append(part)
    return new, old


def _functions(now: Sent, before: Sent) -> Iterator[str]:
    for name in sorted({*now.functions, *before.functions}):
        if now.functions.get(name) != before.functions.get(name):
            yield say("the function `{name}`", name=name)


def _words(kind: str, name: str) -> str:
    match kind:
        case "cell":
            return say("cell {name}", name=name)
        case "value":
            return say("the value of `{name}`", name=name)
        case "result":
            return say("what the function `{name}` gave", name=name)
        case "reply":
            return say("an earlier reply of the model")
        case "left-out":
            return say("cell {name}, for which there is no room", name=name)
        case _:
            return f"the {kind}"
