"""Bodies, names and messages that no client of ours sends: valid ones with a part that is wrong, and bytes that are no JSON."""

import gzip
import json

from hypothesis import strategies as st

DEEP = 100_000
_DEEP_MARK = "deep mark"


class Deep:
    """Stands for lists in lists, more than can be written by a function that calls itself."""

    def __init__(self, depth, opening="[", closing="]"):
        self.text = opening * depth + closing * depth


def written(value):
    """JSON of it, `Deep` written out; what JSON does not have (NaN, halves of characters) as many libraries write it."""
    deep = []

    def other(found):
        deep.append(found.text)
        return f"{_DEEP_MARK}{len(deep) - 1}"

    text = json.dumps(value, default=other)
    for number, nested in enumerate(deep):
        text = text.replace(f'"{_DEEP_MARK}{number}"', nested, 1)
    return text.encode()


WORDS = st.sampled_from(
    [
        *("", " ", "\x00", "\ud800", "a\udc00b", "\ufeff", "..", "../../etc/passwd", "a/b", "%00", "é" * 300, "𝒳"),
        *("__proto__", "constructor", "self", "$`x`", "&`f`", "`" * 2_000, "$`" * 2_000, "[" * 2_000, "\r\n\r\n"),
        *("image/png", "data:image/png;base64,", "<script>", "\x1b[31m", "x" * 100_000),
        *("openai/gpt-4o", "openai/", "/", "openai/../x", "lab/none", "http://evil.example/"),
    ]
)
NUMBERS = st.sampled_from(
    [0, -1, 1, 2**31, 2**63, -(2**63) - 1, 10**400, 1.5, 1e308, -0.0, float("nan"), float("inf"), float("-inf")]
)
NESTED = st.sampled_from(
    [
        *([], {}, [[]], [{}], {"": {}}, [None], {"a": [1, {"b": []}]}, {str(n): n for n in range(2_000)}, [0] * 20_000),
        *(Deep(200), Deep(900), Deep(DEEP), Deep(900, '{"a":[', "]}"), Deep(DEEP, '{"a":[', "]}")),
    ]
)
VALUES = st.none() | st.booleans() | WORDS | NUMBERS | NESTED | st.lists(WORDS, max_size=3)


def places(value, place=()):
    """Where something stands in a JSON value, itself among them."""
    yield place
    if isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places(item, (*place, key))


def changed(value, place, change):
    """A copy in which what stands at a place has gone through `change`, which gets its container and its key there."""
    if not place:
        whole = {"": value}
        change(whole, "")
        return whole.get("")
    copy = dict(value) if isinstance(value, dict) else list(value)
    if len(place) == 1:
        change(copy, place[0])
    else:
        copy[place[0]] = changed(value[place[0]], place[1:], change)
    return copy


@st.composite
def broken(draw, valid, within=lambda place: True):
    """A valid value with up to three parts replaced, taken out, or with one beside them; `within` some places alone."""
    value = valid
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.sampled_from([place for place in places(value) if within(place)] or [()]))
        kind = draw(st.sampled_from(["replaced", "replaced", "replaced", "taken out", "beside"]))
        what, name = draw(VALUES), draw(WORDS)

        def change(container, key, kind=kind, what=what, name=name):
            if kind == "replaced":
                container[key] = what
            elif kind == "taken out":
                del container[key]
            elif isinstance(container, dict):
                container[name] = what
            else:
                container.insert(key, what)

        value = changed(value, place, change)
    return value


SPOILED = {
    "as it is": lambda body: body,
    "cut": lambda body: body[: len(body) // 2],
    "nothing": lambda body: b"",
    "not UTF-8": lambda body: body.replace(b"a", b"\xff"),
    "in UTF-16": lambda body: body.decode().encode("utf-16"),
    "with a mark": lambda body: b"\xef\xbb\xbf" + body,
    "zipped": gzip.compress,
    "twice": lambda body: body + body,
    "in a list": lambda body: b"[" + body + b"]",
    "with NULs": lambda body: body.replace(b" ", b"\x00"),
    "with a bare half": lambda body: body.replace(b'": "', b'": "\xed\xa0\x80'),
}


def bodies(valid):
    """Bytes to send in place of the body of a valid request."""
    spoiling = st.sampled_from(["as it is"] * 12 + list(SPOILED))
    return st.builds(lambda value, how: SPOILED[how](written(value)), broken(valid), spoiling)
