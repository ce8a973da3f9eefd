"""What becomes of ordinary Markdown, and of what is not."""

from uuid import uuid4

import pytest

from ai_jup.answer import normal
from ai_jup.answer.tex import allowed
from tests.work import growth

from .corpus import CORPUS

STAYS = [
    "Plain words, with a comma; and a full stop!",
    "# A title",
    "Some *emphasis*, **bold:** text, `code` and `<div>`, snake_case.",
    "中文**重点**内容",
    "The area is $A = \\pi r^2$, where $r$ is the radius.",
    "it costs \\$5",
    "$$\na &= b \\\\\n\\frac{1}{2}\n$$",
    "\\begin{align}\na &= b \\\\\nc &= d\n\\end{align}",
    "- one\n- two\n  - three\n- [x] done",
    "1. Install:\n\n   ```bash\n   export A=$HOME\n   ```\n\n2. Run it with $x$",
    "> a quote\n>\n> ```\n> code\n> ```",
    '```python\nprint("<b>")\n\n\nx\n```',
    "| a | b |\n| --- | :---: |\n| 1 | `x` |",
    "[a link](https://example.org/a_b?c=d&e=f#g) and <https://example.org>",
    "H<sub>2</sub>O and <kbd>Ctrl</kbd>",
    "<details><summary>More</summary>\n\nhidden\n\n</details>",
]


@pytest.mark.parametrize("markdown", STAYS)
def test_what_every_reader_takes_alike_stays(markdown: str) -> None:
    assert normal(markdown) == markdown


@pytest.mark.parametrize(
    ("markdown", "written"),
    [
        # formulas
        ("$a<b>c$", "$a\\lt b>c$"),
        ("$$\\sum_{i<j>k} x$$", "$$\n\\sum_{i\\lt j>k} x\n$$"),
        ("see $$a$$ there", "see $\\displaystyle a$ there"),
        ("\\(x\\)", "$x$"),
        ("\\[\nx\n\\].", "$$\nx\n.\n$$"),
        ("$\\unicode{x41}$", "`\\unicode{x41}`"),
        ("$$\n\\href{x}{y}\n$$", "```tex\n\\href{x}{y}\n```"),
        ("where \\[x = 1\\] holds", "where $\\displaystyle x = 1$ holds"),
        ("a \\[\nx_1\n\\] b", "a $\\displaystyle x_1$ b"),
        ("see \\[1\\] and array\\[key\\]", "see \\[1] and array\\[key]"),
        ("$x % a remark$", "$x$"),
        ("| $|x|$ |\n|---|", "\\| $|x|$ |\n\\|---|"),
        ("> $$\n> a\n> b\n> $$", "> $$a b$$"),
        # dollar signs that are none of a formula's: MathJax looks for two in one element
        ("costs $5 and $6", "costs <span>\\$</span>5 and <span>\\$</span>6"),
        ("costs $5, $x$", "costs <span>\\$</span>5, $x$"),
        ("$*$\\x$*$", "$*$<span>&#92;</span>x$*$"),
        ("C:\\Users\\\\(x)", "C:\\\\Users<span>&#92;</span>(x)"),
        # code
        ("text\n\n    <b>", "text\n\n```\n<b>\n```"),
        (">\t<script>x</script>", "> ```html\n> \t<script>x</script>\n> ```"),
        ("~~~mermaid\nx\n~~~", "```text\nx\n```"),
        ("```{.x onclick=y}\nx\n```", "```\nx\n```"),
        ("```\n$$ <b>\n\n\nx\n```", "<pre><code>&#36;&#36; &#60;b&#62;&#10;&#10;\nx</code></pre>"),
        ("`$$`", "<code>&#36;&#36;</code>"),
        ("**`a*b`**", "**<code>a&#42;b</code>**"),
        # HTML, pictures, links
        ("a <img src=x onerror=y>", "a &lt;img src=x onerror=y>"),
        ("<img src=x onerror=y>", "```html\n<img src=x onerror=y>\n```"),
        ("<div>\nx\n</div>", "```html\n<div>\nx\n</div>\n```"),
        ("<b>x</b> <b onclick=y>", "<b>x</b> &lt;b onclick=y>"),
        ("a\n\n<br>\n\nb", "a\n\nb"),
        ("<del>a</del> <q>b</q> <q cite=x>c</q>", "<del>a</del> <q>b</q> &lt;q cite=x>c&lt;/q>"),
        ("<details><summary>A</summary>b</details>", "<details><summary>A</summary>\n\nb\n\n</details>"),
        (
            "<details>\n<summary>\nA\n</summary>\n**b**\n</details>",
            "<details><summary>A</summary>\n\n**b**\n\n</details>",
        ),
        (
            "<details><summary>**$x$** for $5 or \\$6: `f` $\\unicode{x}$</summary>\n</details>",
            "<details><summary>&#42;&#42;&#36;x&#36;&#42;&#42; for <span>&#36;</span>5 or <span>&#36;</span>6&#58; <code>f</code>"
            " <code>&#92;unicode&#123;x&#125;</code></summary>\n\n</details>",
        ),
        ("<details>\n\nb</details>\n\nc", "<details>\n\nb\n\n</details>\n\nc"),
        ("![a b](https://e.example/p.png)", "[a b](https://e.example/p.png)"),
        ("![a](data:image/svg+xml,x)", "!\\[a&#93;(data:image/svg+xml,x)"),
        ("[x](javascript:y)", "\\[x&#93;(javascript:y)"),
        ('[x](https://e.example "title")', "[x](https://e.example)"),
        ("[x][1]\n\n[1]: https://e.example", "[x](https://e.example)"),
        ("ftp://e.example me@e.example www.e.example", "ftp\\://e.example me\\@e.example www\\.e.example"),
        # blocks
        ("a\n=", "# a"),
        ("***both***", "*<strong>both</strong>*"),
        ("~~gone~~", "<s>gone</s>"),
        ("x\n: y", "x\n\\: y"),
    ],
)
def test_what_readers_take_in_two_ways_is_written_in_one(markdown: str, written: str) -> None:
    assert normal(markdown) == written


