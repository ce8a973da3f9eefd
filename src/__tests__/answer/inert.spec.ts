import { removeMath } from '@jupyterlab/rendermime';
import { marked } from 'marked';
import { describe, expect, it } from 'vitest';

import { inert } from '../../answer/inert';

const CHANGED: [string, string][] = [
  ['a <b>bold</b> word', 'a &lt;b>bold&lt;/b> word'],
  ['<script>alert(1)</script>', '&lt;script>alert(1)&lt;/script>'],
  ['![plot](http://evil/x.png)', '[plot](<http://evil/x.png>)'],
  ['![](https://evil/x.png)', '[image](<https://evil/x.png>)'],
  [
    '![x][r]\n\n[r]: http://evil/x',
    '[x](<http://evil/x>)\n\n[r]: http://evil/x'
  ],
  ['[![alt](http://evil/i)](http://ok/)', '[alt](http://ok/)'],
  ['![x](local.png)', 'x'],
  ['![x](data:image/svg+xml;base64,AAAA)', 'x'],
  ['[a](javascript:alert(1))', 'a'],
  ['[a](JavaScript:x)', 'a'],
  ['[a](file:///etc/passwd)', 'a'],
  ['[a](data:text/html,x)', 'a'],
  ['[a](other.ipynb)', 'a'],
  [
    'See ftp://a.b/c and [x](http://y).',
    'See `ftp://a.b/c` and [x](http://y).'
  ],
  ['See ftp://a.b/c', 'See `ftp://a.b/c`'],
  ['<ftp://a.b/c>', '`ftp://a.b/c`'],
  ['[ftp://a.b/c](ftp://a.b/c)', '`ftp://a.b/c`'],
  ['```mermaid\ngraph TD\n```', '```text mermaid\ngraph TD\n```'],
  ['~~~Mermaid\ngraph TD\n~~~', '~~~text Mermaid\ngraph TD\n~~~'],
  ['```"><img/src=http://evil>\nx\n```', '```imgsrchttpevil\nx\n```'],
  [
    '- one\n- <i>two</i>\n  ![x](http://e/)',
    '- one\n- &lt;i>two&lt;/i>\n  [x](<http://e/>)'
  ],
  ['> <b>\n> x', '> &lt;b>\n> x'],
  ['| a |\n|---|\n| <b>x</b> |', '| a |\n|---|\n| &lt;b>x&lt;/b> |'],
  ['`<b>` <b>', '`<b>` &lt;b>'],
  ['<!-- hidden -->', '&lt;!-- hidden -->'],
  [
    '<div>\n![x](http://evil/)\n</div>',
    '&lt;div>\n[x](<http://evil/>)\n&lt;/div>'
  ]
];

const UNCHANGED = [
  'plain *text*, `code`, [link](https://ok/ "t"), <https://auto.link>, me@example.org',
  '[mail](mailto:a@b.c) [part](#part) https://bare.link',
  '![x](data:image/png;base64,iVBORw0KGgo=)',
  '```html\n<img src="http://x">\n![a](http://b)\n```',
  '```c++\nint a[3];\n```',
  'a < b and c > d, x[0]',
  '`<img src=x>`',
  '    <b>indented code</b>',
  '$a < b$ and $$\\sum_{i<n} x_i$$',
  '- [ ] task\n- [x] done',
  'before\n\n````md\n```mermaid\n```\n````\n'
];

/** Texts that JupyterLab reads otherwise than a plain reader, because it takes formulas out first. */
const DISPUTED = [
  '`$`$\n<img src=http://evil/>`',
  '$x\n``` $y\n<img src=http://evil/>\n```',
  '# $x\n    $<img src=http://evil/>',
  '$`a$ <img src=http://evil/> `'
];

const PIECES = [
  '<img src=http://e/>',
  '![a](http://e/)',
  '[a](javascript:1)',
  '`',
  '```',
  '\n',
  '\n\n',
  '$',
  '~~~',
  'mermaid',
  '> ',
  '- ',
  '    ',
  '\\',
  '<!--',
  '-->',
  '<div>',
  '[r]',
  '[r]: http://e/',
  'word',
  '|',
  '@@0@@',
  '"',
  '&lt;'
];

function* mixtures(count: number): Generator<string> {
  let state = 42;
  for (let text = 0; text < count; text++) {
    let mixture = '';
    for (let piece = 0; piece < 12; piece++) {
      state = (state * 1103515245 + 12345) % 2147483648;
      mixture += PIECES[(state >> 8) % PIECES.length];
    }
    yield mixture;
  }
}

const ACTIVE = /<img|<div|<!--|"javascript:|class="language-mermaid/;

/** As a plain reader shows it, and as JupyterLab does. */
function shown(text: string): string {
  return [text, removeMath(text).text]
    .map(read => marked.parse(read, { async: false }))
    .join('\n');
}

describe('inert', () => {
  it.each(CHANGED)('makes %j harmless', (text, expected) => {
    expect(inert(text)).toBe(expected);
  });

  it.each(UNCHANGED)('leaves %j as it is', text => {
    expect(inert(text)).toBe(text);
  });

  it.each(DISPUTED)('lets nothing through of %j', text => {
    expect(shown(inert(text))).not.toMatch(ACTIVE);
  });

  it('lets nothing through of any mixture', () => {
    for (const text of mixtures(3000)) {
      expect(shown(inert(text))).not.toMatch(ACTIVE);
    }
  });

  it('changes nothing more when it is applied again', () => {
    for (const text of [...mixtures(1500), ...CHANGED.map(([it]) => it)]) {
      const safe = inert(text);
      expect(inert(safe)).toBe(safe);
    }
  });

  it('takes time in proportion to the text', () => {
    const text = CHANGED.map(([it]) => it).join('\n\n') + '\n\n';
    const time = (times: number) => {
      const began = performance.now();
      inert(text.repeat(times));
      return performance.now() - began;
    };
    time(40);
    // the best of some: what else the machine does must not count
    const ratios = [1, 2, 3, 4, 5].map(() => time(160) / time(40));
    expect(Math.min(...ratios)).toBeLessThan(12);
  });
});
