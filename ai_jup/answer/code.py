"""Code as every reader takes it alike."""

import re

_INFO = re.compile(r"[\w+#.-]*", re.ASCII)
_DRAWN = ("geojson", "math", "mermaid", "stl", "topojson")
"""What some page draws, or has a server draw, in place of showing it."""

_FORMULA = re.compile(r"\$\$|\\begin\{|\\\\[\[(]|@@\d")
"""nbconvert takes formulas out, up to their ends, before it looks for code; JupyterLab keeps its own by such names."""
_LOOKED_AT = re.compile(r"[!\"#$&*:<>@\[\\\]^_`{|}~]|(?<=www)\.", re.IGNORECASE)
_LOOKED_FOR = re.compile(r"[$&*<>\[\\\]`|~]")
"""In what stands around code: an end of emphasis, of a link, of a cell."""
_TICKS = re.compile(r"`+")


def language(info: str) -> str:
    """What a fence may call its language."""
    word = info.split(maxsplit=1)[0] if info.strip() else ""
    if not _INFO.fullmatch(word):
        return ""
    return "text" if word.lower().startswith(_DRAWN) else word


def entities(text: str) -> str:
    """Text without any character that a reader of Markdown, HTML or formulas looks at."""
    return _LOOKED_AT.sub(lambda found: f"&#{ord(found[0])};", text)


def block(code: str, info: str, quoted: bool) -> str:
    """A block of code; `quoted` in a quote, where JupyterLab does not look for it before it looks for formulas."""
    code = code.removesuffix("\n")
    if _FORMULA.search(code) or (quoted and "$" in code):
        # no empty line: some readers end the block there
        shown = re.sub(r"\n(?=[^\S\n]*(?:\n|$))", "&#10;", _escaped(code))
        return f"<pre><code>{shown}</code></pre>"
    longest = max((len(ticks) for ticks in _TICKS.findall(code)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language(info)}\n{code}\n{fence}"


def _escaped(text: str) -> str:
    r"""For a block of HTML, in which nobody looks for Markdown; nor may its lines end there."""
    return re.sub(r"[&<>\"$\\`|@]", lambda found: f"&#{ord(found[0])};", text)


def span(code: str, plain: bool) -> str:
    """Code in a line; `plain` where nothing is open that a reader looks for the end of: emphasis, a link, a cell."""
    code = re.sub(r"\s*\n\s*", " ", code)
    if not code.strip():
        return code and "<code>&#32;</code>"
    if "``" in code or _FORMULA.search(code) or (not plain and _LOOKED_FOR.search(code)):
        return f"<code>{entities(code)}</code>"
    if "`" in code:
        return f"`` {code} ``"
    return f"`{code}`" if code == code.strip() else f"<code>{entities(code)}</code>"
