import { describe, expect, it } from 'vitest';

import { showServerWords } from '../../views/serverwords';

/** What is shown, with what is code in angle brackets. */
function shown(words: string): string {
  const node = document.createElement('span');
  showServerWords(node, words);
  return [...node.childNodes]
    .map(({ nodeName, textContent }) =>
      nodeName === 'CODE' ? `<${textContent}>` : textContent
    )
    .join('');
}

describe('words of the server', () => {
  it('show names in backticks as code', () => {
    const words = 'Did you mean `a`, `b` or `c`?';
    expect(shown(words)).toBe('Did you mean <a>, <b> or <c>?');
  });

  it.each([
    'The prompt names $`x`, but the notebook has no kernel.',
    'Write $`name` for a value and &`name` for a function; keep one.',
    '$`len(x)` cannot be read: it calls a function. Write $`name` for a value.',
    '&`[f, g]` cannot be offered to the model: it has no name.',
    "$`x['``']` cannot be read.",
    'One backtick ` alone.'
  ])('leave references as they were written: %s', words => {
    expect(shown(words)).toBe(words);
  });

  it('tell names and references apart that stand side by side', () => {
    expect(
      shown('For $`df`, did you mean `df2`? &`len(x)` is no name; write `f`.')
    ).toBe('For $`df`, did you mean <df2>? &`len(x)` is no name; write <f>.');
    expect(shown('`$` needs a list: `df`$`x`')).toBe(
      '<$> needs a list: <df>$`x`'
    );
  });
});
