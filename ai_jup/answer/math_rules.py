r"""Rules by which markdown-it finds formulas: `$…$` as Pandoc has it, `\(…\)`, `$$…$$`, `\[…\]`, `\begin{…}…\end{…}`.

Not the plugins of mdit-py-plugins: there a paragraph is not ended by a formula, and searching for an end that never
comes takes the square of a text's length.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

from .tex import LIMIT

LINES = 200
"""Of one formula."""

_BEGIN = re.compile(r"\$\$|\\\[|\\begin\{([a-zA-Z]+\*?)\}")
_AFTER = r"[ \t]*([.,;:]?)[ \t]*$"
_ENDS = {
    "$$": re.compile(rf"(?<!\\)\$\${_AFTER}", re.MULTILINE),
    "\\[": re.compile(rf"(?<!\\)\\\]{_AFTER}", re.MULTILINE),
}

# what stands between is bounded: else a text of beginnings takes its length squared
_MOST = 2_000
_INLINE = re.compile(
    rf"\$\$(?P<double>(?:[^`$\\]|\\.){{1,{_MOST}}})\$\$"
    rf"|\$(?![\s$])(?P<single>(?:[^`$\\]|\\.){{1,{_MOST}}}?)(?<!\s)\$(?![\d$])"
    rf"|\\\((?P<round>(?:[^`$\\]|\\(?![()]).){{1,{_MOST}}}?)\\\)"
    rf"|\\\[(?P<square>(?:[^`$\\]|\\(?![\[\]]).){{1,{_MOST}}}?)\\\]"
    rf"|(?P<bare>\\begin\{{(?P<name>[a-zA-Z]+\*?)\}}"
    rf"(?:(?!\\begin\{{(?P=name)\}})[^`$]){{0,{_MOST}}}?\\end\{{(?P=name)\}})",
    re.DOTALL,
)

_MEANT = re.compile(r"[\\^=+<>]|\b[A-Za-z]_")
"""Within a line brackets are escaped in ordinary texts too: a formula is more than words and numbers."""


def math_plugin(markdown: MarkdownIt) -> None:
    """Tokens `math_block` and `math_inline`, the formula as their content."""
    may_end: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    markdown.block.ruler.before("fence", "math_block", _block, may_end)
    markdown.inline.ruler.before("escape", "math_inline", _inline)


def _block(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    if state.is_code_block(first):
        return False
    start = state.bMarks[first] + state.tShift[first]
    begin = _BEGIN.match(state.src, start, state.eMarks[first])
    if not begin:
        return False
    end = _ENDS.get(begin[0]) or re.compile(rf"\\end\{{{re.escape(begin[1])}\}}{_AFTER}", re.MULTILINE)
    inside = [state.src[begin.end() : state.eMarks[first]]]
    line = first
    while not (found := end.search(inside[-1])):
        line += 1
        # a line outside the quote or the item ends it, as an empty one does
        if line >= min(last, first + LINES) or state.isEmpty(line) or state.sCount[line] < state.blkIndent:
            return False
        inside.append(state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]])
        # another one begins: looking on from each would take the square of their number
        if inside[-1].startswith(begin[0]) and not end.match(inside[-1]):
            return False
    inside[-1] = inside[-1][: found.start()]
    content = "\n".join(inside)
    if not content.strip() or len(content) > LIMIT or (begin[0] == "$$" and re.search(r"(?<!\\)\$\$", content)):
        return False
    if not silent:
        token = state.push("math_block", "math", 0)
        content += found[1]
        token.content = f"{begin[0]}{content}\\end{{{begin[1]}}}" if begin[1] else content
        token.map = [first, line + 1]
    state.line = line + 1
    return True


def _inline(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] not in "$\\":
        return False
    found = _INLINE.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    square = found["square"]
    if not (found["double"] or found["single"] or found["round"] or square or found["bare"]).strip():
        return False
    if square and not _MEANT.search(square):
        return False
    if found["single"] and state.src[state.pos - 1 : state.pos] == "$":
        return False
    if not silent:
        token = state.push("math_inline", "math", 0)
        display = found["double"] or square or found["bare"]
        token.content = display or found["single"] or found["round"]
        token.info = "display" if display else ""
    state.pos = found.end()
    return True
