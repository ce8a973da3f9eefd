import { describe, expect, it } from 'vitest';

import { FormulaGuard } from '../../answer/formulaguard';

function guarded(html: string): HTMLElement {
  const host = document.createElement('div');
  host.innerHTML = html;
  new FormulaGuard().guard(host);
  return host;
}

/** What MathJax would read as one text: what stands together in an element. */
function texts(html: string): string[] {
  const host = guarded(html);
  host.normalize();
  const walker = document.createTreeWalker(host, NodeFilter.SHOW_TEXT);
  const found: string[] = [];
  while (walker.nextNode()) {
    found.push((walker.currentNode as Text).data);
  }
  return found;
}

declare const process: { cpuUsage(): { user: number } };

describe('what is left to MathJax', () => {
  it.each([
    ['no formula', ['no formula']],
    ['it is $a$ and \\(b\\).', ['it is ', '$a$', ' and ', '\\(b\\)', '.']],
    ['$$\\sum_{i&lt;j&gt;k} x$$', ['$$\\sum_{i<j>k} x$$']],
    ['\\[x\\]', ['\\[x\\]']],
    [
      '\\begin{align}a\\end{align}',
      ['\\begin{align}', 'a', '\\end{align}'].join('')
    ],
    ['$5 and $6', ['$', '5 and ', '$', '6']],
    ['C:\\Users and $x$', ['C:', '\\', 'Users and ', '$x$']],
    ['$\\unicode{41}$', ['$', '\\', 'unicode{41}', '$']],
    ['\\ref{x}', ['\\', 'ref{x}']],
    ['\\unicode{41} $a$', ['\\', 'unicode{41} ', '$a$']],
    ['$a<br>b$', ['$', 'a', 'b', '$']],
    ['<code>$x$</code>', ['$x$']]
  ])('of %s', (html, expected) => {
    expect(texts(html)).toEqual([expected].flat());
  });

  it('is the same when it is looked through again', () => {
    const host = document.createElement('div');
    host.textContent = 'it is $a$ and $5';
    const guard = new FormulaGuard();
    guard.guard(host);
    const once = host.innerHTML;
    guard.guard(host);
    expect(host.innerHTML).toBe(once);
  });

  it('is parted again where a text looks as if it had been', () => {
    expect(texts('<span>$\\unicode{41}$</span>')).toHaveLength(4);
  });

  it('takes time in proportion to the text', () => {
    // of the processor, which others may keep busy
    const began = process.cpuUsage().user;
    guarded('\\( \\[ $x \\begin{a} '.repeat(3_000));
    const milliseconds = (process.cpuUsage().user - began) / 1_000;
    expect(milliseconds).toBeLessThan(3_000);
  });
});
