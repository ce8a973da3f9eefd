import { nullTranslator } from '@jupyterlab/translation';
import { describe, expect, it } from 'vitest';

import { unsent } from '../../answer/ending';
import {
  endingIn,
  endsInNotice,
  isOnlyNotice,
  noticeOf
} from '../../answer/notice';

const trans = nullTranslator.load('ai_jup');
const RUN = { state: 'failed', error: 'rate-limited' } as const;

const MESSAGE = 'It <broke> at `x`, in "a_b" & [c](d):\nsee $5, \\n.';

describe('the notice of an answer that is not whole', () => {
  const ending = { kind: 'failed', title: 'No answer.', message: MESSAGE };
  const notice = noticeOf({ ...ending, kind: 'failed', hint: 'Mend it.' });

  it('has no sign in it that anyone takes for more', () => {
    const words = notice.replace(/<span>&#(36|92);<\/span>|&#\d+;/g, '');
    expect(words).toMatch(/^> \*\*No answer\.\*\* [\w .,;()]*$/);
    expect(words).not.toMatch(/[&#]/);
  });

  it('has no two signs in one element that MathJax takes for a formula', () => {
    const message = 'costs $5 or $6, C:\\x';
    expect(noticeOf({ kind: 'failed', title: 'No.', message, hint: '' })).toBe(
      '> **No.** costs <span>&#36;</span>5 or <span>&#36;</span>6, C&#58;<span>&#92;</span>x'
    );
  });

  it('is read as what it says when the notebook is opened again', () => {
    expect(endingIn(`Half\n\n${notice}`, RUN)).toEqual({
      kind: 'failed',
      title: 'No answer.',
      message: `${MESSAGE.replace('\n', ' ')} Mend it.`,
      hint: '',
      isOfModel: true
    });
  });

  it("is read as what it says where the server's hand wrote it", () => {
    const written =
      '> **Incomplete:** It costs <span>\\$</span>5 &lt;b> at C:\\\\x &amp; \\[it&#93;(x).';
    expect(endingIn(written, RUN)?.message).toBe(
      'It costs $5 <b> at C:\\x & [it](x).'
    );
  });

  it('is not found where there is none', () => {
    expect(endingIn('Half', RUN)).toBeNull();
    expect(endingIn('> A quotation', undefined)).toBeNull();
  });

  it('is all that stands in an answer that has not been asked for', () => {
    const waiting = noticeOf(unsent(trans));
    expect(endingIn(waiting, undefined)?.title).toBe('Not run.');
    expect([waiting, ''].map(isOnlyNotice)).toEqual([true, true]);
    expect(isOnlyNotice(`Half\n\n${waiting}`)).toBe(false);
    expect(endsInNotice(`Half\n\n${waiting}`)).toBe(true);
  });
});
