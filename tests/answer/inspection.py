"""What a page would do, by its HTML: nothing but a few elements, no address but a link's, no formula that may do more."""

import html
import re
from collections.abc import Iterator
from urllib.parse import unquote

from ai_jup.answer.tex import COMMANDS, ENVIRONMENTS

_ELEMENTS = set(
    [
        "a",
        "b",
        "blockquote",
        "br",
        "cite",
        "code",
        "details",
        "dfn",
        "em",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "i",
        "ins",
        "kbd",
        "li",
        "mark",
        "ol",
        "p",
        "pre",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strong",
        "sub",
        "summary",
        "sup",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "u",
        "ul",
        "var",
        "del",
    ]
)
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)((?:\s+[a-z-]+(?:=\"[^\"<>]*\")?)*)\s*/?>")
_ATTRIBUTE = re.compile(r"([a-z-]+)(?:=\"([^\"]*)\")?")
_FORMULA = re.compile(
    r"\$\$(.*?)\$\$|\$(.*?)(?<!\\)\$|\\\((.*?)\\\)|\\\[(.*?)\\\]|(\\begin\{([^}]*)\}.*?\\end\{\6\})|(\\(?:eq)?ref\s*\{)",
    re.DOTALL,
)
_COMMAND = re.compile(r"\\([A-Za-z]+)")


def pieces(page: str) -> Iterator[tuple[str, str]]:
    """The page's tags and texts in order; an `AssertionError` where it is not made of these alone."""
    at = 0
    for tag in _TAG.finditer(page):
        yield "text", page[at : tag.start()]
        yield "tag", tag[0]
        at = tag.end()
    yield "text", page[at:]


def faults(page: str) -> list[str]:
    """What a page has that it must not have."""
    found: list[str] = []
    code = 0
    standing = ""
    for kind, piece in pieces(page):
        if kind == "text":
            if "<" in piece:
                found.append(f"no tag: {piece[piece.index('<') :][:60]}")
            standing += "" if code else html.unescape(piece)
            continue
        tag = _TAG.fullmatch(piece)
        assert tag
        name = tag[2]
        if name in ("code", "pre"):
            code += -1 if tag[1] else 1
        if not tag[1]:
            found += _of_tag(name, tag[3])
        if name == "br":
            standing += "\n"
        else:
            found += _of_formulas(standing)
            standing = ""
    return [*found, *_of_formulas(standing)]


def _of_tag(name: str, attributes: str) -> Iterator[str]:
    given = dict(_ATTRIBUTE.findall(attributes))
    if name == "input" and set(given) <= {"type", "disabled", "checked", "class"} and given["type"] == "checkbox":
        return
    if name == "div" and given == {"class": "highlight"}:
        return
    if name not in _ELEMENTS:
        yield f"element {name}"
    for attribute, value in given.items():
        value = html.unescape(value)
        match name, attribute:
            case "a", "href" if re.match(r"https?://|mailto:|#", value, re.IGNORECASE):
                pass
            case "code" | "pre" | "span" | "li" | "ul", "class":
                pass
            case "h1" | "h2" | "h3" | "h4" | "h5" | "h6", "id":
                pass
            case "ol", "start":
                pass
            case "td" | "th", "style" | "align" if value.removeprefix("text-align:").strip() in (
                "left",
                "center",
                "right",
            ):
                pass
            case _:
                yield f"attribute {name} {attribute}={value[:60]}"


def _of_formulas(text: str) -> Iterator[str]:
    for formula in _FORMULA.finditer(text):
        content = next((group for group in formula.groups()[:5] if group is not None), None)
        if content is None or not _is_harmless(content):
            yield f"formula {formula[0][:80]}"


def _is_harmless(tex: str) -> bool:
    """Not whether it is a formula: readers that know none take some of its backslashes away."""
    commands = set(re.findall(r"\\([A-Za-z]+)", tex)) - {"begin", "end"}
    environments = set(re.findall(r"\\begin\s*\{([^}]*)\}", tex))
    colors = re.findall(r"\\(?:text)?color(?![a-zA-Z])(?!\s*\{[a-zA-Z]+\})", tex)
    return commands <= COMMANDS and environments <= ENVIRONMENTS and not colors


def read_text(page: str) -> str:
    """What a page says, without white space, and which of it is code."""
    said = ""
    code = 0
    begins_item = False
    for kind, piece in pieces(page):
        if kind == "text":
            if begins_item and piece.strip():  # a task, to some
                piece, begins_item = re.sub(r"^\s*\[[ xX]\] ", "", piece), False
            piece = "".join(unquote(html.unescape(piece)).split())
            said += f"⟦{piece}⟧" if code and piece else piece
            continue
        begins_item = piece.startswith("<li") or (begins_item and piece == "<p>")
        if re.match(r"</?(code|pre)\b", piece):
            code += -1 if piece.startswith("</") else 1
    return said.replace("⟧⟦", "")
