r"""Text that is nothing but text to every reader of Markdown, and to MathJax, which reads the page that they make.

MathJax looks for its signs in what stands together in an element: two dollar signs would be a formula, whatever stood
before them in the source. So an element of their own parts them: `<span>\$</span>`.
"""

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

Kind = Literal["text", "formula", "break", "element"]


class Part(NamedTuple):
    """A piece of a line: text that is not escaped yet, or what is written as it is."""

    kind: Kind
    source: str


_BYTE_ORDER = "\ufeff"
"""A mark that nobody sees. JupyterLab takes it for white space, others for a letter."""
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_LINE_END = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


def cleaned(text: str) -> str:
    """A text with one kind of line's end, and without characters that no file may have."""
    return _CONTROL.sub("\ufffd", _LINE_END.sub("\n", text.replace(_BYTE_ORDER, "")))


def one_line(text: str) -> str:
    """A text in one line, as Markdown."""
    return run([Part("text", " ".join(cleaned(text).split()))])


def run(parts: Sequence[Part], *, label: bool = False, cell: bool = False) -> str:
    """Parts that stand together in one element, as Markdown; in a link's label nothing may end it.

    A table is one element to those who know no tables: in its cells every sign stands alone, as beside a formula.
    """
    dollars = sum(part.source.count("$") for part in parts if part.kind == "text")
    beside_formula = cell or any(part.kind == "formula" for part in parts)
    apart = _COMMANDS if beside_formula else _SIGNS if dollars > 1 else _BACKSLASHES
    return "".join(_text(part.source, apart, label) if part.kind == "text" else part.source for part in parts)


_BACKSLASHES = re.compile(r"\\(?=[()\[\]$]|(?:begin|(?:eq)?ref)(?![a-zA-Z]))|(?<=@)@")
"""With what follows they would begin a formula, or be the name that JupyterLab keeps one by: @@0@@."""
_SIGNS = re.compile(rf"{_BACKSLASHES.pattern}|\$")
_COMMANDS = re.compile(rf"{_SIGNS.pattern}|\\(?=[a-zA-Z])")
r"""Who knows no formulas finds emphasis from one to the next: of `$*$\x$*$` the dollar signs beside `\x` are left."""
_APART = {"\\": "<span>&#92;</span>", "$": "<span>\\$</span>", "@": "<span>@</span>"}


def _text(text: str, apart: re.Pattern[str], label: bool) -> str:
    shown: list[str] = []
    at = 0
    for sign in apart.finditer(text):
        shown += [_escaped(text[at : sign.start()]), _APART[sign[0]]]
        at = sign.end()
    written = "".join([*shown, _escaped(text[at:])])
    return written.replace("\\[", "&#91;").replace("]", "&#93;") if label else written


_SPECIAL = re.compile(
    r"\](?=[(\[:])|[*~\[`<_$\\]|&(?=[A-Za-z#]|\s*$)|://|(?<=[^\W_])@(?=[^\W_])|www\.|[ \t\n\r\f\v]+", re.IGNORECASE
)
_ENTITIES = {"<": "&lt;", "&": "&amp;", "`": "&#96;", "]": "&#93;"}


def _escaped(text: str) -> str:
    def sign(found: re.Match[str]) -> str:
        special = found[0]
        before, after = text[max(0, found.start() - 1) : found.start()], text[found.end() : found.end() + 1]
        if special.isspace():
            return " "
        if special in _ENTITIES:
            return _ENTITIES[special]
        if special == "_" and before.isalnum() and after.isalnum():
            return special
        if special == "\\":
            # before code, or at a line's end, some would count the two as one
            return "&#92;" if not after or after.isspace() or after == "`" else "\\\\"
        if len(special) == 4:
            return f"{special[:-1]}\\."
        return f"\\{special}"

    return _SPECIAL.sub(sign, text)


_LINE_START = re.compile(r"^[ \t]*(?:(?=[#+\-=|:>])|(\d{1,9})(?=[.)]))", re.MULTILINE)


def lines(markdown: str) -> str:
    """Lines of a paragraph, none of which begins another block."""
    rows = [row for row in map(str.strip, markdown.split("\n")) if row.strip("\\")]
    if rows and rows[-1].endswith("\\"):  # a break before nothing
        rows[-1] = rows[-1][:-1].rstrip()
    markdown = "\n".join(rows)
    # a tag alone on a line begins a block of HTML, to some within a paragraph too
    markdown = re.sub(r" *\\?\n(?=</?[a-z]+>(?:\n|$))", " ", markdown)
    markdown = re.sub(r"^(</?[a-z]+>)\n", r"\1 ", markdown)
    return _LINE_START.sub(lambda start: f"{start[1] or ''}\\", markdown)
