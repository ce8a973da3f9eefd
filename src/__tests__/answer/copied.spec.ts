import { describe, expect, it } from 'vitest';

import { copied } from '../../answer/copied';

describe('What is copied of an answer', () => {
  it.each([
    ['<span>\\$</span>5 and <span>\\$</span>10', '$5 and $10'],
    [
      '<span>&#36;</span>5, <span>@</span>me, a<span>&#92;</span>b',
      '$5, @me, a\\b'
    ],
    ['a formula: $x$', 'a formula: $x$'],
    [
      '```html\n<span>\\$</span>\n```\n\n<span>\\$</span>1',
      '```html\n<span>\\$</span>\n```\n\n$1'
    ],
    [
      'So:\n\n```text\ngraph TD\n  A --> B\n```\n\n```text\ngraphics\n```',
      'So:\n\n```mermaid\ngraph TD\n  A --> B\n```\n\n```text\ngraphics\n```'
    ],
    ['<span>other</span>', '<span>other</span>']
  ])('%j', (source, text) => {
    expect(copied(source)).toBe(text);
  });
});