@pytest.mark.parametrize(
    "tex", ["\\alpha", "\\frac{1}{2}", "a \\\\ b", "\\text{if } x", "\\ce{H2O}", "\\color{red}{x}"]
)
def test_formulas_that_write_are_allowed(tex: str) -> None:
    assert allowed(tex) == tex


@pytest.mark.parametrize(
    "tex",
    [
        *(
            f"\\{name}{{x}}"
            for name in ("unicode", "mmlToken", "href", "url", "style", "class", "cssId", "data", "require")
        ),
        *(
            f"\\{name}{{x}}"
            for name in ("def", "let", "newcommand", "csname", "includegraphics", "input", "bbox", "toggle")
        ),
        *(
            "\\color{red;x}{y}",
            "\\color[RGB]{1,2,3}{y}",
            "\\begin{x}\\end{x}",
            "{",
            "}",
            "\\begin{align}",
            "a`b",
            "a$b",
            "\\",
        ),
    ],
)
def test_formulas_that_may_do_more_are_not(tex: str) -> None:
    assert allowed(tex) is None


def test_what_is_nested_deeper_than_readers_follow_is_written_flat() -> None:
    written = normal("> " * 12 + "`<b>`")
    assert written == "> " * 5 + "`<b>`"


def test_links_are_links_unless_a_paragraph_has_hundreds() -> None:
    link = "[a](https://e.example/) "
    assert normal(link * 300) == (link * 300).strip()
    assert "](" not in normal(link * 301).replace("&#93;(", "")


@pytest.mark.parametrize(
    "piece",
    [
        *["[", "![", "[a][", "![a](", "*_", "**a*", "`a", "$a", "\\(", "a\n\n", "> ", "- ", "<b>", "&a"],
        *["<details><summary>", "<details><summary>$<b>"],
    ],
)
def test_no_piece_takes_the_square_of_its_number(piece: str) -> None:
    assert growth(normal, lambda length: f"{uuid4()}\n" + piece * (length // len(piece)), 12_000) < 10


def test_it_takes_time_in_proportion_to_the_text() -> None:
    def markdown(times: int) -> str:
        return "\n\n".join(f"{uuid4()} {each}" for _ in range(times) for each in CORPUS)

    normal(markdown(1))
    assert growth(normal, markdown, 8) < 12


@pytest.mark.parametrize("number", ["1" * 5_000, "x" + "f" * 5_000, "0" * 5_000 + "65", "X" + "0" * 5_000 + "41"])
def test_an_entity_may_have_any_number_of_digits(number: str) -> None:
    sign = "\ufffd" if number[-1] in "1f" and "0" not in number else "A"
    assert normal(f"<details><summary>&#{number};</summary>\n\nx\n\n</details>").startswith(
        f"<details><summary>{sign}</summary>"
    )
    assert normal(f"<pre><code>&#{number};</code></pre>") == f"```\n{sign}\n```"
