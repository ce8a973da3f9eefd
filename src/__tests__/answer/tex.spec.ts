import { describe, expect, it } from 'vitest';

import { isHarmlessTex } from '../../answer/tex';

describe('a formula', () => {
  it.each([
    'a < b',
    '\\frac{1}{2}\\alpha\\,\\$5',
    '\\begin{pmatrix}a&b\\\\c&d\\end{pmatrix}',
    '\\color{red}{x} \\textcolor{blue}{y}',
    '\\ce{2H2 + O2 -> 2H2O}'
  ])('of commands that write is harmless: %s', tex => {
    expect(isHarmlessTex(tex)).toBe(true);
  });

  it.each([
    '\\mmlToken{mglyph}[src="http://e/"]{}',
    '\\unicode[serif;background:url(http://e/)]{x41}',
    '\\text{\\unicode{41}}',
    '\\def\\x{y}',
    '\\href{javascript:x}{y}',
    '\\csname unicode\\endcsname{41}',
    '\\begin{unicode}x\\end{unicode}',
    '\\begin x',
    '\\color{red;background:url(http://e/)}{x}',
    '\\(x\\)',
    'x\\'
  ])('with any other is not: %s', tex => {
    expect(isHarmlessTex(tex)).toBe(false);
  });
});
