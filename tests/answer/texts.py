"""Texts by chance, from a seed: pieces that mean something to some reader, in any order, and blocks in one another."""

import random

from .corpus import CORPUS

PIECES = [
    *[
        "`",
        "``",
        "```",
        "~~~",
        "$",
        "$$",
        "\\(",
        "\\)",
        "\\[",
        "\\]",
        "\\\\(",
        "\\\\)",
        "\\\\[",
        "\\\\]",
        "\\\\",
        "\\",
        "{",
        "}",
        "&",
        "<",
        ">",
        "!",
        "[",
        "]",
        "(",
        ")",
        "*",
        "**",
        "***",
        "_",
        "__",
        "~~",
        "~",
        ":",
        ";",
        "#",
        "|",
        "@",
        "%",
        "^",
        "+",
        "=",
        ",",
        ".",
    ],
    *[
        "<b>",
        "</b>",
        "<script>",
        "</script>",
        "<br>",
        "<code>",
        "</code>",
        "<pre>",
        "</pre>",
        "<!--",
        "-->",
        "<img",
        "<b",
        "<?",
        "?>",
        "<![CDATA[",
        "]]>",
        "<details>",
        "</details>",
    ],
    *[
        "\\begin{align}",
        "\\end{align}",
        "\\begin{x}",
        "\\end{x}",
        "\\unicode{x41}",
        "\\frac{1}{2}",
        "\\alpha",
        "\\text{a}",
        "{\\color{red}}",
    ],
    *[
        "![",
        "](",
        "](http://e/x)",
        "![a](http://e/p.png)",
        "[a](javascript:x)",
        "[a][b]",
        "[^1]",
        "<http://e/>",
        "http://e/a_b",
        "www.e.com",
        "ftp://e/f",
        "a@b.co",
    ],
    *[
        "$x$",
        "`c`",
        "`$`",
        "`|`",
        "`$$`",
        "`<img>`",
        "`\\begin{x}`",
        "&lt;",
        "&amp;",
        "&#36;",
        "&nbsp;",
        "@@0@@",
        "é",
        "中",
        "“",
        '"',
        "'",
        "a",
        "b",
        "foo",
        "x",
        "0",
        "1.",
        "-",
        "--",
        "mermaid",
    ],
    *(
        " ",
        "  ",
        "    ",
        "\t",
        "\n",
        "\n",
        "\n\n",
        "\n- ",
        "\n* ",
        "\n1. ",
        "\n2) ",
        "\n> ",
        "\n>\t",
        "\n    ",
        "\n  - ",
        "  \n",
        "\\\n",
        "\r",
    ),
    *(
        " | ",
        "\n| ",
        "\n|---|---|\n",
        "\n| a | b |\n|---|---|\n| c |",
        "---\n",
        "===\n",
        "\n# ",
        "\n```\n",
        "\n~~~\n",
        "\n$$\n",
        "```html\n",
    ),
    *("<img src=x onerror=y>", 'onclick="x"', "\n\n[b]: http://e/r\n\n", "\n\n[^1]: ", "[x] ", "- [ ] ", "\u00a0"),
    '\\mmlToken{mglyph}[src="http://e/"]{}',
    "<details>\n<summary>t</summary>\n\n",
    "\n\n<details><summary>",
    "</summary>",
    "\n\n</details>\n\n",
]


def text(seed: int) -> str:
    """A text; the same for the same seed."""
    chance = random.Random(seed)
    return _pieces(chance) if seed % 2 else _blocks(chance)


def _pieces(chance: random.Random) -> str:
    return "".join(chance.choice(PIECES) for _ in range(chance.randint(2, 14)))


def _blocks(chance: random.Random) -> str:
    return "".join(_block(chance, 0) + chance.choice(["\n\n", "\n\n", "\n", " "]) for _ in range(chance.randint(1, 5)))


def _block(chance: random.Random, depth: int) -> str:
    block = chance.choice(CORPUS)
    what, at = chance.random(), chance.randrange(len(block))
    if what < 0.12 and depth < 3:
        return "\n".join(f"> {line}" for line in _block(chance, depth + 1).split("\n"))
    if what < 0.24 and depth < 3:
        mark = chance.choice(["- ", "1. ", "* "])
        return mark + ("\n" + " " * len(mark)).join(_block(chance, depth + 1).split("\n"))
    if what < 0.32:
        return block[:at] + chance.choice(PIECES) + block[at:]
    if what < 0.4:
        return block[:at] + block[at + chance.randint(1, 3) :]
    if what < 0.48:
        return f"<details><summary>{block}</summary>\n\n{_block(chance, depth)}\n\n</details>"
    return block
