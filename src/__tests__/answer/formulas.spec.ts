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
    'JupyterLab reads \\\\(x\\\\) itself',
    'five \\($\\) signs',
    '\\( \\)',
    'no backslash at all'
  ])('are not seen in %j', markdown => {
    expect(withDollars(markdown)).toBe(markdown);
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
