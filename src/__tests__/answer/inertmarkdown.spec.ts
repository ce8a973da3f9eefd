import { describe, expect, it, vi } from 'vitest';

import { harmless } from '../../answer/harmlesshtml';
import { inertParser } from '../../answer/inertmarkdown';

async function shown(markdown: string): Promise<string> {
  const html = await inertParser(null).render(markdown);
  return harmless(html).trim();
}

describe('Markdown that is shown', () => {
  it.each([
    [
      'a **b** `c` ~~d~~',
      '<p>a <strong>b</strong> <code>c</code> <del>d</del></p>'
    ],
    ['H<sub>2</sub>O<br>', '<p>H<sub>2</sub>O<br></p>'],
    ['[a](https://e/ "t")', '<p><a href="https://e/">a</a></p>'],
    [
      '| a |\n|:-:|\n| b |',
      '<table>\n<thead>\n<tr>\n<th align="center">a</th>\n</tr>\n</thead>\n<tbody><tr>\n<td align="center">b</td>\n</tr>\n</tbody></table>'
    ],
    ['\\$a\\$ \\* $b$', '<p><span>$</span>a<span>$</span> * $b$</p>'],
    ['3. a', '<ol start="3">\n<li>a</li>\n</ol>'],
    [
      '- [x] a',
      '<ul>\n<li><input checked="" disabled="" type="checkbox"> a</li>\n</ul>'
    ],
    [
      '<details><summary>a</summary>\n\nb\n\n</details>',
      '<details><summary>a</summary>\n\n<p>b</p>\n</details>'
    ],
    ['![a](attachment:b.png)', '<p><img src="attachment:b.png" alt="a"></p>']
  ])('has what it always had: %s', async (markdown, html) => {
    expect(
      (await shown(markdown)).replace(/ (type|checked|disabled)="[^"]*"/g, '')
    ).toBe(html.replace(/ (type|checked|disabled)="[^"]*"/g, ''));
  });

  it.each([
    ['a <img src=x onerror=y>', '<p>a &lt;img src=x onerror=y&gt;</p>'],
    ['<script>x</script>', '&lt;script>x&lt;/script>'],
    ['<b onclick=y>x</b>', '<p>&lt;b onclick=y&gt;x</p>'],
    ['![a](https://e/p.png)', '<p><a href="https://e/p.png">a</a></p>'],
    ['![a](p.png)', '<p>![a](p.png)</p>'],
    ['![a](data:image/svg+xml,x)', '<p>![a](data:image/svg+xml,x)</p>'],
    ['[x](javascript:y)', '<p>[x](javascript:y)</p>'],
    ['[x](other.ipynb)', '<p>[x](other.ipynb)</p>'],
    ['ftp://e.org/x', '<p>ftp://e.org/x</p>']
  ])('has as text what could load or run: %s', async (markdown, html) => {
    expect((await shown(markdown)).replace(/&gt;/g, '>')).toBe(
      html.replace(/&gt;/g, '>')
    );
  });

  it('has code in color, each block by itself', async () => {
    const render = vi.fn(() =>
      Promise.resolve(
        '<pre><code class="language-py"><span class="ͼ1 a">x</span></code></pre>'
      )
    );
    const html = await inertParser({ render }).render(
      '<b>\n\n````py\n```x\n````\n\n```mermaid\ny\n```\n\n```py"onclick=z\nx\n```'
    );
    expect(render.mock.calls).toEqual([['````py\n```x\n````']]);
    expect(harmless(html)).toContain(
      '<pre><code class="language-py"><span class="ͼ1 a">x</span></code></pre>'
    );
    expect(html).toContain('<pre><code>y\n</code></pre>');
  });
});

describe('HTML that is shown', () => {
  it.each([
    ['<img src="https://e/">', '<img>'],
    ['<img src="local.png" onerror="y">', '<img>'],
    ['<a href="javascript:x" onclick="y">z</a>', '<a>z</a>'],
    ['<a href="/files/x" data-commandlinker-command="run">z</a>', '<a>z</a>'],
    ['<svg><a href="https://e/">x</a></svg>', 'x'],
    ['<math><mtext><img src="https://e/"></mtext></math>', '<img>'],
    [
      '<b style="background:url(https://e/)" class="jp-Dialog">x</b>',
      '<b>x</b>'
    ],
    ['<span class="jp-Dialog">x</span>', '<span>x</span>'],
    ['<button>x</button><iframe src="https://e/"></iframe>', 'x'],
    ['<input type="image" src="https://e/">', ''],
    ['<template><img src="https://e/"></template>a<!-- b -->', 'a'],
    ['<video poster="https://e/"><source src="https://e/"></video>', '']
  ])('has nothing left that loads or runs: %s', (html, left) => {
    expect(harmless(html)).toBe(left);
  });
});
