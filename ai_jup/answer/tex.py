"""Formulas from a list of allowed commands: MathJax has others that load, run, define or style."""

import json
import re
from pathlib import Path

_TABLE = json.loads(Path(__file__).with_name("tex_commands.json").read_text(encoding="utf-8"))
COMMANDS = frozenset(_TABLE["commands"]) | {" ", "\n"}
ENVIRONMENTS = frozenset(_TABLE["environments"])

BARE = frozenset(
    f"{name}{star}"
    for name in ("align", "alignat", "eqnarray", "equation", "flalign", "gather", "multline")
    for star in ("", "*")
)
"""Environments that are formulas without dollar signs around them."""

LIMIT = 8_000
"""Characters of one formula."""

_TOKEN = re.compile(r"\\(?:(begin|end) *\{([a-zA-Z]*\*?)\}|([a-zA-Z]+)|(.|\n)|$)|%[^\n]*|[{}]|[^\\%{}]+", re.DOTALL)
_COLOR = re.compile(r"\s*\{[a-zA-Z]+\}")


def allowed(tex: str) -> str | None:
    """A formula without its comments, as every reader takes it alike; `None` for one that is not allowed."""
    if len(tex) > LIMIT or "`" in tex or "\x00" in tex or not tex.strip():
        return None
    parts: list[str] = []
    open_: list[str] = []
    for token in _TOKEN.finditer(tex):
        whole, (kind, environment, name, sign) = token[0], token.groups()
        if whole.startswith("%"):
            continue
        if whole == "{":
            open_.append("}")
        elif kind == "begin":
            open_.append(environment)
        elif whole == "}" or kind == "end":
            if not open_ or open_.pop() != (environment or "}"):
                return None
        elif whole == "\\":
            return None
        if kind and environment not in ENVIRONMENTS:
            return None
        if (name and name not in COMMANDS) or (sign and sign not in COMMANDS and sign != "$"):
            return None
        if name in ("color", "textcolor") and not _COLOR.match(tex, token.end()):
            return None
        if "$" in whole and sign != "$":
            return None
        parts.append("\\:" if sign == ">" else whole)
    return None if open_ else _alike("".join(parts)) or None


_ROW = re.compile(r"\\\\\*?(?:\[[^\]\\{}]*\])?[ \t]*|\\[^\\]")
_LESS = re.compile(r"<(?=[A-Za-z/!?])")


def _alike(tex: str) -> str:
    r"""The same formula without what one reader takes for Markdown, HTML or an end.

    Among them `\\[2pt]` and `\\}`: a new row's distance and star are dropped, and a space stands behind it.
    """
    tex = _ROW.sub(lambda row: "\\\\ " if row[0].startswith("\\\\") else row[0], tex)
    tex = _LESS.sub(r"\\lt ", tex)
    tex = re.sub(r"(?<!\\)&(?=[\w#])", "& ", tex)
    tex = re.sub(r"@(?=@)", "@ ", tex)
    tex = re.sub(r"\](?=[(:\[])", "] ", tex)
    tex = re.sub(r"[^\S\n]+", " ", tex)
    tex = re.sub(r"\s*\n\s*", "\n", tex)
    # before the dollar sign, it would be read as one of the formula
    tex = re.sub(r"[\s\\]*\\$", "", tex.strip())
    return f"{tex}{{}}" if tex.endswith("$") else tex


def displayed(tex: str) -> str:
    """A formula that stands within a line as it would on lines of its own."""
    return tex if tex.startswith("\\displaystyle") else f"\\displaystyle {tex}"


def in_one_line(tex: str) -> str:
    """A formula that may stand where a line has a meaning of its own."""
    return tex.replace("\n", " ")


_MARKUP = re.compile(r"\n(?=[-+*#=>~:|_0-9])")


def in_lines(tex: str) -> str:
    """A formula on its own lines: to those who know no formulas none looks like a list, a heading or a fence."""
    return _MARKUP.sub(" ", tex)


def in_cell(tex: str) -> str:
    """A formula in a table, where a bar would end the cell."""
    return in_one_line(tex).replace("\\|", "\\Vert ").replace("|", "\\vert ").rstrip()


_BARE = re.compile(r"\\begin\{([a-zA-Z]+\*?)\}\s*\S.*\\end\{\1\}", re.DOTALL)


def is_bare(tex: str) -> bool:
    """Whether a formula is one environment that needs no dollar signs, and holds something, but none of its name."""
    whole = _BARE.fullmatch(tex)
    return whole is not None and whole[1] in BARE and tex.count(f"\\begin{{{whole[1]}}}") == 1
