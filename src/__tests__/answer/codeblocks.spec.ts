import { describe, expect, it } from 'vitest';

import { codeBlocks, isOfKernel, piecesOf } from '../../answer/codeblocks';
import { withoutNotice } from '../../answer/notice';

const CALL = `<details><summary><code>area(x=2)</code> · 0.3 s</summary>

\`\`\`python
called = 1
\`\`\`

</details>`;

describe('The code in an answer', () => {
  it('is found in its order, in lists and quotes too, but not in calls', () => {
    const answer = [
      '```python\na\n```',
      '- one\n\n  ```sh\n  b\n  ```',
      CALL,
      '> ```\n> c\n> ```',
      '    indented',
      '~~~{.r echo=TRUE}\nd\n~~~'
    ].join('\n\n');
    expect(codeBlocks(answer)).toEqual([
      { code: 'a', language: 'python' },
      { code: 'b', language: 'sh' },
      { code: 'c', language: '' },
      { code: 'indented', language: '' },
      { code: 'd', language: 'r' }
    ]);
  });

  it('parts the answer where it is of the kernel and stands by itself', () => {
    const list = '- one\n\n  ```python\n  nested\n  ```';
    const answer = [
      'One:',
      '```py\na = 1\n```',
      '````python\n```\nb\n```\n````',
      'Two:',
      list,
      '```text\nc\n```',
      CALL,
      '```\nd\n```'
    ].join('\n\n');
    const rest = ['Two:', list, '```text\nc\n```', CALL, '```\nd\n```'];
    expect(piecesOf(answer, 'python')).toEqual([
      { kind: 'text', text: 'One:' },
      { kind: 'code', code: 'a = 1', language: 'py' },
      { kind: 'code', code: '```\nb\n```', language: 'python' },
      { kind: 'text', text: rest.join('\n\n') }
    ]);
  });

  it.each([
    ['py', 'python', true],
    ['Python', '', true],
    ['ipython3', 'python', true],
    ['', 'python', false],
    ['bash', 'python', false],
    ['R', 'r', true],
    ['r', 'R', true],
    ['python', 'R', false],
    ['jl', 'julia', true],
    ['constructor', 'python', false]
  ])('of %j is of a kernel of %j: %j', (language, kernel, is) => {
    expect(isOfKernel(language, kernel)).toBe(is);
  });

  it.each([
    ['Half an\n\n> **Stopped.** You stopped this answer.', 'Half an'],
    ['Whole.', 'Whole.'],
    ['> A quote.\n\nWhole.\n', '> A quote.\n\nWhole.\n']
  ])('and text are used without the notice of an end: %j', (source, used) => {
    expect(withoutNotice(source)).toBe(used);
  });
});
