import { describe, expect, it } from 'vitest';

import { withDollars } from '../../answer/formulas';

describe('formulas', () => {
  it.each([
    ['the area \\( \\pi r^2 \\) of it', 'the area $\\pi r^2$ of it'],
    ['\\(a\\) and \\(b\\)', '$a$ and $b$'],
    [
      'So:\n\n\\[\n\\frac{a}{b}\n\\]\n\nDone.',
      'So:\n\n$$\n\\frac{a}{b}\n$$\n\nDone.'
    ],
    ['- one:\n  \\[ x = 1 \\].', '- one:\n  $$ x = 1 $$.'],
    ['1. \\[x\\]', '1. $$x$$'],
    ['where \\[x = 1\\] holds', 'where $\\displaystyle x = 1$ holds'],
    ['**\\[y_1\\]**', '**$\\displaystyle y_1$**'],
    ['\\(f\\big(\\tfrac{1}{2}\\big)\\)', '$f\\big(\\tfrac{1}{2}\\big)$']
  ])('of %j stand between dollar signs', (markdown, expected) => {
    expect(withDollars(markdown)).toBe(expected);
    expect(withDollars(expected)).toBe(expected);
  });

  it.each([
    'code `re.compile("\\(a\\)")` and ``a ` \\(b\\)``',
    '```python\nre.match(r"\\(x\\)", s)\n\\[a\\]\n```',
    '- ```\n  \\(x\\)\n  ```',
    '~~~\n\\(x\\)\n',
    'the entry x\\[0\\] and a \\[note\\](not a link)',
    'not closed: \\(x + 1',
    'a new paragraph \\(ends\n\nit\\)',
    'five \\($\\) signs',
    'JupyterLab reads \\\\(x\\\\) itself',
    '\\( \\)',
    'no backslash at all'
  ])('are not seen in %j', markdown => {
    expect(withDollars(markdown)).toBe(markdown);
  });

  it.each([
    ['$5 or \\$6, and \\$a\\$', '@5 or @6, and @a@'],
    ['$5, $x$ and `$6`', '@5, $x$ and `$6`'],
    ['$$\na\n$$ and $', '$$\na\n$$ and @']
  ])('are not begun by other dollar signs: %j', (markdown, expected) => {
    const written = expected.replace(/@/g, '<span>&#36;</span>');
    expect(withDollars(markdown)).toBe(written);
  });

  it('are found after code', () => {
    const code = '```\n\\(a\\)\n```\n';
    expect(withDollars(`${code}and \`\\(b\\)\` and \\(c\\)`)).toBe(
      `${code}and \`\\(b\\)\` and $c$`
    );
  });

  it('take time that grows with the text alone', () => {
    const long = '\\( x `` \\[ '.repeat(20_000);
    expect(withDollars(long)).toBe(long);
  });
});
