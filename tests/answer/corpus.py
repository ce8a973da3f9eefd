"""Texts that a model may write: ordinary ones, and such as were made to load, run or be read in two ways."""

ORDINARY = r"""Plain words, with a comma; and a full stop.
# A title
## Another `title` with $x$
Setext
===
*emphasis*, **strong**, ***both***, _under_, __score__, ~~gone~~
un**believ**able and **bold:** then text, (**in brackets**), **"quoted"** text
中文**重点**内容，和 `代码`
snake_case, __init__, a_b_c, file_name.py, _private
C:\Users\name\file.txt and \\server\share
array[0] and dict["key"] and f(x)[1]
it costs $5
it costs $5 and $6, or US$7
\$5 and \$6
$x$
The area is $A = \pi r^2$, where $r$ is the radius.
$a<b>c$
$a < b$ and $c > d$
$$\sum_{i<j>k} x$$
where $$a = b$$ holds
\(x_1\) and \(y_1\)
where \[x = 1\] holds, and \[y_1\] and **\[z^2\]**
see \[1\], array\[0\], \[a note\] and \[file_name\](x)
2$x$ and $x$5
$\frac{1}{2}$`code`
$\text{if } x > 0$ and $\mathbb{R}$
$|x|$ and $\|x\|$ and $\left\{ x \right\}$
$\begin{pmatrix}a&b\\c&d\end{pmatrix}$
$\color{red}{x}$ and $\textcolor{blue}{y}$
$\ce{H2O}$ and $\ce{A <=> B}$ and $\ce{2H2 + O2 -> 2H2O}$
$\operatorname{arg\,max}_x f(x)$
`code` and `` a`b `` and `List<int>` and `$HOME` and `a|b`
**`df.head()`** and *`x*y`*
[a link](https://example.org/a_b?c=d&e=f#g) and <https://example.org> and https://example.org/x_y.
[`code`](https://example.org) and [**bold**](https://example.org "title")
www.example.org and me@example.org and <mailto:me@example.org>
![a picture](https://example.org/p.png)
H<sub>2</sub>O, x<sup>2</sup>, <kbd>Ctrl</kbd>+<kbd>C</kbd>, <b>bold</b>, <mark>marked</mark>
one<br>two<br/>three
<br>
<del>gone</del> <ins>new</ins> <q>said</q> <var>n</var> <samp>out</samp> <cite>a book</cite> <dfn>a word</dfn>
<details><summary>More</summary>in one line</details>
AT&T, a & b, &copy; &lt;b&gt; &amp;lt; &#36;
1 < 2 and 3 > 2 and a<b and i<j>k
-1 is less than 0
+1
1. 
2024. A year
# 
#hashtag and #1
~5 minutes, ~~
a | b
* not a list*
`<div>` is an element
Use `\begin{align}` and `\\[`
100% and 5 * 3 * 2 and 2**3**2
Wait! [not](a link)
!important
"quotes" 'single' – dashes — … ellipsis
émigré, naïve, Ω, 🎉, a\u00a0b
@decorator and npm @scope/package and a@b
:smile: and ::
{braces} and {{double}} and {% tag %}
[x] done and [ ] open
[^1] a note
- [ ] open
<details>
""".strip("\n").split("\n")
ORDINARY_BLOCKS = (
    "a\nb\n\nc  \nd\\\ne",
    "- one\n- two\n  - three\n    - four\n- five",
    "* a\n\n* b\n\n  more\n* c",
    "1. one\n2. two\n   - a\n   - b\n3. three",
    "3) three\n4) four",
    "- [ ] open\n- [x] done",
    "1. Install:\n\n   ```bash\n   pip install x\n   export A=$HOME\n   ```\n\n2. Run it with $x$",
    "- item\n  ```python\n  print(1)\n  ```\n- other",
    "> a quote\n> with **bold**\n>\n> and more",
    "> ```\n> code $x\n> ```",
    '```python\ndef f(x):\n    return f"{x}"\n```',
    "```\nno language\n\n\nempty lines\n```",
    "~~~text\ntildes\n~~~",
    "````markdown\n```python\nx\n```\n````",
    "text:\n\n    indented code\n    <b>\n\nend",
    "```latex\n\\begin{align}\na &= b\n\\end{align}\n```",
    "```sh\necho $$ $PATH\n```",
    "```c++\nint a[2];\n```",
    "| a | b |\n|---|:-:|\n| 1 | `x` |\n| $y$ | **z** |",
    "| a |\n|---|\n| one<br>two |",
    "a | b\n--|--\n1 | 2",
    "| `a\\|b` | $\\|x\\|$ |\n|---|---|\n| \\| | x |",
    "$$\na = b\n$$",
    "$$\n\\begin{aligned}\na &= b \\\\\nc &= d\n\\end{aligned}\n$$",
    "\\[\nx = \\frac{1}{2}\n\\]",
    "\\begin{align}\na &= b \\\\[2pt]\nc &= d\n\\end{align}",
    "Text:\n$$\na\n- b\n+ c\n= d\n$$\nmore",
    "- a formula\n\n  $$\n  x\n  $$",
    "> $$\n> x\n> $$",
    "$$\nx % a remark\ny\n$$",
    "<details>\n<summary>More</summary>\n\nhidden **text**\n\n</details>",
    "<details><summary><b>More</b></summary>\n\n```py\nx\n```\n\n</details>",
    "<details><summary>It costs $5, not $6: <code>f(x)</code> and `$HOME`, where $x_1 < y$ and __init__</summary>\n\nx\n\n</details>",
    "- item\n\n  <details><summary>C:\\Users\\(x) and \\(x\\), see \\ref{x}</summary>\n\n  x\n\n  </details>",
    "<details>\n<summary>\nMore\n</summary>\nright **below**\n\n- a\n</details>",
    "<details>\n<summary>One</summary>\n<details><summary>Two</summary>\ndeep\n</details>\n</details>\nafter",
    "<details><summary>More</summary>\n\nits words end here</details>\n\nafter",
    "- item\n  <details><summary>More</summary>in it</details>\n- other",
    "a\n\n<br>\n\nb\n\n<br><br/>",
    "a \\[\nx = y\n\\] b",
    "| \\[x^2\\] | b |\n|---|---|\n| \\[|x| = 1\\] | c |",
    "a\n\n---\n\nb\n\n***\n\n<hr>",
    "[ref][1] and [1]\n\n[1]: https://example.org",
    "Term\n: not a definition",
    "text\n# heading\ntext\n- list\ntext",
    "# a\n\n## b #\n\n### c ###",
    "1. a\n\n\n1. b\n\ntext\n\n- c\n\n* d",
    "> - a\n>   - b\n>\n> > c",
    "x\n\n<!-- a remark -->\n\ny",
)
HOSTILE = r"""<script>alert(1)</script>
<img src=x onerror=alert(1)>
a <img src="https://evil.example/p.png"> b
<svg onload=alert(1)>
<iframe src="javascript:alert(1)"></iframe>
<b onclick=alert(1)>x</b>
<a href="javascript:alert(1)">x</a>
<style>body{background:url(https://evil.example)}</style>
<details open ontoggle=alert(1)>x</details>
<details><summary>x</summary><img src=x onerror=y></details>
<details><summary onclick=x>y</summary><script>alert(1)</script></details>
<del onclick=x>y</del> <q cite=javascript:y>z</q> <ins cite=https://evil.example>z</ins>
\[x = <img src=x onerror=y>\] and \[\unicode{41}=1\]
<button data-commandlinker-command="notebook:run-all-cells">x</button>
<input type=image src=https://evil.example/p.png>
<video poster=https://evil.example/p.png></video>
<base href="https://evil.example/">
<meta http-equiv=refresh content=0>
<br onclick=x> <sub onclick=x>y</sub>
<b>unclosed <i>crossed</b></i>
</b></span></details>
<<script>script>
<scr<b>ipt>
<img src=x onerror=`x`>
<!--><img src=x onerror=y>-->
<![CDATA[<img src=x onerror=y>]]>
<?php <img src=x onerror=y> ?>
![p](https://evil.example/p.png)
![p](<https://evil.example/p.png> "t")
![p](javascript:alert(1))
![p](data:image/svg+xml,<svg>)
![a ![b](https://evil.example/b) c](https://evil.example/a)
[![p](https://evil.example/p.png)](https://evil.example)
[x](javascript:alert(1))
[x](JaVaScRiPt:alert(1))
[x](java&#115;cript:alert(1))
[x](vbscript:x) [y](data:text/html,x) [z](file:///etc/passwd)
<javascript:alert(1)>
<ftp://evil.example> ftp://evil.example
[x](https://evil.example" onmouseover="alert(1))
[x](https://evil.example "t" onclick=x)
[x](#" onclick="y)
[x](other.ipynb) [y](/files/x) ![z](local.png) ![z](/files/local.png)
[a `]` <img src=x>](https://e.example/)
`<img src=x onerror=y>`
`` <img src=x> ` ``
[`<img src=x>](https://e.example)`
*a `*` <img src=x> b*
**`**<img src=x>`**
\`<img src=x>\`
\\`<img src=x>`
`a``<img src=x>`
`$` <img src=x> `$`
$`$<img src=x>`$
`\\(` <img src=x> `\\)`
$ `<img src=x>` $
`$$` <img src=x onerror=y> `$$`
`\begin{x}` <img src=x> `\end{x}`
$x$`<img src=x>`$y$
\$`<img src=x>`\$
$<img src=x onerror=y>$
$$<img src=x onerror=y>$$
\(<img src=x onerror=y>\)
\\(<img src=x onerror=y>\\)
\\[<img src=x onerror=y>\\]
\begin{x}<img src=x onerror=y>\end{x}
$\unicode[serif;background:url(https://evil.example/)]{x41}$
\unicode[serif;background:url(https://evil.example/)]{x41}
$\mmlToken{mglyph}[src="https://evil.example/p.png"]{}$
$\def\x{\mmlToken{mglyph}[src="https://evil.example/p.png"]{}}\x$
$\let\x\unicode \x{41}$
$\newcommand{\x}{\unicode{41}}\x$
$\csname unicode\endcsname{41}$
$\href{javascript:alert(1)}{x}$
$\style{background:url(https://evil.example/)}{x}$
$\class{x}{y} \cssId{x}{y} \data{a=b}{x}$
$\require{html}\href{https://evil.example}{x}$
$\color{red;background:url(https://evil.example/)}{x}$
$\text{$\unicode{41}$}$
$\text{\unicode{41}}$
$\\unicode{41}$
$\\
unicode$
$x % \
\unicode{41}$
$\begin{unicode}x\end{unicode}$
$\includegraphics{https://evil.example/p.png}$
$\bbox[background:url(https://evil.example/)]{x}$
$\rule{9999em}{9999em}$
$\verb|\unicode|$
$\toggle{a}{b}\endtoggle$
$\htmlData{a=b}{x}$ $\htmlClass{a}{b}$ $\url{javascript:x}$
$a$\unicode{41}$b$
$5 \unicode{41} $6
\(\unicode{41}\) and \\(\unicode{41}\\)
$**$\unicode{41}$**$ and $*$ \href{javascript:x}{y}$*$ and $~~$\style{x}{y}$~~$
| $_$\unicode{41}$_$ |
&#36;\unicode{41}&#36;
&#92;(\unicode{41}&#92;)
\$\unicode{41}\$
$\<b>$\unicode{41}$
\ref{x} \eqref{<img>}
$[x](javascript:y)$
$`code`$
$a$$b$
$$$$$$
$}$ ${$ $\$
@@0@@ $x$ @@1@@
\@\@0\@\@ $" onclick="y$
@@0$x$
[x](https://e.example/@@0@@) $" onclick="y$
&lt;img src=x onerror=y&gt;
&amp;lt;img src=x&amp;gt;
\<img src=x onerror=y>
\&lt;img src=x>
`a` | `<img src=x>`
[^1] <img src=x>
[x]: javascript:y
[a][x] ![a][x]
a<br
a <b
<a@b.example> <x:y>
<https://e.example/`<img src=x>`>
https://e.example/<img src=x>
https://e.example/"onclick="x
www.e.example/"><img src=x>
a@b.example"><img src=x>
<pre><code>&lt;img src=x&gt;</code></pre>
<pre><code><img src=x></code></pre>
<code><img src=x></code>
<code>`<img src=x>`</code>
<textarea><img src=x></textarea>
<title><img src=x onerror=y></title>
<noscript><p title="</noscript><img src=x onerror=y>">
<math><mtext></mtext><mglyph><style><img src=x onerror=y>
<span style="background:url(https://evil.example)">x</span>
<p align=center><img src=x></p>
""".strip("\n").split("\n")
HOSTILE_BLOCKS = (
    ">\t<script>alert(1)</script>",
    ">\t<img src=x onerror=y>",
    "-\t\t<img src=x onerror=y>",
    "1.\t    <img src=x onerror=y>",
    "    <img src=x onerror=y>",
    "a\n    <img src=x onerror=y>",
    "- a\n\n      <img src=x onerror=y>",
    "- a\n\n   \t<img src=x onerror=y>",
    "> a\n    <img src=x onerror=y>",
    "a | b\n--|--\n`|` <img src=x onerror=y> | `c`",
    "| a |\n|---|\n| `|` | <img src=x> `|` |",
    "| $a|b$ | <img src=x> |\n|---|---|\n| `$|$` | x |",
    "$$\n```\n$$\n<img src=x onerror=y>\n```",
    "```\n$$\n```\n<img src=x onerror=y>\n```\n$$\n```",
    "```\n\\begin{x}\n```\n\n<img src=x>\n\n```\n\\end{x}\n```",
    "```\n\\\\[\n```\n\n`<img src=x>`\n\n```\n\\\\]\n```",
    "- ```\n  $\n  ```\n- $x$ `<img src=x>`",
    "> ```\n> $\n> ```\n> `<img src=x>` $",
    "> $x\n>\n> ```\n> $ <img src=x>\n> ```",
    "[^1]: note\n    <img src=x onerror=y>",
    "[^1]\n\n[^1]:\t<img src=x onerror=y>",
    "x\n: \t<img src=x onerror=y>",
    "Term\n:   def\n\n        <img src=x>",
    "~~~\n```\n~~~\n<img src=x>\n```",
    "```\n~~~\n<img src=x>\n```\n~~~",
    "````\n```\n<img src=x>\n````",
    "``` `x`\n<img src=x>\n```",
    '```html onclick=x"><img src=x>\nx\n```',
    "```mermaid\ngraph TD; A-->B\n```",
    "```mermaid-x\ngraph TD\n```",
    "``` {.python onclick=x}\nx\n```",
    "```\nunclosed <img src=x>",
    "- ```\n<img src=x>",
    "> ```\n<img src=x>",
    "<pre>\n\n<img src=x onerror=y>\n\n</pre>",
    "<script>\n\n</script><img src=x onerror=y>",
    "<!--\n\n--><img src=x onerror=y>",
    "<details>\n<img src=x onerror=y>\n\n</details>",
    "<details><summary><img src=x onerror=y></summary>\n\nx\n\n</details>",
    "<details><summary>$\\unicode[serif;background:url(https://evil.example/)]{x41}$ $$\\href{x}{y}$$</summary>\n\nx\n\n</details>",
    "<details><summary>$\\mmlToken{mglyph}[src='https://evil.example/p.png']{}$</summary>x</details>",
    "<details><summary>\\(\\href{javascript:x}{y}\\) \\[\\style{x}{y}=1\\] \\begin{align}\\require{html}\\end{align}</summary>x</details>",
    "<details><summary>$$a$$$$b$$ \\(c\\)5 \\(d\\)\\(e\\)$x$5 $5x$<code></code>5 `<code></code>`</summary>x</details>",
    "> <details><summary>&#36;\\unicode{x}&dollar; $<b>$\\unicode{x}$</b>$ $**$\\unicode{x}$**$</summary>\n>\n> x\n>\n> </details>",
    "<details>\n\n> </details>\n\n<img src=x>",
    "<details>\n<summary>a<summary>b</summary></summary>\n<img src=x onerror=y>\n</details>",
    "<details><summary>x</summary>\n```\n</details>\n<img src=x>\n```",
    "<details><summary>x</summary>\n    <img src=x>\n>\t<script>x</script></details>",
    "`</details>\n\n<details>`<img src=x></details>",
    "<details>\n\na <img src=x></details>",
    "<div>\n`<img src=x>`\n</div>",
    "<b>\n`<img src=x>`\n</b>",
    "<br>\n`<img src=x>`",
    "*a\n\n<img src=x>*",
    "[a\n\n](javascript:x)",
    "[x]:\njavascript:y\n\n[x]",
    "![x]\n\n[x]: https://evil.example/p.png",
    "[x]\n\n[x]: <https://evil.example/> '<img src=x onerror=y>'",
    "# `<img src=x>` {onclick=x}",
    "a\n`<img\nsrc=x>`",
    "`a\n- <img src=x>`",
    "$a\n- <img src=x>$",
    "$a\n\n<img src=x>$",
    "$$\n~~~\n$$\n\n<img src=x>\n\n$$\n~~~\n$$",
    "$$\n    <img src=x>\n$$",
    "$$\n<script>\n\n</script>\n$$",
    "\\begin{align}\n<img src=x onerror=y>\n\\end{align}",
    "\\begin{align}\n\n<img src=x>\n\n\\end{align}",
    "\\begin{align}\\begin{align}x\\end{align}\n<img src=x>\n\\end{align}",
    "\\[\n\\unicode[x;background:url(https://evil.example/)]{x41}\n\\]",
    "$$\n\\mmlToken{mglyph}[src='https://evil.example/p.png']{}\n$$",
    "\\begin{align}\\unicode{x41}\\end{align}",
    "> > > > > > > > > > <img src=x>",
    "- - - - - - - - - - `<img src=x>`",
    "> - > - > - > -\t\t<img src=x>",
    "a\r<img src=x>\r\n>\t<img src=x>",
    "a\u2028<img src=x>\u2029b\x0b\x0c<img src=x>\x85",
    "\x00<script>\x00alert(1)</script>",
    "*\ufeff*\n\n*&#xFEFF;*\n\n1. \ufeff\n    ---\n1. a",
    "a&#x2028;b &#x85;&#xb; <code>&#x2028;</code>\n\n<pre><code>a&#x2028;b</code></pre>",
    "> ```\n> $$\n> \u00a0\n> <img src=x>\n> ```",
    "-     $$\n      \u3000\n      <img src=x>",
    "\\begin{align}%\n\\end{align}\n\n\\begin{multline*}\n\\end{multline*}",
    "-\n\n&nbsp;\n\n- a\n  - &nbsp;\n- b",
    "- &nbsp;\n\n  <br>\n- b",
    "\ud800<img src=x>",
    "\u00a0\u00a0\u00a0\u00a0<img src=x>",
    "a\\\n<img src=x>\\\n",
    "*x\n* <img src=x>\n*y*",
    "__proto__ `constructor` <img src=x>",
)
CORPUS = [*ORDINARY, *ORDINARY_BLOCKS, *HOSTILE, *HOSTILE_BLOCKS]
